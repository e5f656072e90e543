import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { bytesOf, childOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { fail } from '../../errors/stream-error.ts';

/** The headers column as Kafka writes headers (header-column.ts), a range of bytes per physical row. A NULL list is no headers. */
export function encodeHeaders(column: Column, rowCount: number, arena: Arena): { readonly offsets: Int32Array; readonly bytes: Uint8Array } {
  const struct = childOf(column, 0), keys = childOf(struct, 0), values = childOf(struct, 1), lists = offsetsOf(column);
  const offsets = arena.int32(rowCount + 1);
  let size = 0;
  for (let row = 0; row < rowCount; row++) {
    const at = row & column.mask;
    size += 5;
    if (!isValid(column.validity, at)) continue;
    for (let index = lists[at]!; index < lists[at + 1]!; index++) size += 10 + cellLength(keys, index) + Math.max(0, cellLength(values, index));
  }
  const bytes = arena.uint8(size);
  let end = 0;
  offsets[0] = 0;
  for (let row = 0; row < rowCount; row++) {
    const at = row & column.mask;
    const first = lists[at]!, last = isValid(column.validity, at) ? lists[at + 1]! : first;
    end = writeVarint(bytes, end, last - first);
    for (let index = first; index < last; index++) {
      if (cellLength(keys, index) < 0) fail('TIDEMARK_KAFKA_NULL_HEADER_KEY', {});
      end = writeCell(bytes, writeCell(bytes, end, keys, index), values, index);
    }
    offsets[row + 1] = end;
  }
  return { offsets, bytes };
}

function cellLength(column: Column, row: number): number {
  const at = row & column.mask;
  return isValid(column.validity, at) ? offsetsOf(column)[at + 1]! - offsetsOf(column)[at]! : -1;
}

function writeCell(target: Uint8Array, end: number, column: Column, row: number): number {
  const length = cellLength(column, row), start = offsetsOf(column)[row & column.mask]!;
  const at = writeVarint(target, end, length);
  if (length <= 0) return at;
  target.set(bytesOf(column).subarray(start, start + length), at);
  return at + length;
}

/** Zigzag. */
function writeVarint(target: Uint8Array, end: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0, at = end;
  for (; rest > 127; rest >>>= 7) target[at++] = (rest & 127) | 128;
  target[at++] = rest;
  return at;
}
