import { damaged, expectSound } from './damage.ts';

/**
 * Thrift's compact protocol, as far as Parquet has it, both ways. A struct is its fields by number; what is absent is undefined.
 *
 * | value | number (all integers) | boolean | Uint8Array (binary, a view) | ThriftList | ThriftStruct |
 *
 * Claims are held against the bytes that are left before anything is made of them: a list has at most as many elements as there are bytes.
 */
export type ThriftValue = number | boolean | Uint8Array | ThriftList | ThriftStruct | undefined;
export interface ThriftList extends ReadonlyArray<ThriftValue> { readonly thrift?: 'list' }
export interface ThriftStruct { readonly fields: readonly ThriftValue[] }

const kind = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, set: 10, map: 11, struct: 12 } as const;
const DEPTH_MAX = 24;
/** Parquet's structs have fewer fields than this; of others we keep nothing. */
const FIELDS_MAX = 32;

export interface ThriftInput { readonly bytes: Uint8Array; at: number }

export function readStruct(input: ThriftInput, depth = 0): ThriftStruct {
  expectSound(depth < DEPTH_MAX, 'structs are nested too deeply');
  const fields: ThriftValue[] = [];
  let id = 0;
  for (;;) {
    const head = readByte(input);
    const type = head & 15;
    if (type === 0) return { fields };
    id = head >> 4 === 0 ? unzigzag(readVarint(input)) : id + (head >> 4);
    const value = type === kind.true ? true : type === kind.false ? false : readOne(input, type, depth);
    if (id >= 0 && id < FIELDS_MAX) fields[id] = value;
  }
}

function readOne(input: ThriftInput, type: number, depth: number): ThriftValue {
  switch (type) {
    case kind.true: case kind.false: return readByte(input) === kind.true;
    case kind.byte: return (readByte(input) << 24) >> 24;
    case kind.i16: case kind.i32: case kind.i64: return unzigzag(readVarint(input));
    case kind.double: return takeBytes(input, 8).length;
    case kind.binary: return takeBytes(input, readVarint(input));
    case kind.list: case kind.set: return readList(input, depth);
    case kind.struct: return readStruct(input, depth + 1);
    default: return damaged(`a field has the unknown type ${type}`);
  }
}

function readList(input: ThriftInput, depth: number): ThriftList {
  expectSound(depth < DEPTH_MAX, 'lists are nested too deeply');
  const head = readByte(input);
  const count = head >> 4 === 15 ? readVarint(input) : head >> 4;
  expectSound(count <= input.bytes.length - input.at, `a list claims ${count} elements`);
  const list: ThriftValue[] = [];
  for (let index = 0; index < count; index++) list.push(readOne(input, head & 15, depth + 1));
  return list;
}

function readByte(input: ThriftInput): number {
  expectSound(input.at < input.bytes.length, 'the description ends early');
  return input.bytes[input.at++]!;
}

function takeBytes(input: ThriftInput, count: number): Uint8Array {
  expectSound(count <= input.bytes.length - input.at, `a text claims ${count} bytes`);
  input.at += count;
  return input.bytes.subarray(input.at - count, input.at);
}

/** Whole numbers that are no safe ones are no sizes, offsets or counts either. */
function readVarint(input: ThriftInput): number {
  let value = 0;
  let unit = 1;
  for (;;) {
    const byte = readByte(input);
    value += (byte & 127) * unit;
    expectSound(value <= Number.MAX_SAFE_INTEGER, 'a number is beyond all sizes');
    if (byte < 128) return value;
    unit *= 128;
    expectSound(unit <= 2 ** 63, 'a number has too many bytes');
  }
}

const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

// ---- writing

/** What a field is written as; absent values are left out. */
export type ThriftField =
  | { readonly id: number; readonly kind: 'i32' | 'i64' | 'byte'; readonly value: number | undefined }
  | { readonly id: number; readonly kind: 'boolean'; readonly value: boolean | undefined }
  | { readonly id: number; readonly kind: 'binary'; readonly value: Uint8Array | string | undefined }
  | { readonly id: number; readonly kind: 'struct'; readonly value: ThriftFields | undefined }
  | { readonly id: number; readonly kind: 'structs'; readonly value: readonly ThriftFields[] | undefined }
  | { readonly id: number; readonly kind: 'i32s'; readonly value: readonly number[] | undefined }
  | { readonly id: number; readonly kind: 'binaries'; readonly value: readonly string[] | undefined };

/** In the order of their numbers. */
export type ThriftFields = readonly ThriftField[];

export function writeStruct(fields: ThriftFields): Uint8Array {
  const parts: (number | Uint8Array)[] = [];
  putStruct(parts, fields);
  return joined(parts);
}

function putStruct(out: (number | Uint8Array)[], fields: ThriftFields): void {
  let last = 0;
  for (const one of fields) {
    if (one.value === undefined) continue;
    out.push(((one.id - last) << 4) | typeOf(one));
    last = one.id;
    putValue(out, one);
  }
  out.push(0);
}

function typeOf({ kind: written, value }: ThriftField): number {
  if (written === 'boolean') return value === true ? kind.true : kind.false;
  return written === 'structs' || written === 'i32s' || written === 'binaries' ? kind.list : kind[written];
}

function putValue(out: (number | Uint8Array)[], { kind: written, value }: ThriftField): void {
  switch (written) {
    case 'boolean': break;
    case 'byte': out.push(value! & 255); break;
    case 'i32': case 'i64': putVarint(out, value! >= 0 ? value! * 2 : -value! * 2 - 1); break;
    case 'binary': putBinary(out, value!); break;
    case 'struct': putStruct(out, value!); break;
    case 'structs': putHead(out, value!.length, kind.struct); for (const one of value!) putStruct(out, one); break;
    case 'i32s': putHead(out, value!.length, kind.i32); for (const one of value!) putVarint(out, one * 2); break;
    case 'binaries': putHead(out, value!.length, kind.binary); for (const one of value!) putBinary(out, one); break;
  }
}

function putHead(out: (number | Uint8Array)[], count: number, type: number): void {
  out.push((Math.min(count, 15) << 4) | type);
  if (count >= 15) putVarint(out, count);
}

function putBinary(out: (number | Uint8Array)[], value: Uint8Array | string): void {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  putVarint(out, bytes.length);
  out.push(bytes);
}

function putVarint(out: (number | Uint8Array)[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
  out.push(rest);
}

function joined(parts: readonly (number | Uint8Array)[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce<number>((sum, part) => sum + (typeof part === 'number' ? 1 : part.length), 0));
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'number') bytes[at++] = part;
    else { bytes.set(part, at); at += part.length; }
  }
  return bytes;
}
