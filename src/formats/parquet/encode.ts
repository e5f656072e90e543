import type { Column } from '../../columnar/column.ts';
import { int96Of } from './physical.ts';
import type { WrittenLeaf } from './write-schema.ts';

/** Bytes that grow. */
export class ByteSink {
  #bytes = new Uint8Array(1 << 16);
  view = new DataView(this.#bytes.buffer);
  length = 0;

  /** Room for so many bytes behind the last one; gives where it begins. */
  reserve(count: number): number {
    const at = this.length;
    if (at + count > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(at + count, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    this.length = at + count;
    return at;
  }

  put(bytes: Uint8Array): void { const at = this.reserve(bytes.length); this.#bytes.set(bytes, at); }

  /** Written so far; good until the next write. */
  get bytes(): Uint8Array<ArrayBuffer> { return this.#bytes.subarray(0, this.length); }

  /** With what room there is behind them. */
  get all(): Uint8Array { return this.#bytes; }

  clear(): void { this.length = 0; }
}

/** Values of some rows of a column, none of them NULL, as Parquet's PLAIN has them. */
export function encodePlain(leaf: WrittenLeaf, column: Column, rows: Int32Array, out: ByteSink): void {
  const { physical, type, form } = leaf;
  const { mask, values } = column;
  switch (physical) {
    case 'BOOLEAN': encodeBooleans(values as Uint8Array, mask, rows, out); return;
    case 'INT32': encodeInt32(values as Int32Array | BigInt64Array, mask, rows, out); return;
    case 'INT64': encodeInt64(values as BigInt64Array, mask, rows, { out, unit: type.kind === 'timestamp' && form === 'TIMESTAMP_MILLIS' ? 1000n : 1n }); return;
    case 'INT96': encodeInt96(values as BigInt64Array, mask, rows, out); return;
    case 'FLOAT': { const at = out.reserve(4 * rows.length); for (let index = 0; index < rows.length; index++) out.view.setFloat32(at + 4 * index, (values as Float32Array)[rows[index]! & mask]!, true); return; }
    case 'DOUBLE': { const at = out.reserve(8 * rows.length); for (let index = 0; index < rows.length; index++) out.view.setFloat64(at + 8 * index, (values as Float64Array)[rows[index]! & mask]!, true); return; }
    case 'FIXED_LEN_BYTE_ARRAY': encodeDecimals(leaf, values as BigInt64Array, mask, rows, out); return;
    case 'BYTE_ARRAY': encodeTexts(column, rows, out); return;
  }
}

function encodeBooleans(values: Uint8Array, mask: number, rows: Int32Array, out: ByteSink): void {
  const at = out.reserve((rows.length + 7) >> 3);
  for (let byte = 0; byte < (rows.length + 7) >> 3; byte++) {
    let bits = 0;
    for (let bit = 0; bit < 8 && 8 * byte + bit < rows.length; bit++) bits |= values[rows[8 * byte + bit]! & mask]! << bit;
    out.view.setUint8(at + byte, bits);
  }
}

function encodeInt32(values: Int32Array | BigInt64Array, mask: number, rows: Int32Array, out: ByteSink): void {
  const at = out.reserve(4 * rows.length);
  const [numbers, step] = values instanceof BigInt64Array ? [new Int32Array(values.buffer, values.byteOffset, 2 * values.length), 2] as const : [values, 1] as const;
  for (let index = 0; index < rows.length; index++) out.view.setInt32(at + 4 * index, numbers[step * (rows[index]! & mask)]!, true);
}

function encodeInt64(values: BigInt64Array, mask: number, rows: Int32Array, { out, unit }: { readonly out: ByteSink; readonly unit: bigint }): void {
  const at = out.reserve(8 * rows.length);
  for (let index = 0; index < rows.length; index++) {
    const value = values[rows[index]! & mask]!;
    out.view.setBigInt64(at + 8 * index, unit === 1n ? value : (value - ((value % unit) + unit) % unit) / unit, true);
  }
}

function encodeInt96(values: BigInt64Array, mask: number, rows: Int32Array, out: ByteSink): void {
  const at = out.reserve(12 * rows.length);
  for (let index = 0; index < rows.length; index++) int96Of(values[rows[index]! & mask]!, out.view, at + 12 * index);
}

/** Big end first, of the width that the digits need. */
function encodeDecimals({ width }: WrittenLeaf, values: BigInt64Array, mask: number, rows: Int32Array, out: ByteSink): void {
  const at = out.reserve(width * rows.length);
  const words = new DataView(new ArrayBuffer(16));
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]! & mask;
    words.setBigInt64(0, values[2 * row + 1]!);
    words.setBigInt64(8, values[2 * row]!);
    for (let byte = 0; byte < width; byte++) out.view.setUint8(at + index * width + byte, words.getUint8(16 - width + byte));
  }
}

function encodeTexts({ offsets, bytes, mask }: Column, rows: Int32Array, out: ByteSink): void {
  let size = 0;
  for (let index = 0; index < rows.length; index++) size += 4 + offsets![(rows[index]! & mask) + 1]! - offsets![rows[index]! & mask]!;
  let at = out.reserve(size);
  const target = out.bytes;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]! & mask;
    const [start, end] = [offsets![row]!, offsets![row + 1]!];
    out.view.setUint32(at, end - start, true);
    at += 4;
    for (let from = start; from < end; from++) target[at++] = bytes![from]!;
  }
}
