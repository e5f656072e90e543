import { fail } from '../errors/stream-error.ts';
import { withCheckedOptions, withKnownOptions } from './check-options.ts';
import { kafkaSource } from './kafka/source.ts';
import { csvSource } from './csv-files.ts';
import { jsonSource } from './json-files.ts';
import { memorySource } from './memory.ts';
import { nexmarkSource } from './nexmark/source.ts';
import { rateMicroBatchSource } from './rate-micro-batch.ts';
import { rateSource } from './rate.ts';
import { stateMetadataSource } from './state-metadata.ts';
import { stateStoreSource } from './state-store.ts';
import { textSource } from './text-files.ts';
import type { SourceDefinition } from './source.ts';

/** Every source. What has no row here does not exist; documentation, option checks and the contract suite read this table. */
export const sources: readonly SourceDefinition[] = [
  withKnownOptions(memorySource),
  withCheckedOptions(rateSource),
  withCheckedOptions(rateMicroBatchSource),
  withCheckedOptions(nexmarkSource),
  kafkaSource,
  jsonSource,
  csvSource,
  textSource,
  withKnownOptions(stateStoreSource),
  withKnownOptions(stateMetadataSource),
];

export function findSource(format: string): SourceDefinition {
  const name = format.toLowerCase();
  const found = sources.find((source) => source.name === name || source.aliases?.includes(name) === true);
  if (found === undefined && sparkFormats.has(name)) fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: `the format ${name}` });
  return found ?? fail('DATA_SOURCE_NOT_FOUND', { provider: format, known: sources.map((source) => source.name).join(', ') });
}

/** What Spark can read and we cannot: refused by name. */
const sparkFormats: ReadonlySet<string> = new Set(['parquet', 'orc', 'avro', 'xml', 'jdbc', 'binaryfile', 'image', 'libsvm', 'socket', 'protobuf', 'delta', 'iceberg']);
