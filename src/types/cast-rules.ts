import { isAnsiInterval, isAtomic, isDatetime, isFractional, isNumeric, losesValues } from './coercion.ts';
import { sameType, type DataType, type Field } from './data-type.ts';

/** How a cast treats a value that does not fit: `ansi` fails, `try` gives NULL, `legacy` gives NULL or wraps around. */
export type CastMode = 'ansi' | 'try' | 'legacy';

/** Spark knows how to cast between the types at all. TRY_CAST follows the ANSI table. */
export function canCast(from: DataType, to: DataType, mode: CastMode): boolean {
  if (sameType(from, to, true)) return true;
  if (from.kind === 'null') return true;
  if (from.kind === 'variant') return canCastVariant(to);
  if (to.kind === 'variant') return canBecomeVariant(from);
  if (from.kind === 'array' && to.kind === 'array') {
    return canCast(from.element, to.element, mode) && keepsNulls(from.containsNull || mayAddNulls(from.element, to.element, mode), to.containsNull);
  }
  if (from.kind === 'map' && to.kind === 'map') {
    return canCast(from.key, to.key, mode) && (mode === 'ansi' || !mayAddNulls(from.key, to.key, mode)) && canCast(from.value, to.value, mode)
      && keepsNulls(from.valueContainsNull || mayAddNulls(from.value, to.value, mode), to.valueContainsNull);
  }
  if (from.kind === 'struct' && to.kind === 'struct') return canCastFields(from.fields, to.fields, mode);
  if (to.kind === 'string') return true;
  return mode === 'legacy' ? canCastLegacy(from, to) : canCastAnsi(from, to);
}

/** Why a cast is refused: which of Spark's three conditions tells the user what to do. */
export function castRefusal(from: DataType, to: DataType, mode: CastMode): 'CAST_WITH_CONF_SUGGESTION' | 'CAST_WITH_FUNC_SUGGESTION' | 'CAST_WITHOUT_SUGGESTION' {
  if (mode === 'legacy') return 'CAST_WITHOUT_SUGGESTION';
  if (suggestedFunctions(from, to) !== undefined) return 'CAST_WITH_FUNC_SUGGESTION';
  return mode === 'ansi' && canCast(from, to, 'legacy') ? 'CAST_WITH_CONF_SUGGESTION' : 'CAST_WITHOUT_SUGGESTION';
}

/** The functions that do what a refused ANSI cast may have meant. */
export function suggestedFunctions(from: DataType, to: DataType): string | undefined {
  if (isNumeric(from) && to.kind === 'timestamp') return '`TIMESTAMP_SECONDS`/`TIMESTAMP_MILLIS`/`TIMESTAMP_MICROS`';
  if (isNumeric(from) && to.kind === 'date') return '`DATE_FROM_UNIX_DATE`';
  if (from.kind === 'timestamp' && isNumeric(to)) return '`UNIX_SECONDS`/`UNIX_MILLIS`/`UNIX_MICROS`';
  if (from.kind === 'date' && isNumeric(to)) return '`UNIX_DATE`';
  return undefined;
}

/** The result of a cast can be NULL although the input is not. */
export function mayAddNulls(from: DataType, to: DataType, mode: CastMode): boolean {
  return mode === 'try' ? !isUpCast(from, to) && to.kind !== 'binary' : losesValues(from, to);
}

/** Assignment of a value to a column: numbers among themselves, everything atomic to string, what is on the calendar or the clock, part by part. */
export function canStoreAssign(from: DataType, to: DataType): boolean {
  if (sameType(from, to, true) || from.kind === 'null') return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (isAtomic(from) && to.kind === 'string') return true;
  switch (from.kind) {
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'time': return isDatetime(to);
    case 'array': return to.kind === 'array' && keepsNulls(from.containsNull, to.containsNull) && canStoreAssign(from.element, to.element);
    case 'map':
      return to.kind === 'map' && keepsNulls(from.valueContainsNull, to.valueContainsNull) && canStoreAssign(from.key, to.key) && canStoreAssign(from.value, to.value);
    case 'struct':
      return to.kind === 'struct' && from.fields.length === to.fields.length
        && from.fields.every((one, index) => keepsNulls(one.nullable, to.fields[index]!.nullable) && canStoreAssign(one.type, to.fields[index]!.type));
    default: return false;
  }
}

