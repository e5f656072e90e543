import { deflateSync, gzipSync } from 'node:zlib';
import type { Rows } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';

/** What makes the bytes of a file of rows: the columns in front of those that are folders. `emit` takes them in order. */
export interface PartContent {
  add(columns: readonly Column[], rows: Rows): void;
  finish(): void;
}

export type Compression = 'none' | 'gzip' | 'deflate';

export interface LineWords {
  /** What ends a line. */
  readonly separator: Uint8Array;
  /** First line of every file. */
  readonly header: Uint8Array | undefined;
  readonly compression: Compression;
}

const nothing = new Uint8Array(0);
const BUFFER_BYTES = 256 * 1024;

/** Lines, one a row, out of the only column. */
export class LineContent implements PartContent {
  readonly #words: LineWords;
  readonly #emit: (bytes: Uint8Array) => void;
  #buffer = new Uint8Array(BUFFER_BYTES);
  #top = 0;

  constructor(words: LineWords, emit: (bytes: Uint8Array) => void) {
    this.#words = words;
    this.#emit = emit;
    if (words.header !== undefined) this.#append(words.header);
  }

  add(columns: readonly Column[], { rowCount, selection }: Rows): void {
    const { offsets, bytes, validity, mask } = columns[0]!;
    const count = selection?.length ?? rowCount;
    for (let index = 0; index < count; index++) {
      const at = (selection === undefined ? index : selection[index]!) & mask;
      const present = validity === undefined || (validity[at >> 3]! & (1 << (at & 7))) !== 0;
      this.#append(present ? bytes!.subarray(offsets![at]!, offsets![at + 1]!) : nothing);
    }
  }

  finish(): void { this.#flush(true); }

  #append(line: Uint8Array): void {
    const { separator, compression } = this.#words;
    const needed = this.#top + line.length + separator.length;
    if (needed > this.#buffer.length) {
      if (compression !== 'deflate') this.#flush(false); // members of gzip may follow each other, streams of deflate may not
      this.#grow(this.#top + line.length + separator.length);
    }
    this.#buffer.set(line, this.#top);
    this.#buffer.set(separator, this.#top + line.length);
    this.#top += line.length + separator.length;
  }

  #grow(needed: number): void {
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#top));
    this.#buffer = larger;
  }

  #flush(last: boolean): void {
    if (this.#top === 0 && !last) return;
    const bytes = this.#buffer.subarray(0, this.#top);
    const { compression } = this.#words;
    const packed = compression === 'gzip' ? gzipSync(bytes) : compression === 'deflate' ? deflateSync(bytes) : bytes;
    if (packed.length > 0) this.#emit(packed);
    this.#top = 0;
  }
}
