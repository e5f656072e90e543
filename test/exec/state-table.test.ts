import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { blobColumn, fixedColumn } from '../../src/columnar/group-state.ts';
import { encodeKeys } from '../../src/columnar/key-encoding.ts';
import { readValue } from '../../src/columnar/read.ts';
import type { Value } from '../../src/columnar/value.ts';
import { RowTable } from '../../src/state/row-table.ts';
import { StateTable } from '../../src/state/table.ts';
import { longType, stringType } from '../../src/types/data-type.ts';

const seed = Number(process.env['SEED'] ?? 20303);
const arena = new Arena();

/** One batch: keys that are written (with a number and a text), when they die, keys that are removed, and the watermark. */
const batch = fc.record({
  put: fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.bigInt({ min: 0n, max: 99n }), fc.string({ maxLength: 30 }), fc.integer({ min: 0, max: 5000 })), { maxLength: 40 }),
  remove: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 10 }),
  watermark: fc.integer({ min: 0, max: 4000 }),
});

const textOf = (key: number): Value => (key === 5 ? null : `${key % 2 === 0 ? 'a long common beginning ' : ''}${key}`);

function makeTable(): StateTable {
  const table: StateTable = new StateTable({
    name: 't', keyTypes: [stringType], columns: ['i64', 'blob', 'i64'],
    onLoaded: (rows) => { for (const row of rows) table.expiry.schedule(row, (fixedColumn(table, 2).values as BigInt64Array)[row]!); },
  });
  return table;
}

/** Contents as text by key. */
function contents(table: StateTable): string[] {
  const rows = table.liveRows(arena);
  const [keys] = table.keyColumns(rows, arena);
  return Array.from(rows, (row, at) => `${String(readValue(keys!, at))}=${(fixedColumn(table, 0).values as BigInt64Array)[row]} ${Buffer.from(blobColumn(table, 1).get(row)).toString()} ${(fixedColumn(table, 2).values as BigInt64Array)[row]}`).sort();
}

test(`a state table is a map, comes back from its deltas, and from fuzzy snapshots (seed ${seed})`, () => {
  fc.assert(fc.property(fc.array(batch, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 7 }), (batches, snapshotAt) => {
    const table = makeTable();
    const expected = new Map<number, [bigint, string, bigint]>();
    const deltas: Uint8Array[] = [];
    const pieces: Uint8Array[] = [];
    batches.forEach(({ put, remove, watermark }, index) => {
      arena.reset();
      const ids = arena.uint32(put.length);
      table.assign([columnOf(stringType, put.map(([key]) => textOf(key)), arena)], { rowCount: put.length, selection: undefined }, ids, arena, arena.uint32(put.length));
      put.forEach(([key, number, text, death], at) => {
        const row = ids[at]!;
        (fixedColumn(table, 0).values as BigInt64Array)[row] = number;
        blobColumn(table, 1).set(row, Buffer.from(text));
        (fixedColumn(table, 2).values as BigInt64Array)[row] = BigInt(death) * 1000n;
        table.expiry.schedule(row, BigInt(death) * 1000n);
        table.touch(row);
        expected.set(key, [number, text, BigInt(death) * 1000n]);
      });
      const gone = [...new Set(remove)].filter((key) => expected.has(key));
      const goneRows = arena.uint32(gone.length);
      table.find([columnOf(stringType, gone.map(textOf), arena)], { rowCount: gone.length, selection: undefined }, goneRows, arena);
      table.remove(goneRows);
      for (const key of gone) expected.delete(key);
      table.remove(table.expired(BigInt(watermark) * 1000n, arena));
      for (const [key, [, , death]] of expected) if (death <= BigInt(watermark) * 1000n) expected.delete(key);
      const want = [...expected].map(([key, [number, text, death]]) => `${String(textOf(key))}=${number} ${text} ${death}`).sort();
      expect(contents(table)).toEqual(want);
      deltas.push(Uint8Array.from(Buffer.concat(table.takeDelta())));
      // A snapshot in two pieces, taken after different batches.
      if (index === snapshotAt) pieces.push(Uint8Array.from(Buffer.concat(table.takePiece(0, 10))));
      if (index === snapshotAt + 1) pieces.push(Uint8Array.from(Buffer.concat(table.takePiece(10, 1000))));
      const restored = makeTable();
      for (const bytes of [...pieces, ...(pieces.length === 2 ? deltas.slice(snapshotAt + 1) : deltas)]) if (bytes.length > 0) restored.load(bytes);
      expect(contents(restored)).toEqual(want);
      expect(restored.takeDelta()).toEqual([]);
      expect([...restored.expired(2_000_000n, arena)].sort()).toEqual([...table.expired(2_000_000n, arena)].sort());
      restored.release();
    });
    table.release();
  }), { seed, numRuns: 150 });
});

test(`a row table keeps any number of rows per key (seed ${seed})`, () => {
  const step = fc.record({ add: fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 20 }), remove: fc.array(fc.nat({ max: 1000 }), { maxLength: 8 }) });
  for (const type of [longType, stringType] as const) {
    const valueOf = (key: number): Value => (key === 3 ? null : type.kind === 'long' ? BigInt(key) : `key number ${key} of some length`);
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
      const table = new RowTable({ name: 't', keyTypes: [type], columns: ['i64'] });
      const expected = new Map<number, number>();
      const deltas: Uint8Array[] = [];
      let serial = 0n;
      for (const { add, remove } of steps) {
        arena.reset();
        const rows = { rowCount: add.length, selection: undefined };
        const keys = encodeKeys(table.keyLayout, [columnOf(type, add.map(valueOf), arena)], rows, arena);
        const added = table.add(keys, rows, arena);
        add.forEach((key, at) => {
          expect(expected.has(added[at]!)).toBe(false);
          expected.set(added[at]!, key);
          (fixedColumn(table, 0).values as BigInt64Array)[added[at]!] = serial++;
        });
        const gone = [...new Set(remove.map((pick) => [...expected.keys()][pick % Math.max(1, expected.size)]))].filter((row) => row !== undefined);
        const list = arena.uint32(gone.length);
        list.set(gone);
        table.remove(list);
        for (const row of gone) expected.delete(row);
        deltas.push(Uint8Array.from(Buffer.concat(table.takeDelta())));
        const restored = new RowTable({ name: 't', keyTypes: [type], columns: ['i64'] });
        for (const bytes of deltas) if (bytes.length > 0) restored.load(bytes);
        for (const one of [table, restored]) expect(pairsOf(one, type, valueOf)).toEqual([...expected].map(([row, key]) => `${key}:${row}`).sort());
        restored.release();
      }
      table.release();
    }), { seed, numRuns: 80 });
  }
});

/** What every key finds. */
function pairsOf(table: RowTable, type: typeof longType | typeof stringType, valueOf: (key: number) => Value): string[] {
  const rows = { rowCount: 9, selection: undefined };
  const keys = encodeKeys(table.keyLayout, [columnOf(type, Array.from({ length: 9 }, (_, key) => valueOf(key)), arena)], rows, arena);
  const out: string[] = [];
  for (const pairs of table.pairs(table.find(keys, rows, arena), rows, arena)) {
    for (let at = 0; at < pairs.count; at++) out.push(`${pairs.probe[at]}:${pairs.built[at]}`);
  }
  return out.sort();
}
