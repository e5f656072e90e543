import type { TextWriter } from '../../columnar/text.ts';
import { formatDouble, formatFloat } from '../../types/numeric-text.ts';

/** Numbers as ASCII bytes, without JavaScript strings where a loop over digits will do. */

const ZERO = 48;
const MINUS = 45;
const POINT = 46;

/** A whole number of at most 2⁵³. */
export function writeWhole(out: TextWriter, value: number): void {
  out.reserve(20);
  const { bytes } = out;
  let { top } = out;
  let rest = value;
  if (rest < 0) {
    bytes[top++] = MINUS;
    rest = -rest;
  }
  const count = digitCount(rest);
  for (let at = top + count - 1; at >= top; at--) {
    const tenth = rest < 2147483648 ? (rest / 10) | 0 : Math.floor(rest / 10);
    bytes[at] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  out.top = top + count;
}

/** An int64 from its words. */
export function writeLong(out: TextWriter, words: Int32Array, row: number): void {
  const high = words[2 * row + 1]!;
  const low = words[2 * row]! >>> 0;
  if (high >= -2097152 && high < 2097152) writeWhole(out, high * 4294967296 + low);
  else out.writeText(String((BigInt(high) << 32n) | BigInt(low)));
}

/** A short decimal from its words: unscaled digits with the point `scale` places from the right. */
export function writeShortDecimal(out: TextWriter, words: Int32Array, row: number, scale: number): boolean {
  const high = words[2 * row + 1]!;
  if (high < -2097152 || high >= 2097152) return false;
  const unscaled = high * 4294967296 + (words[2 * row]! >>> 0);
  out.reserve(24);
  const unit = powers[scale]!;
  const size = Math.abs(unscaled);
  const whole = Math.floor(size / unit);
  if (unscaled < 0) out.bytes[out.top++] = MINUS;
  writeWhole(out, whole);
  if (scale === 0) return true;
  out.bytes[out.top] = POINT;
  let rest = size - whole * unit;
  for (let at = out.top + scale; at > out.top; at--) {
    const tenth = Math.floor(rest / 10);
    out.bytes[at] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  out.top += scale + 1;
  return true;
}

/** A double as the JVM prints it. Whole numbers below 10⁷ need no string. */
export function writeDouble(out: TextWriter, value: number): void {
  if (value === (value | 0) && value < 10_000_000 && value > -10_000_000 && value !== 0) {
    writeWhole(out, value);
    out.bytes[out.top] = POINT;
    out.bytes[out.top + 1] = ZERO;
    out.top += 2;
    return;
  }
  const size = Math.abs(value);
  out.writeText(size >= 0.001 && size < 10_000_000 && value !== Math.trunc(value) ? String(value) : formatDouble(value));
}

export function writeFloat(out: TextWriter, value: number): void {
  if (value === (value | 0) && value !== 0 && Math.abs(value) < 10_000_000) writeDouble(out, value);
  else out.writeText(formatFloat(value));
}

const powers = Array.from({ length: 19 }, (_, exponent) => 10 ** exponent);

function digitCount(value: number): number {
  let count = 1;
  while (count < 17 && value >= powers[count]!) count++;
  return count;
}
