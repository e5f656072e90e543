import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { bytesOf, offsetsOf } from '../../src/columnar/column.ts';
import { decodeValue, encodeNested, encodeValue } from '../../src/columnar/nested-key.ts';
import { listValue, mapValue, structValue, type Value } from '../../src/columnar/value.ts';
import { arrayType, booleanType, byteType, type DataType, decimalType, doubleType, field, floatType, intType, longType, mapType, stringType, structType } from '../../src/types/data-type.ts';

const seed = 20_261_122;

interface Cells { readonly type: DataType; readonly value: fc.Arbitrary<Value> }
const plain: readonly Cells[] = [
  { type: intType, value: fc.integer() }, { type: longType, value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }, { type: stringType, value: fc.string({ maxLength: 90 }) },
  { type: doubleType, value: fc.oneof(fc.double(), fc.constant(-0)) }, { type: floatType, value: fc.float() }, { type: booleanType, value: fc.boolean() },
  { type: byteType, value: fc.integer({ min: -128, max: 127 }) }, { type: decimalType(30, 2), value: fc.bigInt({ min: -(10n ** 30n) + 1n, max: 10n ** 30n - 1n }) },
];
const orNull = (value: fc.Arbitrary<Value>): fc.Arbitrary<Value> => fc.option(value, { freq: 5 });

/** Arrays, structs and maps of each other. */
function nested(depth: number): fc.Arbitrary<Cells> {
  const inner: fc.Arbitrary<Cells> = depth === 0 ? fc.constantFrom(...plain) : fc.oneof(fc.constantFrom(...plain), nested(depth - 1));
  const array = inner.map(({ type, value }): Cells => ({ type: arrayType(type), value: fc.array(orNull(value), { maxLength: 4 }).map(listValue) }));
  const struct = fc.array(inner, { minLength: 1, maxLength: 3 }).map((parts): Cells => ({
    type: structType(parts.map(({ type }, at) => field(`f${at}`, type))), value: fc.tuple(...parts.map(({ value }) => orNull(value))).map((cells) => structValue(cells)),
  }));
  const map = inner.map(({ type, value }): Cells => ({
    type: mapType(intType, type), value: fc.uniqueArray(fc.tuple(fc.integer(), orNull(value)), { maxLength: 4, selector: ([key]) => key }).map((entries) => mapValue(entries)),
  }));
  return fc.oneof(array, struct, map);
}

test(`columns are encoded as their values are, and read back (seed ${seed})`, () => {
  fc.assert(fc.property(nested(2).chain(({ type, value }) => fc.tuple(fc.constant(type), fc.array(orNull(value), { minLength: 1, maxLength: 6 }))), ([type, values]) => {
    const arena = new Arena();
    const column = columnOf(type, values, arena);
    const encoded = encodeNested(column, { rowCount: values.length, selection: undefined }, arena);
    values.forEach((value, row) => {
      const bytes = bytesOf(encoded).slice(offsetsOf(encoded)[row]!, offsetsOf(encoded)[row + 1]!);
      expect([...bytes]).toEqual([...encodeValue(type, value, { sortMaps: true })]);
      expect([...encodeValue(type, decodeValue(type, bytes), { sortMaps: true })]).toEqual([...bytes]);
    });
    arena.release();
  }), { seed, numRuns: 500 });
});
