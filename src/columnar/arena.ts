import { acquireBlock, blockSizeOf, memory, releaseBlock } from './memory.ts';

const BLOCK_BYTES = 1 << 20;
/** Kernels read and write whole 16-byte vectors, so every region is followed by this much slack. */
const SLACK_BYTES = 64;

export interface ArenaMark { readonly block: number; readonly top: number }

/**
 * A bump allocator over blocks of the column memory (design D2). Everything made in it dies at once, at `reset`.
 * A chunk's results live in a chunk arena, a batch's in a batch arena; what must live longer is copied.
 *
 * All regions are 64-byte aligned. Contents are *not* zeroed, except where a method says so.
 *
 * `memory.buffer` is asked for after allocating: growing the memory makes a new, longer buffer object.
 */
export class Arena {
  #blocks: { address: number; size: number }[] = [];
  #current = 0;
  #top = 0;
  #end = 0;

  /** Address of `bytes` bytes. */
  allocate(bytes: number): number {
    const size = bytes < 0x40000000 ? (bytes + SLACK_BYTES + 63) & ~63 : Math.ceil((bytes + SLACK_BYTES) / 64) * 64;
    if (this.#top + size > this.#end) this.#nextBlock(size);
    const address = this.#top;
    this.#top += size;
    return address;
  }

  uint8(length: number): Uint8Array { const address = this.allocate(length); return new Uint8Array(memory.buffer, address, length); }
  int8(length: number): Int8Array { const address = this.allocate(length); return new Int8Array(memory.buffer, address, length); }
  int16(length: number): Int16Array { const address = this.allocate(length * 2); return new Int16Array(memory.buffer, address, length); }
  int32(length: number): Int32Array { const address = this.allocate(length * 4); return new Int32Array(memory.buffer, address, length); }
  uint32(length: number): Uint32Array { const address = this.allocate(length * 4); return new Uint32Array(memory.buffer, address, length); }
  int64(length: number): BigInt64Array { const address = this.allocate(length * 8); return new BigInt64Array(memory.buffer, address, length); }
  float32(length: number): Float32Array { const address = this.allocate(length * 4); return new Float32Array(memory.buffer, address, length); }
  float64(length: number): Float64Array { const address = this.allocate(length * 8); return new Float64Array(memory.buffer, address, length); }

  /** A bitmap for `rowCount` rows with every bit set to `bit`. */
  bitmap(rowCount: number, bit: 0 | 1): Uint8Array {
    const bits = this.uint8((rowCount + 7) >>> 3);
    bits.fill(bit === 1 ? 0xff : 0);
    return bits;
  }

  /** Where the arena stands. What is made from here on dies at `rewind` to this mark. */
  mark(): ArenaMark {
    return { block: this.#current, top: this.#top };
  }

  /** Forgets everything made since the mark. The arena must not have been reset in between. */
  rewind(mark: ArenaMark): void {
    this.#current = mark.block;
    this.#open(mark.block);
    if (mark.top !== 0) this.#top = mark.top;
  }

  /** Forgets everything made so far and keeps the blocks for the next round. */
  reset(): void {
    this.#current = 0;
    this.#open(0);
  }

  /** Gives all blocks back. The arena can be used again afterwards. */
  release(): void {
    for (const { address, size } of this.#blocks) releaseBlock(address, size);
    this.#blocks = [];
    this.reset();
  }

  /** Bytes of the blocks this arena holds. */
  get bytes(): number {
    return this.#blocks.reduce((sum, block) => sum + block.size, 0);
  }

  #nextBlock(size: number): void {
    while (++this.#current < this.#blocks.length || this.#blocks.length === 0) {
      if (this.#blocks.length === 0) break;
      this.#open(this.#current);
      if (this.#top + size <= this.#end) return;
    }
    const want = blockSizeOf(Math.max(size, BLOCK_BYTES));
    this.#blocks.push({ address: acquireBlock(want), size: want });
    this.#current = this.#blocks.length - 1;
    this.#open(this.#current);
  }

  #open(index: number): void {
    const block = this.#blocks[index];
    this.#top = block?.address ?? 0;
    this.#end = block === undefined ? 0 : block.address + block.size;
  }
}
