import { fail } from '../errors/stream-error.ts';
import { withCheckedOptions, withKnownOptions } from './check-options.ts';
import { kafkaSource } from './kafka/source.ts';
import { csvSource } from './csv-files.ts';
import { jsonSource } from './json-files.ts';
import { memorySource } from './memory.ts';
import { nexmarkSource } from './nexmark/source.ts';
import { parquetSource } from './parquet-files.ts';
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
  parquetSource,
  withKnownOptions(stateStoreSource),
  withKnownOptions(stateMetadataSource),
];

export function findSource(format: string): SourceDefinition {
  const name = format.toLowerCase();
  const found = sources.find((source) => source.name === name || source.aliases?.includes(name) === true);
  if (found === undefined && sparkFormats.has(name)) fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: `the format ${name}` });
  return found ?? fail('DATA_SOURCE_NOT_FOUND', { provider: format, known: sources.map((source) => source.name).join(', ') });
}

/** Whether a word is a format of files, another format, or none that Spark knows. */
export function kindOfFormat(format: string): 'files' | 'other' | undefined {
  const name = format.toLowerCase();
  const found = sources.find((source) => source.name === name);
  if (found !== undefined) return found.files === undefined ? 'other' : 'files';
  return sparkFormats.get(name);
}

/** What Spark can read and we cannot: refused by name. */
const sparkFormats: ReadonlyMap<string, 'files' | 'other'> = new Map([
  ...['orc', 'avro', 'xml', 'binaryfile', 'image', 'libsvm'].map((name) => [name, 'files'] as const), ...['jdbc', 'socket', 'protobuf', 'delta', 'iceberg'].map((name) => [name, 'other'] as const),
]);
