import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Value } from '../../src/columnar/value.ts';
import type { HashJoin, NestedLoopJoin } from '../../src/plan/physical.ts';
import { booleanType, longType, stringType } from '../../src/types/data-type.ts';
import { attribute, call, HandRun, source } from './hand-plan.ts';

const seed = Number(process.env['SEED'] ?? 20302);
const types = ['inner', 'cross', 'left', 'right', 'full', 'left semi', 'left anti', 'existence'] as const;

const row = fc.tuple(fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }), fc.option(fc.constantFrom('x', 'y'), { nil: null, freq: 8 }), fc.bigInt({ min: 0n, max: 9n }));
const rows = fc.array(row, { maxLength: 25 });
type Row = readonly [number | null, string | null, bigint];

/** The definition, row by row. */
function expected(left: readonly Row[], right: readonly Row[], type: (typeof types)[number], matches: (l: Row, r: Row) => boolean): string[] {
  const text = (one: Row | undefined): string => (one === undefined ? 'null null null' : one.map(String).join(' '));
  const out: string[] = [];
  for (const l of left) {
    const partners = right.filter((r) => matches(l, r));
    if (type === 'left semi' || type === 'left anti') { if ((partners.length > 0) === (type === 'left semi')) out.push(text(l)); }
    else if (type === 'existence') out.push(`${text(l)} ${partners.length > 0}`);
    else {
      out.push(...partners.map((r) => `${text(l)} ${text(r)}`));
      if (partners.length === 0 && (type === 'left' || type === 'full')) out.push(`${text(l)} ${text(undefined)}`);
    }
  }
  if (type === 'right' || type === 'full') for (const r of right) if (!left.some((l) => matches(l, r))) out.push(`${text(undefined)} ${text(r)}`);
  return out.sort();
}

test(`joins are what their definition says (seed ${seed})`, () => {
  const shape = fc.record({ left: rows, right: rows, type: fc.constantFrom(...types), nullSafe: fc.tuple(fc.boolean(), fc.boolean()), residual: fc.boolean(), nested: fc.boolean(), chunkRows: fc.integer({ min: 1, max: 9 }) });
  fc.assert(fc.property(shape, ({ left, right, type, nullSafe, residual, nested, chunkRows }) => {
    const [a, b] = ['l', 'r'].map((name) => source(name, [attribute('k', longType), attribute('s', stringType), attribute('v', longType)])) as [ReturnType<typeof source>, ReturnType<typeof source>];
    const [k1, s1, v1] = a.output as [typeof a.output[0], typeof a.output[0], typeof a.output[0]];
    const [k2, s2, v2] = b.output as [typeof a.output[0], typeof a.output[0], typeof a.output[0]];
    const output = type === 'left semi' || type === 'left anti' ? a.output : type === 'existence' ? [...a.output, attribute('e', booleanType)] : [...a.output, ...b.output];
    const greater = call('>', [v1!, v2!]);
    const equal = (index: number): Parameters<typeof call>[0] => (nullSafe[index] ? '<=>' : '==');
    const plan: HashJoin | NestedLoopJoin = nested
      ? { kind: 'NestedLoopJoin', left: a, right: b, type, output, condition: call('and', [call('and', [call(equal(0), [k1!, k2!]), call(equal(1), [s1!, s2!])]), ...(residual ? [greater] : [call('==', [v1!, v1!])])]) }
      : { kind: 'HashJoin', left: a, right: b, type, leftKeys: [k1!, s1!], rightKeys: [k2!, s2!], nullSafe, output, ...(residual ? { residual: greater } : {}) };
    const same = (index: 0 | 1) => (l: Row, r: Row): boolean => (nullSafe[index] ? l[index] === r[index] : l[index] !== null && l[index] === r[index]);
    const query = new HandRun(plan);
    const data = { l: left.map((one): Value[] => [one[0] === null ? null : BigInt(one[0]), one[1], one[2]]), r: right.map((one): Value[] => [one[0] === null ? null : BigInt(one[0]), one[1], one[2]]) };
    const want = expected(left, right, type, (l, r) => same(0)(l, r) && same(1)(l, r) && (!residual || l[2] > r[2]));
    expect(query.batch(data, chunkRows).rows).toEqual(want);
    expect(query.batch(data, 100).rows).toEqual(want);
    query.tree.release();
  }), { seed, numRuns: 300 });
});

test('NOT IN: a NULL makes the answer unknown', () => {
  const [a, b] = [source('l', [attribute('k', longType)]), source('r', [attribute('k', longType)])];
  const query = new HandRun({ kind: 'HashJoin', left: a, right: b, type: 'left anti', leftKeys: [a.output[0]!], rightKeys: [b.output[0]!], nullSafe: [false], nullAware: true, output: a.output });
  expect(query.batch({ l: [[1n], [2n], [null]], r: [[1n]] }).rows).toEqual(['2']);
  expect(query.batch({ l: [[1n], [2n], [null]], r: [[1n], [null]] }).rows).toEqual([]);
  expect(query.batch({ l: [[1n], [2n], [null]] }).rows).toEqual(['1', '2', 'null']);
});
