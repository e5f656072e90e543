import { isValid } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import type { Undefined } from '../../columnar/stamp.ts';
import { readValue } from '../../columnar/read.ts';
import type { Value } from '../../columnar/value.ts';
import { fail, type Span } from '../../errors/stream-error.ts';
import type { DataType } from '../../types/data-type.ts';
import { formatDecimal, formatDouble, formatFloat } from '../../types/numeric-text.ts';
import { textToSql, typeToSql } from '../../types/print.ts';
import type { EvaluationSettings } from '../function.ts';

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

export function failCastOverflow({ from, to, at }: CastShape, value: Value): never {
  return fail('CAST_OVERFLOW', { value: literalOf(value, from), sourceType: `"${typeToSql(from)}"`, targetType: `"${typeToSql(to)}"` }, { at });
}

export function failCastInput({ from, to, at }: CastShape, value: Value): never {
  return fail('CAST_INVALID_INPUT', { expression: typeof value === 'string' ? textToSql(value.slice(0, 200)) : shown(value), sourceType: `"${typeToSql(from)}"`, targetType: `"${typeToSql(to)}"` }, { at });
}

export function failDecimalRange({ from, to, at }: CastShape, value: Value): never {
  const type = to as Extract<DataType, { kind: 'decimal' }>;
  const text = from.kind === 'decimal' && value !== null ? formatDecimal(value as bigint, from.scale) : shown(value);
  return fail('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION', { value: text, precision: String(type.precision), scale: String(type.scale) }, { at });
}

/** The cell an error speaks of. */
export function cellOf(column: Column, row: number): Value {
  return isValid(column.validity, row & column.mask) ? readValue(column, row) : null;
}

/** The value as SQL writes it: a number says of which type it is. */
function literalOf(value: Value, type: DataType): string {
  if (value === null) return 'NULL';
  switch (type.kind) {
    case 'decimal': return `${formatDecimal(value as bigint, type.scale)}BD`;
    case 'double': return `${formatDouble(value as number)}${Number.isFinite(value) ? 'D' : ''}`;
    case 'float': return formatFloat(value as number);
    case 'long': case 'short': case 'byte': return `${String(value)}${suffixes[type.kind]}`;
    default: return shown(value);
  }
}

const suffixes = { long: 'L', short: 'S', byte: 'Y' } as const;

function shown(value: Value): string {
  return value === null || typeof value === 'object' ? 'NULL' : String(value);
}
