import { decimalFor, decimalHolds, widerDecimal } from './decimal.ts';
import {
  arrayType, doubleType, longType, mapType, nullType, sameType, structType, timestampNtzType, timestampType, type DataType, type DecimalType, type Field, type TypeKind,
} from './data-type.ts';

/**
 * Common types. Spark has two tables, one for ANSI mode (the default) and one for the old behaviour; they differ in what a
 * string becomes beside another type and in int ∪ float.
 *
 * - *tightest*: no loss and no strings: byte ⊂ short ⊂ int ⊂ long ⊂ float ⊂ double, date ⊂ timestamp_ntz ⊂ timestamp.
 * - *wider*: also decimals, strings (`promotion`), and element by element inside collections.
 */
export interface CoercionMode {
  readonly ansi: boolean;
  /** Old rules that a session may ask for, by Spark's key: a session's settings are a mode. */
  readonly get?: (key: string) => string | undefined;
}

const FRACTIONS_KEPT = 'spark.sql.legacy.decimal.retainFractionDigitsOnTruncate';
const DATES_AS_TEXT = 'spark.sql.legacy.typeCoercion.datetimeToString.enabled';
const asks = (mode: CoercionMode, key: string): boolean => mode.get?.(key)?.trim().toLowerCase() === 'true';

export function tightestCommonType(left: DataType, right: DataType, mode: CoercionMode): DataType | undefined {
  if (sameType(left, right, true)) return left;
  if (left.kind === 'null') return right;
  if (right.kind === 'null') return left;
  if (left.kind === 'decimal' || right.kind === 'decimal') return holdingDecimal(left, right) ?? holdingDecimal(right, left);
  if (isNumeric(left) && isNumeric(right)) return widerNumber(left, right, mode);
  if (isDatetime(left) && isDatetime(right)) return widerDatetime(left, right);
  if (left.kind === 'year_month_interval' && right.kind === 'year_month_interval') return { ...left, start: least(left.start, right.start), end: most(left.end, right.end) };
  if (left.kind === 'day_time_interval' && right.kind === 'day_time_interval') return { ...left, start: least(left.start, right.start), end: most(left.end, right.end) };
  return undefined;
}

/** *tightest*, element by element inside collections too. */
export function losslessCommonType(left: DataType, right: DataType, mode: CoercionMode): DataType | undefined {
  return tightestCommonType(left, right, mode) ?? widerCollection(left, right, (a, b) => losslessCommonType(a, b, mode));
}

/** The type both sides of CASE, UNION, COALESCE, array(…) are cast to. `strings: false` leaves out what only strings allow. */
export function widerType(left: DataType, right: DataType, mode: CoercionMode, strings = true): DataType | undefined {
  return tightestCommonType(left, right, mode)
    ?? widerWithDecimal(left, right, mode)
    ?? (strings ? promotion(left, right, mode) : undefined)
    ?? widerCollection(left, right, (a, b) => widerType(a, b, mode, strings));
}

/** The wider type of many. Without ANSI, strings go first, so that the order of the others does not matter. */
export function commonType(types: readonly DataType[], mode: CoercionMode, strings = true): DataType | undefined {
  const ordered = mode.ansi || !strings ? types : [...types.filter(hasString), ...types.filter((type) => !hasString(type))];
  let common: DataType | undefined = nullType;
  for (const type of ordered) {
    common = widerType(common, type, mode, strings);
    if (common === undefined) return undefined;
  }
  return common;
}

/** What `=`, `<` and the like compare as, when one side is a string. */
export function comparisonType(left: DataType, right: DataType, mode: CoercionMode): DataType | undefined {
  if (left.kind === 'string' && right.kind === 'string') return undefined;
  if (mode.ansi) return promotion(left, right, mode);
  if (left.kind !== 'string' && right.kind !== 'string') return undefined;
  const other = left.kind === 'string' ? right : left;
  if (other.kind === 'null') return left.kind === 'string' ? left : right;
  if (other.kind === 'decimal') return doubleType;
  if ((other.kind === 'date' || isTimestamp(other)) && asks(mode, DATES_AS_TEXT)) return left.kind === 'string' ? left : right;
  return isAtomic(other) && !isAnsiInterval(other) ? other : undefined;
}

