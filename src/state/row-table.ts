import { Arena } from '../columnar/arena.ts';
import { BlobStateColumn, FixedStateColumn, makeStateColumn, type StateColumn, type StateColumnType } from '../columnar/group-state.ts';
import { makeKeyTable } from '../columnar/group-table.ts';
import { type HashTable, type KeyBatch, NO_ID } from '../columnar/hash-table.ts';
import { joinKernels, type Pairs, PAIRS_MAX } from '../columnar/join-table.ts';
import { addressOf } from '../columnar/kernels.ts';
import { decodeKeys } from '../columnar/key-decoding.ts';
import { type KeyLayout, keyLayoutOf } from '../columnar/key-encoding.ts';
import type { Column } from '../columnar/column.ts';
import type { Rows } from '../columnar/chunk.ts';
import type { DataType } from '../types/data-type.ts';
import { invariant } from '../errors/stream-error.ts';
import type { DurableState } from './durable-state.ts';
import { Expiry } from './expiry.ts';
import { RowChanges } from './row-changes.ts';
import { RowList } from './row-list.ts';
import { fillColumn, readTable, type RowKeys, writeTable } from './table-bytes.ts';

/**
 * Columnar state with any number of rows per key: a side of a stream-stream join, the sessions of a key.
 *
 *   key  →  id (hash table)  →  first row  →  next row …      (links in columns; both directions, so that any row can go)
 *
 * Law   as of StateTable: a row keeps its number while it lives; deltas carry whole rows, with their key.
 */
export class RowTable implements DurableState {
  readonly name: string;
  readonly layout = 0;
  readonly keyLayout: KeyLayout;
  readonly columns: readonly StateColumn[];
  readonly expiry = new Expiry();
  readonly #keys: HashTable;
  readonly #blobs: readonly BlobStateColumn[];
  readonly #changes = new RowChanges();
  /** By key id: row + 1. */
  readonly #heads = new FixedStateColumn('i32', 1);
  /** By row: row + 1 of the neighbours, and the key id. */
  readonly #next = new FixedStateColumn('i32', 1);
  readonly #previous = new FixedStateColumn('i32', 1);
  readonly #keyIds = new FixedStateColumn('i32', 1);
  readonly #free = new RowList();
  readonly #scratch = new Arena();
  readonly #onLoaded: ((rows: Uint32Array) => void) | undefined;
  #high = 0;
  #count = 0;
  #capacity = 0;
  #keyCapacity = 0;
  #stale = false;
  /** While loading: key bytes by row. */
  #loading: HashTable | undefined;
  #loadingNulls = new Set<number>();

  constructor({ name, keyTypes, columns, onLoaded }: { readonly name: string; readonly keyTypes: readonly DataType[]; readonly columns: readonly StateColumnType[]; readonly onLoaded?: (rows: Uint32Array) => void }) {
    this.name = name;
    this.keyLayout = keyLayoutOf(keyTypes);
    this.#keys = makeKeyTable(this.keyLayout);
    this.columns = columns.map((type) => makeStateColumn(type, 1));
    this.#blobs = this.columns.filter((column) => column instanceof BlobStateColumn);
    this.#onLoaded = onLoaded;
    this.#grow(1);
    this.#growKeys(1);
  }

  get #keyKind(): 'long' | 'bytes' { return this.keyLayout.shape === 'long' ? 'long' : 'bytes'; }

