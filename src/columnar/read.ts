import { invariant } from '../errors/stream-error.ts';
import { layoutOf } from '../types/layout.ts';
import { isValid } from './bitmap.ts';
import { bytesOf, childOf, type Column, offsetsOf } from './column.ts';
import { readLoop } from './stamp.ts';
import { listValue, type MapValue, mapValue, structValue, type Value } from './value.ts';

/** The cell of a row as a Value. For edges and rare functions: a hot loop reads the arrays. */
export function readValue(column: Column, row: number): Value {
  const at = row & column.mask;
  if (!isValid(column.validity, at)) return null;
  switch (layoutOf(column.type)) {
    case 'none': return null;
    case 'bool': return column.values![at] === 1;
    case 'i128': return readInt128(column.values as BigInt64Array, at);
    case 'bytes': return column.type.kind === 'string' ? readString(column, at) : readBytes(column, at);
    case 'list': return listValue(readChild(column, at, 0));
    case 'map': return mapOf(readChild(column, at, 0), readChild(column, at, 1));
    case 'struct': return structValue(column.children.map((child) => readValue(child, at)));
    default: return column.values![at]!;
  }
}

/** UTF-8 text of a row; bad bytes become U+FFFD. `row` is physical. */
export function readString(column: Column, row: number): string {
  const offsets = offsetsOf(column);
  return decodeUtf8(bytesOf(column), offsets[row]!, offsets[row + 1]!);
}

/** A copy of the bytes of a row, so that it outlives the arena. */
export function readBytes(column: Column, row: number): Uint8Array {
  const offsets = offsetsOf(column);
  return Uint8Array.from(bytesOf(column).subarray(offsets[row]!, offsets[row + 1]!));
}

export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < 24) {
    let text = '';
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte >= 128) return decodeLong(bytes, start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decodeLong(bytes, start, end);
}

