import { Arena } from '../columnar/arena.ts';
import { columnOf } from '../columnar/builder.ts';
import { type Chunk, makeChunk } from '../columnar/chunk.ts';
import type { Value } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import type { OperatorFingerprint } from '../state/durable-state.ts';
import { openStateReader, type StateReader } from '../state/state-reader.ts';
import { field, intType, longType, type Schema, stringType } from '../types/data-type.ts';
import { absolutePath } from './files-list.ts';
import type { Source, SourceDefinition, SourceOptions, SourceRequest } from './source.ts';
import { batchOption } from './state-store-options.ts';
import { storeNamesOf } from './state-store-view.ts';

const schema: Schema = {
  fields: [
    field('operatorId', longType), field('operatorName', stringType), field('stateStoreName', stringType), field('numPartitions', intType),
    field('minBatchId', longType), field('maxBatchId', longType), field('operatorProperties', stringType),
  ],
};

/** The stateful operators of a query, from its checkpoint: a row per store. */
export const stateMetadataSource: SourceDefinition = {
  name: 'state-metadata',
  doc: 'The stateful operators and stores of a streaming query, from its checkpoint.',
  options: [
    { name: 'path', doc: 'The checkpointLocation of a query.', required: true },
    { name: 'batchId', doc: 'The operators, and their state variables, as they were when this batch ran; default: the last committed one.' },
  ],
  batch: true,
  streaming: false,
  schema(options, given, _, read) {
    if (given !== undefined) fail('TIDEMARK_SCHEMA_NOT_ALLOWED', { format: 'state-metadata' });
    if (options['path'] === undefined && (read?.paths.length ?? 0) === 0) fail('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'path' });
    return schema;
  },
  open: (request) => Promise.resolve(openStateMetadata(request)),
};

function openStateMetadata({ options, paths, environment }: SourceRequest): Source {
  const path = absolutePath(paths[0] ?? options['path'] ?? '');
  const reader = openStateReader(environment, path);
  const batchId = wantedBatch(options, reader, path);
  return {
    description: 'StateMetadata',
    initialOffset: () => Promise.resolve('0'),
    latestOffset: () => Promise.resolve('1'),
    read: () => readOperators(reader, batchId),
    close: () => Promise.resolve(),
  };
}

function wantedBatch(options: SourceOptions, reader: StateReader | undefined, checkpointLocation: string): number | undefined {
  const batchId = batchOption(options, 'batchId') ?? reader?.lastBatchId;
  if (options['batchid'] !== undefined && reader?.isCommitted(batchId!) !== true) fail('STDS_FAILED_TO_READ_OPERATOR_METADATA', { checkpointLocation, batchId: String(batchId) });
  return batchId;
}

async function* readOperators(reader: StateReader | undefined, batchId: number | undefined): AsyncGenerator<Chunk> {
  const last = reader?.lastBatchId;
  if (reader === undefined || last === undefined || batchId === undefined) return;
  const rows = reader.operatorsAt(batchId).flatMap((operator) => rowsOf(operator, reader.oldestBatchId, last));
  const arena = new Arena();
  try {
    yield makeChunk(schema, schema.fields.map(({ type }, index) => columnOf(type, rows.map((row) => row[index]!), arena)), rows.length);
  } finally {
    arena.release();
  }
}

function rowsOf(operator: OperatorFingerprint, oldest: number, last: number): (readonly Value[])[] {
  const { stateId, operatorName } = operator;
  return storeNamesOf(operatorName).map((store) => [BigInt(stateId), operatorName, store, 1, BigInt(oldest), BigInt(last), operator.properties ?? null]);
}
