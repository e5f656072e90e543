import { fail } from '../errors/stream-error.ts';
import { listValue, mapValue, type Value } from '../columnar/value.ts';
import type { Expression } from '../plan/expression.ts';
import { arrayType, binaryType, booleanType, type DataType, decimalType, doubleType, intType, longType, mapType, nullType, sameType, stringType, timestampType } from '../types/data-type.ts';
import { tightestCommonType } from '../types/coercion.ts';
import { typeToSql } from '../types/print.ts';
import { Decimal } from './decimal.ts';
import { Timestamp } from './timestamp.ts';

/** JavaScript values that stand for SQL literals. */
export type LiteralInput = null | boolean | number | bigint | string | Date | Uint8Array | Decimal | readonly LiteralInput[] | ReadonlyMap<LiteralInput, LiteralInput>;

export function literalExpression(input: LiteralInput): Expression {
  const { type, value } = literalOf(input);
  return { kind: 'Literal', type, value };
}

/** Value and SQL type of a JavaScript value. */
export function literalOf(input: LiteralInput): { readonly type: DataType; readonly value: Value } {
  if (input === null || input === undefined) return { type: nullType, value: null };
  if (typeof input === 'boolean') return { type: booleanType, value: input };
  if (typeof input === 'string') return { type: stringType, value: input };
  if (typeof input === 'bigint') return { type: longType, value: input };
  if (typeof input === 'number') return numberLiteral(input);
  if (input instanceof Timestamp) return { type: timestampType, value: input.micros };
  if (input instanceof Date && Number.isNaN(input.getTime())) fail('UNSUPPORTED_FEATURE.LITERAL_TYPE', { value: 'Invalid Date', type: 'Date' });
  if (input instanceof Date) return { type: timestampType, value: BigInt(input.getTime()) * 1000n };
  if (input instanceof Uint8Array) return { type: binaryType, value: input };
  if (input instanceof Decimal) return { type: decimalType(input.precision, input.scale), value: input.unscaled };
  if (Array.isArray(input)) return listLiteral(input);
  if (input instanceof Map) return mapLiteral(input);
  return fail('UNSUPPORTED_FEATURE.LITERAL_TYPE', { value: String(input), type: typeof input });
}

/** Whole numbers are INT or BIGINT while they are exact; everything else is DOUBLE. */
function numberLiteral(input: number): { type: DataType; value: Value } {
  if (!Number.isSafeInteger(input) || Object.is(input, -0)) return { type: doubleType, value: input };
  return input === (input | 0) ? { type: intType, value: input } : { type: longType, value: BigInt(input) };
}

function listLiteral(input: readonly LiteralInput[]): { type: DataType; value: Value } {
  const items = input.map(literalOf);
  const element = commonTypeOf(items.map((item) => item.type));
  return { type: arrayType(element, items.some((item) => item.value === null)), value: listValue(items.map((item) => widened(item, element))) };
}

function mapLiteral(input: ReadonlyMap<LiteralInput, LiteralInput>): { type: DataType; value: Value } {
  const keys = [...input.keys()].map(literalOf);
  const items = [...input.values()].map(literalOf);
  const key = keys.length === 0 ? stringType : commonTypeOf(keys.map((one) => one.type));
  const value = commonTypeOf(items.map((one) => one.type));
  return { type: mapType(key, value), value: mapValue(keys.map((one, index) => [widened(one, key), widened(items[index]!, value)] as const)) };
}

/** The type that values of a program have in common: numbers widen, anything else has to be alike. */
export function commonTypeOf(types: readonly DataType[]): DataType {
  return types.reduce((left, right) => {
    if (left.kind === 'null' || sameType(left, right)) return right;
    if (right.kind === 'null') return left;
    return tightestCommonType(left, right, { ansi: true }) ?? fail('TIDEMARK_INVALID_API_CALL', { call: 'a list of values', problem: `${typeToSql(left)} and ${typeToSql(right)} have no type in common` });
  }, nullType);
}

function widened({ type, value }: { readonly type: DataType; readonly value: Value }, to: DataType): Value {
  if (value === null || type.kind === to.kind) return value;
  if (to.kind === 'long' && typeof value === 'number') return BigInt(value);
  return (to.kind === 'double' || to.kind === 'float') && typeof value === 'bigint' ? Number(value) : value;
}
