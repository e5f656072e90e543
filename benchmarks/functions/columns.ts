import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { type Chunk, makeChunk } from '../../src/columnar/chunk.ts';
import { listValue, type Value } from '../../src/columnar/value.ts';
import type { DataType } from '../../src/types/data-type.ts';
import { Random } from '../tpch/random.ts';

export const rowsPerChunk = 8192;

/** A column's type, the values it is made from, and whether they are varied or only repeated. */
export interface ColumnPlan { readonly type: DataType; readonly samples: readonly Value[]; readonly vary: boolean; readonly nulls?: boolean }

/** Values of a column: the samples, each time a little different in a way that keeps their kind. One in 32 is NULL. */
export function makeValues({ type, samples, vary, nulls = true }: ColumnPlan, seed: number): readonly Value[] {
  const random = new Random(seed);
  const pool = samples.filter((one) => one !== null);
  return Array.from({ length: rowsPerChunk }, (): Value => {
    if (pool.length === 0 || (random.whole(0, 31) === 0 && nulls)) return null;
    const sample = random.pick(pool);
    return vary ? varied(type, sample, random) : sample;
  });
}

export function makeRows(columns: readonly { readonly type: DataType; readonly values: readonly Value[] }[]): Chunk {
  const arena = new Arena();
  const fields = columns.map(({ type }, index) => ({ name: `c${index}`, type, nullable: true }));
  return makeChunk({ fields }, columns.map(({ type, values }) => columnOf(type, values, arena)), rowsPerChunk);
}

function varied(type: DataType, sample: Value, random: Random): Value {
  switch (type.kind) {
    case 'boolean': return random.next() < 0.5;
    case 'byte': return random.whole(0, 100);
    case 'short': case 'int': return (sample as number) + random.whole(0, 500);
    case 'long': return (sample as bigint) + BigInt(random.whole(0, 5000));
    case 'float': return Math.fround((sample as number) * (0.5 + random.next()));
    case 'double': return (sample as number) * (0.5 + random.next());
    case 'decimal': return (sample as bigint) + BigInt(random.whole(0, 10 ** Math.min(type.precision - 2, 5)));
    case 'date': return (sample as number) + random.whole(0, 2000);
    case 'timestamp': case 'timestamp_ntz': return (sample as bigint) + BigInt(random.whole(0, 2_000_000)) * 86_413_007n;
    case 'day_time_interval': return (sample as bigint) + BigInt(random.whole(0, 1_000_000)) * 1_000_000n;
    case 'year_month_interval': return (sample as number) + random.whole(0, 50);
    case 'string': return variedText(sample as string, random);
    case 'binary': return Uint8Array.from(sample as Uint8Array, () => random.whole(0, 255));
    case 'array': return listValue((sample as { readonly list: readonly Value[] }).list.map((one) => (one === null ? null : varied(type.element, one, random))));
    default: return sample;
  }
}

/** Turned by some letters, and longer by a few. */
function variedText(sample: string, random: Random): string {
  const at = random.next() < 0.5 ? 0 : random.whole(0, sample.length);
  return sample.slice(at) + sample.slice(0, at) + random.letters(0, 6);
}
