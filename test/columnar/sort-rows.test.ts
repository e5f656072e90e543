import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { markChanges } from '../../src/columnar/changes.ts';
import type { Column } from '../../src/columnar/column.ts';
import { type Value, listValue, structValue } from '../../src/columnar/value.ts';
import { type KeyOrder, rowComparator, sortRows } from '../../src/columnar/sort-rows.ts';
import { arrayType, booleanType, byteType, type DataType, decimalType, doubleType, floatType, intType, longType, stringType } from '../../src/types/data-type.ts';
import { parseDataType } from '../../src/types/ddl.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

/** Few values of each type, so that rows tie: extremes, both zeros, NaN, and texts that begin alike, end in a zero byte, or differ behind eight bytes. */
const few: readonly (readonly [DataType, readonly Value[]])[] = [
  [booleanType, [true, false]], [byteType, [-128, -1, 0, 1, 127]], [intType, [-(2 ** 31), -1, 0, 1, 70000, 2 ** 31 - 1]],
  [longType, [-(2n ** 63n), -1n, 0n, 1n, 2n ** 32n, -(2n ** 32n), 2n ** 63n - 1n]], [decimalType(38, 0), [-(10n ** 37n), -1n, 0n, 1n, 2n ** 64n, -(2n ** 64n), 10n ** 37n]],
  [floatType, [Number.NaN, 0, -0, 1.5, -1.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  [doubleType, [Number.NaN, 0, -0, 5e-324, -5e-324, 1.1, -1.1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  [stringType, ['', 'a', 'a\0', 'a\0\0', 'group 12', 'group 12\0', 'group 123', 'group 124', 'group 1234567', 'é', '😀', `${'x'.repeat(300)}1`, `${'x'.repeat(300)}2`]],
  [stringType, ['user-0001', 'user-0002', 'user-000', 'user-00021', 'user-000111111', 'user-000111112']],
  [parseDataType('string collate UTF8_LCASE'), ['a', 'A', 'b', 'B', 'É', 'é', 'Σ', 'ς', 'a ']],
  [parseDataType('string collate UNICODE_CI'), ['a', 'A', 'b', 'B', 'É', 'é', 'e', '']], [parseDataType('string collate UTF8_BINARY_RTRIM'), ['a', 'a ', 'b', 'b  ', ' ']],
  [parseDataType('struct<a: string, b: struct<c: int, d: double>>'), [structValue(['a', structValue([1, -0])]), structValue(['a', structValue([1, 0])]), structValue(['a', structValue([null, 1])]), structValue([null, structValue([1, Number.NaN])]), structValue(['group 1234', null])]],
  [arrayType(intType), [listValue([]), listValue([1]), listValue([1, 2]), listValue([null])]],
];
const key = fc.tuple(fc.constantFrom(...few), fc.boolean(), fc.boolean(), fc.constantFrom(0, 0.2), fc.boolean());
/** Short inputs are merged; from 64 rows on words are sorted. */
const rowCount = fc.oneof(fc.integer({ min: 1, max: 63 }), fc.integer({ min: 64, max: 600 }));

interface Keys { readonly columns: readonly Column[]; readonly order: readonly KeyOrder[] }
const drawn = fc.tuple(fc.array(key, { minLength: 1, maxLength: 3 }), rowCount, fc.gen());

function keysOf(parts: readonly (typeof key extends fc.Arbitrary<infer T> ? T : never)[], count: number, pick: () => number, arena: Arena): Keys {
  const columns = parts.map(([[type, values], , , nulls]) => columnOf(type, Array.from({ length: count }, () => (pick() < nulls ? null : values[Math.floor(pick() * values.length)]!)), arena));
  return { columns, order: parts.map(([, descending, nullsFirst]) => ({ descending, nullsFirst })) };
}

describe(`rows in order (seed ${seed})`, () => {
  test('are those of a stable sort that compares cells', () => {
    fc.assert(fc.property(drawn, ([parts, count, gen]) => {
      const arena = new Arena();
      const { columns, order } = keysOf(parts, count, () => gen(fc.double, { min: 0, max: 0.999, noNaN: true }), arena);
      const rows = Uint32Array.from({ length: count }, (_, row) => (parts[0]![4] ? count - 1 - row : row));
      const expected = [...rows].sort(rowComparator(columns, order));
      expect([...sortRows(columns, order, rows, arena)]).toEqual(expected);
      arena.release();
    }), { seed, numRuns: 300 });
  });

  test('change where neighbours compare as unequal', () => {
    fc.assert(fc.property(drawn, ([parts, count, gen]) => {
      const arena = new Arena();
      const { columns, order } = keysOf(parts, count, () => gen(fc.double, { min: 0, max: 0.999, noNaN: true }), arena);
      const rows = sortRows(columns, order, Uint32Array.from({ length: count }, (_, row) => row), arena);
      const changes = new Uint8Array(count);
      for (const column of columns) markChanges(column, rows, changes);
      const compare = rowComparator(columns, order);
      expect([...changes]).toEqual(Array.from(rows, (row, at) => Number(at > 0 && compare(rows[at - 1]!, row) !== 0)));
      arena.release();
    }), { seed, numRuns: 300 });
  });
});