/** Every value of `from` has an equal value in `to`: no loss of range or precision. */
export function isUpCast(from: DataType, to: DataType): boolean {
  if (sameType(from, to)) return true;
  const order = ['byte', 'short', 'int', 'long', 'float', 'double'];
  if (order.includes(from.kind) && order.includes(to.kind)) return order.indexOf(from.kind) <= order.indexOf(to.kind);
  if (from.kind === 'null') return true;
  if (from.kind === 'array' && to.kind === 'array') return keepsNulls(from.containsNull, to.containsNull) && isUpCast(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') return keepsNulls(from.valueContainsNull, to.valueContainsNull) && isUpCast(from.key, to.key) && isUpCast(from.value, to.value);
  if (from.kind === 'struct' && to.kind === 'struct') {
    return from.fields.length === to.fields.length && from.fields.every((one, index) => keepsNulls(one.nullable, to.fields[index]!.nullable) && isUpCast(one.type, to.fields[index]!.type));
  }
  if ((from.kind === 'long' && to.kind === 'timestamp') || (from.kind === 'timestamp' && to.kind === 'long')) return true;
  if (to.kind === 'decimal') return isNumeric(from) && !isFractional(from) ? !losesValues(from, to) : from.kind === 'decimal' && !losesValues(from, to);
  if (to.kind === 'string') return isAtomic(from) || from.kind === 'calendar_interval';
  if (from.kind === 'date') return to.kind === 'timestamp' || to.kind === 'timestamp_ntz';
  if (from.kind === 'timestamp' || from.kind === 'timestamp_ntz') return to.kind === 'timestamp' || to.kind === 'timestamp_ntz';
  return isAnsiInterval(from) && from.kind === to.kind;
}

function keepsNulls(from: boolean, to: boolean): boolean {
  return !from || to;
}

function canCastFields(from: readonly Field[], to: readonly Field[], mode: CastMode): boolean {
  return from.length === to.length && from.every((one, index) => {
    const other = to[index]!;
    return canCast(one.type, other.type, mode) && keepsNulls(one.nullable || mayAddNulls(one.type, other.type, mode), other.nullable);
  });
}

/** Targets by source, besides the source itself and string. Interval targets must be told apart by their fields. */
const ansiTargets: Partial<Record<DataType['kind'], readonly DataType['kind'][]>> = {
  boolean: ['byte', 'short', 'int', 'long', 'float', 'double', 'decimal'],
  string: [
    'boolean', 'byte', 'short', 'int', 'long', 'float', 'double', 'decimal', 'binary', 'date', 'time', 'timestamp', 'timestamp_ntz',
    'year_month_interval', 'day_time_interval', 'calendar_interval',
  ],
  date: ['timestamp', 'timestamp_ntz'],
  timestamp: ['date', 'timestamp_ntz', 'time', 'byte', 'short', 'int', 'long', 'float', 'double', 'decimal'],
  timestamp_ntz: ['date', 'timestamp', 'time'],
  time: ['time', 'timestamp', 'timestamp_ntz', 'byte', 'short', 'int', 'long', 'decimal'],
  binary: [],
  year_month_interval: ['year_month_interval'],
  day_time_interval: ['day_time_interval'],
};

function canCastAnsi(from: DataType, to: DataType): boolean {
  if (isNumeric(from)) {
    if (isNumeric(to) || to.kind === 'boolean' || to.kind === 'timestamp') return true;
    return isAnsiInterval(to) && castsToInterval(from);
  }
  if (isAnsiInterval(from) && isNumeric(to)) return castsToInterval(to);
  return ansiTargets[from.kind]?.includes(to.kind) ?? false;
}

function canCastLegacy(from: DataType, to: DataType): boolean {
  if (canCastAnsi(from, to)) return true;
  if (from.kind === 'boolean') return to.kind === 'timestamp';
  if (from.kind === 'date') return isNumeric(to) || to.kind === 'boolean';
  if (from.kind === 'timestamp') return to.kind === 'boolean';
  return (from.kind === 'byte' || from.kind === 'short' || from.kind === 'int' || from.kind === 'long') && to.kind === 'binary';
}

/** Whole numbers and decimals become intervals, and back. */
function castsToInterval(number: DataType): boolean {
  return number.kind !== 'float' && number.kind !== 'double';
}

function canCastVariant(to: DataType): boolean {
  switch (to.kind) {
    case 'array': return canCastVariant(to.element);
    case 'map': return to.key.kind === 'string' && canCastVariant(to.value);
    case 'struct': return to.fields.every((one) => canCastVariant(one.type));
    case 'year_month_interval':
    case 'day_time_interval':
    case 'calendar_interval':
    case 'null': return false;
    default: return true;
  }
}

function canBecomeVariant(from: DataType): boolean {
  switch (from.kind) {
    case 'array': return canBecomeVariant(from.element);
    case 'map':
    case 'struct':
    case 'year_month_interval':
    case 'day_time_interval':
    case 'calendar_interval':
    case 'time':
    case 'null': return false;
    default: return true;
  }
}
