import { invariant } from '../errors/stream-error.ts';
import { layoutOf } from '../types/layout.ts';
import { isValid } from './bitmap.ts';
import { bytesOf, childOf, type Column, offsetsOf } from './column.ts';
import { listValue, mapValue, structValue, type Value } from './value.ts';

/** The cell of a row as a Value. For edges and rare functions: a hot loop reads the arrays. */
export function readValue(column: Column, row: number): Value {
  const at = row & column.mask;
  if (!isValid(column.validity, at)) return null;
  switch (layoutOf(column.type)) {
    case 'none': return null;
    case 'bool': return column.values![at] === 1;
    case 'i128': return readInt128(column.values as BigInt64Array, at);
    case 'bytes': return column.type.kind === 'string' ? readString(column, at) : readBytes(column, at);
    case 'list': return listValue(readRange(column, at, 0));
    case 'map': return readMap(column, at);
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

function readRange(column: Column, row: number, index: number): Value[] {
  const offsets = offsetsOf(column);
  const child = childOf(column, index);
  const out: Value[] = [];
  for (let at = offsets[row]!; at < offsets[row + 1]!; at++) out.push(readValue(child, at));
  return out;
}

function readMap(column: Column, row: number): Value {
  const keys = readRange(column, row, 0);
  const values = readRange(column, row, 1);
  invariant(keys.length === values.length, 'a map has as many keys as values');
  return mapValue(keys.map((key, index) => [key, values[index]!] as const));
}
