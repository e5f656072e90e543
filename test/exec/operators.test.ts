import { expect, test } from 'vitest';
import { longType, stringType, doubleType } from '../../src/types/data-type.ts';
import type { PhysicalPlan } from '../../src/plan/physical.ts';
import { aggregate, attribute, call, countAll, HandRun, literal, source } from './hand-plan.ts';

const k = attribute('k', stringType);
const v = attribute('v', longType);
const t = source('t', [k, v]);
const rows = [['a', 1n], ['b', 2n], ['a', 3n], [null, 4n], ['c', null], [null, 5n], ['b', 2n]] as const;

function run(plan: PhysicalPlan): readonly string[] {
  const query = new HandRun(plan);
  const first = query.batch({ t: rows }).rows;
  // The same operators serve every batch.
  expect(query.batch({ t: rows }, 100).rows).toEqual(first);
  query.tree.release();
  return first;
}

test('filter and project', () => {
  const filtered: PhysicalPlan = { kind: 'FilterRows', input: t, condition: call('>', [v, literal(longType, 1n)]), output: t.output };
  const doubled = { kind: 'Alias', id: 900, name: 'd', input: v, type: longType, nullable: true } as const;
  expect(run({ kind: 'ProjectRows', input: filtered, expressions: [doubled, k], output: [attribute('d', longType), k] })).toEqual(['2 b', '2 b', '3 a', '4 null', '5 null']);
});

test('aggregate by key, with FILTER and DISTINCT', () => {
  const slots = [
    countAll(), aggregate('count', [v], longType), aggregate('sum', [v], longType), aggregate('avg', [v], doubleType), aggregate('min', [v], longType), aggregate('max', [k], stringType),
    aggregate('sum', [v], longType, { distinct: true }), aggregate('count', [v], longType, { filter: call('>', [v, literal(longType, 2n)]) }),
  ];
  expect(run({ kind: 'HashAggregate', input: t, grouping: [k], slots, output: [k, ...slots.map((one) => one.result)] })).toEqual([
    'a 2 2 4 2 1 a 4 1', 'b 2 2 4 2 2 b 2 0', 'c 1 0 null null null c null 0', 'null 2 2 9 4.5 4 null 9 2',
  ]);
});

test('aggregate of nothing is one row', () => {
  const slots = [countAll(), aggregate('sum', [v], longType)];
  const query = new HandRun({ kind: 'HashAggregate', input: t, grouping: [], slots, output: slots.map((one) => one.result) });
  expect(query.batch({}).rows).toEqual(['0 null']);
  expect(query.batch({ t: rows }).rows).toEqual(['7 17']);
  expect(query.batch({}).rows).toEqual(['0 null']);
});

test('sort, limit, offset, tail', () => {
  const order = [{ kind: 'Sort', input: v, descending: true, nullsFirst: false, type: longType, nullable: true }] as const;
  const sorted: PhysicalPlan = { kind: 'SortRows', input: t, order, output: t.output };
  const query = new HandRun({ kind: 'LimitRows', input: sorted, offset: 1, count: 2, output: t.output });
  expect(query.batch({ t: rows }).rows).toEqual(['a 3', 'null 4']);
  expect(run({ kind: 'TailRows', input: sorted, count: 2, output: t.output })).toEqual(['a 1', 'c null']);
  expect(run({ kind: 'SortRows', input: t, order, limit: 1, output: t.output })).toEqual(['null 5']);
});

test('union', () => {
  expect(run({ kind: 'UnionRows', inputs: [t, t], output: t.output })).toHaveLength(14);
});
