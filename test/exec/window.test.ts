import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Value } from '../../src/columnar/value.ts';
import { findFunction } from '../../src/functions/index.ts';
import type { AggregateCall, Attribute, BoundBound, BoundExpression, BoundFrame, BoundSort, RankingCall, WindowCall } from '../../src/plan/bound.ts';
import type { WindowRows } from '../../src/plan/physical.ts';
import { arrayType, type DataType, decimalType, doubleType, intType, longType, stringType } from '../../src/types/data-type.ts';
import { aggregate, attribute, call, HandRun, literal, source } from './hand-plan.ts';

const seed = Number(process.env['SEED'] ?? 77031);

type Row = readonly [id: bigint, g: number | null, k: number | null, x: bigint | null];
type Bound = 'unbounded' | 'current' | number;
interface Shape { readonly unit: 'rows' | 'range'; readonly start: Bound; readonly end: Bound; readonly descending: boolean; readonly nullsFirst: boolean }

const small = fc.option(fc.integer({ min: 0, max: 6 }), { nil: null, freq: 5 });
const rows = fc.array(fc.tuple(fc.option(fc.integer({ min: 0, max: 2 }), { nil: null, freq: 5 }), small, small), { maxLength: 40 })
  .map((list): Row[] => list.map(([g, k, x], index) => [BigInt(index), g, k, x === null ? null : BigInt(x)]));
const bound = fc.oneof(fc.constant<Bound>('unbounded'), fc.constant<Bound>('current'), fc.integer({ min: -3, max: 3 }) as fc.Arbitrary<Bound>);
const shape: fc.Arbitrary<Shape> = fc.record({ unit: fc.constantFrom('rows' as const, 'range' as const), start: bound, end: bound, descending: fc.boolean(), nullsFirst: fc.boolean() })
  .filter(({ start, end }) => typeof start !== 'number' || typeof end !== 'number' || start <= end);

test(`frames are what their definition says (seed ${seed})`, () => {
  fc.assert(fc.property(rows, shape, fc.integer({ min: 1, max: 9 }), (data, frame, chunkRows) => {
    const { run, columns: [id, g, k, x] } = overRows();
    const query = run((spec) => [
      spec(aggregateOf('sum', [x], longType)), spec(aggregateOf('count', [literal(longType, 1n)], longType)),
      spec(aggregateOf('collect_list', [id], arrayType(longType, false), { filter: call('>', [x, literal(longType, 2n)]) })),
      spec(aggregateOf('last', [x], longType, { ignoreNulls: true })),
      spec(rankingOf('nth_value', [id, literal(intType, 2)], longType)),
    ], { partitionBy: [g], orderBy: order(k, frame), frame: boundFrame(frame) });
    const want = expected(data, frame, (inside) => {
      const known = inside.flatMap((row) => (row[3] === null ? [] : [row[3]]));
      const listed = inside.filter((row) => row[3] !== null && row[3] > 2n).map((row) => row[0]);
      return [known.length === 0 ? null : known.reduce((sum, one) => sum + one), inside.length, `{${listed.join(',')}}`, known.at(-1) ?? null, inside[1]?.[0] ?? null];
    });
    expect(query.batch({ t: data }, chunkRows).rows).toEqual(want);
    expect(query.batch({ t: data }, 100).rows).toEqual(want);
    query.tree.release();
  }), { seed, numRuns: 400 });
});

test(`ranks are what their definition says (seed ${seed})`, () => {
  fc.assert(fc.property(rows, shape, (data, { descending, nullsFirst }) => {
    const frame: Shape = { unit: 'rows', start: 'unbounded', end: 'unbounded', descending, nullsFirst };
    const { run, columns: [id, g, k, x] } = overRows();
    const query = run((spec) => [
      spec(rankingOf('row_number', [], intType)), spec(rankingOf('rank', [], intType)), spec(rankingOf('dense_rank', [], intType)), spec(rankingOf('ntile', [literal(intType, 3)], intType)),
      spec(rankingOf('lag', [x, literal(intType, 1), id], longType)), spec(rankingOf('lead', [x, literal(intType, 2)], longType, true)),
    ], { partitionBy: [g], orderBy: order(k, frame), frame: boundFrame(frame) });
    const want = expected(data, frame, (partition, at) => {
      const key = partition[at]![2];
      const behind = partition.slice(at + 1).filter((row) => row[3] !== null);
      const size = Math.floor(partition.length / 3);
      const larger = partition.length % 3;
      const bucket = at < larger * (size + 1) ? Math.floor(at / (size + 1)) : larger + Math.floor((at - larger * (size + 1)) / size);
      return [
        at + 1, partition.findIndex((row) => row[2] === key) + 1, new Set(partition.slice(0, at + 1).map((row) => row[2])).size, bucket + 1,
        at === 0 ? partition[at]![0] : partition[at - 1]![3], behind[1]?.[3] ?? null,
      ];
    });
    expect(query.batch({ t: data }).rows).toEqual(want);
    query.tree.release();
  }), { seed, numRuns: 200 });
});

