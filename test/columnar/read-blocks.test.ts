import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf, constantColumn } from '../../src/columnar/builder.ts';
import { makeChunk } from '../../src/columnar/chunk.ts';
import { type Column, makeColumn } from '../../src/columnar/column.ts';
import { withLength } from '../../src/columnar/constant.ts';
import { type Block, readBlocks } from '../../src/columnar/read-blocks.ts';
import { readValues } from '../../src/columnar/read.ts';
import { listValue, mapValue, structValue, type Value } from '../../src/columnar/value.ts';
import { arrayType, binaryType, booleanType, byteType, type DataType, dateType, decimalType, doubleType, field, floatType, intType, longType, mapType, nullType, shortType, stringType, structType, timestampType } from '../../src/types/data-type.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

const scalars: readonly (readonly [DataType, fc.Arbitrary<Value>])[] = [
  [booleanType, fc.boolean()], [byteType, fc.integer({ min: -128, max: 127 })], [shortType, fc.integer({ min: -32768, max: 32767 })], [intType, fc.integer()],
  [longType, fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)], [floatType, fc.float()], [doubleType, fc.double()], [decimalType(9, 2), fc.bigInt(-999_999_999n, 999_999_999n)],
  [decimalType(38, 0), fc.oneof(fc.bigInt(-(10n ** 37n), 10n ** 37n), fc.bigInt(-3n, 3n), fc.constantFrom(2n ** 63n, -(2n ** 63n), 2n ** 63n - 1n, -(2n ** 63n) - 1n))],
  [stringType, fc.oneof(fc.constantFrom('', 'a', 'ab', 'ä'), fc.string(), fc.string({ unit: 'grapheme', minLength: 20, maxLength: 80 }))], [binaryType, fc.uint8Array({ maxLength: 5 })],
  [dateType, fc.integer({ min: -800_000, max: 800_000 })], [timestampType, fc.bigInt(-(10n ** 15n), 10n ** 15n)], [nullType, fc.constant(null)],
];
const nested = (inner: readonly [DataType, fc.Arbitrary<Value>]): fc.Arbitrary<readonly [DataType, fc.Arbitrary<Value>]> => fc.constantFrom(
  inner,
  [arrayType(inner[0]), fc.array(fc.option(inner[1]), { maxLength: 4 }).map((list) => listValue(list))] as const,
  [mapType(intType, inner[0]), fc.array(fc.tuple(fc.integer(), fc.option(inner[1])), { maxLength: 3 }).map((entries) => mapValue(entries))] as const,
  [structType([field('a', inner[0]), field('b', intType)]), fc.tuple(fc.option(inner[1]), fc.integer()).map((parts) => structValue(parts))] as const,
);
const filled = fc.constantFrom(...scalars).chain(nested).chain(nested).chain(([type, value]) => fc.tuple(fc.constant(type), fc.array(fc.option(value), { minLength: 1, maxLength: 40 })));
const rowsOf = (blocks: Iterable<Block>): Value[] => [...blocks].flatMap(({ count, cells }) => {
  expect(cells[0]).toHaveLength(count);
  return cells[0]!;
});
const chunkOf = (column: Column, selection?: Uint32Array) => makeChunk({ fields: [field('c', column.type)] }, [column], column.length, selection);

describe(`columns as values (seed ${seed})`, () => {
  test('are what was put in: whole, in part, as constants and selected', () => {
    fc.assert(fc.property(filled, fc.nat(), fc.nat(), ([type, values], one, other) => {
      const arena = new Arena();
      const column = columnOf(type, values, arena);
      const [start, end] = [one % (values.length + 1), other % (values.length + 1)].sort((left, right) => left - right) as [number, number];
      expect(readValues(column, start, end)).toEqual(values.slice(start, end));
      expect(readValues(constantColumn(type, values[0]!, 9, arena), 3, 7)).toEqual(Array.from({ length: 4 }, () => values[0]));
      expect(rowsOf(readBlocks(chunkOf(column), arena))).toEqual(values);
      const odd = values.flatMap((_, row) => (row % 2 === 1 ? [row] : []));
      expect(rowsOf(readBlocks(chunkOf(column, Uint32Array.from(odd)), arena))).toEqual(odd.map((row) => values[row]));
      arena.release();
    }), { seed, numRuns: 500 });
  });
});

const listOf = (element: Column, sizes: readonly number[], arena: Arena): Column => {
  const offsets = arena.int32(sizes.length + 1);
  offsets[0] = 0;
  sizes.forEach((size, row) => { offsets[row + 1] = offsets[row]! + size; });
  return makeColumn(arrayType(element.type), sizes.length, { offsets, children: [withLength(element, offsets[sizes.length]!)] });
};

test('rows come in blocks, large ones fewer at a time', () => {
  const arena = new Arena();
  const blocksOf = (column: Column): number[] => [...readBlocks(chunkOf(column), arena)].map(({ count }) => count);
  expect(blocksOf(constantColumn(intType, 1, 2500, arena))).toEqual([1024, 1024, 452]);
  expect(blocksOf(listOf(constantColumn(longType, 1n, 1, arena), [1, 2_000_000, 1, 1], arena))).toEqual([1, 1, 2]);
  arena.release();
});

test('a constant that is repeated is one value, but lists are everybody\'s own', () => {
  const arena = new Arena();
  const [first, second] = readValues(constantColumn(arrayType(stringType), listValue(['a', 'b']), 2, arena), 0, 2) as { list: Value[] }[];
  first!.list.push('c');
  expect(second!.list).toEqual(['a', 'b']);
  arena.release();
});

test('a row that would fill the heap is refused by name, however its rows are counted', () => {
  const arena = new Arena();
  const wide = listOf(constantColumn(arrayType(intType), listValue([1, 2]), 1, arena), [20_000_000], arena);
  expect(() => [...readBlocks(chunkOf(wide), arena)]).toThrow('TIDEMARK_ROW_TOO_LARGE');
  expect(() => [...readBlocks(chunkOf(wide, Uint32Array.of(0)), arena)]).toThrow('TIDEMARK_ROW_TOO_LARGE');
  const narrow = listOf(constantColumn(stringType, 'ab', 1, arena), [1_000_000], arena);
  expect((rowsOf(readBlocks(chunkOf(narrow), arena))[0] as { list: Value[] }).list).toHaveLength(1_000_000);
  arena.release();
});
