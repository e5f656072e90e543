import { allocateValues } from '../../columnar/builder.ts';
import { isValid, setNull } from '../../columnar/bitmap.ts';
import { type Column, int64Values, makeColumn } from '../../columnar/column.ts';
import { commonValidity } from '../../columnar/stamp.ts';
import { nullColumn } from '../../columnar/constant.ts';
import type { DataType } from '../../types/data-type.ts';
import { wordsOf } from '../../types/instant.ts';
import { layoutOf } from '../../types/layout.ts';
import type { Rows } from '../../columnar/chunk.ts';
import type { Arena } from '../../columnar/arena.ts';

/**
 * Loops of the datetime kernels. What they compute needs calendar tables and zone caches, so it cannot be stamped; a closure per kernel
 * over typed arrays is fast enough (tens of millions of rows per second). µs are read and written as int32 pairs, never as bigints.
 */
export interface ColumnLoop {
  readonly type: DataType;
  readonly args: readonly Column[];
  readonly rows: Rows;
  readonly arena: Arena;
}

/** What a row function answers for NULL. */
export const NULL = Number.NaN;

/** A column of numbers (date, int, smallint, double …). `compute(row)` reads arguments at `row & mask`. */
export function numberColumn({ type, args, rows, arena }: ColumnLoop, compute: (row: number) => number): Column {
  const frame = openFrame(args, rows, arena);
  if (frame === undefined) return nullColumn(type, rows.rowCount, arena);
  const values = allocateValues(arena, layoutOf(type), frame.count)! as Float64Array;
  let bits: Uint8Array | undefined;
  const { selection, validity } = frame;
  const wanted = selection?.length ?? frame.count;
  for (let index = 0; index < wanted; index++) {
    const row = selection === undefined ? index : selection[index]!;
    if (validity !== undefined && !isValid(validity, row)) continue;
    const value = compute(row);
    if (!Number.isNaN(value)) values[row] = value;
    else {
      bits ??= copyBits(validity, frame.count, arena);
      setNull(bits, row);
    }
  }
  return makeColumn(type, rows.rowCount, { values, validity: bits ?? validity, mask: frame.constant ? 0 : -1 });
}

/** Writes the int64 of `row` into `words` (with `writeInstant` or as a pair); false = NULL. */
export type WriteWords = (row: number, words: Int32Array) => boolean;

/** A column of int64: timestamps, day-time intervals, long. */
export function wordColumn({ type, args, rows, arena }: ColumnLoop, write: WriteWords): Column {
  const frame = openFrame(args, rows, arena);
  if (frame === undefined) return nullColumn(type, rows.rowCount, arena);
  const values = arena.int64(frame.count);
  const words = wordsOf(values);
  let bits: Uint8Array | undefined;
  const { selection, validity } = frame;
  const wanted = selection?.length ?? frame.count;
  for (let index = 0; index < wanted; index++) {
    const row = selection === undefined ? index : selection[index]!;
    if ((validity !== undefined && !isValid(validity, row)) || write(row, words)) continue;
    bits ??= copyBits(validity, frame.count, arena);
    setNull(bits, row);
  }
  return makeColumn(type, rows.rowCount, { values, validity: bits ?? validity, mask: frame.constant ? 0 : -1 });
}

/** The µs of a timestamp or interval column as int32 pairs. */
export function wordsIn(column: Column): Int32Array {
  return wordsOf(int64Values(column));
}

interface Frame { readonly constant: boolean; readonly count: number; readonly selection: Rows['selection']; readonly validity: Uint8Array | undefined }

/** Which rows to compute; undefined when a constant argument is NULL. */
function openFrame(args: readonly Column[], rows: Rows, arena: Arena): Frame | undefined {
  if (args.some((column) => column.mask === 0 && !isValid(column.validity, 0))) return undefined;
  const constant = args.length > 0 && args.every((column) => column.mask === 0);
  if (constant) return { constant, count: 1, selection: rows.rowCount === 0 ? arena.uint32(0) : undefined, validity: undefined };
  return { constant, count: rows.rowCount, selection: rows.selection, validity: commonValidity(args, rows.rowCount, arena) };
}

function copyBits(bits: Uint8Array | undefined, count: number, arena: Arena): Uint8Array {
  const copy = arena.bitmap(count, 1);
  if (bits !== undefined) copy.set(bits.subarray(0, copy.length));
  return copy;
}