test('frames that grow are carried on across blocks, to the last bit', () => {
  const count = 12_000;
  const data = Array.from({ length: count }, (_, index): Row => [BigInt(index), 0, Math.floor(index / 2), index % 7 === 0 ? null : BigInt(index % 1000)]);
  const { run, columns: [id, g, k, x] } = overRows();
  const tenth = call('/', [{ kind: 'Cast', input: x, type: doubleType, mode: 'ansi', implicit: true, nullable: true }, literal(doubleType, 10)], doubleType);
  const text: BoundExpression = { kind: 'Cast', input: x, type: stringType, mode: 'ansi', implicit: true, nullable: true };
  const frame: Shape = { unit: 'range', start: 'unbounded', end: 'current', descending: false, nullsFirst: true };
  const query = run((spec) => [
    spec(aggregateOf('sum', [tenth], doubleType)), spec(aggregateOf('max', [text], stringType)),
    spec(aggregateOf('count', [id], longType, { filter: call('>', [x, literal(longType, 500n)]) })),
  ], { partitionBy: [g], orderBy: order(k, frame), frame: boundFrame(frame) });
  let sum = 0;
  let greatest = '';
  let counted = 0;
  const want: string[] = [];
  for (let start = 0; start < count; start += 2) {
    const peers = data.slice(start, start + 2);
    for (const [, , , value] of peers) {
      if (value === null) continue;
      sum += Number(value) / 10;
      if (String(value) > greatest) greatest = String(value);
      if (value > 500n) counted++;
    }
    want.push(...peers.map((row) => [...row.map((cell) => cell ?? 'null'), sum, greatest, counted].join(' ')));
  }
  expect(query.batch({ t: data }, 1000).rows).toEqual(want.sort());
  query.tree.release();
});

const manyRows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.option(fc.integer({ min: -40, max: 40 }), { nil: null, freq: 5 })), { minLength: 90, maxLength: 400 })
  .map((list): Row[] => list.map(([g, x], index) => [BigInt(index), g, index, x === null ? null : BigInt(x)]));
const far = fc.oneof(fc.constant<Bound>('unbounded'), fc.constant<Bound>('current'), fc.integer({ min: -200, max: 200 }) as fc.Arbitrary<Bound>);

test(`long frames are what their definition says (seed ${seed})`, () => {
  const frames: fc.Arbitrary<Shape> = fc.record({ unit: fc.constantFrom('rows' as const, 'range' as const), start: far, end: far, descending: fc.boolean(), nullsFirst: fc.constant(true) })
    .filter(({ start, end }) => typeof start !== 'number' || typeof end !== 'number' || start <= end);
  fc.assert(fc.property(manyRows, frames, (data, frame) => {
    const { run, columns: [id, g, k, x] } = overRows();
    const cast = (type: DataType): BoundExpression => ({ kind: 'Cast', input: x, type, mode: 'ansi', implicit: true, nullable: true });
    const query = run((spec) => [
      spec(aggregateOf('sum', [x], longType)), spec(aggregateOf('sum', [cast(decimalType(20, 0))], decimalType(30, 0))), spec(aggregateOf('avg', [x], doubleType)),
      spec(aggregateOf('sum', [call('/', [cast(doubleType), literal(doubleType, 10)], doubleType)], doubleType)), spec(aggregateOf('count', [id], longType, { filter: call('>', [x, literal(longType, 0n)]) })),
      spec(aggregateOf('min', [cast(stringType)], stringType)), spec(aggregateOf('max', [x], longType)), spec(aggregateOf('max_by', [id, g], longType)), spec(aggregateOf('first', [x], longType)),
    ], { partitionBy: [g], orderBy: order(k, frame), frame: boundFrame(frame) });
    const want = expected(data, frame, (inside) => {
      const known = inside.flatMap((row) => (row[3] === null ? [] : [row[3]]));
      const sum = known.reduce((all, one) => all + one, 0n);
      const greatest = [...known].sort((one, other) => Number(other - one))[0];
      if (greatest === undefined) return [null, null, null, null, 0, null, null, inside.at(-1)?.[0] ?? null, inside[0]?.[3] ?? null];
      const text = known.map(String).reduce((best, one) => (one < best ? one : best));
      return [sum, sum, Number(sum) / known.length, known.reduce((all, one) => all + Number(one) / 10, 0), known.filter((one) => one > 0n).length, text, greatest, inside.at(-1)![0], inside[0]![3]];
    });
    expect(query.batch({ t: data }, 100).rows).toEqual(want);
    query.tree.release();
  }), { seed, numRuns: 60 });
});

