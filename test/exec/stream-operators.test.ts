import { expect, test } from 'vitest';
import type { Value } from '../../src/columnar/value.ts';
import type { JoinEviction, PhysicalPlan, SymmetricHashJoin } from '../../src/plan/physical.ts';
import { longType, stringType, timestampType } from '../../src/types/data-type.ts';
import { aggregate, at, attribute, call, countAll, HandRun, source, watermark, windowAt, windowType } from './hand-plan.ts';

/** The plan after these batches, once in one piece and once restarted from its deltas after every batch: rows and counters must be the same. */
function restarts(plan: () => PhysicalPlan, batches: readonly Parameters<HandRun['batch']>[0][]): { readonly rows: readonly string[]; readonly total: number }[] {
  const whole = new HandRun(plan());
  let pieces = new HandRun(plan());
  const deltas: Map<string, Uint8Array>[] = [];
  return batches.map((data) => {
    const expected = whole.batch(data);
    const got = pieces.batch(data);
    expect({ rows: got.rows, state: got.state.map(withoutMemory) }).toEqual({ rows: expected.rows, state: expected.state.map(withoutMemory) });
    deltas.push(pieces.takeDeltas());
    const { position } = pieces;
    pieces.tree.release();
    pieces = new HandRun(plan());
    pieces.restore(deltas, position);
    return { rows: expected.rows, total: expected.state[0]!.numRowsTotal };
  });
}

const withoutMemory = ({ memoryUsedBytes: _, ...rest }: object & { readonly memoryUsedBytes: number }): object => rest;

test('deduplication lets the first row of a key pass, until the watermark forgets the key', () => {
  const plan = (): PhysicalPlan => {
    const [k, ts] = [attribute('k', stringType), attribute('ts', timestampType)];
    return { kind: 'StatefulDeduplicate', stateId: 0, input: watermark(source('t', [k, ts]), ts, 2_000), keys: [k], eventTime: ts, withinDelayMs: 2_000, output: [k, ts] };
  };
  const rows = (...given: readonly [string, number][]): Value[][] => given.map(([k, time]) => [k, at(time)]);
  expect(restarts(plan, [{ t: rows(['a', 17], ['a', 16]) }, { t: rows(['a', 13], ['b', 22], ['c', 21]) }, {}, { t: rows(['a', 21], ['a', 22], ['c', 22]) }, { t: rows(['d', 25]) }, {}])).toEqual([
    { rows: ['a @17'], total: 1 },
    // 13 is not late yet: the watermark of the batch before was 0.
    { rows: ['b @22', 'c @21'], total: 3 },
    { rows: [], total: 2 },
    { rows: ['a @21'], total: 3 },
    { rows: ['d @25'], total: 4 },
    { rows: [], total: 2 },
  ]);
});

function join(type: SymmetricHashJoin['type']): PhysicalPlan {
  const left = [attribute('lt', timestampType), attribute('lk', stringType)];
  const right = [attribute('rt', timestampType), attribute('rk', stringType)];
  const eviction = (eventTime: typeof left[0]): JoinEviction => ({ by: 'value', eventTime, offsetMicros: -5_000_000n });
  return {
    kind: 'SymmetricHashJoin', stateId: 0, type, output: type === 'left semi' ? left : [...left, ...right],
    left: watermark(source('l', left), left[0]!, 0), right: watermark(source('r', right), right[0]!, 0), leftKeys: [left[1]!], rightKeys: [right[1]!], nullSafe: [false],
    residual: call('<=', [left[0]!, right[0]!]), leftEventTime: left[0]!, rightEventTime: right[0]!, leftEviction: eviction(left[0]!), rightEviction: eviction(right[0]!),
  };
}

test('joins of two streams remember matches over restarts, and pad what can match no more', () => {
  const rows = (...given: readonly [number, string | null][]): Value[][] => given.map(([time, k]) => [at(time), k]);
  const batches = [
    { l: rows([1, 'a'], [2, 'b'], [3, null]), r: rows([2, 'a']) },
    { l: rows([4, 'c']), r: rows([5, 'b'], [5, 'b'], [1, 'c']) },
    { l: rows([20, 'x']), r: rows([21, 'y']) },
    {},
  ];
  const results = (type: SymmetricHashJoin['type']): readonly (readonly string[])[] => restarts(() => join(type), batches).map((one) => one.rows);
  const matches = [['@1 a @2 a'], ['@2 b @5 b', '@2 b @5 b'], []];
  expect(results('inner')).toEqual([...matches, []]);
  expect(results('left')).toEqual([...matches, ['@3 null null null', '@4 c null null']]);
  expect(results('right')).toEqual([...matches, ['null null @1 c']]);
  expect(results('full')).toEqual([...matches, ['@3 null null null', '@4 c null null', 'null null @1 c']]);
  expect(results('left semi')).toEqual([['@1 a'], ['@2 b'], [], []]);
});

test('sessions merge over batches and restarts', () => {
  const plan = (): PhysicalPlan => {
    const [k, ts, session, v] = [attribute('k', stringType), attribute('ts', timestampType), attribute('session', windowType), attribute('v', longType)];
    const slots = [countAll(), aggregate('sum', [v], longType)];
    return {
      kind: 'SessionAggregate', stateId: 0, input: watermark(source('t', [k, ts, session, v]), ts, 10_000), grouping: [k, session], session, slots, outputMode: 'append', watermarked: true, streaming: true,
      output: [k, session, ...slots.map((one) => one.result)],
    };
  };
  const rows = (...given: readonly [string, number, bigint][]): Value[][] => given.map(([k, time, v]) => [k, at(time), windowAt(time, 5), v]);
  expect(restarts(plan, [
    { t: rows(['a', 10, 1n], ['a', 14, 2n], ['b', 10, 3n], ['a', 30, 4n]) },
    // Joins the two sessions of a; touches, which is enough.
    { t: rows(['a', 19, 5n], ['a', 24, 6n], ['a', 28, 7n]) },
    { t: rows(['a', 50, 8n]) },
    {},
  ])).toEqual([
    { rows: [], total: 3 },
    { rows: ['b [@10,@15] 1 3'], total: 1 },
    { rows: [], total: 2 },
    { rows: ['a [@10,@35] 6 25'], total: 1 },
  ]);
});

test('a limit counts over the life of the query', () => {
  const plan = (): PhysicalPlan => {
    const input = source('t', [attribute('v', longType)]);
    return { kind: 'StatefulLimit', stateId: 0, input, count: 3, output: input.output };
  };
  expect(restarts(plan, [{ t: [[1n], [2n]] }, {}, { t: [[3n], [4n]] }, { t: [[5n]] }]).map((one) => one.rows)).toEqual([['1', '2'], [], ['3'], []]);
});
