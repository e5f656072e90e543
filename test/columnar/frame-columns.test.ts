import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf, constantColumn } from '../../src/columnar/builder.ts';
import { appendFrames, appendsFrames, readFrameColumns, readsFrames } from '../../src/columnar/frame-columns.ts';
import { BlobStateColumn } from '../../src/columnar/group-state.ts';
import { FrameWriter, readFrames } from '../../src/columnar/nested-frames.ts';
import { readValue } from '../../src/columnar/read.ts';
import { structValue, type Value } from '../../src/columnar/value.ts';
import { binaryType, booleanType, byteType, type DataType, decimalType, doubleType, field, floatType, intType, longType, shortType, stringType, structType } from '../../src/types/data-type.ts';

const seed = Number(process.env['SEED'] ?? 55121);

interface Kind { readonly type: DataType; readonly value: fc.Arbitrary<Value> }
const scalars: readonly Kind[] = [
  { type: intType, value: fc.integer() }, { type: longType, value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }, { type: doubleType, value: fc.double() },
  { type: stringType, value: fc.string({ maxLength: 60 }) }, { type: binaryType, value: fc.uint8Array({ maxLength: 60 }) as fc.Arbitrary<Value> }, { type: booleanType, value: fc.boolean() },
  { type: byteType, value: fc.integer({ min: -128, max: 127 }) }, { type: shortType, value: fc.integer({ min: -32768, max: 32767 }) }, { type: floatType, value: fc.float() },
  { type: decimalType(38, 2), value: fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }) },
];
const nullable = ({ value }: Kind): fc.Arbitrary<Value> => fc.option(value, { nil: null, freq: 4 });
const structs: fc.Arbitrary<Kind> = fc.array(fc.constantFrom(...scalars), { minLength: 1, maxLength: 3 })
  .map((parts) => ({ type: structType(parts.map(({ type }, index) => field(`f${index}`, type))), value: fc.tuple(...parts.map(nullable)).map((values) => structValue(values)) }));
const nested: fc.Arbitrary<Kind> = structs.map((inner) => ({ type: structType([field('a', inner.type), field('b', intType)]), value: fc.tuple(nullable(inner), fc.integer()).map((values) => structValue(values)) }));
const kinds = fc.oneof(fc.constantFrom(...scalars), structs, nested);

const shown = (value: Value): string => JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : Object.is(one, -0) ? '-0' : typeof one === 'number' && !Number.isFinite(one) ? String(one) : one instanceof Uint8Array ? [...one] : one));

test(`frames of whole columns are those of their cells (seed ${seed})`, () => {
  const shape = kinds.chain((kind) => fc.record({
    kind: fc.constant(kind), rows: fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), nullable(kind), fc.boolean()), { minLength: 1, maxLength: 80 }), narrowed: fc.boolean(), constant: fc.boolean(), wrapped: fc.boolean(),
  }));
  fc.assert(fc.property(shape, ({ kind: { type }, rows, narrowed, constant, wrapped }) => {
    const arena = new Arena();
    const values = rows.map(([, value]) => (constant ? rows[0]![1] : value));
    const column = constant ? constantColumn(type, values[0]!, rows.length, arena) : columnOf(type, values, arena);
    const groups = arena.uint32(rows.length);
    rows.forEach(([group], row) => { groups[row] = group; });
    const selection = arena.uint32(rows.length);
    const picked = rows.flatMap(([, , taken], row) => (taken || !narrowed ? [row] : []));
    picked.forEach((row, at) => { selection[at] = row; });
    const [slow, fast, writer] = [new BlobStateColumn(4), new BlobStateColumn(4), new FrameWriter({ exact: !wrapped })];
    for (const row of picked) if (values[row] !== null) slow.append(groups[row]!, wrapped ? writer.row([column], row) : writer.cell(column, row));
    if (appendsFrames(type)) {
      appendFrames(fast, groups, column, { rowCount: rows.length, selection: narrowed ? selection.subarray(0, picked.length) : undefined }, wrapped);
      for (let group = 0; group < 4; group++) expect([...fast.get(group)]).toEqual([...slow.get(group)]);
    }
    expect(readsFrames(type)).toBe(true);
    const order = Uint32Array.of(2, 0, 3, 1);
    const { columns: [read], offsets } = readFrameColumns([type], slow, order, arena, wrapped);
    const want = [...order].map((group) => readFrames(wrapped ? structType([field('c0', type)]) : type, slow.get(group)).map((value) => shown(wrapped ? (value as { struct: Value[] }).struct[0]! : value)));
    expect(want.map((_, at) => Array.from({ length: offsets[at + 1]! - offsets[at]! }, (_one, index) => shown(readValue(read!, offsets[at]! + index))))).toEqual(want);
    for (const one of [slow, fast, arena]) one.release();
  }), { seed, numRuns: 300 });
});
