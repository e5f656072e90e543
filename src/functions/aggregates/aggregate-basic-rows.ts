import { approximateKeys, hasApproximateKey } from '../../columnar/approximate-key.ts';
import type { Arena } from '../../columnar/arena.ts';
import type { Rows } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { isConstantNull } from '../../columnar/constant.ts';
import { addressOf, loadKernels } from '../../columnar/kernels.ts';
import { FILLED } from './aggregate-basic-cell.ts';

type Loop = (groups: number, values: number, step: number, validity: number, selection: number, count: number, state: number, option: number) => number;
type ExtremeLoop = (groups: number, values: number, step: number, validity: number, selection: number, count: number, best: number, flags: number, greatest: number) => void;

export interface AccumulateKernels {
  countRows(groups: number, validity: number, selection: number, count: number, counts: number, by: bigint): void;
  markRows(groups: number, validity: number, selection: number, count: number, flags: number): void;
  sumI8: Loop; sumI16: Loop; sumI32: Loop; sumI64: Loop;
  addI8: Loop; addI16: Loop; addI32: Loop; addI64: Loop; addF32: Loop; addF64: Loop;
  sumWide64(groups: number, values: number, step: number, validity: number, selection: number, count: number, sums: number): void;
  sumWide128(groups: number, values: number, step: number, validity: number, selection: number, count: number, sums: number): void;
  sumWideUnlessLarge(groups: number, values: number, step: number, validity: number, selection: number, from: number, count: number, sums: number, flags: number, width: number): number;
  extremeI8: ExtremeLoop; extremeI16: ExtremeLoop; extremeI32: ExtremeLoop; extremeI64: ExtremeLoop; extremeF32: ExtremeLoop; extremeF64: ExtremeLoop;
}

let loaded: AccumulateKernels | undefined;
export const accumulate = (): AccumulateKernels => (loaded ??= loadKernels<AccumulateKernels>('accumulate'));

/** The arguments of a loop over one column, as addresses. `count` 0 when the column is all NULL. */
export interface LoopArguments { readonly values: number; readonly step: number; readonly validity: number; readonly selection: number; readonly count: number }

export function loopArguments(column: Column, rows: Rows): LoopArguments {
  return {
    values: addressOf(column.values),
    step: column.mask === 0 ? 0 : 1,
    validity: column.mask === 0 ? 0 : addressOf(column.validity),
    selection: addressOf(rows.selection),
    count: isConstantNull(column) ? 0 : rows.selection?.length ?? rows.rowCount,
  };
}

/** The rows of a state whose flag says that they hold a value. */
export function filledRows(flags: Uint8Array, count: number, arena: Arena): Uint32Array {
  const rows = arena.uint32(count);
  let filled = 0;
  for (let row = 0; row < count; row++) if (flags[row] === FILLED) rows[filled++] = row;
  return rows.subarray(0, filled);
}

/** Whether all values are whole numbers so small that no sum of any of them reaches `limit`. */
export function sumsStayBelow(column: Column, rowCount: number, limit: number): boolean {
  if (!hasApproximateKey(column.type)) return false;
  const most = limit / Math.max(1, rowCount);
  return approximateKeys(column, rowCount).every((key) => Number.isNaN(key) || (Math.abs(key) < most && Number.isInteger(key)));
}
