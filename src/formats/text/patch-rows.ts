import type { Arena } from '../../columnar/arena.ts';
import type { Column } from '../../columnar/column.ts';
import { concatColumns, gatherColumn } from '../../columnar/gather.ts';

/** `column` with the rows of `others` in the given places: what a kernel left to the exact reader. */
export function patchRows(column: Column, others: Column, rows: Uint32Array, arena: Arena): Column {
  const all = concatColumns(column.type, [column, others], arena);
  const indexes = arena.uint32(column.length);
  for (let row = 0; row < column.length; row++) indexes[row] = row;
  rows.forEach((row, index) => { indexes[row] = column.length + index; });
  return gatherColumn(all, indexes, arena);
}
