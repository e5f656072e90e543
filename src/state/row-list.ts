import { acquireBlock, blockSizeOf, memory, releaseBlock } from '../columnar/memory.ts';

/** A growing list of row numbers in the column memory. */
export class RowList {
  #rows: Uint32Array = new Uint32Array(0);
  #size = 0;
  length = 0;

  push(row: number): void {
    if (this.length === this.#rows.length) this.#grow();
    this.#rows[this.length++] = row;
  }

  pop(): number | undefined {
    return this.length === 0 ? undefined : this.#rows[--this.length]!;
  }

  /** The rows, good until the list grows. */
  view(): Uint32Array { return this.#rows.subarray(0, this.length); }
  clear(): void { this.length = 0; }
  get bytes(): number { return this.#size; }

  release(): void {
    if (this.#size > 0) releaseBlock(this.#rows.byteOffset, this.#size);
    this.#rows = new Uint32Array(0);
    this.#size = this.length = 0;
  }

  #grow(): void {
    const size = blockSizeOf(Math.max(65536, this.#size * 2));
    const address = acquireBlock(size);
    const bigger = new Uint32Array(memory.buffer, address, size / 4);
    bigger.set(this.#rows.subarray(0, this.length));
    if (this.#size > 0) releaseBlock(this.#rows.byteOffset, this.#size);
    this.#rows = bigger;
    this.#size = size;
  }
}
