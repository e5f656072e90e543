import type { Arena } from './arena.ts';
import { isValid } from './bitmap.ts';
import type { Rows } from './chunk.ts';
import { type Column, uint8Values } from './column.ts';
import { isConstantNull } from './constant.ts';
import { selectRows } from './stamp.ts';

const whereOne = selectRows({ kinds: ['bool'], apply: (value: number) => value === 1 });

/** Rows, among those asked for, in which a boolean column is TRUE. */
export function trueRows(column: Column, rows: Rows, arena: Arena): Uint32Array {
  if (column.mask === 0) return !isConstantNull(column) && uint8Values(column)[0] === 1 ? allRows(rows, arena) : arena.uint32(0);
  return whereOne([column], rows, arena);
}

/** Rows, among those asked for, in which a column is not NULL (or is, when `valid` is false). */
export function rowsByValidity(column: Column, valid: boolean, rows: Rows, arena: Arena): Uint32Array {
  const { validity, mask } = column;
  const allNull = column.type.kind === 'null' || isConstantNull(column);
  if (validity === undefined || mask === 0 || allNull) return allNull !== valid ? allRows(rows, arena) : arena.uint32(0);
  const count = rows.selection?.length ?? rows.rowCount;
  const out = arena.uint32(count);
  let found = 0;
  for (let at = 0; at < count; at++) {
    const row = rows.selection === undefined ? at : rows.selection[at]!;
    if (isValid(validity, row) === valid) out[found++] = row;
  }
  return out.subarray(0, found);
}

/** The rows asked for as a list. */
export function allRows(rows: Rows, arena: Arena): Uint32Array {
  if (rows.selection !== undefined) return rows.selection;
  const out = arena.uint32(rows.rowCount);
  for (let row = 0; row < out.length; row++) out[row] = row;
  return out;
}

/** Rows asked for that are not among `gone`, which are some of them; both ascending. */
export function withoutRows(rows: Rows, gone: Uint32Array, arena: Arena): Uint32Array {
  const all = allRows(rows, arena);
  if (gone.length === 0) return all;
  const out = arena.uint32(all.length - gone.length);
  let next = 0;
  let found = 0;
  for (let at = 0; at < all.length; at++) {
    if (next < gone.length && gone[next] === all[at]) next++;
    else out[found++] = all[at]!;
  }
  return out;
}

/** Two ascending lists without a row in common, as one. */
export function mergeRows(left: Uint32Array, right: Uint32Array, arena: Arena): Uint32Array {
  const out = arena.uint32(left.length + right.length);
  let a = 0;
  let b = 0;
  for (let at = 0; at < out.length; at++) out[at] = b >= right.length || (a < left.length && left[a]! < right[b]!) ? left[a++]! : right[b++]!;
  return out;
}
