import type { Arena } from '../../columnar/arena.ts';
import { type Column, withParts } from '../../columnar/column.ts';
import { isConstantNull, nullColumn } from '../../columnar/constant.ts';
import { type DataType, type DecimalType, sameType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import { doubled, widened } from './physical.ts';

/** A stored column has another type than was asked for, and none that it could be read as. */
export class ParquetMisfit extends Error {
  readonly stored: DataType;
  readonly asked: DataType;
  /** Its name, told by who knows it. */
  column: string | undefined;

  constructor(stored: DataType, asked: DataType) {
    super('a column has another type');
    this.stored = stored;
    this.asked = asked;
  }
}

/** The column as the type that was asked for: the same, a wider one, or another meaning of the same bits. */
export function fitTo(column: Column, type: DataType, arena: Arena): Column {
  const stored = column.type;
  if (sameType(stored, type)) return withParts(column, { type });
  const convert = fits[`${stored.kind} ${type.kind}`];
  if (convert !== undefined && isConstantNull(column)) return nullColumn(type, column.length, arena);
  const parts = convert?.(column, type, arena);
  if (parts === undefined) throw new ParquetMisfit(stored, type);
  return withParts(column, { type, ...parts });
}

type Fit = (column: Column, type: DataType, arena: Arena) => Partial<Column> | undefined;
type Small = Int8Array | Int16Array | Int32Array;

const same: Fit = () => ({});
const toShort: Fit = ({ values }, _, arena) => { const out = arena.int16(values!.length); out.set(values as Int8Array); return { values: out }; };
const toInt: Fit = ({ values }, _, arena) => { const out = arena.int32(values!.length); out.set(values as Small); return { values: out }; };
const toLong: Fit = ({ values }, _, arena) => ({ values: widened(values as Small, false, arena) });
const toDouble: Fit = ({ values }, _, arena) => { const out = arena.float64(values!.length); out.set(values as Small | Float32Array); return { values: out }; };
const toDecimal: Fit = ({ values, type: stored }, type, arena) => {
  const { precision, scale } = type as DecimalType;
  const digits = { byte: 3, short: 5, int: 10, long: 20 }[stored.kind as string] ?? 39;
  return precision - scale < digits ? undefined : scaled(values instanceof BigInt64Array ? BigInt64Array.from(values) : widened(values as Small, false, arena), { by: scale, type, arena });
};
const widerDecimal: Fit = ({ values, type: stored }, type, arena) => {
  const [from, to] = [stored as DecimalType, type as DecimalType];
  if (to.scale < from.scale || to.precision - to.scale < from.precision - from.scale) return undefined;
  return layoutOf(stored) === 'i128' ? rescaled128(values as BigInt64Array, to.scale - from.scale, arena) : scaled(values as BigInt64Array, { by: to.scale - from.scale, type, arena });
};
const dateToTimestamp: Fit = ({ values }, _, arena) => { const out = arena.int64(values!.length); for (let row = 0; row < out.length; row++) out[row] = BigInt(values![row]!) * 86_400_000_000n; return { values: out }; };

/** By kind of what is stored and what is asked for. */
const fits: Readonly<Record<string, Fit>> = {
  'byte short': toShort, 'byte int': toInt, 'short int': toInt, 'byte long': toLong, 'short long': toLong, 'int long': toLong,
  'int byte': ({ values }, _, arena) => { const out = arena.int8(values!.length); out.set(values as Int32Array); return { values: out }; },
  'int short': ({ values }, _, arena) => { const out = arena.int16(values!.length); out.set(values as Int32Array); return { values: out }; },
  'byte double': toDouble, 'short double': toDouble, 'int double': toDouble, 'float double': toDouble,
  'byte decimal': toDecimal, 'short decimal': toDecimal, 'int decimal': toDecimal, 'long decimal': toDecimal, 'decimal decimal': widerDecimal,
  'date timestamp_ntz': dateToTimestamp, 'timestamp_ntz timestamp': same,
  'int date': same, 'date int': same, 'int year_month_interval': same, 'long day_time_interval': same, 'long timestamp': same, 'long timestamp_ntz': same,
  'binary string': same, 'string binary': same, 'string string': same, 'day_time_interval day_time_interval': same, 'year_month_interval year_month_interval': same, 'time time': same,
};

function scaled(values: BigInt64Array, { by, type, arena }: { readonly by: number; readonly type: DataType; readonly arena: Arena }): Partial<Column> {
  if (layoutOf(type) === 'i128') return rescaled128(doubled(values, false, arena), by, arena);
  const unit = 10n ** BigInt(by);
  const out = arena.int64(values.length);
  for (let row = 0; row < out.length; row++) out[row] = values[row]! * unit;
  return { values: out };
}

function rescaled128(values: BigInt64Array, by: number, arena: Arena): Partial<Column> {
  const unit = 10n ** BigInt(by);
  const out = arena.int64(values.length);
  for (let at = 0; at < out.length; at += 2) {
    const value = ((values[at + 1]! << 64n) | BigInt.asUintN(64, values[at]!)) * unit;
    out[at] = value;
    out[at + 1] = value >> 64n;
  }
  return { values: out };
}
