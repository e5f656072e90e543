import { Arena } from '../columnar/arena.ts';
import { setNull } from '../columnar/bitmap.ts';
import type { Column } from '../columnar/column.ts';
import { makeStateColumn, type StateColumn } from '../columnar/group-state.ts';
import { makeKeyTable } from '../columnar/group-table.ts';
import type { HashTable } from '../columnar/hash-table.ts';
import { decodeKeys } from '../columnar/key-decoding.ts';
import { type KeyLayout, keyLayoutOf } from '../columnar/key-encoding.ts';
import type { StoreFingerprint, StoreLayout } from './durable-state.ts';
import { type FieldReader, readFields } from './stored-fields.ts';
import { fillColumn, readTable, type RowKeys } from './table-bytes.ts';

/**
 * The rows of a store, read from a checkpoint without the operator that keeps them: no index over the keys, nothing can be looked up.
 * It takes the deltas and pieces that `StateTable` and `RowTable` write, one after the other.
 */
export class StoredRows {
  readonly name: string;
  readonly fingerprint: StoreFingerprint;
  readonly layout: StoreLayout;
  readonly columns: readonly StateColumn[];
  readonly #keyLayout: KeyLayout;
  readonly #keys: HashTable;
  readonly #nullKeys = new Set<number>();
  readonly #scratch = new Arena();
  #live = new Uint8Array(1024);
  #high = 0;
  #count = 0;

  constructor(fingerprint: StoreFingerprint, layout: StoreLayout) {
    this.name = fingerprint.name;
    this.fingerprint = fingerprint;
    this.layout = layout;
    this.#keyLayout = keyLayoutOf(layout.keyTypes);
    this.#keys = makeKeyTable(this.#keyLayout);
    this.columns = layout.columns.map((type) => makeStateColumn(type, 1024));
  }

  get count(): number { return this.#count; }

  /** Applies a delta or a piece. `before` sees the rows that go while they are still there. Returns the rows that were put. */
  load(bytes: Uint8Array, before?: (removed: Uint32Array) => void): Uint32Array {
    this.#scratch.reset();
    const data = this.#scratch.uint8(bytes.length);
    data.set(bytes);
    const { removed, rows, keys, columns } = readTable(data, this.columns);
    const gone = removed.filter((row) => this.#isLive(row));
    before?.(gone);
    for (const row of gone) this.#drop(row);
    this.#reserve(rows.reduce((high, row) => Math.max(high, row + 1), this.#high));
    rows.forEach((row, at) => { this.#put(row, keys, at); });
    this.columns.forEach((column, index) => { fillColumn(column, columns[index]!, rows); });
    return Uint32Array.from(rows);
  }

  /** Rows that are there, ascending. */
  liveRows(): Uint32Array {
    const rows = new Uint32Array(this.#count);
    let next = 0;
    for (let row = 0; row < this.#high; row++) if (this.#isLive(row)) rows[next++] = row;
    return rows;
  }

  /** Fields of some rows. */
  read(fields: readonly FieldReader[], rows: Uint32Array, arena: Arena): Column[] {
    const own = arena.uint32(rows.length);
    own.set(rows);
    return readFields(fields, { columns: this.columns, rows: own, keys: this.#keyColumns(own, arena), arena });
  }

  /** `rows` lies in the column memory. */
  #keyColumns(rows: Uint32Array, arena: Arena): readonly Column[] {
    const columns = decodeKeys(this.#keyLayout, this.#keys, rows, arena);
    if (this.#nullKeys.size === 0 || columns.length !== 1) return columns;
    const validity = arena.bitmap(rows.length, 1);
    rows.forEach((row, at) => { if (this.#nullKeys.has(row)) setNull(validity, at); });
    return [{ ...columns[0]!, validity }];
  }

  release(): void {
    this.#keys.release();
    this.#scratch.release();
    for (const column of this.columns) column.release();
  }

  #isLive(row: number): boolean { return this.#live[row] === 1; }

  #reserve(high: number): void {
    this.#high = Math.max(this.#high, high);
    this.#keys.reserve(this.#high);
    if (high <= this.#live.length) return;
    const capacity = 2 ** Math.ceil(Math.log2(high));
    const live = new Uint8Array(capacity);
    live.set(this.#live);
    this.#live = live;
    for (const column of this.columns) column.grow(capacity);
  }

  #drop(row: number): void {
    this.#live[row] = 0;
    this.#count--;
    this.#keys.dropKey(row);
    this.#nullKeys.delete(row);
    for (const column of this.columns) column.clear(row);
  }

  #put(row: number, keys: RowKeys, at: number): void {
    if (this.#isLive(row)) this.#drop(row);
    this.#live[row] = 1;
    this.#count++;
    if (keys.kind === 'none') return;
    if ((keys.nulls![at >> 3]! & (1 << (at & 7))) !== 0) {
      this.#nullKeys.add(row);
      if (keys.kind === 'bytes') this.#keys.putKey(row, keys.nulls!.byteOffset, 0, false);
    } else if (keys.kind === 'long') this.#keys.putLong(row, keys.longs![at]!);
    else {
      const start = at === 0 ? 0 : keys.ends![at - 1]!;
      this.#keys.putKey(row, keys.bytes!.byteOffset + start, keys.ends![at]! - start, false);
    }
  }
}
