import { Arena } from '../columnar/arena.ts';
import { type Rows, type Selection, selectedCount } from '../columnar/chunk.ts';
import type { Column } from '../columnar/column.ts';
import { FixedStateColumn, makeStateColumn, type StateColumn, type StateColumnType } from '../columnar/group-state.ts';
import { makeKeyTable } from '../columnar/group-table.ts';
import type { HashTable, KeyBatch } from '../columnar/hash-table.ts';
import { decodeKeys } from '../columnar/key-decoding.ts';
import { encodeKeys, type KeyLayout, keyLayoutOf } from '../columnar/key-encoding.ts';
import type { DataType } from '../types/data-type.ts';
import type { DurableState } from './durable-state.ts';
import { Expiry } from './expiry.ts';
import { RowChanges } from './row-changes.ts';
import { fillColumn, readTable, type RowKeys, writeTable } from './table-bytes.ts';

export interface StateTableOptions {
  readonly name: string;
  readonly keyTypes: readonly DataType[];
  readonly columns: readonly StateColumnType[];
  /** Called for the live rows after loading, before anything else: to schedule their deaths and build what is derived from them. */
  readonly onLoaded?: (rows: Uint32Array) => void;
}

/**
 * Columnar state (design D5): one row per key, typed columns by row, the rows that changed since the last delta, and when rows die.
 *
 * Law   a row keeps its number while it lives. takeDelta() holds every row that changed, whole, and every row that went; applying all deltas
 *       in order to an empty table gives this table, and so does applying them to a copy that already has some of them.
 * Key   unique. A table without key columns has exactly one row, number 0.
 */
export class StateTable implements DurableState {
  readonly name: string;
  readonly layout = 0;
  readonly keyLayout: KeyLayout;
  readonly columns: readonly StateColumn[];
  readonly expiry = new Expiry();
  readonly #keys: HashTable;
  readonly #changes = new RowChanges();
  readonly #scratch = new Arena();
  readonly #onLoaded: ((rows: Uint32Array) => void) | undefined;
  #capacity = 0;
  #stale = false;
  #nullRow: number | undefined;

  constructor({ name, keyTypes, columns, onLoaded }: StateTableOptions) {
    this.name = name;
    this.keyLayout = keyLayoutOf(keyTypes);
    this.#keys = makeKeyTable(this.keyLayout);
    this.columns = columns.map((type) => makeStateColumn(type, 1));
    this.#onLoaded = onLoaded;
    this.#grow(1);
  }

