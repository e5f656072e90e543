import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf, constantColumn } from '../../src/columnar/builder.ts';
import { cellHash, xxhash64 } from '../../src/columnar/spark-hash.ts';
import { listValue, type Value } from '../../src/columnar/value.ts';
import { xxhashRows } from '../../src/columnar/xxhash-rows.ts';
import { arrayType, binaryType, type DataType, doubleType, intType, longType, stringType } from '../../src/types/data-type.ts';

const seed = Number(process.env['SEED'] ?? 40417);
const scalars: readonly { readonly type: DataType; readonly value: fc.Arbitrary<Value> }[] = [
  { type: intType, value: fc.integer() }, { type: longType, value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }, { type: doubleType, value: fc.double() },
  { type: stringType, value: fc.string({ maxLength: 90 }) }, { type: binaryType, value: fc.uint8Array({ maxLength: 140 }) as fc.Arbitrary<Value> },
];
const lists = scalars.map(({ type, value }) => ({ type: arrayType(type), value: fc.array(fc.option(value, { freq: 5 }), { maxLength: 5 }).map(listValue) as fc.Arbitrary<Value> }));
const kinds = [...scalars, ...lists];

test(`hashes of columns are those of their cells (seed ${seed})`, () => {
  const shape = fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...kinds)).chain(([one, other]) => fc.record({
    types: fc.constant([one.type, other.type] as const), constant: fc.boolean(),
    rows: fc.array(fc.tuple(fc.option(one.value, { nil: null, freq: 5 }), fc.option(other.value, { nil: null, freq: 5 }), fc.boolean()), { minLength: 1, maxLength: 40 }),
  }));
  fc.assert(fc.property(shape, ({ types, constant, rows }) => {
    const arena = new Arena();
    const columns = [constant ? constantColumn(types[0], rows[0]![0], rows.length, arena) : columnOf(types[0], rows.map((row) => row[0]), arena), columnOf(types[1], rows.map((row) => row[1]), arena)];
    const picked = Uint32Array.from(rows.flatMap((row, at) => (row[2] ? [at] : [])));
    const cells = columns.map((column) => cellHash(column, xxhash64));
    const hashes = xxhashRows(columns, { rowCount: rows.length, selection: picked }, 42n, arena);
    for (const row of picked) expect(BigInt.asUintN(64, hashes[row]!)).toBe(cells.reduce((state, hash) => hash(row, state), 42n));
    arena.release();
  }), { seed, numRuns: 400 });
});
