import { binaryType, type DataType } from '../types/data-type.ts';
import { layoutOf } from '../types/layout.ts';
import type { Arena } from './arena.ts';
import { isValid } from './bitmap.ts';
import { childTypes } from './builder.ts';
import type { Rows } from './chunk.ts';
import { bytesOf, type Column, makeColumn, offsetsOf } from './column.ts';
import { decodeUtf8, readValue } from './read.ts';
import type { ListValue, MapValue, StructValue, Value } from './value.ts';

/**
 * Values of any type as bytes, and back: array and map keys, and nested values in state. Equal values give equal bytes; entries of a map are
 * sorted by key for that.
 *
 *   value  =  0 (NULL) | 1 content       content  =  fixed little-endian | u32 length, bytes | u32 count, values | fields
 */
export function encodeNested(column: Column, rows: Rows, arena: Arena, { sortMaps = true, canonical }: NestedOptions = {}): Column {
  const wanted = rows.selection;
  const offsets = arena.int32(rows.rowCount + 1);
  const writer = idle.pop() ?? new ByteWriter();
  writer.length = 0;
  writer.exact = false;
  let next = 0;
  for (let row = 0; row < rows.rowCount; row++) {
    offsets[row] = writer.length;
    if (wanted !== undefined && wanted[next] !== row) continue;
    next++;
    if (canonical === undefined) writeCell(writer, column, row, sortMaps);
    else writeValue(writer, column.type, canonical(readValue(column, row)), sortMaps);
  }
  offsets[rows.rowCount] = writer.length;
  const bytes = arena.uint8(writer.length);
  bytes.set(writer.bytes());
  idle.push(writer);
  return makeColumn(binaryType, rows.rowCount, { offsets, bytes });
}

interface NestedOptions {
  readonly sortMaps?: boolean;
  /** Texts with a collation in their canonical form. */
  readonly canonical?: ((value: Value) => Value) | undefined;
}

export function encodeValue(type: DataType, value: Value, { sortMaps = false, exact = false }: { readonly sortMaps?: boolean; readonly exact?: boolean } = {}): Uint8Array {
  const writer = idle.pop() ?? new ByteWriter();
  writer.length = 0;
  writer.exact = exact;
  try {
    writeValue(writer, type, value, sortMaps);
    return writer.bytes().slice();
  } finally {
    idle.push(writer);
  }
}

/** Writers in nobody's hands: a buffer for each value would cost more than writing it. The keys of maps take one while another is at work. */
const idle: ByteWriter[] = [];

/** Nothing of the value refers to the bytes. */
export function decodeValue(type: DataType, bytes: Uint8Array): Value {
  return readEncoded({ bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 }, type);
}

/** Equal values give equal bytes, so -0.0 is written as 0.0; not where the values are `exact`. */
export class ByteWriter {
  length = 0;
  exact: boolean;
  #buffer = new Uint8Array(256);
  #view = new DataView(this.#buffer.buffer);

  constructor(exact = false) { this.exact = exact; }

