import type { DataType } from '../types/data-type.ts';
import { layoutOf } from '../types/layout.ts';
import type { Arena } from './arena.ts';
import { isValid, setNull } from './bitmap.ts';
import { allocateValues } from './builder.ts';
import type { Rows } from './chunk.ts';
import { type Column, makeColumn } from './column.ts';
import { isConstantNull, nullColumn, withLength } from './constant.ts';
import { concatColumns, gatherColumn, gatherOrNull, integersOf, MISSING, widthOf } from './gather.ts';
import { scatterLoop } from './stamp.ts';

/** Values of some rows: `column` has all rows of the chunk, of which `selection` counts (`undefined` = all that are asked for). */
export interface Branch { readonly column: Column; readonly selection: Uint32Array | undefined }

/** One column out of branches over disjoint rows: CASE, COALESCE, IF. Rows in no branch are NULL. */
export function mergeBranches(type: DataType, branches: readonly Branch[], rows: Rows, arena: Arena): Column {
  const used = branches.filter((branch) => (branch.selection?.length ?? 1) > 0);
  const asked = rows.selection?.length ?? rows.rowCount;
  const whole = used.find((branch) => branch.selection === undefined || branch.selection.length === asked);
  if (whole !== undefined) return withLength(whole.column, rows.rowCount);
  const valued = used.filter((branch) => !isConstantNull(branch.column));
  if (valued.length === 0 || layoutOf(type) === 'none') return nullColumn(type, rows.rowCount, arena);
  const out = allocateValues(arena, layoutOf(type), rows.rowCount);
  if (out === undefined) return mergeVariable(type, valued, rows, arena);
  for (const { column, selection } of valued) scatterLoop(widthOf(column))(integersOf(out), integersOf(column.values!), column.mask, selection!, selection!.length);
  return makeColumn(type, rows.rowCount, { values: out, validity: mergeValidity(valued, rows, arena) });
}

function mergeValidity(branches: readonly Branch[], rows: Rows, arena: Arena): Uint8Array | undefined {
  let covered = 0;
  for (const { selection } of branches) covered += selection!.length;
  const complete = covered === (rows.selection?.length ?? rows.rowCount);
  if (complete && branches.every(({ column }) => column.validity === undefined)) return undefined;
  const bits = arena.bitmap(rows.rowCount, complete ? 1 : 0);
  for (const { column, selection } of branches) {
    const { validity, mask } = column;
    for (let at = 0; at < selection!.length; at++) {
      const row = selection![at]!;
      if (isValid(validity, row & mask)) bits[row >> 3]! |= 1 << (row & 7);
      else setNull(bits, row);
    }
  }
  return bits;
}

/** The branches end to end, then every row picked from where its value is. */
function mergeVariable(type: DataType, branches: readonly Branch[], rows: Rows, arena: Arena): Column {
  const positions = arena.uint32(rows.rowCount).fill(MISSING);
  let next = 0;
  const parts = branches.map(({ column, selection }) => {
    for (let at = 0; at < selection!.length; at++) positions[selection![at]!] = next++;
    return gatherColumn(column, selection!, arena);
  });
  return gatherOrNull(concatColumns(type, parts, arena), positions, arena);
}
