import type { Arena } from '../columnar/arena.ts';
import { FixedStateColumn } from '../columnar/group-state.ts';
import { RowList } from './row-list.ts';

const LIVE = 1;
const DIRTY = 2;
/** Some delta knows the row. */
const KNOWN = 4;

/** Which rows of a table live, which changed since the last delta, and which went. */
export class RowChanges {
  readonly #status = new FixedStateColumn('bool', 1);
  readonly #dirty = new RowList();
  readonly #removed = new RowList();

  get pending(): boolean { return this.#dirty.length > 0 || this.#removed.length > 0; }
  get removed(): Uint32Array { return this.#removed.view(); }
  get bytes(): number { return this.#status.bytes + this.#dirty.bytes + this.#removed.bytes; }

  grow(capacity: number): void { this.#status.grow(capacity); }
  isLive(row: number): boolean { return ((this.#status.values as Uint8Array)[row]! & LIVE) !== 0; }

  born(row: number): void {
    const status = this.#status.values as Uint8Array;
    if ((status[row]! & DIRTY) === 0) this.#dirty.push(row);
    status[row] = LIVE | DIRTY;
  }

  touch(row: number): void {
    const status = this.#status.values as Uint8Array;
    if ((status[row]! & DIRTY) !== 0) return;
    status[row]! |= DIRTY;
    this.#dirty.push(row);
  }

  died(row: number): void {
    const status = this.#status.values as Uint8Array;
    if ((status[row]! & KNOWN) !== 0) this.#removed.push(row);
    status[row]! &= DIRTY;
  }

  /** From a checkpoint: neither dirty nor unknown. */
  loaded(row: number, live: boolean): void {
    (this.#status.values as Uint8Array)[row] = live ? LIVE | KNOWN : 0;
  }

  /** Rows that changed and live; they count as clean from now on. `removed` stays until `settled`. */
  takeDirty(arena: Arena): Uint32Array {
    const status = this.#status.values as Uint8Array;
    const rows = arena.uint32(this.#dirty.length);
    let count = 0;
    for (const row of this.#dirty.view()) {
      if ((status[row]! & LIVE) !== 0) {
        rows[count++] = row;
        status[row] = LIVE | KNOWN;
      } else status[row] = 0;
    }
    this.#dirty.clear();
    return rows.subarray(0, count);
  }

  settled(): void { this.#removed.clear(); }

  /** Live rows of [from, to), ascending. */
  liveRows(from: number, to: number, arena: Arena): Uint32Array {
    const status = this.#status.values as Uint8Array;
    const rows = arena.uint32(Math.max(0, to - from));
    let count = 0;
    for (let row = from; row < to; row++) {
      rows[count] = row;
      count += status[row]! & LIVE;
    }
    return rows.subarray(0, count);
  }

  release(): void {
    this.#status.release();
    this.#dirty.release();
    this.#removed.release();
  }
}