  get count(): number { this.ready(); return this.#count; }
  get memoryBytes(): number {
    const links = this.#heads.bytes + this.#next.bytes + this.#previous.bytes + this.#keyIds.bytes;
    return this.#keys.bytes + this.#changes.bytes + this.expiry.bytes + links + this.columns.reduce((sum, column) => sum + column.bytes, 0);
  }

  /** Adds a row per selected row; the new rows are in the order of the selection. The caller writes every column: they hold what was there. */
  add(keys: KeyBatch, rows: Rows, arena: Arena): Uint32Array {
    this.ready();
    const count = rows.selection?.length ?? rows.rowCount;
    const ids = arena.uint32(rows.rowCount);
    this.#keys.upsert(keys, rows.selection, count, ids);
    this.#growKeys(this.#keys.high);
    const added = arena.uint32(count);
    for (let at = 0; at < count; at++) added[at] = this.#take();
    this.#grow(this.#high);
    for (let at = 0; at < count; at++) {
      this.#link(added[at]!, ids[rows.selection === undefined ? at : rows.selection[at]!]!);
      this.#changes.born(added[at]!);
    }
    this.#count += count;
    return added;
  }

  /** Key ids of the selected rows, `NO_ID` when no row has the key. */
  find(keys: KeyBatch, rows: Rows, arena: Arena): Uint32Array {
    this.ready();
    const ids = arena.uint32(rows.rowCount).fill(NO_ID);
    const count = rows.selection?.length ?? rows.rowCount;
    if (this.#count > 0 && count > 0) this.#keys.find(keys, rows.selection, count, ids);
    return ids;
  }

  /** All pairs of the selected rows with rows of this table. The arrays are reused. The table must not change meanwhile. */
  *pairs(ids: Uint32Array, rows: Rows, arena: Arena): Generator<Pairs> {
    const count = rows.selection?.length ?? rows.rowCount;
    const position = arena.uint32(2).fill(0);
    const probe = arena.uint32(PAIRS_MAX);
    const built = arena.uint32(PAIRS_MAX);
    while (position[0]! < count) {
      const found = joinKernels().followChains(
        ids.byteOffset, addressOf(rows.selection), count, this.#heads.values.byteOffset, this.#next.values.byteOffset, probe.byteOffset, built.byteOffset, PAIRS_MAX, position.byteOffset,
      );
      if (found > 0) yield { probe: probe.subarray(0, found), built: built.subarray(0, found), count: found };
    }
  }

  /** The rows of a key, newest first. */
  visitKey(id: number, visit: (row: number) => void): void {
    if (id === NO_ID) return;
    const next = this.#next.values as Int32Array;
    for (let link = (this.#heads.values as Int32Array)[id]!; link !== 0; link = next[link - 1]!) visit(link - 1);
  }

  touch(row: number): void { this.#changes.touch(row); }
  isLive(row: number): boolean { return this.#changes.isLive(row); }

  /** These rows go. Each is live and named once. */
  remove(rows: Uint32Array): void {
    const emptied = this.#scratch.uint32(rows.length);
    let count = 0;
    for (const row of rows) {
      this.#changes.died(row);
      this.expiry.cancel(row);
      // Fixed-width values are overwritten when the row is taken again; blobs give their memory back.
      for (const blob of this.#blobs) blob.clear(row);
      if (this.#unlink(row)) emptied[count++] = (this.#keyIds.values as Int32Array)[row]!;
      this.#free.push(row);
    }
    this.#count -= rows.length;
    this.#keys.remove(emptied.subarray(0, count));
    this.#scratch.reset();
  }

  keyColumns(rows: Uint32Array, arena: Arena): readonly Column[] {
    return decodeKeys(this.keyLayout, this.#keys, this.#idsOf(rows, arena), arena);
  }

  /** All rows that live, ascending. */
  liveRows(arena: Arena): Uint32Array {
    this.ready();
    return this.#changes.liveRows(0, this.#high, arena);
  }

  /** Rows due at the watermark, in the arena. */
  expired(watermarkMicros: bigint, arena: Arena): Uint32Array {
    this.ready();
    return this.expiry.expired(watermarkMicros, arena);
  }

  // ---- durable

  get slotCount(): number { return this.#high; }
  get slotBytes(): number { return 32 + this.columns.reduce((sum, column) => sum + (column instanceof FixedStateColumn ? column.width : 24), 0); }

  takeDelta(): readonly Uint8Array[] {
    if (!this.#changes.pending) return [];
    this.#scratch.reset();
    const rows = this.#changes.takeDirty(this.#scratch);
    const parts = writeTable({ removed: this.#changes.removed, rows, keys: this.#keysOf(rows) }, this.columns, this.#scratch);
    this.#changes.settled();
    return parts;
  }

  takePiece(from: number, to: number): readonly Uint8Array[] {
    this.ready();
    this.#scratch.reset();
    const rows = this.#changes.liveRows(from, Math.min(to, this.#high), this.#scratch);
    return rows.length === 0 ? [] : writeTable({ removed: new Uint32Array(0), rows, keys: this.#keysOf(rows) }, this.columns, this.#scratch);
  }

  load(bytes: Uint8Array): void {
    this.#scratch.reset();
    const data = this.#scratch.uint8(bytes.length);
    data.set(bytes);
    const { removed, rows, keys, columns } = readTable(data, this.columns);
    this.#beginLoading();
    for (const row of removed) this.#unload(row);
    for (const row of rows) this.#high = Math.max(this.#high, row + 1);
    this.#grow(this.#high);
    this.#loading!.reserve(this.#high);
    for (let at = 0; at < rows.length; at++) this.#loadKey(rows[at]!, keys, at);
    this.columns.forEach((column, index) => { fillColumn(column, columns[index]!, rows); });
  }

  /** After loading: makes keys, links and free rows of what is there. */
  ready(): void {
    if (!this.#stale) return;
    this.#stale = false;
    const arena = this.#scratch;
    arena.reset();
    const live = this.#changes.liveRows(0, this.#high, arena);
    this.#keys.clear();
    this.#heads.clearRows(this.#keyCapacity);
    this.#free.clear();
    for (let row = this.#high - 1; row >= 0; row--) if (!this.#changes.isLive(row)) this.#free.push(row);
    const ids = arena.uint32(live.length);
    if (live.length > 0) this.#keys.upsert(this.#loadedKeys(live, arena), undefined, live.length, ids);
    this.#growKeys(this.#keys.high);
    for (let at = 0; at < live.length; at++) this.#link(live[at]!, ids[at]!);
    this.#count = live.length;
    this.#loading?.release();
    this.#loading = undefined;
    this.#loadingNulls.clear();
    this.expiry.clear();
    this.#onLoaded?.(live);
  }

  release(): void {
    this.#keys.release();
    this.#loading?.release();
    this.#changes.release();
    for (const column of [this.#heads, this.#next, this.#previous, this.#keyIds, this.expiry, this.#free, this.#scratch, ...this.columns]) column.release();
  }

  #take(): number {
    const free = this.#free.pop();
    return free ?? this.#high++;
  }

  #grow(high: number): void {
    if (high <= this.#capacity) return;
    this.#capacity = Math.max(1024, 2 ** Math.ceil(Math.log2(high)));
    for (const column of [this.#changes, this.#next, this.#previous, this.#keyIds, this.expiry, ...this.columns]) column.grow(this.#capacity);
  }

  #growKeys(high: number): void {
    if (high <= this.#keyCapacity) return;
    this.#keyCapacity = Math.max(1024, 2 ** Math.ceil(Math.log2(high)));
    this.#heads.grow(this.#keyCapacity);
  }

  #link(row: number, id: number): void {
    const heads = this.#heads.values as Int32Array;
    const head = heads[id]!;
    (this.#next.values as Int32Array)[row] = head;
    (this.#previous.values as Int32Array)[row] = 0;
    if (head !== 0) (this.#previous.values as Int32Array)[head - 1] = row + 1;
    heads[id] = row + 1;
    (this.#keyIds.values as Int32Array)[row] = id;
  }

  /** True when the key has no row left. */
  #unlink(row: number): boolean {
    const next = this.#next.values as Int32Array;
    const previous = this.#previous.values as Int32Array;
    const after = next[row]!;
    const before = previous[row]!;
    if (after !== 0) previous[after - 1] = before;
    if (before !== 0) next[before - 1] = after;
    else (this.#heads.values as Int32Array)[(this.#keyIds.values as Int32Array)[row]!] = after;
    return before === 0 && after === 0;
  }

  #idsOf(rows: Uint32Array, arena: Arena): Uint32Array {
    const keyIds = this.#keyIds.values as Int32Array;
    const ids = arena.uint32(rows.length);
    for (let at = 0; at < rows.length; at++) ids[at] = keyIds[rows[at]!]!;
    return ids;
  }

  #keysOf(rows: Uint32Array): RowKeys {
    const arena = this.#scratch;
    const ids = this.#idsOf(rows, arena);
    const nulls = arena.bitmap(rows.length, 0);
    const { nullId } = this.#keys;
    if (nullId !== undefined) for (let at = 0; at < ids.length; at++) if (ids[at] === nullId) nulls[at >> 3]! |= 1 << (at & 7);
    if (this.#keyKind === 'long') {
      const all = this.#keys.longKeys();
      const longs = arena.int64(rows.length);
      for (let at = 0; at < ids.length; at++) longs[at] = all[ids[at]!]!;
      return { kind: 'long', longs, nulls };
    }
    const offsets = arena.int32(rows.length + 1);
    const bytes = this.#keys.byteKeys(ids, offsets, (length) => arena.uint8(length));
    return { kind: 'bytes', ends: new Uint32Array(offsets.buffer, offsets.byteOffset + 4, rows.length), bytes, nulls };
  }

  #beginLoading(): void {
    if (this.#stale) return;
    invariant(this.#count === 0, 'state is loaded before it is used');
    this.#stale = true;
    this.#loading = makeKeyTable(this.keyLayout);
  }

  #unload(row: number): void {
    if (row >= this.#high || !this.#changes.isLive(row)) return;
    this.#changes.loaded(row, false);
    this.#loading!.dropKey(row);
    this.#loadingNulls.delete(row);
    for (const column of this.columns) column.clear(row);
  }

  #loadKey(row: number, keys: RowKeys, at: number): void {
    if (this.#changes.isLive(row)) this.#unload(row);
    this.#changes.loaded(row, true);
    if ((keys.nulls![at >> 3]! & (1 << (at & 7))) !== 0) {
      this.#loadingNulls.add(row);
      if (keys.kind === 'bytes') this.#loading!.putKey(row, keys.nulls!.byteOffset, 0, false);
    } else if (keys.kind === 'long') this.#loading!.putLong(row, keys.longs![at]!);
    else this.#loading!.putKey(row, keys.bytes!.byteOffset + (at === 0 ? 0 : keys.ends![at - 1]!), keys.ends![at]! - (at === 0 ? 0 : keys.ends![at - 1]!), false);
  }

  #loadedKeys(rows: Uint32Array, arena: Arena): KeyBatch {
    const keys = this.#loading!.exportKeys(rows, arena);
    if (this.#loadingNulls.size === 0) return keys;
    const validity = arena.bitmap(rows.length, 1);
    for (let at = 0; at < rows.length; at++) if (this.#loadingNulls.has(rows[at]!)) validity[at >> 3]! &= ~(1 << (at & 7));
    return { ...keys, validity };
  }
}
