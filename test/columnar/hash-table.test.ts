import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { GroupTable } from '../../src/columnar/group-table.ts';
import { NO_ID } from '../../src/columnar/hash-table.ts';
import { readValue } from '../../src/columnar/read.ts';
import { type Value, listValue, structValue } from '../../src/columnar/value.ts';
import {
  arrayType, booleanType, byteType, type DataType, decimalType, doubleType, field, floatType, intType, longType, nullType, shortType, stringType, structType, timestampType,
} from '../../src/types/data-type.ts';

const text = fc.oneof(fc.string({ maxLength: 6 }), fc.string({ minLength: 14, maxLength: 40 }), fc.constantFrom('a', 'aaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaab', ''));
const windowType = structType([field('start', timestampType), field('end', timestampType)]);

const cells: readonly (readonly [DataType, fc.Arbitrary<Value>])[] = [
  [longType, fc.oneof(fc.bigInt({ min: -5n, max: 5n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))],
  [intType, fc.integer({ min: -100, max: 100 })],
  [shortType, fc.integer({ min: -32768, max: 32767 })],
  [byteType, fc.integer({ min: -128, max: 127 })],
  [booleanType, fc.boolean()],
  [doubleType, fc.constantFrom(0, -0, Number.NaN, 1.5, -1.5, Infinity)],
  [floatType, fc.constantFrom(0, -0, Number.NaN, 1.5, -1.5)],
  [stringType, text],
  [decimalType(30, 2), fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n })],
  [windowType, fc.bigInt({ min: 0n, max: 4n }).map((start) => structValue([start, start + 10n]))],
  [nullType, fc.constant(null)],
  [arrayType(intType), fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }).map(listValue)],
];

const table = fc.array(fc.integer({ min: 0, max: cells.length - 1 }), { minLength: 1, maxLength: 4 }).chain((kinds) => fc.record({
  types: fc.constant(kinds.map((kind) => cells[kind]![0])),
  rows: fc.array(fc.tuple(...kinds.map((kind) => fc.option(cells[kind]![1], { nil: null, freq: 6 }))), { minLength: 1, maxLength: 60 }),
  repeats: fc.integer({ min: 1, max: 3 }),
  keep: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
}));

/** What a key looks like to the plain Map it is compared with. */
function show(row: readonly Value[]): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? 0 : typeof value === 'number' && !Number.isFinite(value) ? String(value) : value));
}

const seed = Number(process.env['SEED'] ?? 20301);

test(`groups are those of a Map, and give their keys back (seed ${seed})`, () => {
  const arena = new Arena();
  fc.assert(fc.property(table, ({ types, rows, repeats, keep }) => {
    arena.reset();
    const groups = new GroupTable(types);
    const expected = new Map<string, number>();
    for (let round = 0; round < repeats; round++) {
      const part = rows.slice(0, Math.ceil((rows.length * (round + 1)) / repeats));
      const columns = types.map((type, index) => columnOf(type, part.map((row) => row[index]!), arena));
      const selection = round === 0 ? undefined : Uint32Array.from(part.keys()).filter((row) => keep[row]!);
      const picked = selection === undefined ? undefined : arena.uint32(selection.length);
      picked?.set(selection!);
      const ids = arena.uint32(part.length).fill(NO_ID);
      const fresh = arena.uint32(part.length);
      const added = groups.assign(columns, { rowCount: part.length, selection: picked }, ids, arena, fresh);
      const news: number[] = [];
      for (const row of picked ?? part.keys()) {
        const key = show(part[row]!);
        if (!expected.has(key)) { expected.set(key, ids[row]!); news.push(row); }
        expect(ids[row]).toBe(expected.get(key));
      }
      expect([...fresh.subarray(0, added)]).toEqual(news);
      const found = arena.uint32(part.length);
      groups.find(columns, { rowCount: part.length, selection: undefined }, found, arena);
      part.forEach((row, at) => { expect(found[at]).toBe(expected.get(show(row)) ?? NO_ID); });
    }
    expect(groups.count).toBe(expected.size);
    const ids = arena.uint32(expected.size);
    ids.set([...expected.values()]);
    const back = groups.keyColumns(ids, arena);
    [...expected.keys()].forEach((key, at) => { expect(show(back.map((column) => readValue(column, at)))).toBe(key); });
    groups.release();
  }), { seed, numRuns: 400 });
  arena.release();
});

test(`keys come and go, ids stay with their keys (seed ${seed})`, () => {
  const arena = new Arena();
  const command = fc.record({ add: fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 400 }), remove: fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 300 }) });
  for (const type of [longType, stringType] as const) {
    fc.assert(fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
      const groups = new GroupTable([type]);
      const expected = new Map<number, number>();
      const keyOf = (key: number): Value => (key === 7 ? null : type.kind === 'long' ? BigInt(key) * 1_000_003n : `${key % 3 === 0 ? 'a rather long common beginning ' : ''}${key}`);
      for (const { add, remove } of commands) {
        arena.reset();
        const ids = arena.uint32(add.length);
        groups.assign([columnOf(type, add.map(keyOf), arena)], { rowCount: add.length, selection: undefined }, ids, arena);
        add.forEach((key, at) => { if (!expected.has(key)) expected.set(key, ids[at]!); });
        expect(add.filter((key, at) => ids[at] !== expected.get(key))).toEqual([]);
        const gone = [...new Set(remove)].filter((key) => expected.has(key));
        const goneIds = arena.uint32(gone.length);
        goneIds.set(gone.map((key) => expected.get(key)!));
        groups.table.remove(goneIds);
        for (const key of gone) expected.delete(key);
        expect(groups.count).toBe(expected.size);
        const all = Array.from({ length: 3001 }, (_, key) => key);
        const found = arena.uint32(all.length);
        groups.find([columnOf(type, all.map(keyOf), arena)], { rowCount: all.length, selection: undefined }, found, arena);
        expect(all.filter((key) => found[key] !== (expected.get(key) ?? NO_ID))).toEqual([]);
        expect(new Set(expected.values()).size).toBe(expected.size);
      }
      groups.release();
    }), { seed, numRuns: 60 });
  }
  arena.release();
});
