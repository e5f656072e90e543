import { invariant } from '../errors/stream-error.ts';
import { loadKernels } from './kernels.ts';
import { acquireBlock, allWords, blockSizeOf, memory, releaseBlock } from './memory.ts';
import type { ValueArray } from './column.ts';

/**
 * State of groups, columnar (design D5): typed columns by state row, growable, zero when fresh. Lives in its own blocks of the
 * column memory, never in an arena, because it outlives batches.
 *
 * `blob` columns hold bytes of any length per row as (address, length, capacity) in a heap of their own.
 */
export type StateColumnType = 'bool' | 'i8' | 'i16' | 'i32' | 'i64' | 'i128' | 'f32' | 'f64' | 'blob';

/** Columns of one aggregate (or one operator), all with the same rows. Arrays are replaced when the state grows: never keep one across calls. */
export interface GroupState { readonly columns: readonly StateColumn[] }

export type StateColumn = FixedStateColumn | BlobStateColumn;

const widths = { bool: 1, i8: 1, i16: 2, i32: 4, i64: 8, i128: 16, f32: 4, f64: 8 } as const;

export class FixedStateColumn {
  readonly type: Exclude<StateColumnType, 'blob'>;
  /** Indexed by state row (i128: two words per row). */
  values: ValueArray;
  #address = 0;
  #size = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(type: Exclude<StateColumnType, 'blob'>, capacity: number) {
    this.type = type;
    this.values = new Uint8Array(0);
    this.grow(capacity);
  }

  /** Room for `capacity` rows; new rows are zero. */
  grow(capacity: number): void {
    const size = blockSizeOf(capacity * widths[this.type]);
    if (size <= this.#size) return;
    const address = acquireBlock(size);
    const bytes = new Uint8Array(memory.buffer, address, size);
    if (this.#size > 0) bytes.set(new Uint8Array(memory.buffer, this.#address, this.#size));
    bytes.fill(0, this.#size);
    if (this.#size > 0) releaseBlock(this.#address, this.#size);
    this.#address = address;
    this.#size = size;
    this.values = viewOf(this.type, address, size);
    this.#bytes = new Uint8Array(memory.buffer, address, size);
  }

  /** Makes a row fresh again. */
  clear(row: number): void {
    const width = widths[this.type];
    const end = (row + 1) * width;
    for (let byte = row * width; byte < end; byte++) this.#bytes[byte] = 0;
  }

  /** Makes all rows below `count` fresh again. */
  clearRows(count: number): void {
    new Uint8Array(memory.buffer, this.#address, count * widths[this.type]).fill(0);
  }

  release(): void {
    if (this.#size > 0) releaseBlock(this.#address, this.#size);
    this.#size = 0;
    this.values = this.#bytes = new Uint8Array(0);
  }

  get bytes(): number { return this.#size; }
  /** Bytes per row. */
  get width(): number { return widths[this.type]; }
}

interface BlobKernels {
  scatter(pieces: number, rows: number, count: number, bytes: number, offsets: number, sources: number): void;
  layOut(pieces: number, rows: number, count: number, offsets: number): number;
  gather(pieces: number, rows: number, count: number, offsets: number, out: number): void;
}

let loaded: BlobKernels | undefined;
const kernels = (): BlobKernels => (loaded ??= loadKernels<BlobKernels>('blobs'));

/** Three words per row: address, length, capacity (a power of two from 16). Freed pieces go to a list per capacity, each holding the address of the next. */
export class BlobStateColumn {
  readonly type = 'blob' as const;
  #index: FixedStateColumn;
  #words: Int32Array;
  /** By the logarithm of the capacity, 0 = none. */
  readonly #free = new Uint32Array(32);
  readonly #blocks: { address: number; size: number }[] = [];
  #top = 0;
  #end = 0;

  constructor(capacity: number) {
    this.#index = new FixedStateColumn('i32', capacity * 3);
    this.#words = this.#index.values as Int32Array;
  }

  grow(capacity: number): void {
    this.#index.grow(capacity * 3);
    this.#words = this.#index.values as Int32Array;
  }

  lengthOf(row: number): number { return this.#words[3 * row + 1]!; }
  /** Where the bytes of a row stand; good until the next write to this column. */
  addressOf(row: number): number { return this.#words[3 * row]! >>> 0; }

  /** A view of the bytes of a row; good until the next write to this column. */
  get(row: number): Uint8Array {
    return new Uint8Array(memory.buffer, this.#words[3 * row]! >>> 0, this.#words[3 * row + 1]!);
  }

  set(row: number, bytes: Uint8Array): void {
    this.#reserve(row, bytes.length, false);
    this.#words[3 * row + 1] = bytes.length;
    new Uint8Array(memory.buffer, this.#words[3 * row]! >>> 0, bytes.length).set(bytes);
  }

  /** Sets rows to ranges of a bytes column (`sources` are its rows), which lies in the column memory. */
  setMany(rows: Uint32Array, bytes: Uint8Array, offsets: Int32Array, sources: Uint32Array): void {
    const words = this.#words;
    for (let at = 0; at < rows.length; at++) {
      const length = offsets[sources[at]! + 1]! - offsets[sources[at]!]!;
      if (length > words[3 * rows[at]! + 2]!) this.#reserve(rows[at]!, length, false);
    }
    kernels().scatter(words.byteOffset, rows.byteOffset, rows.length, bytes.byteOffset, offsets.byteOffset, sources.byteOffset);
  }

  /** The bytes of rows one after the other, behind offsets that are filled in. */
  getMany(rows: Uint32Array, offsets: Int32Array, makeBytes: (length: number) => Uint8Array): Uint8Array {
    const out = makeBytes(kernels().layOut(this.#words.byteOffset, rows.byteOffset, rows.length, offsets.byteOffset));
    kernels().gather(this.#words.byteOffset, rows.byteOffset, rows.length, offsets.byteOffset, out.byteOffset);
    return out;
  }

  /** Adds bytes behind what is there, in amortised constant time per byte. */
  append(row: number, bytes: Uint8Array): void {
    const length = this.#words[3 * row + 1]!;
    this.#reserve(row, length + bytes.length, true);
    new Uint8Array(memory.buffer, (this.#words[3 * row]! >>> 0) + length, bytes.length).set(bytes);
    this.#words[3 * row + 1] = length + bytes.length;
  }

  /** Where address, length and capacity of row 0 stand, for kernels that append; good until the column grows. */
  get pieces(): number { return this.#words.byteOffset; }

  /** Room for so many bytes behind what a row has. */
  reserve(row: number, bytes: number): void { this.#reserve(row, this.lengthOf(row) + bytes, true); }

  clear(row: number): void {
    this.#give(row);
    const words = this.#words;
    words[3 * row] = words[3 * row + 1] = words[3 * row + 2] = 0;
  }

  /** Makes all rows below `count` fresh again. */
  clearRows(count: number): void {
    for (let row = 0; row < count; row++) if (this.#words[3 * row + 2] !== 0) this.clear(row);
  }

  release(): void {
    for (const { address, size } of this.#blocks) releaseBlock(address, size);
    this.#blocks.length = 0;
    this.#free.fill(0);
    this.#top = this.#end = 0;
    this.#index.release();
    this.#words = new Int32Array(0);
  }

  get bytes(): number { return this.#index.bytes + this.#blocks.reduce((sum, block) => sum + block.size, 0); }

  #reserve(row: number, size: number, keep: boolean): void {
    if (size <= this.#words[3 * row + 2]!) return;
    const order = Math.max(4, 32 - Math.clz32(size - 1));
    const address = this.#take(order);
    if (keep) new Uint8Array(memory.buffer, address, size).set(this.get(row));
    this.#give(row);
    this.#words[3 * row] = address;
    this.#words[3 * row + 2] = 2 ** order;
  }

  #take(order: number): number {
    const free = this.#free[order]!;
    if (free !== 0) {
      this.#free[order] = allWords()[free >>> 2]!;
      return free;
    }
    const capacity = 2 ** order;
    if (this.#top + capacity > this.#end) {
      const size = blockSizeOf(Math.max(capacity, 1 << 18));
      this.#top = acquireBlock(size);
      this.#end = this.#top + size;
      this.#blocks.push({ address: this.#top, size });
    }
    const address = this.#top;
    this.#top += capacity;
    return address;
  }

  #give(row: number): void {
    const capacity = this.#words[3 * row + 2]!;
    if (capacity === 0) return;
    const address = this.#words[3 * row]! >>> 0;
    const order = 31 - Math.clz32(capacity);
    allWords()[address >>> 2] = this.#free[order]!;
    this.#free[order] = address;
  }
}

export function makeStateColumn(type: StateColumnType, capacity: number): StateColumn {
  return type === 'blob' ? new BlobStateColumn(capacity) : new FixedStateColumn(type, capacity);
}

export function fixedColumn(state: GroupState, index: number): FixedStateColumn {
  const column = state.columns[index];
  invariant(column instanceof FixedStateColumn, `state column ${index} is fixed width`);
  return column;
}

export function blobColumn(state: GroupState, index: number): BlobStateColumn {
  const column = state.columns[index];
  invariant(column instanceof BlobStateColumn, `state column ${index} is a blob`);
  return column;
}

function viewOf(type: Exclude<StateColumnType, 'blob'>, address: number, size: number): ValueArray {
  switch (type) {
    case 'bool': return new Uint8Array(memory.buffer, address, size);
    case 'i8': return new Int8Array(memory.buffer, address, size);
    case 'i16': return new Int16Array(memory.buffer, address, size >> 1);
    case 'i32': return new Int32Array(memory.buffer, address, size >> 2);
    case 'f32': return new Float32Array(memory.buffer, address, size >> 2);
    case 'f64': return new Float64Array(memory.buffer, address, size >> 3);
    default: return new BigInt64Array(memory.buffer, address, size >> 3);
  }
}