interface Specification { readonly partitionBy: readonly BoundExpression[]; readonly orderBy: readonly BoundSort[]; readonly frame: BoundFrame }
type Over = (called: AggregateCall | RankingCall) => WindowCall;

function overRows(): { run: (calls: (spec: Over) => readonly WindowCall[], specification: Specification) => HandRun; columns: readonly [Attribute, Attribute, Attribute, Attribute] } {
  const columns = [attribute('id', longType), attribute('g', intType), attribute('k', intType), attribute('x', longType)] as const;
  return {
    columns,
    run(calls, specification) {
      const aliases = calls((called) => ({ kind: 'WindowCall', function: called, ...specification, type: called.type, nullable: true }))
        .map((input, index) => ({ ...attribute(`w${index}`, input.type), kind: 'Alias' as const, input }));
      const plan: WindowRows = { kind: 'WindowRows', input: source('t', columns), calls: aliases, output: [...columns, ...aliases.map(({ name, id, type }): Attribute => ({ ...attribute(name, type), id }))] };
      return new HandRun(plan);
    },
  };
}

function aggregateOf(name: string, args: readonly BoundExpression[], type: DataType, more: Partial<AggregateCall> = {}): AggregateCall {
  return aggregate(name, args, type, more).call;
}

function rankingOf(name: string, args: readonly BoundExpression[], type: DataType, ignoreNulls = false): RankingCall {
  const definition = findFunction(name);
  if (definition?.kind !== 'window') throw new Error(`no window function ${name}`);
  return { kind: 'RankingCall', definition, written: name, arguments: args, ignoreNulls, type, nullable: true };
}

function order(input: BoundExpression, { descending, nullsFirst }: Shape): readonly BoundSort[] {
  return [{ kind: 'Sort', input, descending, nullsFirst, type: input.type, nullable: true }];
}

function boundFrame({ unit, start, end }: Shape): BoundFrame {
  const one = (written: Bound, unbounded: 'unbounded preceding' | 'unbounded following'): BoundBound => (written === 'unbounded' ? { bound: unbounded }
    : written === 'current' ? { bound: 'current row' } : { bound: 'offset', distance: literal(intType, written) });
  return { unit, start: one(start, 'unbounded preceding'), end: one(end, 'unbounded following') };
}

/** The definition, row by row: which rows of the sorted partition are in the frame of each. */
function expected(data: readonly Row[], frame: Shape, results: (inside: readonly Row[], at: number) => readonly (Value | string)[]): string[] {
  const compareKeys = (left: number | null, right: number | null): number => {
    if (left === null || right === null) return left === right ? 0 : (left === null) === frame.nullsFirst ? -1 : 1;
    return (left - right) * (frame.descending ? -1 : 1);
  };
  const out: string[] = [];
  for (const group of new Set(data.map((row) => row[1]))) {
    const partition = data.filter((row) => row[1] === group).sort((left, right) => compareKeys(left[2], right[2]));
    partition.forEach((row, at) => {
      const away = (other: number, written: Bound): number => {
        if (frame.unit === 'rows') return other - at - (written === 'current' ? 0 : written as number);
        const distance = written === 'current' ? 0 : written as number;
        return compareKeys(partition[other]![2], row[2] === null ? null : row[2] + (frame.descending ? -distance : distance));
      };
      const inside = partition.filter((_, other) => (frame.start === 'unbounded' || away(other, frame.start) >= 0) && (frame.end === 'unbounded' || away(other, frame.end) <= 0));
      out.push([...row, ...results(inside, at)].map((cell) => (cell === null ? 'null' : String(cell))).join(' '));
    });
  }
  return out.sort();
}
