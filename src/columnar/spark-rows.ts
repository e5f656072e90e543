import type { DataType } from '../types/data-type.ts';
import { isValid } from './bitmap.ts';
import { bytesOf, type Column, offsetsOf } from './column.ts';
import { readInt128 } from './read.ts';
import { murmur3 } from './spark-hash.ts';

/**
 * The hash by which Spark finds a row of key columns in its tables in memory: Murmur3 of the row's binary form. What such a table gives first follows from it.
 *
 *   null bits, 64 columns to a word · a word per column: the value, or where its bytes begin and how many they are · these bytes, in whole words
 */
export function sparkRowHashes(columns: readonly Column[], rowCount: number): Int32Array | undefined {
  if (!columns.every(({ type }) => isWritable(type))) return undefined;
  const writer = new RowWriter();
  return Int32Array.from({ length: rowCount }, (_, row) => writer.hash(columns, row));
}

function isWritable(type: DataType): boolean {
  if (type.kind === 'struct') return type.fields.every((field) => isWritable(field.type));
  return !['array', 'map', 'calendar_interval', 'variant', 'null'].includes(type.kind);
}

const SEED = 42;

class RowWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #end = 0;

  hash(columns: readonly Column[], row: number): number {
    this.#end = 0;
    this.#writeRow(columns, row);
    return murmur3.bytes(this.#bytes, 0, this.#end, SEED);
  }

  #writeRow(columns: readonly Column[], row: number): void {
    const start = this.#end;
    const words = start + 8 * Math.ceil(columns.length / 64);
    this.#grow(words - start + 8 * columns.length);
    columns.forEach((column, index) => {
      const at = row & column.mask;
      const word = words + 8 * index;
      if (isValid(column.validity, at)) this.#writeCell(column, at, word, start);
      else {
        this.#bytes[start + (index >> 3)]! |= 1 << (index & 7);
        if (isWideDecimal(column.type)) this.#writeWide(undefined, word, start);
      }
    });
  }

  #writeCell(column: Column, row: number, word: number, start: number): void {
    const { type, values } = column;
    switch (type.kind) {
      case 'string': case 'binary': {
        const offsets = offsetsOf(column);
        this.#writeBytes(bytesOf(column).subarray(offsets[row]!, offsets[row + 1]!), word, start);
        break;
      }
      case 'struct': {
        const at = this.#end;
        this.#writeRow(column.children, row);
        this.#writePlace(word, at - start, this.#end - at);
        break;
      }
      case 'boolean': case 'byte': this.#view.setInt8(word, values![row] as number); break;
      case 'short': this.#view.setInt16(word, values![row] as number, true); break;
      case 'int': case 'date': case 'year_month_interval': this.#view.setInt32(word, values![row] as number, true); break;
      case 'float': this.#view.setFloat32(word, (values![row] as number) + 0, true); break;
      case 'double': this.#view.setFloat64(word, (values![row] as number) + 0, true); break;
      default:
        if (isWideDecimal(type)) this.#writeWide(readInt128(values as BigInt64Array, row), word, start);
        else this.#view.setBigInt64(word, (values as BigInt64Array)[row]!, true);
    }
  }

  #writeBytes(bytes: Uint8Array, word: number, start: number): void {
    const at = this.#end;
    this.#grow((bytes.length + 7) & ~7);
    this.#bytes.set(bytes, at);
    this.#writePlace(word, at - start, bytes.length);
  }

  /** Two words whatever it needs: the fewest bytes of the two's complement, the highest first. */
  #writeWide(value: bigint | undefined, word: number, start: number): void {
    const at = this.#end;
    this.#grow(16);
    if (value === undefined) { this.#writePlace(word, at - start, 0); return; }
    let length = 1;
    while (BigInt.asIntN(8 * length, value) !== value) length++;
    for (let index = 0; index < length; index++) this.#bytes[at + index] = Number(BigInt.asUintN(8, value >> BigInt(8 * (length - 1 - index))));
    this.#writePlace(word, at - start, length);
  }

  #writePlace(word: number, offset: number, length: number): void {
    this.#view.setInt32(word, length, true);
    this.#view.setInt32(word + 4, offset, true);
  }

  /** Zeroes that much more. */
  #grow(count: number): void {
    if (this.#end + count > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#end + count));
      larger.set(this.#bytes.subarray(0, this.#end));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#bytes.fill(0, this.#end, this.#end + count);
    this.#end += count;
  }
}

function isWideDecimal(type: DataType): boolean { return type.kind === 'decimal' && type.precision > 18; }
