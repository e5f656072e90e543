import { isValid } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import type { Undefined } from '../../columnar/stamp.ts';
import { readValue } from '../../columnar/read.ts';
import type { Value } from '../../columnar/value.ts';
import { fail, type Span } from '../../errors/stream-error.ts';
import type { DataType } from '../../types/data-type.ts';
import { formatDecimal, formatDouble } from '../../types/numeric-text.ts';
import { textToSql, typeToSql } from '../../types/print.ts';
import type { EvaluationSettings } from '../function.ts';
import { literalSql, prettyLiteral } from '../pretty-literal.ts';

/** One cast, as the evaluator asks for it. `ansi` fails on what does not fit, `try` gives NULL, `legacy` wraps or gives NULL as Spark did before ANSI. */
export interface CastShape {
  readonly from: DataType;
  readonly to: DataType;
  readonly mode: 'ansi' | 'try' | 'legacy';
  readonly settings: EvaluationSettings;
  /** A constant is cast: the words `today`, `now` … mean something then. */
  readonly foldable?: boolean;
  /** SQL of what is cast, for messages. */
  readonly sql: string;
  readonly at?: Span | undefined;
}

/** Loops over numbers: overflow wraps in the old mode. */
export const numberMode = ({ mode }: CastShape): Undefined => (mode === 'ansi' ? 'fail' : mode === 'try' ? 'null' : 'keep');
/** Everything else: NULL in the old mode, too. */
export const strictMode = ({ mode }: CastShape): Undefined => (mode === 'ansi' ? 'fail' : 'null');

export function failCastOverflow({ from, to, at, settings }: Pick<CastShape, 'from' | 'to' | 'at' | 'settings'>, value: Value): never {
  return fail('CAST_OVERFLOW', { value: literalOf(value, from, settings), sourceType: `"${typeToSql(from)}"`, targetType: `"${typeToSql(to)}"` }, { at });
}

export function failCastInput({ from, to, at }: CastShape, value: Value): never {
  const sourceType = from.kind === 'string' ? '"STRING"' : `"${typeToSql(from)}"`; // whatever its collation
  return fail('CAST_INVALID_INPUT', { expression: typeof value === 'string' ? textToSql(value.slice(0, 200)) : shown(value), sourceType, targetType: `"${typeToSql(to)}"` }, { at });
}

export function failDecimalRange({ from, to, at }: CastShape, value: Value): never {
  const type = to as Extract<DataType, { kind: 'decimal' }>;
  const scale = scalesAsNumber(from);
  const text = typeof value === 'bigint' && scale !== undefined ? formatDecimal(value, scale) : plainNumber(numberText(from, value));
  return fail('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION', { value: text, precision: String(type.precision), scale: String(type.scale) }, { at });
}

function numberText(from: DataType, value: Value): string {
  if (from.kind === 'float' || from.kind === 'double') return formatDouble(value as number);
  return typeof value === 'boolean' ? String(Number(value)) : shown(value);
}

/** The cell an error speaks of. */
export function cellOf(column: Column, row: number): Value {
  return isValid(column.validity, row & column.mask) ? readValue(column, row) : null;
}

/** The value as SQL writes it, but for fractions that have no literal. */
function literalOf(value: Value, type: DataType, { timeZone }: EvaluationSettings): string {
  const isBare = type.kind === 'float' || (type.kind === 'double' && !Number.isFinite(value));
  return isBare ? prettyLiteral(value, type, timeZone) : literalSql(value, type, timeZone);
}

/** Decimals, and what is a number of seconds as a decimal. */
function scalesAsNumber(type: DataType): number | undefined {
  if (type.kind === 'decimal') return type.scale;
  if (type.kind === 'time') return 9;
  return type.kind === 'day_time_interval' && type.end === 3 ? 6 : undefined;
}

/** Digits without an exponent. */
function plainNumber(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] = /^\s*([+-]?)(\d*)\.?(\d*)[eE]([+-]?\d+)\s*$/.exec(text) ?? [];
  if (exponent === undefined) return text.trim();
  const places = fraction.length - Number(exponent);
  const unscaled = BigInt(whole + fraction) * (places < 0 ? 10n ** BigInt(-places) : 1n);
  return formatDecimal(sign === '-' ? -unscaled : unscaled, Math.max(0, places));
}

function shown(value: Value): string {
  return value === null || typeof value === 'object' ? 'NULL' : String(value);
}
