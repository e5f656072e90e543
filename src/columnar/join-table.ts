import type { DataType } from '../types/data-type.ts';
import { Arena } from './arena.ts';
import { type Rows, selectedCount } from './chunk.ts';
import type { Column } from './column.ts';
import { GroupTable } from './group-table.ts';
import { NO_ID } from './hash-table.ts';
import { addressOf, loadKernels } from './kernels.ts';
import type { GroupedRows } from './range-index.ts';

interface JoinKernels {
  expandPairs(ids: number, selection: number, from: number, count: number, starts: number, rows: number, left: number, right: number, limit: number, reached: number): number;
  groupRows(ids: number, count: number, idCount: number, starts: number, rows: number): void;
  followChains(ids: number, selection: number, count: number, heads: number, next: number, left: number, right: number, limit: number, state: number): number;
}

let loaded: JoinKernels | undefined;
export const joinKernels = (): JoinKernels => (loaded ??= loadKernels<JoinKernels>('join'));

/** Row `probe[i]` of the probe side goes with row `built[i]` of the table. */
export interface Pairs { readonly probe: Uint32Array; readonly built: Uint32Array; readonly count: number }

/** Pairs handed out at a time: about two chunks. */
export const PAIRS_MAX = 16384;

/**
 * Rows of one side of a join by key, for probing. Rows of a key are kept side by side, in their order.
 *
 * @example
 * table.build(keyColumns, rows);                  // once
 * for (const pairs of table.probe(otherKeys, otherRows, arena)) …
 */
export class JoinTable {
  readonly #groups: GroupTable;
  readonly #arena = new Arena();
  #starts = new Uint32Array(0) as Uint32Array;
  #rows = new Uint32Array(0) as Uint32Array;
  #ids = new Uint32Array(0) as Uint32Array;
  #rowCount = 0;

  constructor(types: readonly DataType[]) {
    this.#groups = new GroupTable(types);
  }

  /** Distinct keys. */
  get keyCount(): number { return this.#groups.count; }
  /** The rows by key. Good until the table is built again. */
  get grouped(): GroupedRows { return { starts: this.#starts, rows: this.#rows, groups: this.#ids }; }

  /** Takes the selected rows in. `lastFirst`: the rows of a key against their order. */
  build(keys: readonly Column[], rows: Rows, lastFirst = false): void {
    this.clear();
    const arena = this.#arena;
    const ids = arena.uint32(rows.rowCount).fill(NO_ID);
    this.#groups.assign(keys, rows, ids, arena);
    this.#ids = ids;
    this.#starts = arena.uint32(this.#groups.high + 2);
    this.#rows = arena.uint32(selectedCount(rows));
    this.#rowCount = this.#rows.length;
    joinKernels().groupRows(ids.byteOffset, rows.rowCount, this.#groups.high, this.#starts.byteOffset, this.#rows.byteOffset);
    if (lastFirst && this.#groups.count < this.#rowCount) for (let id = 0; id < this.#groups.high; id++) this.#rows.subarray(this.#starts[id], this.#starts[id + 1]).reverse();
  }

  /** The key of every selected row, `NO_ID` when no row of the table has it. */
  find(keys: readonly Column[], rows: Rows, arena: Arena): Uint32Array {
    const ids = arena.uint32(rows.rowCount).fill(NO_ID);
    if (this.#rowCount > 0 && selectedCount(rows) > 0) this.#groups.find(keys, rows, ids, arena);
    return ids;
  }

  /** All pairs of the selected rows, in their order. The arrays are reused: each is good until the next is asked for. */
  *pairs(ids: Uint32Array, rows: Rows, arena: Arena): Generator<Pairs> {
    const count = selectedCount(rows);
    const reached = arena.uint32(1);
    let size = PAIRS_MAX;
    let probe = arena.uint32(size);
    let built = arena.uint32(size);
    for (let from = 0; from < count; from = reached[0]!) {
      const need = this.#pairsAt(ids, rows, from);
      if (need > size) {
        size = need;
        probe = arena.uint32(size);
        built = arena.uint32(size);
      }
      const found = joinKernels().expandPairs(ids.byteOffset, addressOf(rows.selection), from, count, this.#starts.byteOffset, this.#rows.byteOffset, probe.byteOffset, built.byteOffset, size, reached.byteOffset);
      if (found > 0) yield { probe: probe.subarray(0, found), built: built.subarray(0, found), count: found };
    }
  }

  clear(): void {
    this.#groups.clear();
    this.#arena.reset();
    this.#rowCount = 0;
  }

  release(): void {
    this.#groups.release();
    this.#arena.release();
  }

  /** Pairs of the first position with any: a single key may have more rows than fit at a time. */
  #pairsAt(ids: Uint32Array, { selection, rowCount }: Rows, from: number): number {
    const count = selection?.length ?? rowCount;
    for (let at = from; at < count; at++) {
      const id = ids[selection === undefined ? at : selection[at]!]!;
      if (id !== NO_ID) return this.#starts[id + 1]! - this.#starts[id]!;
    }
    return 0;
  }
}
