import { isValid } from '../../columnar/bitmap.ts';
import type { Arena } from '../../columnar/arena.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { type Column, makeColumn, uint8Values } from '../../columnar/column.ts';
import { booleanColumn, isConstantNull } from '../../columnar/constant.ts';
import { allRows } from '../../columnar/selection.ts';
import { booleanType } from '../../types/data-type.ts';
import type { LazyKernel } from '../function.ts';

/** AND. The right side sees only rows in which the left one is TRUE or NULL. */
export const conjunctionKernel = (): LazyKernel => connective(0);

/** OR. The right side sees only rows in which the left one is FALSE or NULL. */
export const disjunctionKernel = (): LazyKernel => connective(1);

/** `decisive` is the value that settles the answer by itself: 0 for AND, 1 for OR. */
function connective(decisive: 0 | 1): LazyKernel {
  return ([left, right], rows, { arena }) => {
    const first = left!(rows);
    if (isSettled(first, decisive)) return booleanColumn(decisive === 1, rows.rowCount, arena);
    const open = first.mask === 0 ? allRows(rows, arena) : openRows(first, decisive, rows, arena);
    if (open.length === 0) return first;
    const second = right!(open.length === (rows.selection?.length ?? rows.rowCount) ? rows : { rowCount: rows.rowCount, selection: open });
    if (first.mask === 0 && !isConstantNull(first)) return second;
    return combine(first, second, { decisive, open, rows, arena });
  };
}

function isSettled(column: Column, decisive: number): boolean {
  return column.mask === 0 && !isConstantNull(column) && uint8Values(column)[0] === decisive;
}

function openRows(column: Column, decisive: number, rows: Rows, arena: Arena): Uint32Array {
  const values = uint8Values(column);
  const count = rows.selection?.length ?? rows.rowCount;
  const out = arena.uint32(count + 1);
  let found = 0;
  for (let at = 0; at < count; at++) {
    const row = rows.selection === undefined ? at : rows.selection[at]!;
    out[found] = row;
    found += values[row] !== decisive || !isValid(column.validity, row) ? 1 : 0;
  }
  return out.subarray(0, found);
}

interface CombineOptions { readonly decisive: 0 | 1; readonly open: Uint32Array; readonly rows: Rows; readonly arena: Arena }

/** Settled rows keep the decisive value; an open row is decided by the right side, or NULL when either side is. */
function combine(first: Column, second: Column, { decisive, open, rows, arena }: CombineOptions): Column {
  const out = arena.uint8(rows.rowCount).fill(decisive);
  const neverNull = first.validity === undefined && first.type.kind !== 'null' && second.validity === undefined && second.type.kind !== 'null';
  const bits = neverNull ? undefined : arena.bitmap(rows.rowCount, 1);
  const right = isConstantNull(second) || second.type.kind === 'null' ? undefined : uint8Values(second);
  for (let at = 0; at < open.length; at++) {
    const row = open[at]!;
    const known = right !== undefined && isValid(second.validity, row & second.mask);
    const value = known ? right[row & second.mask]! : decisive;
    out[row] = value;
    if (bits === undefined || (known && value === decisive)) continue;
    if (!known || !isValid(first.validity, row & first.mask)) bits[row >> 3]! &= ~(1 << (row & 7));
  }
  return makeColumn(booleanType, rows.rowCount, { values: out, validity: bits });
}
