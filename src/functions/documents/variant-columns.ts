import type { Arena } from '../../columnar/arena.ts';
import { setNull } from '../../columnar/bitmap.ts';
import { bytesOf, childOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import type { VariantBytes } from '../../formats/variant/build.ts';
import type { VariantAt } from '../../formats/variant/read.ts';
import { binaryType, variantType } from '../../types/data-type.ts';

/** The variant of a row, which is not NULL; read in place. */
export function variantReader(column: Column): (row: number) => VariantAt {
  const [values, dictionaries] = [childOf(column, 0), childOf(column, 1)];
  const [valueOffsets, dictionaryOffsets] = [offsetsOf(values), offsetsOf(dictionaries)];
  const [value, metadata] = [bytesOf(values), bytesOf(dictionaries)];
  const { mask } = column;
  return (row) => {
    const at = row & mask;
    return { value, at: valueOffsets[at & values.mask]!, metadata, dictionaryAt: dictionaryOffsets[at & dictionaries.mask]! };
  };
}

/** A variant column, row by row. Rows that are skipped are NULL. Bytes are copied at once. */
export class VariantColumnBuilder {
  readonly #arena: Arena;
  readonly #values: ByteRows;
  readonly #dictionaries: ByteRows;
  readonly #rowCount: number;
  #validity: Uint8Array | undefined;
  #next = 0;

  /** Room for `rowCount` rows; more may come. */
  constructor(arena: Arena, rowCount: number) {
    this.#arena = arena;
    this.#rowCount = rowCount;
    this.#values = new ByteRows(arena, rowCount);
    this.#dictionaries = new ByteRows(arena, rowCount);
  }

  set(row: number, { value, metadata }: VariantBytes): void {
    this.#fill(row);
    this.#values.add(value);
    this.#dictionaries.add(metadata);
    this.#next++;
  }

  finish(rowCount: number): Column {
    this.#fill(rowCount);
    const children = [this.#values.finish(rowCount), this.#dictionaries.finish(rowCount)];
    return makeColumn(variantType, rowCount, { validity: this.#validity?.subarray(0, (rowCount + 7) >>> 3), children });
  }

  #fill(row: number): void {
    while (this.#next < row) {
      if (this.#validity === undefined || this.#next >= this.#validity.length * 8) this.#growValidity();
      setNull(this.#validity!, this.#next++);
      this.#values.add(nothing);
      this.#dictionaries.add(nothing);
    }
  }

  #growValidity(): void {
    const bits = this.#arena.bitmap(Math.max(this.#rowCount, 2 * this.#next + 8), 1);
    if (this.#validity !== undefined) bits.set(this.#validity);
    this.#validity = bits;
  }
}

const nothing = new Uint8Array(0);
/** Copied one by one: `set` costs more than that many. */
const FEW_BYTES = 48;

/** Byte strings behind each other. */
class ByteRows {
  readonly #arena: Arena;
  #offsets: Int32Array;
  #bytes: Uint8Array;
  #top = 0;
  #count = 0;

  constructor(arena: Arena, rowCount: number) {
    this.#arena = arena;
    this.#offsets = arena.int32(rowCount + 1);
    this.#offsets[0] = 0;
    this.#bytes = arena.uint8(Math.max(64, rowCount * 16));
  }

  add(bytes: Uint8Array): void {
    const end = this.#top + bytes.length;
    if (end > this.#bytes.length) {
      const bigger = this.#arena.uint8(2 * end);
      bigger.set(this.#bytes.subarray(0, this.#top));
      this.#bytes = bigger;
    }
    if (this.#count + 1 >= this.#offsets.length) {
      const longer = this.#arena.int32(2 * this.#offsets.length + 2);
      longer.set(this.#offsets);
      this.#offsets = longer;
    }
    if (bytes.length > FEW_BYTES) this.#bytes.set(bytes, this.#top);
    else for (let at = 0; at < bytes.length; at++) this.#bytes[this.#top + at] = bytes[at]!;
    this.#top = end;
    this.#offsets[++this.#count] = end;
  }

  finish(rowCount: number): Column {
    return makeColumn(binaryType, rowCount, { offsets: this.#offsets.subarray(0, rowCount + 1), bytes: this.#bytes.subarray(0, this.#top) });
  }
}
