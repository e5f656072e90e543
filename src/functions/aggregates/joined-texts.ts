import type { Arena } from '../../columnar/arena.ts';
import { setNull } from '../../columnar/bitmap.ts';
import { bytesOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { type KeyOrder, sortRows } from '../../columnar/sort-rows.ts';
import { type DataType, intType } from '../../types/data-type.ts';

/** The values of each group one after the other, a delimiter in between. */
export function joinTexts(type: DataType, values: Column, { rows, offsets, delimiter }: { readonly rows: Uint32Array; readonly offsets: Int32Array; readonly delimiter: Uint8Array }, arena: Arena): Column {
  const count = offsets.length - 1;
  const [from, bytes] = [offsetsOf(values), bytesOf(values)];
  const ends = arena.int32(count + 1);
  const validity = arena.bitmap(count, 1);
  ends[0] = 0;
  for (let group = 0; group < count; group++) {
    const [start, end] = [offsets[group]!, offsets[group + 1]!];
    let size = Math.max(0, end - start - 1) * delimiter.length;
    for (let at = start; at < end; at++) size += from[rows[at]! + 1]! - from[rows[at]!]!;
    ends[group + 1] = ends[group]! + size;
    if (start === end) setNull(validity, group);
  }
  const out = arena.uint8(ends[count]!);
  let to = 0;
  for (let group = 0; group < count; group++) {
    for (let at = offsets[group]!; at < offsets[group + 1]!; at++) {
      if (at > offsets[group]!) for (const byte of delimiter) out[to++] = byte;
      for (let byte = from[rows[at]!]!, end = from[rows[at]! + 1]!; byte < end; byte++) out[to++] = bytes[byte]!;
    }
  }
  return makeColumn(type, count, { offsets: ends, bytes: out, validity });
}

/** All rows, those of each group in the order of the keys. */
export function sortedInGroups(keys: readonly Column[], order: readonly KeyOrder[], offsets: Int32Array, arena: Arena): Uint32Array {
  const count = offsets.at(-1)!;
  const rows = arena.uint32(count);
  const groups = arena.int32(count);
  for (let group = 0; group + 1 < offsets.length; group++) groups.fill(group, offsets[group], offsets[group + 1]);
  for (let row = 0; row < count; row++) rows[row] = row;
  if (order.length === 0) return rows;
  return sortRows([makeColumn(intType, count, { values: groups }), ...keys], [{ descending: false, nullsFirst: true }, ...order], rows, arena);
}
