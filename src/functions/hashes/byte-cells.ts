import { bytesOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { decodeUtf8 } from '../../columnar/read.ts';

/** Bytes of a text or binary column by row; a missing column has the default everywhere. */
export class ByteCells {
  readonly bytes: Uint8Array;
  readonly #offsets: Int32Array;
  readonly #mask: number;

  constructor(column: Column | undefined, otherwise = '') {
    this.bytes = column === undefined ? Buffer.from(otherwise) : bytesOf(column);
    this.#offsets = column === undefined ? Int32Array.of(0, this.bytes.length) : offsetsOf(column);
    this.#mask = column?.mask ?? 0;
  }

  start(row: number): number { return this.#offsets[row & this.#mask]!; }
  end(row: number): number { return this.#offsets[(row & this.#mask) + 1]!; }
  size(row: number): number { return this.end(row) - this.start(row); }

  /** Not in the memory of columns, which is shared: Node does not read that. */
  copy(row: number): Uint8Array { return Uint8Array.from(this.bytes.subarray(this.start(row), this.end(row))); }

  text(row: number): string { return decodeUtf8(this.bytes, this.start(row), this.end(row)); }

  equalAt(row: number, other: number): boolean {
    if (this.#mask === 0 || row === other) return true;
    const start = this.start(row);
    const before = this.start(other);
    const size = this.size(row);
    if (size !== this.size(other)) return false;
    for (let at = 0; at < size; at++) if (this.bytes[start + at] !== this.bytes[before + at]) return false;
    return true;
  }
}
