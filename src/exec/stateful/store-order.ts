import type { Arena } from '../../columnar/arena.ts';
import type { Column } from '../../columnar/column.ts';
import { sparkRowHashes } from '../../columnar/spark-rows.ts';

/** The keys of state rows, as Spark's store has them. */
export type KeysOf = (rows: Uint32Array, arena: Arena) => readonly Column[];

/**
 * The order in which Spark's store gives its rows back: a LIMIT above lets the first ones out. The store is Java's concurrent hash table of the keys, made
 * anew from the one before for each batch.
 *
 *   place(row)  = slot of the hash of its key, then its place in the slot
 *
 * State     the table, as long as the process; after a restart it is filled in the order of the rows' numbers. Every batch copies it, as Spark does: made
 *           only where a limit asks.
 */
export class StoreOrder {
  readonly #keysOf: KeysOf;
  readonly #hashes = new Map<number, number>();
  #table = new SlotTable();
  /** A key that Spark cannot have either, or that is not written as bytes here: then the rows stay as they are. */
  #unknown = false;

  constructor(keysOf: KeysOf) { this.#keysOf = keysOf; }

  /** At the start of a batch, with the rows there are. */
  begin(live: Uint32Array, arena: Arena): void {
    if (this.#hashes.size < live.length) this.add(live, arena);
    const rows = [...this.#table.rows()];
    this.#table = new SlotTable();
    this.#table.presize(rows.length);
    for (const row of rows) this.#table.put(row, this.#hashes.get(row)!);
  }

  /** New rows, in the order they came. */
  add(rows: Uint32Array, arena: Arena): void {
    const hashes = sparkRowHashes(this.#keysOf(rows, arena), rows.length);
    if (hashes === undefined) { this.#unknown = true; return; }
    rows.forEach((row, at) => {
      this.#hashes.set(row, hashes[at]!);
      this.#table.put(row, hashes[at]!);
    });
  }

  remove(rows: Uint32Array): void {
    if (this.#unknown) return;
    for (const row of rows) {
      this.#table.remove(row, this.#hashes.get(row)!);
      this.#hashes.delete(row);
    }
  }

  /** The rows as Spark gives them back. */
  sorted(rows: Uint32Array, arena: Arena): Uint32Array {
    if (this.#unknown) return rows;
    const wanted = new Set(rows);
    const sorted = arena.uint32(rows.length);
    sorted.set([...this.#table.rows()].filter((row) => wanted.has(row)));
    return sorted;
  }
}

/** Java's ConcurrentHashMap as far as its order shows: lists in slots, twice as many slots when three quarters are taken. */
class SlotTable {
  #slots: number[][] = [];
  #hashes: number[][] = [];
  #count = 0;

  *rows(): Generator<number> { for (const slot of this.#slots) yield* slot; }

  /** Room for so many, and then some: the table is doubled until they fill less than three quarters of three quarters. */
  presize(count: number): void {
    if (count === 0) return;
    let wanted = 1;
    while (wanted < count + (count >>> 1) + 1) wanted *= 2;
    this.#make(wanted);
    while (wanted > this.#limit()) this.#double();
  }

  put(row: number, hash: number): void {
    if (this.#slots.length === 0) this.#make(16);
    const spread = hash ^ (hash >>> 16);
    const at = spread & (this.#slots.length - 1);
    this.#slots[at]!.push(row);
    this.#hashes[at]!.push(spread);
    this.#count++;
    while (this.#count >= this.#limit()) this.#double();
  }

  remove(row: number, hash: number): void {
    const at = (hash ^ (hash >>> 16)) & (this.#slots.length - 1);
    const index = this.#slots[at]!.indexOf(row);
    this.#slots[at]!.splice(index, 1);
    this.#hashes[at]!.splice(index, 1);
    this.#count--;
  }

  #limit(): number { return this.#slots.length * 0.75; }

  #make(size: number): void {
    this.#slots = Array.from({ length: size }, () => []);
    this.#hashes = Array.from({ length: size }, () => []);
  }

  /** The rows at the end of a slot that all go to the same half are moved as they are; those before come in front of them one by one, hence turned around. */
  #double(): void {
    const [slots, hashes, size] = [this.#slots, this.#hashes, this.#slots.length];
    this.#make(2 * size);
    for (let at = 0; at < size; at++) {
      const from = hashes[at]!;
      let run = from.length - 1;
      while (run > 0 && (from[run - 1]! & size) === (from[run]! & size)) run--;
      const order = [...Array.from({ length: Math.max(run, 0) }, (_, index) => run - 1 - index), ...Array.from({ length: from.length - Math.max(run, 0) }, (_, index) => run + index)];
      for (const index of order) {
        const to = at + (from[index]! & size);
        this.#slots[to]!.push(slots[at]![index]!);
        this.#hashes[to]!.push(from[index]!);
      }
    }
  }
}
