import { fail } from '../errors/stream-error.ts';
import { defaultOf, describeExpected, type Expected } from '../types/coercion-implicit.ts';
import { isOrderable } from '../types/coercion.ts';
import { arrayType, mapType, nullType, type DataType } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';
import type { CallShape } from './function.ts';
import { patternAt, variablesOf, type ParsedSignature, type Pattern } from './signature.ts';
import { unfoldingOf } from './unfolded.ts';
import { wishOf } from './wishes.ts';

/** Why a signature does not fit: an argument is no collection (`shape`), has no implicit cast (`input`), or a variable has no common type. */
export type Mismatch =
  | { readonly mismatch: 'shape' | 'input'; readonly signature: ParsedSignature; readonly index: number }
  | { readonly mismatch: 'variable'; readonly signature: ParsedSignature; readonly name: string; readonly types: readonly DataType[] };

/** Reports the mismatch of the signature that came furthest, with the wishes of the others for the same argument. */
export function failMismatch(call: CallShape, mismatches: readonly Mismatch[]): never {
  const first = mismatches.reduce((best, one) => (progress(one) > progress(best) ? one : best));
  if (first.mismatch === 'variable') return failVariable(call, first.signature, first.name);
  const pattern = patternAt(first.signature, first.index);
  const shared = variablesOf(pattern).find((name) => first.signature.parameters.filter((one) => variablesOf(one.pattern).includes(name)).length > 1);
  if (first.mismatch === 'shape' && shared !== undefined) return failVariable(call, first.signature, shared);
  const argument = call.arguments[first.index]!;
  if (pattern.pattern === 'family' && pattern.family === 'ordered' && !isOrderable(argument.type)) return failOrdering(call, argument.type);
  const wishes = mismatches.flatMap((one) => (one.mismatch !== 'variable' && one.index === first.index ? [expectedOf(patternAt(one.signature, one.index))] : []));
  const different = wishes.filter((one, at) => wishes.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === at);
  return failInput(call, first.index, different.length === 1 ? different[0]! : { oneOf: different });
}

function progress(mismatch: Mismatch): number {
  return mismatch.mismatch === 'variable' ? Number.POSITIVE_INFINITY : mismatch.index;
}

/** UNEXPECTED_INPUT_TYPE for the argument at `index` (counting from 0). */
export function failInput(call: CallShape, index: number, expected: Expected): never {
  const argument = call.arguments[index]!;
  const { name = call.name, before = 0, swapped } = unfoldingOf(call.name, call.arguments.length) ?? {};
  return fail('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
    sqlExpr: quoted(call.sql), paramIndex: ordinal((swapped === true ? 1 - index : index) + before), requiredType: wishOf(name, index) ?? describeExpected(expected, typeToSql),
    inputSql: quoted(argument.sql), inputType: quoted(typeToSql(argument.type)),
  }, { at: call.at });
}

/** Arguments that should have had one type. */
export function failDifferentTypes(call: CallShape, types: readonly DataType[] = call.arguments.map((one) => one.type)): never {
  const shown = types.map((type) => quoted(typeToSql(type)));
  return fail('DATATYPE_MISMATCH.DATA_DIFF_TYPES', {
    sqlExpr: quoted(call.sql), functionName: functionName(call), dataType: listed.has(functionName(call)) ? `[${shown.join(', ')}]` : `(${shown.join(' or ')})`,
  }, { at: call.at });
}

/** A comparison or an ordering of what has no order: maps, variants. */
export function failOrdering(call: CallShape, type: DataType): never {
  return fail('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', { sqlExpr: quoted(call.sql), functionName: functionName(call), dataType: quoted(typeToSql(type)) }, { at: call.at });
}

export const quoted = (text: string): string => `"${text}"`;
export const functionName = (call: CallShape): string => `\`${unfoldingOf(call.name, call.arguments.length)?.name ?? call.name}\``;

/** Those whose types Spark lists in brackets; of others it says one or another. */
const listed: ReadonlySet<string> = new Set(['`greatest`', '`least`', '`if`', '`in`', '`casewhen`']);

export const ordinal = (index: number): string => ordinals[index] ?? `${index + 1}th`; // words for the first three only, as Spark's

const ordinals = ['first', 'second', 'third'];

/** Which of Spark's conditions names the clash depends on where the variable stands. */
function failVariable(call: CallShape, signature: ParsedSignature, name: string): never {
  const places = call.arguments.map((_, index) => patternAt(signature, index)).filter((pattern) => variablesOf(pattern).includes(name));
  const [leftType, rightType] = [call.arguments[0]?.type ?? nullType, call.arguments[1]?.type ?? nullType].map((type) => quoted(typeToSql(type)));
  const shown = { sqlExpr: quoted(call.sql), functionName: functionName(call), leftType: leftType!, rightType: rightType! };
  if (places.filter((one) => one.pattern === 'array').length > 1) {
    return fail('DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES', shown, { at: call.at });
  }
  if (places.some((one) => one.pattern === 'array')) return fail('DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES', shown, { at: call.at });
  if (places.some((one) => one.pattern === 'map')) return fail('DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES', { ...shown, dataType: '"MAP"' }, { at: call.at });
  return failDifferentTypes(call);
}

function expectedOf(pattern: Pattern): Expected {
  switch (pattern.pattern) {
    case 'type': return pattern.type;
    case 'family': return { family: pattern.family };
    case 'array': return pattern.element.pattern === 'type' ? arrayType(pattern.element.type) : { family: 'array' };
    case 'map': return pattern.key.pattern === 'type' ? mapType(pattern.key.type, defaultOf(expectedOf(pattern.value)) ?? nullType) : { family: 'map' };
    case 'one of': return { oneOf: pattern.options.map(expectedOf) };
    case 'exactly': return expectedOf(pattern.of);
    default: return { family: 'any' };
  }
}
