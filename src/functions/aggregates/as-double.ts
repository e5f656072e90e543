import type { Value } from '../../columnar/value.ts';
import type { DataType, DecimalType } from '../../types/data-type.ts';
import { fitsPrecision } from '../math/decimal.ts';
import { fractionOf } from '../math/format-number-java.ts';

/** A value as a double, for aggregates that compute with doubles whatever the type of their values is. */
export function doubleOf(value: NonNullable<Value>, type: DataType): number {
  return type.kind === 'decimal' ? Number(`${String(value)}e-${type.scale}`) : Number(value);
}

/** A double as a value again: whole numbers are cut off, decimals rounded. */
export function valueOfDouble(value: number, type: DataType): Value {
  switch (type.kind) {
    case 'double': return value;
    case 'float': return Math.fround(value);
    case 'long': case 'timestamp': case 'timestamp_ntz': case 'day_time_interval': case 'time': return value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(Math.trunc(value));
    case 'decimal': return decimalAt(value, type);
    default: return Math.trunc(value);
  }
}

function decimalAt(value: number, { precision, scale }: DecimalType): bigint | null {
  const shown = fractionOf(Math.abs(value));
  const shift = 10n ** BigInt(Math.abs(scale - shown.scale));
  const size = scale >= shown.scale ? shown.digits * shift : (shown.digits + shift / 2n) / shift;
  return fitsPrecision(size, precision) ? (value < 0 ? -size : size) : null;
}
