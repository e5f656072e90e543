import type { Arena } from '../columnar/arena.ts';
import { FixedStateColumn } from '../columnar/group-state.ts';
import { RowList } from './row-list.ts';

const NEVER = 0;
/** About a second. */
const WIDTH_INITIAL_MICROS = 2 ** 20;
const BUCKETS_MAX = 4096;

/**
 * When rows die. Rows are linked in buckets by time of death, so that eviction looks at what dies and at one bucket that straddles the
 * watermark, never at all that lives.
 *
 *   bucket  =  floor(death / width)       width doubles when there would be too many buckets
 *
 * Links and times live in columns by row; JavaScript holds one number per bucket. Derived from the rows: never written to a checkpoint.
 */
export class Expiry {
  readonly #deaths: FixedStateColumn;
  /** Row + 1 of the neighbours in the bucket, 0 = none. */
  readonly #next = new FixedStateColumn('i32', 1);
  readonly #previous = new FixedStateColumn('i32', 1);
  readonly #scheduled = new FixedStateColumn('bool', 1);
  readonly #heads = new Map<number, number>();
  #width = WIDTH_INITIAL_MICROS;
  #first = Number.POSITIVE_INFINITY;
  #lowWords: Int32Array;

  constructor() {
    this.#deaths = new FixedStateColumn('i64', 1);
    this.#lowWords = this.#wordsOf();
  }

  grow(capacity: number): void {
    this.#deaths.grow(capacity);
    this.#next.grow(capacity);
    this.#previous.grow(capacity);
    this.#scheduled.grow(capacity);
    this.#lowWords = this.#wordsOf();
  }

  /** Row `row` dies when the watermark reaches `deathMicros`. */
  schedule(row: number, deathMicros: bigint): void {
    if ((this.#scheduled.values as Uint8Array)[row] === 1) this.cancel(row);
    (this.#deaths.values as BigInt64Array)[row] = deathMicros;
    (this.#scheduled.values as Uint8Array)[row] = 1;
    this.#link(row);
    if (this.#heads.size > BUCKETS_MAX) this.#widen();
  }

  /** The row died in another way. */
  cancel(row: number): void {
    if ((this.#scheduled.values as Uint8Array)[row] === NEVER) return;
    (this.#scheduled.values as Uint8Array)[row] = NEVER;
    const next = this.#next.values as Int32Array;
    const previous = this.#previous.values as Int32Array;
    const after = next[row]!;
    const before = previous[row]!;
    if (after !== 0) previous[after - 1] = before;
    if (before !== 0) next[before - 1] = after;
    else if (after !== 0) this.#heads.set(this.#bucketOf(row), after);
    else this.#heads.delete(this.#bucketOf(row));
  }

  deathOf(row: number): bigint | undefined {
    return (this.#scheduled.values as Uint8Array)[row] === NEVER ? undefined : (this.#deaths.values as BigInt64Array)[row]!;
  }

  /** Rows due at the watermark, in the arena. */
  expired(watermarkMicros: bigint, arena: Arena): Uint32Array {
    const found = new RowList();
    this.visitExpired(watermarkMicros, (row) => { found.push(row); });
    const rows = arena.uint32(found.length);
    rows.set(found.view());
    found.release();
    return rows;
  }

  /** Calls `visit` for every row whose death is not after the watermark. `visit` may cancel that row, and must not schedule any. */
  visitExpired(watermarkMicros: bigint, visit: (row: number) => void): void {
    const last = Math.floor(Number(watermarkMicros) / this.#width);
    if (this.#first > last) return;
    const due = [...this.#heads.keys()].filter((bucket) => bucket <= last).sort((left, right) => left - right);
    const deaths = this.#deaths.values as BigInt64Array;
    const next = this.#next.values as Int32Array;
    for (const bucket of due) {
      for (let link = this.#heads.get(bucket) ?? 0; link !== 0;) {
        const row = link - 1;
        link = next[row]!;
        if (deaths[row]! <= watermarkMicros) visit(row);
      }
    }
    this.#first = Number.POSITIVE_INFINITY;
    for (const bucket of this.#heads.keys()) this.#first = Math.min(this.#first, bucket);
  }

  clear(): void {
    for (const head of this.#heads.values()) {
      for (let link = head; link !== 0; link = (this.#next.values as Int32Array)[link - 1]!) (this.#scheduled.values as Uint8Array)[link - 1] = NEVER;
    }
    this.#heads.clear();
    this.#first = Number.POSITIVE_INFINITY;
  }

  get bytes(): number { return this.#deaths.bytes + this.#next.bytes + this.#previous.bytes + this.#scheduled.bytes; }

  release(): void {
    for (const column of [this.#deaths, this.#next, this.#previous, this.#scheduled]) column.release();
    this.#heads.clear();
  }

  #link(row: number): void {
    const bucket = this.#bucketOf(row);
    const head = this.#heads.get(bucket) ?? 0;
    (this.#next.values as Int32Array)[row] = head;
    (this.#previous.values as Int32Array)[row] = 0;
    if (head !== 0) (this.#previous.values as Int32Array)[head - 1] = row + 1;
    this.#heads.set(bucket, row + 1);
    if (bucket < this.#first) this.#first = bucket;
  }

  /** Through the two halves of the 64 bits: making a number of a bigint costs more than the rest. Exact enough: a bucket is a whole number of 2²⁰ µs. */
  #bucketOf(row: number): number {
    return Math.floor((this.#lowWords[2 * row + 1]! * 4294967296 + (this.#lowWords[2 * row]! >>> 0)) / this.#width);
  }

  #wordsOf(): Int32Array {
    const { buffer, byteOffset, byteLength } = this.#deaths.values;
    return new Int32Array(buffer, byteOffset, byteLength >> 2);
  }

  #widen(): void {
    const rows: number[] = [];
    for (const head of this.#heads.values()) for (let link = head; link !== 0; link = (this.#next.values as Int32Array)[link - 1]!) rows.push(link - 1);
    this.#heads.clear();
    this.#first = Number.POSITIVE_INFINITY;
    this.#width *= 4;
    for (const row of rows) this.#link(row);
  }
}
