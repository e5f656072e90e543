import { isValid } from '../../columnar/bitmap.ts';
import { type Column, int64Values, makeColumn } from '../../columnar/column.ts';
import { nullColumn } from '../../columnar/constant.ts';
import { addressOf, loadKernels, selectionIn } from '../../columnar/kernels.ts';
import { commonValidity } from '../../columnar/stamp.ts';
import { fail } from '../../errors/stream-error.ts';
import type { DecimalType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import type { BoundCall, Kernel } from '../function.ts';

const DIGITS_MAX = 12;
const SHIFT_MAX = 15;
/** Digits the kernel makes at a step. */
const STEP_DIGITS = 6;

/** Both sides have at most 12 digits, and the result has room for every quotient. */
export function isShortQuotient(left: DecimalType, right: DecimalType, result: DecimalType): boolean {
  const shift = shiftOf(left, right, result);
  const room = result.precision - result.scale >= left.precision - left.scale + right.scale;
  return left.precision <= DIGITS_MAX && right.precision <= DIGITS_MAX && shift >= 0 && shift <= SHIFT_MAX && room;
}

function shiftOf(left: DecimalType, right: DecimalType, result: DecimalType): number { return result.scale + right.scale - left.scale; }

interface DecimalKernels {
  divide(left: number, leftMask: number, right: number, rightMask: number, selection: number, count: number, validity: number, out: number, wide: boolean, firstUnit: bigint, rounds: number, unit: bigint): number;
}

let loaded: DecimalKernels | undefined;
const kernels = (): DecimalKernels => (loaded ??= loadKernels<DecimalKernels>('decimal'));

/** Long division, HALF_UP: the whole part, then six digits at a time. A remainder has at most 12 digits, so a million of it fits 63 bits. */
export function shortQuotient(call: BoundCall, result: DecimalType, failsOnZero: boolean): Kernel {
  const [left, right] = call.argumentTypes as [DecimalType, DecimalType];
  const shift = shiftOf(left, right, result);
  const wide = layoutOf(result) === 'i128';
  return (args, rows, { arena }) => {
    if (args.some((column) => column.mask === 0 && !isValid(column.validity, 0))) return nullColumn(result, rows.rowCount, arena);
    const [dividend, divisor] = args as [Column, Column];
    const constant = dividend.mask === 0 && divisor.mask === 0;
    const count = constant ? Math.min(1, rows.rowCount) : rows.rowCount;
    const selection = constant ? undefined : selectionIn(arena, rows.selection);
    const values = arena.int64((wide ? 2 : 1) * Math.max(1, count));
    const validity = arena.bitmap(Math.max(1, count), 1);
    const known = constant ? undefined : commonValidity(args, rows.rowCount, arena);
    if (known !== undefined) validity.set(known.subarray(0, validity.length));
    const byZero = kernels().divide(
      int64Values(dividend).byteOffset, dividend.mask, int64Values(divisor).byteOffset, divisor.mask, addressOf(selection), selection?.length ?? count,
      validity.byteOffset, values.byteOffset, wide, 10n ** BigInt(shift % STEP_DIGITS), Math.floor(shift / STEP_DIGITS), 10n ** BigInt(shift),
    );
    if (byZero >= 0 && failsOnZero) fail('DIVIDE_BY_ZERO', {}, { at: call.at });
    return makeColumn(result, rows.rowCount, { values, validity, mask: constant ? 0 : -1 });
  };
}
