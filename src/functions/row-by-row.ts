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
  if (nullable.length === 0) visitAll(rows, visit);
  else if (nullable.length === 1) visitValid(nullable[0]!, rows, visit);
  else visitAll(rows, (row) => { if (nullable.every((column) => isValid(column.validity, row & column.mask))) visit(row); });
}

function visitAll({ rowCount, selection }: Rows, visit: (row: number) => void): void {
  if (selection !== undefined) for (let at = 0; at < selection.length; at++) visit(selection[at]!);
  else for (let row = 0; row < rowCount; row++) visit(row);
}

function visitValid({ validity, mask }: Column, rows: Rows, visit: (row: number) => void): void {
  visitAll(rows, (row) => { if (isValid(validity, row & mask)) visit(row); });
}

/** Row held by each group of the chunk, plus one; zero when it has none. Zero again after each use. */
let held = new Uint32Array(1024);

/** Of the rows that `visitRows` gives one per group, in the order in which the groups are met: a later one where it `replaces` the one held. */
export function visitPicked(args: readonly Column[], groups: Uint32Array, rows: Rows, replaces: (row: number, held: number) => boolean, visit: (group: number, row: number) => void): void {
  const met: number[] = [];
  visitRows(args, rows, (row) => {
    const group = groups[row]!;
    if (group >= held.length) held = grown(held, group);
    const before = held[group]!;
    if (before === 0) met.push(group);
    if (before === 0 || replaces(row, before - 1)) held[group] = row + 1;
  });
  for (const group of met) {
    const row = held[group]! - 1;
    held[group] = 0;
    visit(group, row);
  }
}

function grown(rows: Uint32Array, index: number): Uint32Array<ArrayBuffer> {
  const bigger = new Uint32Array(2 ** Math.ceil(Math.log2(index + 1)));
  bigger.set(rows);
  return bigger;
}
