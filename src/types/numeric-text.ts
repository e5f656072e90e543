import { type Digits, doubleDigits, floatDigits } from './binary-digits.ts';

/**
 * Numbers as the JVM prints them: `1.0`, `1.0E10`, `NaN`, `Infinity`; decimals plain (`0.0000001`) or as BigDecimal.toString (`1E-7`).
 */

/** A double: plain between 0.001 and 10⁷, else with an exponent. */
export function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  return layout(sizeText(Math.abs(value)), value < 0);
}

/** A float, with the digits the JVM of Spark's day shows (binary-digits.ts). */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatDouble(value);
  return layout(written(floatDigits(value)), value < 0);
}

/**
 * A finite double that is not negative, in JavaScript's notation, with the JVM's digits. Those are the fewest that read back as the same value, as
 * JavaScript's are, but for large numbers, powers of two and the very smallest (binary-digits.ts).
 */
export function sizeText(size: number): string {
  const differs = size >= 2 ** 53 || (size < 0.001 && size > 0 && (size < 1e-300 || Number.isInteger(Math.log2(size))));
  return differs ? written(doubleDigits(size)) : String(size);
}

function written({ digits, exponent }: Digits): string { return `${digits[0]}.${digits.slice(1)}e${exponent}`; }

/** Unscaled digits and a scale without an exponent: `formatDecimal(-150n, 2)` is `-1.50`. */
export function formatDecimal(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Like `formatDecimal`, but below 10⁻⁶ and with a negative scale in an exponent: `1E-7`, `1.5E-8`, `1E+3`. */
export function formatDecimalShort(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  const exponent = digits.length - 1 - scale;
  if (scale === 0 || (scale > 0 && exponent >= -6)) return formatDecimal(unscaled, scale);
  return `${unscaled < 0n ? '-' : ''}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}E${exponent > 0 ? '+' : ''}${exponent}`;
}

/** Digits and exponent of JavaScript's notation, laid out in Java's. */
function layout(text: string, negative: boolean): string {
  const [mantissa = '', written] = text.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, '').length;
  const digits = all.slice(leading).replace(/0+$/, '') || '0';
  const exponent = whole.length - 1 - leading + Number(written ?? 0);
  const sign = negative ? '-' : '';
  if (exponent < -3 || exponent >= 7) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 1, '0');
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || '0'}`;
}
