import { Arena } from '../columnar/arena.ts';
import { type Chunk, CHUNK_ROWS, makeChunk } from '../columnar/chunk.ts';
import { makeColumn } from '../columnar/column.ts';
import { fail } from '../errors/stream-error.ts';
import { longType, timestampType } from '../types/data-type.ts';
import { positiveNumber, rateSchema } from './rate.ts';
import type { OptionRow, Source, SourceDefinition, SourceRequest } from './source.ts';

const wholeNumber = (value: string): string | undefined => (/^\d+$/.test(value) ? undefined : 'a whole number');

const options: readonly OptionRow[] = [
  { name: 'rowsPerBatch', doc: 'Rows of every batch.', required: true, check: positiveNumber },
  { name: 'numPartitions', doc: 'Accepted for Spark programs; there is one.', check: positiveNumber },
  { name: 'startTimestamp', doc: 'Time of the rows of the first batch, ms since 1970.', default: '0', check: wholeNumber },
  { name: 'advanceMillisPerBatch', doc: 'How much later each batch is.', default: '1000', check: wholeNumber },
];

/** Batch k holds exactly `rowsPerBatch` rows, all at start + k · advance. An offset is `{"offset":rows,"timestamp":ms}` of what comes next. */
export const rateMicroBatchSource: SourceDefinition = {
  name: 'rate-micro-batch',
  doc: 'The same number of rows in every batch, whatever the clock says.',
  options,
  batch: false,
  streaming: true,
  schema: (_options, given) => (given === undefined ? rateSchema : fail('TIDEMARK_SCHEMA_NOT_ALLOWED', { format: 'rate-micro-batch' })),
  open: (request) => Promise.resolve(openRateMicroBatch(request)),
};

interface Position { readonly offset: number; readonly timestamp: number }

function openRateMicroBatch({ options: given }: SourceRequest): Source {
  const rowsPerBatch = Number(given['rowsperbatch']);
  const startMs = Number(given['starttimestamp'] ?? '0');
  const advanceMs = Number(given['advancemillisperbatch'] ?? '1000');
  let frozen: number | undefined;
  let prepared = false;
  return {
    description: `RateStreamMicroBatch[rowsPerBatch=${rowsPerBatch}, startTimestamp=${startMs}, advanceMillisPerBatch=${advanceMs}, numPartitions=default]`,
    initialOffset: () => Promise.resolve(JSON.stringify({ offset: 0, timestamp: startMs })),
    latestOffset: (start) => {
      const at = JSON.parse(start) as Position;
      const next = { offset: at.offset + rowsPerBatch, timestamp: at.timestamp + advanceMs };
      if (!prepared) return Promise.resolve(JSON.stringify(next));
      // There is always one more batch; "what is there now" means exactly that one.
      frozen ??= next.offset;
      return Promise.resolve(next.offset > frozen ? start : JSON.stringify(next));
    },
    prepareForAvailableNow: () => {
      prepared = true;
      return Promise.resolve();
    },
    read: (start, end) => readRows(JSON.parse(start) as Position, JSON.parse(end) as Position),
    close: () => Promise.resolve(),
  };
}

async function* readRows(start: Position, end: Position): AsyncIterable<Chunk> {
  const arena = new Arena();
  try {
    for (let from = start.offset; from < end.offset; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, end.offset - from);
      arena.reset();
      const times = arena.int64(count).fill(BigInt(start.timestamp) * 1000n);
      const values = arena.int64(count);
      for (let row = 0; row < count; row++) values[row] = BigInt(from + row);
      yield makeChunk(rateSchema, [makeColumn(timestampType, count, { values: times }), makeColumn(longType, count, { values })], count);
    }
  } finally {
    arena.release();
  }
}
