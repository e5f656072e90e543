import { type Column, makeColumn } from '../../columnar/column.ts';
import { forEachRow } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import type { DecimalType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import type { BoundCall, Kernel } from '../function.ts';

const DIGITS_MAX = 12;
const SHIFT_MAX = 15;
const WORD = 4294967296;

/** Both sides have at most 12 digits, and the result has room for every quotient. */
export function isShortQuotient(left: DecimalType, right: DecimalType, result: DecimalType): boolean {
  const shift = shiftOf(left, right, result);
  const room = result.precision - result.scale >= left.precision - left.scale + right.scale;
  return left.precision <= DIGITS_MAX && right.precision <= DIGITS_MAX && shift >= 0 && shift <= SHIFT_MAX && room;
}

function shiftOf(left: DecimalType, right: DecimalType, result: DecimalType): number { return result.scale + right.scale - left.scale; }

/**
 * Long division in doubles, HALF_UP: the whole part, then three digits at a time. A remainder has at most 12 digits, so a thousand of it is exact; so is
 * its quotient, which is farther from the next whole number than a double can err.
 */
export function shortQuotient(call: BoundCall, result: DecimalType, failsOnZero: boolean): Kernel {
  const [left, right] = call.argumentTypes as [DecimalType, DecimalType];
  const shift = shiftOf(left, right, result);
  const [first, thousands] = [10 ** (shift % 3), Math.floor(shift / 3)];
  const [unitLow, unitHigh] = [10 ** shift % WORD, Math.floor(10 ** shift / WORD)];
  const limbs = layoutOf(result) === 'i128' ? 4 : 2;
  return ([dividend, divisor], rows, { arena }) => {
    const [above, below] = [wordsOf(dividend!), wordsOf(divisor!)];
    const constant = dividend!.mask === 0 && divisor!.mask === 0;
    const count = constant ? 1 : rows.rowCount;
    const values = arena.int64((limbs / 2) * count);
    const out = new Int32Array(values.buffer, values.byteOffset, limbs * count);
    const bits = arena.bitmap(count, 0);
    forEachRow([dividend!, divisor!], rows, arena, (row) => {
      const x = numberAt(above, row & dividend!.mask);
      const y = numberAt(below, row & divisor!.mask);
      if (y === 0) {
        if (failsOnZero) fail('DIVIDE_BY_ZERO', {}, { at: call.at });
        return;
      }
      const d = Math.abs(y);
      const n = Math.abs(x);
      const whole = Math.floor(n / d);
      let rest = (n - whole * d) * first;
      let fraction = Math.floor(rest / d);
      rest -= fraction * d;
      for (let step = 0; step < thousands; step++) {
        rest *= 1000;
        const digits = Math.floor(rest / d);
        rest -= digits * d;
        fraction = fraction * 1000 + digits;
      }
      if (rest * 2 >= d) fraction++;
      writeSum(out, row * limbs, limbs, whole, unitLow, unitHigh, fraction, x < 0 !== y < 0 ? -1 : 0);
      bits[row >> 3]! |= 1 << (row & 7);
    });
    return makeColumn(result, rows.rowCount, { values, validity: bits, mask: constant ? 0 : -1 });
  };
}

function wordsOf({ values }: Column): Int32Array {
  const words = values as BigInt64Array;
  return new Int32Array(words.buffer, words.byteOffset, words.length * 2);
}

function numberAt(words: Int32Array, row: number): number { return words[2 * row + 1]! * WORD + (words[2 * row]! >>> 0); }

/**
 * whole · unit + fraction in words of 32 bits, lowest first. The whole part has 40 bits, the unit 50: products of 20 and 32 bits stay exact. No `%`: on doubles
 * it is a call.
 */
function writeSum(out: Int32Array, at: number, limbs: number, whole: number, unitLow: number, unitHigh: number, fraction: number, flip: number): void {
  const wholeHigh = Math.floor(whole / 1048576);
  const wholeLow = whole - wholeHigh * 1048576;
  const fractionHigh = Math.floor(fraction / WORD);
  const high = wholeHigh * unitLow; // counts 2^20
  const highTop = Math.floor(high / 4096);
  const low = wholeLow * unitLow + (high - highTop * 4096) * 1048576 + (fraction - fractionHigh * WORD);
  const top = wholeHigh * unitHigh; // counts 2^52
  const topHigh = Math.floor(top / 4096);
  const second = wholeLow * unitHigh + highTop + fractionHigh + Math.floor(low / WORD) + (top - topHigh * 4096) * 1048576;
  const third = topHigh + Math.floor(second / WORD);
  const first = ((low ^ flip) >>> 0) - flip; // two's complement: flipped, and one more
  out[at] = first | 0;
  const next = ((second ^ flip) >>> 0) + (first >= WORD ? 1 : 0);
  out[at + 1] = next | 0;
  if (limbs === 2) return;
  const other = ((third ^ flip) >>> 0) + (next >= WORD ? 1 : 0);
  out[at + 2] = other | 0;
  out[at + 3] = (Math.floor(third / WORD) ^ flip) + (other >= WORD ? 1 : 0);
}