/** What a string becomes beside another type. ANSI: long beside whole numbers, double beside fractions, the other type beside all else but intervals. */
export function promotion(left: DataType, right: DataType, mode: CoercionMode): DataType | undefined {
  if (left.kind === 'string' && right.kind === 'string') return left.collation === right.collation ? left : undefined;
  if (left.kind !== 'string' && right.kind !== 'string') return undefined;
  const other = left.kind === 'string' ? right : left;
  if (other.kind === 'null') return left.kind === 'string' ? left : right;
  if (!isAtomic(other)) return undefined;
  if (!mode.ansi) return other.kind === 'binary' || other.kind === 'boolean' ? undefined : left.kind === 'string' ? left : right;
  if (isIntegral(other)) return longType;
  if (isFractional(other)) return doubleType;
  return isAnsiInterval(other) ? undefined : other;
}

/** decimal ∪ decimal, decimal ∪ whole number, decimal ∪ float. */
export function widerWithDecimal(left: DataType, right: DataType, mode: CoercionMode): DataType | undefined {
  if (left.kind !== 'decimal' && right.kind !== 'decimal') return undefined;
  if (!isNumeric(left) || !isNumeric(right)) return undefined;
  if (isBinaryFraction(left) || isBinaryFraction(right)) return doubleType;
  return widerDecimal(decimalFor(left), decimalFor(right), asks(mode, FRACTIONS_KEPT));
}

/** Arrays, maps and structs of the same shape, part by part. */
export function widerCollection(left: DataType, right: DataType, wider: (a: DataType, b: DataType) => DataType | undefined): DataType | undefined {
  if (left.kind === 'array' && right.kind === 'array') {
    const element = wider(left.element, right.element);
    return element && arrayType(element, left.containsNull || right.containsNull || losesValues(left.element, element) || losesValues(right.element, element));
  }
  if (left.kind === 'map' && right.kind === 'map') {
    const key = wider(left.key, right.key);
    const value = wider(left.value, right.value);
    if (key === undefined || value === undefined || losesValues(left.key, key) || losesValues(right.key, key)) return undefined;
    return mapType(key, value, left.valueContainsNull || right.valueContainsNull || losesValues(left.value, value) || losesValues(right.value, value));
  }
  if (left.kind === 'struct' && right.kind === 'struct' && left.fields.length === right.fields.length) return widerStruct(left.fields, right.fields, wider);
  return undefined;
}

/** A cast between these may turn a value into NULL (or fail), whatever the value is: Spark then marks the result nullable. */
export function losesValues(from: DataType, to: DataType): boolean {
  if (from.kind === 'null' || sameType(from, to)) return false;
  if (from.kind === 'variant') return true;
  if (from.kind === 'string') return to.kind !== 'binary' && to.kind !== 'string';
  if (to.kind === 'string') return false;
  if (from.kind === 'timestamp' && (to.kind === 'byte' || to.kind === 'short' || to.kind === 'int')) return true;
  if (isBinaryFraction(from) && to.kind === 'timestamp') return true;
  if (to.kind === 'date') return from.kind !== 'timestamp';
  if (from.kind === 'date') return to.kind !== 'timestamp';
  if (to.kind === 'calendar_interval') return true;
  if (to.kind === 'decimal') return !fitsDecimal(from, to);
  return isFractional(from) && isIntegral(to);
}

/** Digits behind the point may go, digits before it may not. */
function fitsDecimal(from: DataType, to: DecimalType): boolean {
  if (from.kind === 'boolean') return decimalHolds(to, decimalFor(from));
  return decimalHolds(to, from) || (from.kind === 'decimal' && to.precision - to.scale > from.precision - from.scale);
}

const integralKinds: ReadonlySet<TypeKind> = new Set(['byte', 'short', 'int', 'long']);
const complexKinds: ReadonlySet<TypeKind> = new Set(['array', 'map', 'struct', 'null', 'calendar_interval']);

