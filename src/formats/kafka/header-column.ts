import { Arena } from '../../columnar/arena.ts';
import { setNull } from '../../columnar/bitmap.ts';
import { allBytes } from '../../columnar/memory.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { binaryType, stringType } from '../../types/data-type.ts';
import { headersType } from './kafka-schema.ts';

/** Headers of records: varint count, then per header a key (length, bytes) and a value (length or -1, bytes). A record without any has NULL. */
export class HeaderColumns {
  readonly #arena = new Arena();
  #cursor = 0;

  /** `positions` are the addresses of the header counts; the kernel has checked the ends of the records. */
  read(positions: Int32Array): Column {
    const rowCount = positions.length;
    const arena = this.#arena;
    arena.reset();
    const { count, keyBytes, valueBytes } = this.#measure(positions);
    const lists = arena.int32(rowCount + 1), validity = arena.bitmap(rowCount, 1);
    const keys = new CellWriter(arena, count, keyBytes), values = new CellWriter(arena, count, valueBytes);
    const bytes = allBytes();
    lists[0] = 0;
    for (let row = 0; row < rowCount; row++) {
      this.#cursor = positions[row]!;
      const headerCount = this.#varint(bytes);
      if (headerCount === 0) setNull(validity, row);
      for (let left = headerCount; left > 0; left--) {
        this.#copyCell(bytes, keys);
        this.#copyCell(bytes, values);
      }
      lists[row + 1] = keys.length;
    }
    const struct = makeColumn(headersType.element, keys.length, { children: [keys.finish(stringType), values.finish(binaryType)] });
    return makeColumn(headersType, rowCount, { offsets: lists, validity, children: [struct] });
  }

  close(): void { this.#arena.release(); }

  #measure(positions: Int32Array): { count: number; keyBytes: number; valueBytes: number } {
    const bytes = allBytes();
    let count = 0, keyBytes = 0, valueBytes = 0;
    for (let row = 0; row < positions.length; row++) {
      this.#cursor = positions[row]!;
      for (let left = this.#varint(bytes); left > 0; left--, count++) {
        keyBytes += this.#skipCell(bytes);
        valueBytes += this.#skipCell(bytes);
      }
    }
    return { count, keyBytes, valueBytes };
  }

  #skipCell(bytes: Uint8Array): number {
    const length = Math.max(0, this.#varint(bytes));
    this.#cursor += length;
    return length;
  }

  #copyCell(bytes: Uint8Array, target: CellWriter): void {
    const length = this.#varint(bytes);
    target.append(bytes, this.#cursor, length);
    if (length > 0) this.#cursor += length;
  }

  #varint(bytes: Uint8Array): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[this.#cursor++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return (value >>> 1) ^ -(value & 1);
  }
}

/** Cells of a string or binary column whose sizes are known. */
class CellWriter {
  readonly #offsets: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #validity: Uint8Array;
  length = 0;

  constructor(arena: Arena, count: number, byteCount: number) {
    this.#offsets = arena.int32(count + 1);
    this.#bytes = arena.uint8(byteCount);
    this.#validity = arena.bitmap(count, 1);
    this.#offsets[0] = 0;
  }

  append(source: Uint8Array, start: number, length: number): void {
    const at = this.#offsets[this.length]!;
    if (length < 0) setNull(this.#validity, this.length);
    else this.#bytes.set(source.subarray(start, start + length), at);
    this.#offsets[++this.length] = at + Math.max(0, length);
  }

  finish(type: typeof stringType | typeof binaryType): Column {
    return makeColumn(type, this.length, { offsets: this.#offsets, bytes: this.#bytes, validity: this.#validity });
  }
}
