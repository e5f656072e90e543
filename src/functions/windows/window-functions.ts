import { makeColumn } from '../../columnar/column.ts';
import { doubleType, intType } from '../../types/data-type.ts';
import { castInput, expectConstant, expectCount } from '../define.ts';
import { fail } from '../../errors/stream-error.ts';
import type { AggregateCallShape, CallShape, ResolvedCall, WindowFunction, WindowPartition } from '../function.ts';
import { failInput, quoted } from '../mismatch.ts';
import { counterFunction } from './window-functions-counter.ts';
import { offsetFunctions } from './window-functions-offset.ts';

const words = { kind: 'window', group: 'window_funcs', since: '0.1', signatures: [], orderRequired: true } as const;
const rankWords = { ...words, nullable: 'never', fixedFrame: 'rows to current' } as const;

/** Functions that exist only with OVER: where a row stands in its partition, and values of other rows. */
export const windowFunctions: readonly WindowFunction[] = [
  {
    ...rankWords, name: 'row_number', doc: 'Returns the number of the row in its partition, from 1.',
    examples: [["SELECT x, row_number() OVER (ORDER BY x) AS n FROM VALUES ('b'), ('a') AS t(x)", 'a  1\nb  2']],
    resolve: (call) => { expectCount(call, 0, 0); return resolved(call, intType); },
    evaluate: () => numbers((out, { start, end }) => { for (let row = start; row < end; row++) out[row] = row - start + 1; }),
  },
  {
    ...rankWords, name: 'rank', doc: 'Returns one more than the number of rows in front of the peers of the row: rows that are equal in order share a rank, and leave a gap behind.',
    examples: [['SELECT x, rank() OVER (ORDER BY x) AS n FROM VALUES (1), (1), (2) AS t(x)', '1  1\n1  1\n2  3']],
    display: () => 'RANK()', resolve: (call) => resolved(call, intType),
    evaluate: () => numbers((out, { start, end, peerStart }) => { for (let row = start; row < end; row++) out[row] = peerStart[row - start]! - start + 1; }),
  },
  {
    ...rankWords, name: 'dense_rank', doc: 'Returns the rank of the row, without gaps behind rows that are equal in order.',
    examples: [['SELECT x, dense_rank() OVER (ORDER BY x) AS n FROM VALUES (1), (1), (2) AS t(x)', '1  1\n1  1\n2  2']],
    display: () => 'DENSE_RANK()', resolve: (call) => resolved(call, intType),
    evaluate: () => numbers((out, { start, end, peerStart }) => {
      for (let row = start, rank = 0; row < end; row++) {
        if (peerStart[row - start] === row) rank++;
        out[row] = rank;
      }
    }),
  },
  {
    ...rankWords, name: 'percent_rank', doc: 'Returns (rank - 1) / (rows of the partition - 1), 0 for a single row.',
    examples: [['SELECT x, percent_rank() OVER (ORDER BY x) AS share FROM VALUES (1), (2), (3) AS t(x)', '1  0.0\n2  0.5\n3  1.0']],
    display: () => 'PERCENT_RANK()', resolve: (call) => resolved(call, doubleType),
    evaluate: () => shares((out, { start, end, peerStart }) => {
      const others = end - start - 1;
      for (let row = start; row < end; row++) out[row] = others === 0 ? 0 : (peerStart[row - start]! - start) / others;
    }),
  },
  {
    ...words, name: 'cume_dist', nullable: 'never', fixedFrame: 'range to current', doc: 'Returns the share of the rows of the partition that are not behind the row in order.',
    examples: [['SELECT x, cume_dist() OVER (ORDER BY x) AS share FROM VALUES (1), (2), (2), (3) AS t(x)', '1  0.25\n2  0.75\n2  0.75\n3  1.0']],
    resolve: (call) => { expectCount(call, 0, 0); return resolved(call, doubleType); },
    evaluate: () => shares((out, { start, end, peerEnd }) => { for (let row = start; row < end; row++) out[row] = (peerEnd[row - start]! - start) / (end - start); }),
  },
  {
    ...rankWords, name: 'ntile', doc: 'Divides the rows of the partition into so many buckets, the first ones larger by a row where they do not divide evenly, and returns the number of the bucket.',
    examples: [['SELECT x, ntile(2) OVER (ORDER BY x) AS bucket FROM VALUES (1), (2), (3) AS t(x)', '1  1\n2  1\n3  2']],
    display: ([buckets]) => `ntile(${buckets ?? '1'})`, resolve: resolveBuckets,
    evaluate: (call) => numbers((out, partition) => { fillBuckets(out, partition, bucketsOf(call)); }),
  },
  ...offsetFunctions,
  counterFunction,
];

type Fill<A> = (out: A, partition: WindowPartition) => void;

function numbers(fill: Fill<Int32Array>): ReturnType<WindowFunction['evaluate']> {
  return (_, partitions, rowCount, { arena }) => {
    const values = arena.int32(rowCount);
    for (const partition of partitions) fill(values, partition);
    return makeColumn(intType, rowCount, { values });
  };
}

function shares(fill: Fill<Float64Array>): ReturnType<WindowFunction['evaluate']> {
  return (_, partitions, rowCount, { arena }) => {
    const values = arena.float64(rowCount);
    for (const partition of partitions) fill(values, partition);
    return makeColumn(doubleType, rowCount, { values });
  };
}

/** Ranks take any arguments and look at none. */
function resolved(call: CallShape, returnType: ResolvedCall['returnType']): ResolvedCall {
  return { argumentTypes: call.arguments.map((one) => one.type), returnType, nullable: false };
}

function resolveBuckets(call: CallShape): ResolvedCall {
  expectCount(call, 0, 1);
  const buckets = call.arguments[0];
  if (buckets === undefined) return resolved(call, intType);
  const count = expectConstant(call, 0, 'buckets', intType);
  if (buckets.type.kind !== 'int') return failInput(call, 0, intType);
  if (count === null || Number(count) <= 0) failRange(call, 'buckets', '(0, 2147483647]', String(count));
  return { argumentTypes: [castInput(call, 0, intType)], returnType: intType, nullable: false };
}

function failRange(call: CallShape, exprName: string, valueRange: string, currentValue: string): never {
  return fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', { sqlExpr: quoted(call.sql), exprName, valueRange, currentValue }, { at: call.at });
}

function bucketsOf(call: AggregateCallShape): number {
  return call.literals.length === 0 ? 1 : Number(call.literals[0]);
}

function fillBuckets(out: Int32Array, { start, end }: WindowPartition, buckets: number): void {
  const size = Math.floor((end - start) / buckets);
  const larger = (end - start) % buckets;
  for (let row = start, bucket = 1, left = size + (larger > 0 ? 1 : 0); row < end; row++) {
    if (left === 0) {
      bucket++;
      left = size + (bucket <= larger ? 1 : 0);
    }
    out[row] = bucket;
    left--;
  }
}