export const isIntegral = (type: DataType): boolean => integralKinds.has(type.kind);
export const isBinaryFraction = (type: DataType): boolean => type.kind === 'float' || type.kind === 'double';
export const isFractional = (type: DataType): boolean => isBinaryFraction(type) || type.kind === 'decimal';
export const isNumeric = (type: DataType): boolean => isIntegral(type) || isFractional(type);
export const isTimestamp = (type: DataType): boolean => type.kind === 'timestamp' || type.kind === 'timestamp_ntz';
export const isDatetime = (type: DataType): boolean => type.kind === 'date' || isTimestamp(type) || type.kind === 'time';
export const isAnsiInterval = (type: DataType): boolean => type.kind === 'year_month_interval' || type.kind === 'day_time_interval';
export const isAtomic = (type: DataType): boolean => !complexKinds.has(type.kind);

/** Values can be compared with `<`: all but maps, variants and calendar intervals, looked into. */
export function isOrderable(type: DataType): boolean {
  switch (type.kind) {
    case 'array': return isOrderable(type.element);
    case 'struct': return type.fields.every((one) => isOrderable(one.type));
    case 'map':
    case 'variant':
    case 'calendar_interval': return false;
    default: return true;
  }
}

/** A type of this kind occurs in it. */
export function containsKind(type: DataType, kind: TypeKind): boolean {
  if (type.kind === kind) return true;
  switch (type.kind) {
    case 'array': return containsKind(type.element, kind);
    case 'map': return containsKind(type.key, kind) || containsKind(type.value, kind);
    case 'struct': return type.fields.some((one) => containsKind(one.type, kind));
    default: return false;
  }
}

/** The same type with every inner part nullable: what equality of types looks at. */
export function asNullable(type: DataType): DataType {
  switch (type.kind) {
    case 'array': return arrayType(asNullable(type.element), true);
    case 'map': return mapType(asNullable(type.key), asNullable(type.value), true);
    case 'struct': return structType(type.fields.map((one) => ({ ...one, type: asNullable(one.type), nullable: true })));
    default: return type;
  }
}

/** Types that differ in the nullability of their parts only, merged. The types are the same otherwise. */
export function mergeNullability(left: DataType, right: DataType): DataType {
  if (left.kind === 'array' && right.kind === 'array') return arrayType(mergeNullability(left.element, right.element), left.containsNull || right.containsNull);
  if (left.kind === 'map' && right.kind === 'map') {
    return mapType(mergeNullability(left.key, right.key), mergeNullability(left.value, right.value), left.valueContainsNull || right.valueContainsNull);
  }
  if (left.kind === 'struct' && right.kind === 'struct') {
    return structType(left.fields.map((one, index) => ({
      ...one, type: mergeNullability(one.type, right.fields[index]!.type), nullable: one.nullable || right.fields[index]!.nullable,
    })));
  }
  return left;
}

const numberOrder: readonly TypeKind[] = ['byte', 'short', 'int', 'long', 'float', 'double'];

function widerNumber(left: DataType, right: DataType, mode: CoercionMode): DataType {
  const wider = numberOrder.indexOf(left.kind) >= numberOrder.indexOf(right.kind) ? left : right;
  return mode.ansi && wider.kind === 'float' && left.kind !== right.kind ? doubleType : wider;
}

function holdingDecimal(decimal: DataType, other: DataType): DataType | undefined {
  return decimal.kind === 'decimal' && isIntegral(other) && decimalHolds(decimal, other) ? decimal : undefined;
}

function widerDatetime(left: DataType, right: DataType): DataType | undefined {
  if (left.kind === 'time' && right.kind === 'time') return left.precision >= right.precision ? left : right;
  if (left.kind === 'time' || right.kind === 'time') return undefined;
  return left.kind === 'timestamp' || right.kind === 'timestamp' ? timestampType : timestampNtzType;
}

function widerStruct(left: readonly Field[], right: readonly Field[], wider: (a: DataType, b: DataType) => DataType | undefined): DataType | undefined {
  const fields = left.map((one, index) => {
    const other = right[index]!;
    const type = one.name.toLowerCase() === other.name.toLowerCase() ? wider(one.type, other.type) : undefined;
    return type && { name: one.name, type, nullable: one.nullable || other.nullable || losesValues(one.type, type) || losesValues(other.type, type) };
  });
  return fields.every((one) => one !== undefined) ? structType(fields) : undefined;
}

function hasString(type: DataType): boolean {
  return type.kind === 'string' || (type.kind === 'array' && hasString(type.element));
}

const least = <N extends number>(a: N, b: N): N => (a < b ? a : b);
const most = <N extends number>(a: N, b: N): N => (a > b ? a : b);