  bytes(): Uint8Array { return this.#buffer.subarray(0, this.length); }
  byte(value: number): void { this.#reserve(1); this.#buffer[this.length++] = value; }
  word(value: number): void { this.#reserve(4); this.#view.setInt32(this.length, value, true); this.length += 4; }
  long(value: bigint): void { this.#reserve(8); this.#view.setBigInt64(this.length, value, true); this.length += 8; }
  float(value: number): void { this.#reserve(4); this.#view.setFloat32(this.length, value === 0 && !this.exact ? 0 : value, true); this.length += 4; }
  double(value: number): void { this.#reserve(8); this.#view.setFloat64(this.length, value === 0 && !this.exact ? 0 : value, true); this.length += 8; }

  raw(value: Uint8Array): void { this.range(value, 0, value.length); }

  /** Short ranges byte by byte: a view of them costs more than they do. */
  range(from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.word(length);
    this.#reserve(length);
    if (length > 64) this.#buffer.set(from.subarray(start, end), this.length);
    else for (let at = 0; at < length; at++) this.#buffer[this.length + at] = from[start + at]!;
    this.length += length;
  }

  #reserve(size: number): void {
    if (this.length + size <= this.#buffer.length) return;
    const bigger = new Uint8Array(2 * (this.length + size));
    bigger.set(this.#buffer.subarray(0, this.length));
    this.#buffer = bigger;
    this.#view = new DataView(bigger.buffer);
  }
}

export function writeValue(out: ByteWriter, type: DataType, value: Value, sortMaps: boolean): void {
  if (value === null) { out.byte(0); return; }
  out.byte(1);
  switch (layoutOf(type)) {
    case 'none': break;
    case 'bool': out.byte(value === true ? 1 : 0); break;
    case 'i8': case 'i16': case 'i32': out.word(value as number); break;
    case 'f32': out.float(value as number); break;
    case 'f64': out.double(value as number); break;
    case 'i64': out.long(value as bigint); break;
    case 'i128': out.long(BigInt.asIntN(64, value as bigint)); out.long((value as bigint) >> 64n); break;
    case 'bytes': out.raw(typeof value === 'string' ? Buffer.from(value, 'utf8') : (value as Uint8Array)); break;
    default: writeChildren(out, type, value, sortMaps);
  }
}

function writeChildren(out: ByteWriter, type: DataType, value: Value, sortMaps: boolean): void {
  const types = childTypes(type);
  if (type.kind === 'array') {
    const { list } = value as ListValue;
    out.word(list.length);
    for (const item of list) writeValue(out, types[0]!, item, sortMaps);
  } else if (type.kind === 'map') {
    const entries = (value as MapValue).entries.map(([key, item]) => [encodeValue(types[0]!, key, { sortMaps }), item] as const);
    if (sortMaps) entries.sort(([left], [right]) => Buffer.compare(left, right));
    out.word(entries.length);
    for (const [key, item] of entries) {
      out.raw(key);
      writeValue(out, types[1]!, item, sortMaps);
    }
  } else (value as StructValue).struct.forEach((item, index) => { writeValue(out, types[index]!, item, sortMaps); });
}

/** Cells of plain types go from array to array, without a Value in between. */
export function writeCell(out: ByteWriter, column: Column, row: number, sortMaps: boolean): void {
  const at = row & column.mask;
  if (!isValid(column.validity, at)) { out.byte(0); return; }
  switch (layoutOf(column.type)) {
    case 'i8': case 'i16': case 'i32': out.byte(1); out.word(column.values![at] as number); break;
    case 'i64': out.byte(1); out.long(column.values![at] as bigint); break;
    case 'f64': out.byte(1); out.double(column.values![at] as number); break;
    case 'struct': out.byte(1); for (const child of column.children) writeCell(out, child, at, sortMaps); break;
    case 'list': {
      const offsets = offsetsOf(column);
      out.byte(1);
      out.word(offsets[at + 1]! - offsets[at]!);
      for (let item = offsets[at]!; item < offsets[at + 1]!; item++) writeCell(out, column.children[0]!, item, sortMaps);
      break;
    }
    case 'bytes': {
      const offsets = offsetsOf(column);
      out.byte(1);
      out.range(bytesOf(column), offsets[at]!, offsets[at + 1]!);
      break;
    }
    default: writeValue(out, column.type, readValue(column, at), sortMaps);
  }
}

interface Reader { readonly bytes: Uint8Array; readonly view: DataView; at: number }

export function readEncoded(from: Reader, type: DataType): Value {
  if (from.view.getUint8(from.at++) === 0) return null;
  const { view } = from;
  switch (layoutOf(type)) {
    case 'none': return null;
    case 'bool': return view.getUint8(from.at++) === 1;
    case 'i8': case 'i16': case 'i32': from.at += 4; return view.getInt32(from.at - 4, true);
    case 'f32': from.at += 4; return view.getFloat32(from.at - 4, true);
    case 'f64': from.at += 8; return view.getFloat64(from.at - 8, true);
    case 'i64': from.at += 8; return view.getBigInt64(from.at - 8, true);
    case 'i128': from.at += 16; return (view.getBigInt64(from.at - 8, true) << 64n) | view.getBigUint64(from.at - 16, true);
    case 'bytes': {
      if (type.kind !== 'string') return readRaw(from);
      const length = readWord(from);
      from.at += length;
      return decodeUtf8(from.bytes, from.at - length, from.at);
    }
    default: return readChildren(from, type);
  }
}

function readChildren(from: Reader, type: DataType): Value {
  const types = childTypes(type);
  if (type.kind === 'array') return { list: Array.from({ length: readWord(from) }, () => readEncoded(from, types[0]!)) };
  if (type.kind === 'map') {
    return { entries: Array.from({ length: readWord(from) }, () => {
      const key = decodeValue(types[0]!, readRaw(from));
      return [key, readEncoded(from, types[1]!)] as const;
    }) };
  }
  return { struct: types.map((child) => readEncoded(from, child)) };
}

function readWord(from: Reader): number {
  from.at += 4;
  return from.view.getUint32(from.at - 4, true);
}

function readRaw(from: Reader): Uint8Array {
  const length = readWord(from);
  from.at += length;
  return from.bytes.slice(from.at - length, from.at);
}
