import { fail } from '../errors/stream-error.ts';
import { listValue, mapValue, type Value } from '../columnar/value.ts';
import type { Expression } from '../plan/expression.ts';
import { arrayType, binaryType, booleanType, type DataType, decimalType, doubleType, intType, longType, mapType, nullType, stringType, timestampType } from '../types/data-type.ts';
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
  const element = items.find((item) => item.type.kind !== 'null')?.type ?? nullType;
  return { type: arrayType(element, items.some((item) => item.value === null)), value: listValue(items.map((item) => item.value)) };
}

function mapLiteral(input: ReadonlyMap<LiteralInput, LiteralInput>): { type: DataType; value: Value } {
  const entries = [...input].map(([key, item]) => [literalOf(key), literalOf(item)] as const);
  const value = entries.find(([, item]) => item.type.kind !== 'null')?.[1].type ?? nullType;
  return { type: mapType(entries[0]?.[0].type ?? stringType, value), value: mapValue(entries.map(([key, item]) => [key.value, item.value] as const)) };
}
