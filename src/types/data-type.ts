/**
 * SQL types. A type is immutable plain data; two types are equal when `sameType` says so.
 * Layout in memory is decided by `layoutOf` (layout.ts), never here.
 */
export type DataType =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'byte' }
  | { readonly kind: 'short' }
  | { readonly kind: 'int' }
  | { readonly kind: 'long' }
  | { readonly kind: 'float' }
  | { readonly kind: 'double' }
  | DecimalType
  | StringType
  | { readonly kind: 'binary' }
  | { readonly kind: 'date' }
  | { readonly kind: 'time'; readonly precision: number }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'timestamp_ntz' }
  | YearMonthIntervalType
  | DayTimeIntervalType
  | { readonly kind: 'calendar_interval' }
  | { readonly kind: 'variant' }
  | ArrayType
  | MapType
  | StructType;

export type TypeKind = DataType['kind'];

/** 1 ≤ precision ≤ 38, 0 ≤ scale ≤ precision. */
export interface DecimalType { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
/** `collation` is absent for UTF8_BINARY. CHAR(n) and VARCHAR(n) are strings with `length` and `constraint`. */
export interface StringType { readonly kind: 'string'; readonly collation?: string; readonly constraint?: 'char' | 'varchar'; readonly length?: number }
/** Fields: 0 = YEAR, 1 = MONTH. */
export interface YearMonthIntervalType { readonly kind: 'year_month_interval'; readonly start: 0 | 1; readonly end: 0 | 1 }
/** Fields: 0 = DAY, 1 = HOUR, 2 = MINUTE, 3 = SECOND. */
export interface DayTimeIntervalType { readonly kind: 'day_time_interval'; readonly start: 0 | 1 | 2 | 3; readonly end: 0 | 1 | 2 | 3 }
export interface ArrayType { readonly kind: 'array'; readonly element: DataType; readonly containsNull: boolean }
export interface MapType { readonly kind: 'map'; readonly key: DataType; readonly value: DataType; readonly valueContainsNull: boolean }
export interface StructType { readonly kind: 'struct'; readonly fields: readonly Field[] }

/** A column, or a part of a struct. */
export interface Field {
  /** As it was written; compared without regard to case unless the session says otherwise. */
  readonly name: string;
  /** What its values are. */
  readonly type: DataType;
  /** Whether there may be NULLs. */
  readonly nullable: boolean;
  /** What its author says about it. */
  readonly comment?: string;
}

/** The shape of a table: a struct without a name of its own. */
export interface Schema {
  /** The columns in order. */
  readonly fields: readonly Field[];
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && 'fields' in value && Array.isArray(value.fields);
}

export const nullType = { kind: 'null' } as const satisfies DataType;
export const booleanType = { kind: 'boolean' } as const satisfies DataType;
export const byteType = { kind: 'byte' } as const satisfies DataType;
export const shortType = { kind: 'short' } as const satisfies DataType;
export const intType = { kind: 'int' } as const satisfies DataType;
export const longType = { kind: 'long' } as const satisfies DataType;
export const floatType = { kind: 'float' } as const satisfies DataType;
export const doubleType = { kind: 'double' } as const satisfies DataType;
export const stringType = { kind: 'string' } as const satisfies DataType;
export const binaryType = { kind: 'binary' } as const satisfies DataType;
export const dateType = { kind: 'date' } as const satisfies DataType;
export const timestampType = { kind: 'timestamp' } as const satisfies DataType;
export const timestampNtzType = { kind: 'timestamp_ntz' } as const satisfies DataType;
export const calendarIntervalType = { kind: 'calendar_interval' } as const satisfies DataType;
export const yearMonthIntervalType = { kind: 'year_month_interval', start: 0, end: 1 } as const satisfies DataType;
export const dayTimeIntervalType = { kind: 'day_time_interval', start: 0, end: 3 } as const satisfies DataType;
export const variantType = { kind: 'variant' } as const satisfies DataType;

export const decimalType = (precision: number, scale: number): DecimalType => ({ kind: 'decimal', precision, scale });
export const arrayType = (element: DataType, containsNull = true): ArrayType => ({ kind: 'array', element, containsNull });
export const mapType = (key: DataType, value: DataType, valueContainsNull = true): MapType => ({ kind: 'map', key, value, valueContainsNull });
export const structType = (fields: readonly Field[]): StructType => ({ kind: 'struct', fields });
export const field = (name: string, type: DataType, nullable = true): Field => ({ name, type, nullable });

/** Equality of types; nullability inside collections and structs counts only when asked for. */
export function sameType(left: DataType, right: DataType, compareNullability = false): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind) return false;
  switch (left.kind) {
    case 'decimal': return left.precision === (right as DecimalType).precision && left.scale === (right as DecimalType).scale;
    case 'string': return (left.collation ?? 'UTF8_BINARY') === ((right as StringType).collation ?? 'UTF8_BINARY');
    case 'time': return left.precision === (right as typeof left).precision;
    case 'year_month_interval':
    case 'day_time_interval': return left.start === (right as typeof left).start && left.end === (right as typeof left).end;
    case 'array': return sameArray(left, right as ArrayType, compareNullability);
    case 'map': return sameMap(left, right as MapType, compareNullability);
    case 'struct': return sameFields(left.fields, (right as StructType).fields, compareNullability);
    default: return true;
  }
}

function sameArray(left: ArrayType, right: ArrayType, compareNullability: boolean): boolean {
  return sameType(left.element, right.element, compareNullability) && (!compareNullability || left.containsNull === right.containsNull);
}

function sameMap(left: MapType, right: MapType, compareNullability: boolean): boolean {
  return sameType(left.key, right.key, compareNullability) && sameType(left.value, right.value, compareNullability)
    && (!compareNullability || left.valueContainsNull === right.valueContainsNull);
}

function sameFields(left: readonly Field[], right: readonly Field[], compareNullability: boolean): boolean {
  return left.length === right.length && left.every((one, index) => {
    const other = right[index]!;
    return one.name === other.name && sameType(one.type, other.type, compareNullability) && (!compareNullability || one.nullable === other.nullable);
  });
}
