import { fail } from '../errors/stream-error.ts';
import { consoleSink } from './console.ts';
import { csvSink, jsonSink, parquetSink, textSink } from './files/formats.ts';
import { foreachBatchSink, foreachSink } from './foreach-batch.ts';
import { kafkaSink } from './kafka/sink.ts';
import { memorySink } from './memory.ts';
import { noopSink } from './noop.ts';
import type { SinkDefinition } from './sink.ts';

/** Every sink. What has no row here does not exist; documentation, option checks and the contract suite read this table. */
export const sinks: readonly SinkDefinition[] = [
  memorySink,
  consoleSink,
  noopSink,
  foreachBatchSink,
  foreachSink,
  kafkaSink,
  jsonSink,
  csvSink,
  textSink,
  parquetSink,
];

export function findSink(format: string): SinkDefinition {
  const name = format.toLowerCase();
  const found = sinks.find((sink) => sink.name.toLowerCase() === name);
  if (found === undefined && sparkFormats.has(name)) fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: `a sink of the format ${name}` });
  return found ?? fail('DATA_SOURCE_NOT_FOUND', { provider: format, known: sinks.map((sink) => sink.name).join(', ') });
}

/** What Spark can write and we cannot: refused by name. */
const sparkFormats: ReadonlySet<string> = new Set(['orc', 'avro', 'xml', 'jdbc', 'delta', 'iceberg']);
