import type { DecimalType } from '../../types/data-type.ts';
import { formatDecimal } from '../../types/numeric-text.ts';
import { powerOfTen, roundHalfUp } from './decimal.ts';

/**
 * What an operator gives before it is fitted into its type, as the message of an overflow tells it: sums exactly, products to 39 digits with the rest cut off, quotients
 * rounded to the scale of the result, whole quotients cut.
 */
export function exactText(operation: '+' | '-' | '*' | '/' | '%' | 'pmod' | 'div', [left, right]: readonly [DecimalType, DecimalType], [x = 0n, y = 0n]: readonly bigint[], scale: number): string {
  const common = Math.max(left.scale, right.scale);
  const [a, b] = [x * powerOfTen(common - left.scale), y * powerOfTen(common - right.scale)];
  switch (operation) {
    case '+': return formatDecimal(a + b, common);
    case '-': return formatDecimal(a - b, common);
    case '*': return cutTo39Digits(x * y, left.scale + right.scale);
    case '/': return formatDecimal(quotient(a * powerOfTen(scale), b), scale);
    case 'div': return formatDecimal(a / b, 0);
    default: return formatDecimal(a % b, common);
  }
}

function quotient(x: bigint, y: bigint): bigint {
  return roundHalfUp((x * 10n) / y, 1);
}

function cutTo39Digits(unscaled: bigint, scale: number): string {
  const surplus = String(unscaled < 0n ? -unscaled : unscaled).length - 39;
  if (surplus <= 0) return formatDecimal(unscaled, scale);
  const kept = unscaled / powerOfTen(surplus);
  return surplus > scale ? String(kept * powerOfTen(surplus - scale)) : formatDecimal(kept, scale - surplus);
}