/** Buffer reads shared memory without a copy; TextDecoder would refuse or copy. */
function decodeLong(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

export function readInt128(words: BigInt64Array, row: number): bigint {
  return (words[2 * row + 1]! << 64n) | BigInt.asUintN(64, words[2 * row]!);
}

/**
 * The cells of rows `start` up to `end` as Values of the caller's own, in one loop per array: what `readValue` gives row by row, several times as fast.
 * Rows of a constant are any rows.
 */
export function readValues(column: Column, start: number, end: number): Value[] {
  if (column.mask === 0) return repeatedValue(column, end - start);
  switch (layoutOf(column.type)) {
    case 'none': return readEach(column, start, end, () => null);
    case 'i128': return readEach(column, start, end, (row) => readDecimal(column.values as BigInt64Array, row));
    case 'bytes': return column.type.kind === 'string' ? readStrings(column, start, end) : readEach(column, start, end, (row) => readBytes(column, row));
    case 'list': return readLists(column, start, end);
    case 'map': return readMaps(column, start, end);
    case 'struct': return readStructs(column, start, end);
    case 'bool': return readFixed(column, 'bool', start, end);
    default: return readFixed(column, 'number', start, end);
  }
}

/** One value many times; nested ones are made anew each time, for whoever gets them may change them. */
function repeatedValue(column: Column, count: number): Value[] {
  const out = emptyArray(count);
  const first = count === 0 ? null : readValue(column, 0);
  for (let at = 0; at < count; at++) out[at] = at === 0 ? first : copyOf(first);
  return out;
}

function copyOf(value: Value): Value {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return value.slice();
  if ('list' in value) return listValue(copiesOf(value.list));
  if ('struct' in value) return structValue(copiesOf(value.struct));
  return mapValue(value.entries.map(([key, item]) => [copyOf(key), copyOf(item)] as const));
}

function copiesOf(values: readonly Value[]): Value[] {
  const out = values.slice();
  for (let at = 0; at < out.length; at++) if (typeof out[at] === 'object') out[at] = copyOf(out[at]!);
  return out;
}

/** V8 makes larger arrays as slow dictionaries; those that grow to it stay fast. */
const LARGEST_MADE = 1 << 25;

function emptyArray(length: number): Value[] { return length > LARGEST_MADE ? [] : new Array<Value>(length); }

/** Finding the loop costs more than so few values. */
const SHORT_RUN = 8;

function readFixed(column: Column, kind: 'bool' | 'number', start: number, end: number): Value[] {
  const out = emptyArray(end - start);
  if (end - start < SHORT_RUN) {
    for (let row = start; row < end; row++) out[row - start] = isValid(column.validity, row) ? (kind === 'bool' ? column.values![row] === 1 : column.values![row]!) : null;
    return out;
  }
  readLoop(column.values!, kind, column.validity !== undefined)(out, column.values!, column.validity, start, end);
  return out;
}

function readEach(column: Column, start: number, end: number, read: (row: number) => Value): Value[] {
  const out = emptyArray(end - start);
  for (let row = start; row < end; row++) out[row - start] = isValid(column.validity, row) ? read(row) : null;
  return out;
}

/** Most decimals fit into their low word. */
function readDecimal(words: BigInt64Array, row: number): bigint {
  const low = words[2 * row]!;
  return words[2 * row + 1] === low >> 63n ? low : readInt128(words, row);
}

/** Text of up to so many bytes is cut out of one string, which its pieces keep alive. */
const PIECE_BYTES = 65_536;
const SHORT_BYTES = 48;

/** Equal neighbours are one string. Short ASCII text is decoded many rows at a time and cut into pieces: a third of the work. */
function readStrings(column: Column, start: number, end: number): Value[] {
  const offsets = offsetsOf(column);
  const bytes = bytesOf(column);
  const { validity } = column;
  const out = emptyArray(end - start);
  const short = offsets[end]! - offsets[start]! <= SHORT_BYTES * (end - start);
  for (let row = start; row < end;) {
    const next = short ? pieceEnd(offsets, row, end) : row + 1;
    const from = offsets[row]!;
    const piece = next > row + 1 ? asciiText(bytes, from, offsets[next]!) : undefined;
    for (; row < next; row++) {
      if (!isValid(validity, row)) out[row - start] = null;
      else if (row > start && isValid(validity, row - 1) && equalsPrevious(bytes, offsets, row)) out[row - start] = out[row - start - 1]!;
      else out[row - start] = piece === undefined ? decodeUtf8(bytes, offsets[row]!, offsets[row + 1]!) : piece.substring(offsets[row]! - from, offsets[row + 1]! - from);
    }
  }
  return out;
}

/** The row behind those whose text is decoded together. */
function pieceEnd(offsets: Int32Array, row: number, end: number): number {
  let next = Math.min(end, row + 1024);
  while (next > row + 1 && offsets[next]! - offsets[row]! > PIECE_BYTES) next = row + ((next - row) >> 1);
  return next;
}

function asciiText(bytes: Uint8Array, start: number, end: number): string | undefined {
  let bits = 0;
  for (let at = start; at < end; at++) bits |= bytes[at]!;
  return bits >= 128 ? undefined : Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

function equalsPrevious(bytes: Uint8Array, offsets: Int32Array, row: number): boolean {
  const before = offsets[row - 1]!;
  const from = offsets[row]!;
  const size = offsets[row + 1]! - from;
  if (size !== from - before) return false;
  let at = 0;
  while (at < size && bytes[before + at] === bytes[from + at]) at++;
  return at === size;
}

function readLists(column: Column, start: number, end: number): Value[] {
  return readRanges(column, childOf(column, 0), start, end, listValue);
}

function readChild(column: Column, row: number, index: number): Value[] {
  const offsets = offsetsOf(column);
  return readValues(childOf(column, index), offsets[row]!, offsets[row + 1]!);
}

function mapOf(keys: readonly Value[], values: readonly Value[]): MapValue {
  invariant(keys.length === values.length, 'a map has as many keys as values');
  return mapValue(keys.map((key, at) => [key, values[at]!] as const));
}

function readMaps(column: Column, start: number, end: number): Value[] {
  const keys = readRanges(column, childOf(column, 0), start, end, (list) => list);
  const values = readRanges(column, childOf(column, 1), start, end, (list) => list);
  return keys.map((own, row) => (own === null ? null : mapOf(own, values[row]!)));
}

const TOGETHER_ELEMENTS = 262_144;

/** The elements of many short lists are read together and cut; long ones are read one by one. */
function readRanges<T>(column: Column, child: Column, start: number, end: number, make: (list: Value[]) => T): (T | null)[] {
  const offsets = offsetsOf(column);
  const first = offsets[start]!;
  const together = end - start > 1 && offsets[end]! - first <= TOGETHER_ELEMENTS ? readValues(child, first, offsets[end]!) : undefined;
  const out = new Array<T | null>(end - start);
  for (let row = start; row < end; row++) {
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    out[row - start] = isValid(column.validity, row) ? make(together === undefined ? readValues(child, from, to) : together.slice(from - first, to - first)) : null;
  }
  return out;
}

function readStructs(column: Column, start: number, end: number): Value[] {
  const fields = column.children.map((child) => readValues(child, start, end));
  const out = emptyArray(end - start);
  for (let row = start; row < end; row++) out[row - start] = isValid(column.validity, row) ? structValue(fields.map((values) => values[row - start]!)) : null;
  return out;
}
