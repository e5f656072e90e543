import { booleanType, type DataType, dateType, decimalType, doubleType, intType, longType, nullType, stringType, timestampNtzType, timestampType } from '../../types/data-type.ts';
import { parseDate } from '../../types/date-text.ts';
import { parseTimestamp } from '../../types/timestamp-text.ts';
import { mergeTypes } from '../json/infer.ts';
import type { CsvReadOptions } from './options.ts';

/** The narrowest type of a value: int, bigint, decimal, double, date, timestamp, boolean, text. `null` = says nothing. */
export function inferCell(text: string | null, options: CsvReadOptions): DataType {
  if (text === null || text === '' || text === options.nullValue) return nullType;
  if (/^[+-]?\d+\.$/.test(text)) return decimalType(text.replace(/^[+-]?0*/, '').length - 1 || 1, 0);
  if (/^[+-]?\d+$/.test(text)) return wholeType(BigInt(text.replace('+', '')), text);
  if (/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?\s*$|^\s*[+-]?(?:NaN|Infinity)\s*$/.test(text) || [options.nan, options.positiveInfinity, options.negativeInfinity].includes(text)) return doubleType;
  if (options.preferDate && isDate(text, options)) return dateType;
  if (options.localTime?.(text) !== undefined) return timestampNtzType;
  if ((options.readTimestamp ?? likelyTimestamp(options))(text) !== undefined) return timestampType;
  return /^(true|false)$/i.test(text) ? booleanType : stringType;
}

/** The narrowest type that holds both. */
export function mergeCells(left: DataType, right: DataType): DataType {
  if (left.kind === right.kind && left.kind !== 'decimal') return left;
  const kinds = [left.kind, right.kind];
  if (kinds.includes('int') && kinds.includes('long')) return longType;
  if (kinds.includes('date') && kinds.includes('timestamp')) return timestampType;
  if (kinds.includes('date') && kinds.includes('timestamp_ntz')) return timestampNtzType;
  const widened = [left, right].map((type) => (type.kind === 'int' ? (kinds.includes('null') ? type : longType) : type));
  return mergeTypes(widened[0]!, widened[1]!);
}

function wholeType(value: bigint, text: string): DataType {
  if (BigInt.asIntN(32, value) === value) return intType;
  if (BigInt.asIntN(64, value) === value) return longType;
  const digits = text.replace(/^[+-]?0*/, '').length;
  return digits <= 38 ? decimalType(digits, 0) : doubleType;
}

function isDate(text: string, { readDate }: CsvReadOptions): boolean {
  return readDate === undefined ? /^\d{4}-\d{1,2}-\d{1,2}$/.test(text) && parseDate(text) !== undefined : readDate(text) !== undefined;
}

const likelyTimestamp = ({ zone }: CsvReadOptions) => (text: string): bigint | undefined => (/^\d{4}/.test(text) ? parseTimestamp(text, zone) : undefined);
