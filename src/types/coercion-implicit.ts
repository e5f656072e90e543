import {
  arrayType, booleanType, dateType, doubleType, intType, mapType, nullType, sameType, stringType, structType, timestampType, yearMonthIntervalType, type DataType,
} from './data-type.ts';
import { isAnsiInterval, isAtomic, isDatetime, isFractional, isIntegral, isNumeric, isOrderable, isTimestamp, type CoercionMode } from './coercion.ts';
import { withoutCollations } from './collation.ts';
import { decimalFor, systemDecimal } from './decimal.ts';
import { canStoreAssign } from './cast-rules.ts';

/** Families of types that a parameter may ask for. `decimal` is any decimal, `interval` a year-month, day-time or calendar one. */
export type TypeFamily = keyof typeof families;

/** What a parameter asks for: one type, a family, or any of several. */
export type Expected = DataType | { readonly family: TypeFamily } | { readonly oneOf: readonly Expected[] };

/** The argument can be used as it is. A TIME is one of any precision, a text one of any collation. */
export function accepts(expected: Expected, type: DataType): boolean {
  if ('oneOf' in expected) return expected.oneOf.some((one) => accepts(one, type));
  if ('family' in expected) return families[expected.family].accepts(type);
  return expected.kind === 'time' ? type.kind === 'time' : sameType(expected, type) || (expected.kind === type.kind && sameType(expected, withoutCollations(type)));
}

/** The type an argument is silently cast to so that the parameter accepts it; undefined when Spark does not cast silently. */
export function implicitCast(from: DataType, expected: Expected, mode: CoercionMode): DataType | undefined {
  if (accepts(expected, from)) return from;
  if (from.kind === 'null') return defaultOf(expected);
  if ('oneOf' in expected) return implicitCastToOne(from, expected.oneOf, mode);
  if ('family' in expected) return implicitCastToFamily(from, expected.family, mode);
  if (isAnsiInterval(from) && expected.kind === from.kind) return expected;
  return mode.ansi ? ansiCast(from, expected) : legacyCast(from, expected, mode);
}

/** What NULL becomes. */
export function defaultOf(expected: Expected): DataType | undefined {
  if ('oneOf' in expected) return expected.oneOf[0] === undefined ? undefined : defaultOf(expected.oneOf[0]);
  return 'family' in expected ? families[expected.family].default : expected;
}

/** `("STRING" or "BINARY")`: for messages. */
export function describeExpected(expected: Expected, print: (type: DataType) => string): string {
  if ('oneOf' in expected) return `(${expected.oneOf.map((one) => describeExpected(one, print)).join(' or ')})`;
  return 'family' in expected ? `"${families[expected.family].sql}"` : expected.kind === 'time' ? '"TIME"' : `"${print(expected)}"`;
}

/** `default`: what NULL is taken for. `sql`: how messages call it. */
const families = {
  any: { accepts: () => true, default: nullType, sql: 'ANY' },
  numeric: { accepts: isNumeric, default: doubleType, sql: 'NUMERIC' },
  integral: { accepts: isIntegral, default: intType, sql: 'INTEGRAL' },
  fractional: { accepts: isFractional, default: doubleType, sql: 'FRACTIONAL' },
  decimal: { accepts: (type) => type.kind === 'decimal', default: systemDecimal, sql: 'DECIMAL' },
  datetime: { accepts: isDatetime, default: dateType, sql: 'DATETIME' },
  timestamps: { accepts: isTimestamp, default: timestampType, sql: '(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)' },
  interval: { accepts: (type) => isAnsiInterval(type) || type.kind === 'calendar_interval', default: yearMonthIntervalType, sql: 'INTERVAL' },
  ordered: { accepts: isOrderable, default: nullType, sql: 'ORDERED' },
  atomic: { accepts: isAtomic, default: booleanType, sql: 'ATOMIC' },
  array: { accepts: (type) => type.kind === 'array', default: arrayType(nullType), sql: 'ARRAY' },
  map: { accepts: (type) => type.kind === 'map', default: mapType(nullType, nullType), sql: 'MAP' },
  struct: { accepts: (type) => type.kind === 'struct', default: structType([]), sql: 'STRUCT' },
} as const satisfies Readonly<Record<string, { readonly accepts: (type: DataType) => boolean; readonly default: DataType; readonly sql: string }>>;

function implicitCastToFamily(from: DataType, family: TypeFamily, mode: CoercionMode): DataType | undefined {
  switch (family) {
    case 'numeric': return from.kind === 'string' ? doubleType : undefined;
    case 'decimal':
      if (from.kind === 'string') return systemDecimal;
      return !mode.ansi && isNumeric(from) ? decimalFor(from) : undefined;
    case 'timestamps': return from.kind === 'string' || from.kind === 'date' || from.kind === 'time' ? timestampType : undefined;
    default: return undefined;
  }
}

/** ANSI: the candidate that all other candidates can be reached from; without ANSI, simply the first. */
function implicitCastToOne(from: DataType, options: readonly Expected[], mode: CoercionMode): DataType | undefined {
  const candidates = options.map((one) => implicitCast(from, one, mode)).filter((one) => one !== undefined);
  if (!mode.ansi || candidates.length < 2) return candidates[0];
  const closest = candidates.find((one) => candidates.every((other) => implicitCast(one, other, mode) !== undefined));
  return closest?.kind === 'float' && candidates.some((one) => one.kind === 'double') ? doubleType : closest;
}

function ansiCast(from: DataType, target: DataType): DataType | undefined {
  if (from.kind === 'calendar_interval' && target.kind === 'string') return target;
  if (from.kind === 'string' && isAtomic(target)) return isAnsiInterval(target) ? undefined : target;
  return canStoreAssign(from, target) ? target : undefined;
}

function legacyCast(from: DataType, target: DataType, mode: CoercionMode): DataType | undefined {
  if (isNumeric(from) && isNumeric(target)) return target;
  if (isDatetime(from) && isDatetime(target)) return target;
  if (from.kind === 'string' && (isNumeric(target) || isDatetime(target) || target.kind === 'binary')) return target;
  if (isAtomic(from) && target.kind === 'string') return stringType;
  if (from.kind === 'array' && target.kind === 'array' && (target.containsNull || !from.containsNull)) {
    const element = implicitCast(from.element, target.element, mode);
    return element && arrayType(element, target.containsNull);
  }
  if (from.kind === 'map' && target.kind === 'map' && (target.valueContainsNull || !from.valueContainsNull)) {
    const key = implicitCast(from.key, target.key, mode);
    const value = implicitCast(from.value, target.value, mode);
    return key && value && mapType(key, value, target.valueContainsNull);
  }
  return undefined;
}
