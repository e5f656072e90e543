import { Arena } from '../columnar/arena.ts';
import { type Chunk, CHUNK_ROWS, makeChunk } from '../columnar/chunk.ts';
import { makeColumn } from '../columnar/column.ts';
import { fail } from '../errors/stream-error.ts';
import { field, longType, type Schema, timestampType } from '../types/data-type.ts';
import { parseDurationSeconds } from './duration.ts';
import type { OptionRow, Source, SourceDefinition, SourceRequest } from './source.ts';

export const rateSchema: Schema = { fields: [field('timestamp', timestampType), field('value', longType)] };

export const positiveNumber = (value: string): string | undefined => (/^[1-9]\d*$/.test(value) ? undefined : 'a whole number above 0');

const duration = (value: string): string | undefined => (/^\d+\s*(us|ms|s|m|min|h|d)?$/i.test(value.trim()) ? undefined : 'a duration such as 5s');

const options: readonly OptionRow[] = [
  { name: 'rowsPerSecond', doc: 'Rows per second.', default: '1', check: positiveNumber },
  { name: 'rampUpTime', doc: 'How long the rate takes to get there, such as 5s.', default: '0s', check: duration },
  { name: 'numPartitions', doc: 'Accepted for Spark programs; there is one.', check: positiveNumber },
];

/**
 * A counter and the time, so many rows a second. An offset is a number of whole seconds since the query was created; second s holds
 * the values from `valueAt(s)` to `valueAt(s + 1)`, evenly spread over it.
 */
export const rateSource: SourceDefinition = {
  name: 'rate',
  doc: 'Rows of (timestamp, value) at a steady rate, for tests and demos.',
  options,
  batch: false,
  streaming: true,
  schema: (_options, given) => (given === undefined ? rateSchema : fail('TIDEMARK_SCHEMA_NOT_ALLOWED', { format: 'rate' })),
  open: (request) => Promise.resolve(openRate(request)),
};

function openRate({ options: given, metadata, environment }: SourceRequest): Source {
  const rowsPerSecond = Number(given['rowspersecond'] ?? '1');
  const rampUpSeconds = parseDurationSeconds(given['rampuptime'] ?? '0s');
  const { clock } = environment;
  const createdMs = Number(metadata.get('createdMs') ?? clock.nowMs());
  let lastSeconds = 0;
  let frozen = Infinity;
  // A wall clock that steps back must not take back what was there.
  const seconds = (): number => { lastSeconds = Math.max(lastSeconds, Math.floor((clock.nowMs() - createdMs) / 1000)); return lastSeconds; };
  return {
    description: `RateStreamV2[rowsPerSecond=${rowsPerSecond}, rampUpTimeSeconds=${rampUpSeconds}, numPartitions=default]`,
    initialOffset: () => {
      metadata.put('createdMs', String(createdMs));
      return Promise.resolve('0');
    },
    latestOffset: (start) => Promise.resolve(String(Math.max(Number(start), Math.min(seconds(), frozen)))),
    prepareForAvailableNow: () => {
      frozen = seconds();
      return Promise.resolve();
    },
    read: (start, end) => readSeconds({ createdMs, rowsPerSecond, rampUpSeconds }, Number(start), Number(end)),
    latestKnown: () => String(seconds()),
    close: () => Promise.resolve(),
  };
}

export interface RateParameters { readonly createdMs: number; readonly rowsPerSecond: number; readonly rampUpSeconds: number }

/** Number of values before second `s`. While ramping up each second has `step` rows more than the one before. */
export function valueAt({ rowsPerSecond, rampUpSeconds }: RateParameters, second: number): number {
  const step = Math.floor(rowsPerSecond / (rampUpSeconds + 1));
  if (second <= rampUpSeconds) return (step * second * (second + 1)) / 2;
  return valueAt({ createdMs: 0, rowsPerSecond, rampUpSeconds }, rampUpSeconds) + (second - rampUpSeconds) * rowsPerSecond;
}

async function* readSeconds(parameters: RateParameters, start: number, end: number): AsyncIterable<Chunk> {
  const first = valueAt(parameters, start);
  const last = valueAt(parameters, end);
  const spanMs = (end - start) * 1000;
  const arena = new Arena();
  try {
    for (let from = first; from < last; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, last - from);
      arena.reset();
      const times = arena.int64(count);
      const values = arena.int64(count);
      for (let row = 0; row < count; row++) {
        const ms = parameters.createdMs + start * 1000 + Math.round(((from + row - first) * spanMs) / (last - first));
        times[row] = BigInt(ms) * 1000n;
        values[row] = BigInt(from + row);
      }
      yield makeChunk(rateSchema, [makeColumn(timestampType, count, { values: times }), makeColumn(longType, count, { values })], count);
    }
  } finally {
    arena.release();
  }
}
