// Quotients of short decimals: both sides have at most 12 digits, the result up to 15 digits more than their difference of scales leaves.

import { isNull } from './read/rows';

let rest: i64 = 0;

/**
 * value / by, the rest beside it. One multiplication with 1 / by: the quotient has at most 40 bits, so a double is off by one at most, and the rest says so.
 */
@inline function step(value: i64, by: i64, inverse: f64): i64 {
  let quotient = <i64>(<f64>value * inverse);
  rest = value - quotient * by;
  if (rest < 0) { quotient--; rest += by; } else if (rest >= by) { quotient++; rest -= by; }
  return quotient;
}

/** Stores ±(whole · unit + fraction): 128 bits in two words, or the lower one. */
@inline function put(out: usize, wide: bool, whole: i64, unit: i64, fraction: i64, negative: bool): void {
  const wholeLow = whole & 0xffffffff, wholeHigh = whole >> 32;
  const unitLow = unit & 0xffffffff, unitHigh = unit >> 32;
  const middle = wholeLow * unitHigh + wholeHigh * unitLow;
  const first: u64 = <u64>(wholeLow * unitLow);
  const second: u64 = first + (<u64>middle << 32);
  let low: u64 = second + <u64>fraction;
  let high: u64 = <u64>(wholeHigh * unitHigh + (middle >> 32)) + <u64>(second < first) + <u64>(low < second);
  if (negative) {
    low = ~low + 1;
    high = ~high + <u64>(low == 0);
  }
  store<u64>(out, low);
  if (wide) store<u64>(out, high, 8);
}

/**
 * out[row] = left[row] · 10^(first digits + 6 · rounds) / right[row], HALF_UP, where neither is NULL; NULL where it divides by 0. `firstUnit` is 10^(first digits),
 * `unit` all of them. Returns a row that divides by 0, or -1.
 */
export function divide(left: usize, leftMask: u32, right: usize, rightMask: u32, selection: usize, count: usize, validity: usize, out: usize, wide: bool, firstUnit: i64, rounds: i32, unit: i64): i32 {
  const width: usize = wide ? 16 : 8;
  let byZero: i32 = -1;
  for (let at: usize = 0; at < count; at++) {
    const row = selection != 0 ? <usize>load<u32>(selection + (at << 2)) : at;
    if (isNull(validity, row)) continue;
    const above = load<i64>(left + (<usize>(<u32>row & leftMask) << 3)), below = load<i64>(right + (<usize>(<u32>row & rightMask) << 3));
    if (below == 0) {
      byZero = <i32>row;
      const byte = validity + (row >> 3);
      store<u8>(byte, <u8>(<u32>load<u8>(byte) & ~(<u32>1 << (<u32>row & 7))));
      continue;
    }
    const by = below < 0 ? -below : below;
    const inverse = 1.0 / <f64>by;
    const whole = step(above < 0 ? -above : above, by, inverse);
    let fraction = step(rest * firstUnit, by, inverse);
    for (let round = 0; round < rounds; round++) fraction = fraction * 1000000 + step(rest * 1000000, by, inverse);
    if (rest << 1 >= by) fraction++;
    put(out + row * width, wide, whole, unit, fraction, (above < 0) != (below < 0));
  }
  return byZero;
}
