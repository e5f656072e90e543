import { formatDouble, formatFloat } from '../../types/numeric-text.ts';
import { powerOfTen, roundHalfUp } from './decimal.ts';

export type Rounding = 'half up' | 'half even' | 'up' | 'down';

/** Drops `digits` decimal digits of an unscaled value. `up` and `down` go towards plus and minus infinity. */
export function roundUnscaled(value: bigint, digits: number, rounding: Rounding): bigint {
  if (digits <= 0) return value;
  if (rounding === 'half up') return roundHalfUp(value, digits);
  const unit = powerOfTen(digits);
  const quotient = value / unit;
  const rest = value - quotient * unit;
  if (rest === 0n) return quotient;
  if (rounding === 'up') return rest > 0n ? quotient + 1n : quotient;
  if (rounding === 'down') return rest < 0n ? quotient - 1n : quotient;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const away = twice > unit || (twice === unit && quotient % 2n !== 0n);
  return away ? quotient + (value < 0n ? -1n : 1n) : quotient;
}

/** Rounds the decimal number that the text of a double (or float) shows. */
export function roundDouble(value: number, digits: number, rounding: Rounding, float: boolean): number {
  if (!Number.isFinite(value)) return value;
  if (value === 0) return 0;
  const quick = digits >= 0 && digits <= 15 && !float && (rounding === 'half up' || rounding === 'half even') ? quickRound(value, digits) : undefined;
  if (quick !== undefined) return quick;
  const [mantissa, exponent = '0'] = (float ? formatFloat(value) : formatDouble(value)).split('E');
  const [whole, fraction] = mantissa!.split('.');
  const unscaled = BigInt(`${whole}${fraction}`);
  const scale = fraction!.length - Number(exponent);
  if (scale <= digits) return value;
  const rounded = roundUnscaled(unscaled, Math.min(scale - digits, 400), rounding);
  return rounded === 0n ? 0 : Number(`${rounded}e${-digits}`);
}

/** Where the scaled value is far from a tie, binary error cannot matter: one division of exact numbers is right. */
function quickRound(value: number, digits: number): number | undefined {
  const unit = 10 ** digits;
  const scaled = value * unit;
  if (Math.abs(scaled) > 2 ** 40) return undefined;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  if (Math.abs(rest - 0.5) < 0.001) return undefined;
  const near = rest < 0.5 ? floor : floor + 1;
  return near === 0 ? 0 : near / unit;
}