  /** Rows that live. */
  get count(): number { this.ready(); return this.#keys.count; }
  get memoryBytes(): number {
    return this.#keys.bytes + this.#changes.bytes + this.expiry.bytes + this.columns.reduce((sum, column) => sum + column.bytes, 0);
  }

  /** The row of every key, added when it is not there (columns zero, dirty). `fresh` gets the positions' rows that added one; returns how many. */
  upsert(keys: KeyBatch, selection: Selection, count: number, rows: Uint32Array, fresh: Uint32Array): number {
    this.ready();
    const added = this.#keys.upsert(keys, selection, count, rows, fresh);
    this.#grow(this.#keys.high);
    for (let at = 0; at < added; at++) this.#changes.born(rows[fresh[at]!]!);
    return added;
  }

  assign(columns: readonly Column[], chunk: Rows, rows: Uint32Array, arena: Arena, fresh: Uint32Array): number {
    return this.upsert(encodeKeys(this.keyLayout, columns, chunk, arena), chunk.selection, selectedCount(chunk), rows, fresh);
  }

  find(columns: readonly Column[], chunk: Rows, rows: Uint32Array, arena: Arena): void {
    this.ready();
    this.#keys.find(encodeKeys(this.keyLayout, columns, chunk, arena), chunk.selection, selectedCount(chunk), rows);
  }

  keyColumns(rows: Uint32Array, arena: Arena): readonly Column[] {
    return decodeKeys(this.keyLayout, this.#keys, rows, arena);
  }

  /** The row changes. */
  touch(row: number): void { this.#changes.touch(row); }

  /** These rows go. Each is live. */
  remove(rows: Uint32Array): void {
    this.#keys.remove(rows);
    for (const row of rows) {
      this.#changes.died(row);
      this.expiry.cancel(row);
      for (const column of this.columns) column.clear(row);
    }
  }

  /** All rows that live, ascending. */
  liveRows(arena: Arena): Uint32Array {
    this.ready();
    return this.#changes.liveRows(0, this.#keys.high, arena);
  }

  /** Rows due at the watermark, in the arena. */
  expired(watermarkMicros: bigint, arena: Arena): Uint32Array {
    this.ready();
    return this.expiry.expired(watermarkMicros, arena);
  }

  // ---- durable

  get slotCount(): number { return this.#keys.high; }
  get slotBytes(): number { return 24 + this.columns.reduce((sum, column) => sum + (column instanceof FixedStateColumn ? column.width : 24), 0); }

  takeDelta(): readonly Uint8Array[] {
    if (!this.#changes.pending) return [];
    this.#scratch.reset();
    const rows = this.#changes.takeDirty(this.#scratch);
    const parts = this.#write(this.#changes.removed, rows);
    this.#changes.settled();
    return parts;
  }

  takePiece(from: number, to: number): readonly Uint8Array[] {
    this.ready();
    this.#scratch.reset();
    const rows = this.#changes.liveRows(from, Math.min(to, this.#keys.high), this.#scratch);
    return rows.length === 0 ? [] : this.#write(new Uint32Array(0), rows);
  }

  load(bytes: Uint8Array): void {
    this.#scratch.reset();
    const data = this.#scratch.uint8(bytes.length);
    data.set(bytes);
    const { removed, rows, keys, columns } = readTable(data, this.columns);
    if (!this.#stale) this.#nullRow = this.#keys.nullId;
    this.#stale = true;
    for (const row of removed) this.#unload(row);
    let high = 0;
    for (const row of rows) high = Math.max(high, row + 1);
    this.#keys.reserve(high);
    this.#grow(high);
    for (let at = 0; at < rows.length; at++) this.#loadKey(rows[at]!, keys, at);
    this.columns.forEach((column, index) => { fillColumn(column, columns[index]!, rows); });
  }

  /** After loading: makes the index of the keys that are there. */
  ready(): void {
    if (!this.#stale) return;
    this.#stale = false;
    this.#scratch.reset();
    const high = this.#keys.high;
    const live = this.#changes.liveRows(0, high, this.#scratch);
    const free = this.#scratch.uint32(high - live.length);
    let next = 0;
    for (let row = high - 1; row >= 0; row--) if (!this.#changes.isLive(row)) free[next++] = row;
    this.#keys.index(live, this.#nullRow, free);
    this.expiry.clear();
    this.#onLoaded?.(live);
  }

  release(): void {
    this.#keys.release();
    this.#changes.release();
    this.expiry.release();
    for (const column of this.columns) column.release();
    this.#scratch.release();
  }

  #grow(high: number): void {
    if (high <= this.#capacity) return;
    this.#capacity = Math.max(1024, 2 ** Math.ceil(Math.log2(high)));
    this.#changes.grow(this.#capacity);
    this.expiry.grow(this.#capacity);
    for (const column of this.columns) column.grow(this.#capacity);
  }

  #write(removed: Uint32Array, rows: Uint32Array): Uint8Array[] {
    return writeTable({ removed, rows, keys: this.#keysOf(rows) }, this.columns, this.#scratch);
  }

  #keysOf(rows: Uint32Array): RowKeys {
    const arena = this.#scratch;
    const nulls = arena.bitmap(rows.length, 0);
    const { nullId } = this.#keys;
    if (nullId !== undefined) for (let at = rows.indexOf(nullId); at >= 0; at = rows.indexOf(nullId, at + 1)) nulls[at >> 3]! |= 1 << (at & 7);
    if (this.#keys.kind === 'long') {
      const longs = arena.int64(rows.length);
      const all = this.#keys.longKeys();
      for (let at = 0; at < rows.length; at++) longs[at] = all[rows[at]!]!;
      return { kind: 'long', longs, nulls };
    }
    const offsets = arena.int32(rows.length + 1);
    const bytes = this.#keys.byteKeys(rows, offsets, (length) => arena.uint8(length));
    return { kind: 'bytes', ends: new Uint32Array(offsets.buffer, offsets.byteOffset + 4, rows.length), bytes, nulls };
  }

  #unload(row: number): void {
    if (row >= this.#keys.high || !this.#changes.isLive(row)) return;
    this.#changes.loaded(row, false);
    if (row === this.#nullRow) this.#nullRow = undefined;
    else this.#keys.dropKey(row);
    for (const column of this.columns) column.clear(row);
  }

  #loadKey(row: number, keys: RowKeys, at: number): void {
    if (this.#changes.isLive(row)) this.#unload(row);
    this.#changes.loaded(row, true);
    if ((keys.nulls![at >> 3]! & (1 << (at & 7))) !== 0) this.#nullRow = row;
    else if (keys.kind === 'long') this.#keys.putLong(row, keys.longs![at]!);
    else {
      const start = at === 0 ? 0 : keys.ends![at - 1]!;
      this.#keys.putKey(row, keys.bytes!.byteOffset + start, keys.ends![at]! - start, false);
    }
  }
}

