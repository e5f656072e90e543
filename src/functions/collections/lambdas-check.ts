import { fail } from '../../errors/stream-error.ts';
import { containsKind } from '../../types/coercion.ts';
import { type ArrayType, booleanType, type DataType, type MapType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import type { CallArgument, CallShape } from '../function.ts';
import { failInput, quoted } from '../mismatch.ts';

/** The array a lambda runs over. Unlike elsewhere, NULL without a type is none. */
export function arrayOf(call: CallShape, index: number): ArrayType {
  const { type } = call.arguments[index]!;
  return type.kind === 'array' ? type : failInput(call, index, { family: 'array' });
}

export function mapOf(call: CallShape, index: number): MapType {
  const { type } = call.arguments[index]!;
  return type.kind === 'map' ? type : failInput(call, index, { family: 'map' });
}

/** A lambda argument: its type is that of the body. */
export function bodyAt(call: CallShape, index: number): CallArgument {
  return call.arguments[index]!;
}

export function predicateAt(call: CallShape, index: number): CallArgument {
  const body = bodyAt(call, index);
  return body.type.kind === 'boolean' || body.type.kind === 'null' ? body : failInput(call, index, booleanType);
}

/** A type that keys of maps may have. */
export function checkKeyType(call: CallShape, key: DataType): void {
  if (containsKind(key, 'map') || containsKind(key, 'variant')) fail('DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE', { sqlExpr: quoted(call.sql), keyType: quoted(typeToSql(key)) }, { at: call.at });
}
