import { fail } from '../errors/stream-error.ts';

/**
 * An exact decimal: `unscaled × 10^-scale`. What DECIMAL columns give and take.
 *
 * @example new Decimal('12.50').toString() // '12.50'
 */
export class Decimal {
  /** The digits as a whole number. */
  readonly unscaled: bigint;
  /** How many of the digits stand behind the point. */
  readonly scale: number;

  constructor(text: string);
  constructor(unscaled: bigint, scale: number);
  constructor(input: string | bigint, scale = 0) {
    if (typeof input === 'bigint') {
      this.unscaled = input;
      this.scale = scale;
      return;
    }
    const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/.exec(input);
    if (match === null || (match[2] === '' && (match[3] ?? '') === '')) {
      fail('CAST_INVALID_INPUT', { expression: `'${input}'`, sourceType: '"STRING"', targetType: '"DECIMAL"' });
    }
    const fraction = match[3] ?? '';
    this.scale = fraction.length;
    this.unscaled = BigInt(match[2]! + fraction || '0') * (match[1] === '-' ? -1n : 1n);
  }

  /** Number of digits. */
  get precision(): number {
    const digits = (this.unscaled < 0n ? -this.unscaled : this.unscaled).toString().length;
    return Math.max(digits, this.scale);
  }

  /** Nearest double: may lose digits. */
  toNumber(): number { return Number(this.toString()); }

  /** Plain digits with as many behind the point as the scale says. */
  toString(): string {
    const negative = this.unscaled < 0n;
    const digits = (negative ? -this.unscaled : this.unscaled).toString().padStart(this.scale + 1, '0');
    const text = this.scale === 0 ? digits : `${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`;
    return negative ? `-${text}` : text;
  }

  /** As `to_json` prints it: a number. Digits beyond a double are kept as text by callers that need them. */
  toJSON(): number { return this.toNumber(); }

  /** Whether both are the same number; 1.0 equals 1.00. */
  equals(other: Decimal): boolean {
    const scale = BigInt(Math.max(this.scale, other.scale));
    return this.unscaled * 10n ** (scale - BigInt(this.scale)) === other.unscaled * 10n ** (scale - BigInt(other.scale));
  }
}
