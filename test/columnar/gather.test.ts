import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf, constantColumn } from '../../src/columnar/builder.ts';
import type { Column } from '../../src/columnar/column.ts';
import { concatColumns, copyColumn, gatherColumn, gatherOrNull, MISSING } from '../../src/columnar/gather.ts';
import { mergeBranches } from '../../src/columnar/merge.ts';
import { readValue } from '../../src/columnar/read.ts';
import { listValue, mapValue, structValue, type Value } from '../../src/columnar/value.ts';
import { arrayType, booleanType, byteType, type DataType, decimalType, doubleType, field, floatType, intType, longType, mapType, shortType, stringType, structType } from '../../src/types/data-type.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

const scalars: readonly (readonly [DataType, fc.Arbitrary<Value>])[] = [
  [booleanType, fc.boolean()], [byteType, fc.integer({ min: -128, max: 127 })], [shortType, fc.integer({ min: -32768, max: 32767 })], [intType, fc.integer()],
  [longType, fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)], [floatType, fc.float()], [doubleType, fc.double()], [decimalType(38, 0), fc.bigInt(-(10n ** 37n), 10n ** 37n)],
  [stringType, fc.oneof(fc.string(), fc.string({ minLength: 40, maxLength: 80 }))],
];
const typed: fc.Arbitrary<readonly [DataType, fc.Arbitrary<Value>]> = fc.constantFrom(...scalars).chain((one) => fc.constantFrom(
  one,
  [arrayType(one[0]), fc.array(fc.option(one[1]), { maxLength: 4 }).map((list) => listValue(list))] as const,
  [mapType(intType, one[0]), fc.array(fc.tuple(fc.integer(), fc.option(one[1])), { maxLength: 3 }).map((entries) => mapValue(entries))] as const,
  [structType([field('a', one[0]), field('b', intType)]), fc.tuple(fc.option(one[1]), fc.integer()).map((parts) => structValue(parts))] as const,
));
const filled = typed.chain(([type, value]) => fc.tuple(fc.constant(type), fc.array(fc.option(value), { minLength: 1, maxLength: 30 })));
const read = (column: Column): Value[] => Array.from({ length: column.length }, (_, row) => readValue(column, row));

describe(`moving columns about (seed ${seed})`, () => {
  test('gather, gather with missing rows, copy and concat keep every value', () => {
    fc.assert(fc.property(filled, filled, fc.gen(), ([type, values], _, gen) => {
      const arena = new Arena();
      const column = columnOf(type, values, arena);
      const picks = gen(fc.array, fc.integer({ min: -1, max: values.length - 1 }), { maxLength: 40 });
      const known = picks.filter((pick) => pick >= 0);
      expect(read(gatherColumn(column, Uint32Array.from(known), arena))).toEqual(known.map((pick) => values[pick]!));
      expect(read(gatherOrNull(column, Uint32Array.from(picks, (pick) => (pick < 0 ? MISSING : pick)), arena))).toEqual(picks.map((pick) => (pick < 0 ? null : values[pick]!)));
      expect(read(copyColumn(column, new Arena()))).toEqual(values);
      const constant = constantColumn(type, values[0]!, 3, arena);
      expect(read(concatColumns(type, [column, constant, gatherColumn(column, Uint32Array.from(known), arena)], arena))).toEqual([...values, values[0], values[0], values[0], ...known.map((pick) => values[pick]!)]);
      arena.release();
    }), { seed, numRuns: 300 });
  });

  test('branches merge into one column', () => {
    fc.assert(fc.property(filled, fc.gen(), ([type, values], gen) => {
      const arena = new Arena();
      const column = columnOf(type, values, arena);
      const turned = columnOf(type, values.toReversed(), arena);
      const sides = values.map(() => gen(fc.constantFrom, 0, 1, 2));
      const rowsOf = (side: number): Uint32Array => Uint32Array.from(sides.flatMap((one, row) => (one === side ? [row] : [])));
      const merged = mergeBranches(type, [{ column, selection: rowsOf(0) }, { column: turned, selection: rowsOf(1) }], { rowCount: values.length, selection: undefined }, arena);
      expect(read(merged)).toEqual(sides.map((side, row) => (side === 0 ? values[row]! : side === 1 ? values.at(-1 - row)! : null)));
      arena.release();
    }), { seed, numRuns: 300 });
  });
});
