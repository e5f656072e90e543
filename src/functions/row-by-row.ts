import { isValid } from '../columnar/bitmap.ts';
import type { Rows } from '../columnar/chunk.ts';
import type { Column } from '../columnar/column.ts';
import type { Value } from '../columnar/value.ts';

/** Values of the rows that count, for functions too rare to be columnar. NULL in any argument gives NULL; rows not selected are NULL too. */
export function eachRow(args: readonly Column[], rows: Rows, compute: (row: number) => Value): Value[] {
  const out = new Array<Value>(rows.rowCount).fill(null);
  visitRows(args, rows, (row) => { out[row] = compute(row); });
  return out;
}

/** Calls `visit` for selected rows without a NULL argument, ascending. */
export function visitRows(args: readonly Column[], rows: Rows, visit: (row: number) => void): void {
  const nullable = args.filter((column) => column.validity !== undefined);
  const live = (row: number): boolean => nullable.every((column) => isValid(column.validity, row & column.mask));
  if (rows.selection !== undefined) {
    for (const row of rows.selection) if (live(row)) visit(row);
    return;
  }
  for (let row = 0; row < rows.rowCount; row++) if (live(row)) visit(row);
}
