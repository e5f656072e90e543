import type { Arena } from '../../columnar/arena.ts';
import { setNull } from '../../columnar/bitmap.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { forEachRow } from '../../columnar/text.ts';
import type { DecimalType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';

interface DecimalTarget { readonly arena: Arena; readonly to: DecimalType }

/** A decimal column row by row; undefined = NULL. */
export function decimalRows(args: readonly Column[], rows: Rows, { arena, to }: DecimalTarget, compute: (row: number) => bigint | undefined): Column {
  const constant = args.every((column) => column.mask === 0);
  const count = constant ? 1 : rows.rowCount;
  const wide = layoutOf(to) === 'i128';
  const out = arena.int64(wide ? 2 * count : count);
  const bits = arena.bitmap(count, 0);
  forEachRow(args, rows, arena, (row) => {
    const value = compute(row);
    if (value === undefined) { setNull(bits, row); return; }
    bits[row >> 3]! |= 1 << (row & 7);
    if (wide) {
      out[2 * row] = BigInt.asIntN(64, value);
      out[2 * row + 1] = BigInt.asIntN(64, value >> 64n);
    } else {
      out[row] = value;
    }
  });
  return makeColumn(to, rows.rowCount, { values: out, validity: bits, mask: constant ? 0 : -1 });
}
