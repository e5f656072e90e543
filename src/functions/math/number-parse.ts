import { decodeUtf8 } from '../../columnar/read.ts';
import { trimEnd, trimStart } from '../../types/date-text.ts';
import { powerOfTen, roundHalfUp } from './decimal.ts';

/** Text to numbers, as CAST reads it. Results go into a reused target so that a loop makes no objects. */

/** The words of a parsed whole number. */
export interface WholeTarget { low: number; high: number }

/**
 * `[+-]digits`, blanks around it ignored. `fraction`: `.digits` may follow and is dropped (the old, lenient mode).
 * False when the text is no such number or does not fit an int64.
 */
export function parseWhole(bytes: Uint8Array, start: number, end: number, fraction: boolean, into: WholeTarget): boolean {
  let at = trimStart(bytes, start, end);
  const stop = trimEnd(bytes, at, end);
  if (at === stop) return false;
  const sign = bytes[at];
  if ((sign === MINUS || sign === PLUS) && ++at === stop) return false;
  let upper = 0; // the digits before the last fifteen
  let value = 0;
  let digits = 0;
  for (; at < stop; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) break;
    if (value === 0 && digit === 0 && upper === 0) continue;
    if (++digits > 19) return false;
    if (digits === 16) {
      upper = value;
      value = 0;
    }
    value = value * 10 + digit;
  }
  if (at < stop) {
    if (!fraction || bytes[at] !== POINT) return false;
    for (at++; at < stop; at++) if (bytes[at]! < ZERO || bytes[at]! > NINE) return false;
  }
  if (digits <= 15) {
    const signed = sign === MINUS ? -value : value;
    into.high = Math.floor(signed / 4294967296);
    into.low = signed - into.high * 4294967296;
    return true;
  }
  return setWide(BigInt(upper) * powerOfTen(digits - 15) + BigInt(value), sign === MINUS, into);
}

function setWide(size: bigint, negative: boolean, into: WholeTarget): boolean {
  const value = negative ? -size : size;
  if (BigInt.asIntN(64, value) !== value) return false;
  into.high = Number(value >> 32n);
  into.low = Number(value & 0xffffffffn);
  return true;
}

/** The double of a text, undefined when it is none. Decimal and hexadecimal notation, a trailing d or f, infinity, nan. */
export function parseDouble(bytes: Uint8Array, start: number, end: number): number | undefined {
  let from = start;
  let to = end;
  while (from < to && bytes[from]! <= 32) from++;
  while (to > from && bytes[to - 1]! <= 32) to--;
  return fastDouble(bytes, from, to) ?? slowDouble(decodeUtf8(bytes, from, to));
}

/** `[-]digits[.digits]` of at most 15 digits: numerator and power of ten are exact, so one division rounds right. */
function fastDouble(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  if (bytes[at] === MINUS) at++;
  if (end - at > 16 || at === end) return undefined;
  let value = 0;
  let point = -1;
  for (const first = at; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === POINT && point < 0 && at > first) { point = at; continue; }
    if (byte < ZERO || byte > NINE) return undefined;
    value = value * 10 + byte - ZERO;
  }
  if (value > 9007199254740991) return undefined;
  const scaled = point < 0 ? value : value / 10 ** (end - point - 1);
  return bytes[start] === MINUS ? -scaled : scaled;
}

const decimalNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[df]?$/i;
const hexNumber = /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?\d+)[df]?$/i;

function slowDouble(text: string): number | undefined {
  if (decimalNumber.test(text)) return Number(text.replace(/[df]$/i, ''));
  switch (text.toLowerCase()) {
    case 'inf': case '+inf': case 'infinity': case '+infinity': return Number.POSITIVE_INFINITY;
    case '-inf': case '-infinity': return Number.NEGATIVE_INFINITY;
    case 'nan': return Number.NaN;
    default: break;
  }
  if (text === '+NaN' || text === '-NaN') return Number.NaN;
  const hex = hexNumber.exec(text);
  if (hex === null || hex[2]! + hex[3]! === '') return undefined;
  const size = Number(BigInt(`0x${hex[2]!}${hex[3]!}`)) * 2 ** (Number(hex[4]) - 4 * hex[3]!.length);
  return hex[1] === '-' ? -size : size;
}

/** The unscaled value of plain text (`[-]digits[.digits]`, at most 15 digits in all) at a scale that loses nothing; NaN when it is not as simple as that. */
export function parseShortDecimal(bytes: Uint8Array, start: number, end: number, scale: number): number {
  let at = start;
  if (bytes[at] === MINUS) at++;
  let value = 0;
  let digits = 0;
  let point = -1;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === POINT && point < 0) { point = digits; continue; }
    if (byte < ZERO || byte > NINE) return Number.NaN;
    value = value * 10 + byte - ZERO;
    digits++;
  }
  const shift = scale - (point < 0 ? 0 : digits - point);
  if (digits === 0 || shift < 0 || digits + shift > 15) return Number.NaN;
  const unscaled = value * 10 ** shift;
  return bytes[start] === MINUS ? -unscaled : unscaled;
}

const decimalText = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i;

/** Unscaled value at a scale, rounded HALF_UP; undefined for text that is no decimal, `too large` when it has more than 38 digits before the point. */
export function parseDecimal(text: string, scale: number): bigint | undefined | 'too large' {
  const match = decimalText.exec(withPlainDigits(text));
  if (match === null || match[2]! + match[3]! === '') return undefined;
  const exponent = Number(match[4] ?? 0);
  const digits = (match[2]! + match[3]!).replace(/^0+/, '');
  if (digits === '') return 0n;
  const shift = exponent - match[3]!.length;
  if (digits.length + shift > 38) return 'too large';
  if (digits.length + shift + scale < 0) return 0n;
  const size = BigInt(digits);
  const value = match[1] === '-' ? -size : size;
  return shift + scale >= 0 ? value * powerOfTen(shift + scale) : roundHalfUp(value, -(shift + scale));
}

/** Digits of other scripts count as theirs. Their ten stand together, from a code that ends in 0 or 6 on. */
function withPlainDigits(text: string): string {
  return plainText.test(text) ? text : text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.charCodeAt(0);
    const first = code & ~15;
    return String(code - (/\p{Nd}/u.test(String.fromCharCode(first)) && code - first < 10 ? first : first + 6));
  });
}
const plainText = /^[\0-\x7f]*$/;

/** TRUE, FALSE or neither of a boolean word. */
export function parseBoolean(text: string): boolean | undefined {
  return booleans.get(text.toLowerCase());
}
const booleans = new Map<string, boolean>([
  ['t', true], ['true', true], ['y', true], ['yes', true], ['1', true], ['f', false], ['false', false], ['n', false], ['no', false], ['0', false],
]);

const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const PLUS = 43;
const POINT = 46;
