import { fail } from '../errors/stream-error.ts';
import { commonType, isNumeric, isOrderable, losesValues, mergeNullability } from '../types/coercion.ts';
import { accepts, implicitCast, type Expected } from '../types/coercion-implicit.ts';
import { booleanType, intType, nullType, sameType, type DataType } from '../types/data-type.ts';
import { textToSql, typeToSql } from '../types/print.ts';
import { failCastOverflow } from './casts/cast-shape.ts';
import type { CallArgument, CallShape, FunctionDefinition, ResolvedCall } from './function.ts';
import { failDifferentTypes, failInput, failOrdering, quoted } from './mismatch.ts';
import { failArgumentCount, matchSignatures } from './signature-match.ts';

/**
 * How a call of a row gets its types. Most rows say it with `signatures`; the builders below make a `resolve` for the rest:
 *
 * | builder | Spark's rule |
 * |---|---|
 * | `signatures` of a row | ImplicitCastInputTypes; `int!` = ExpectsInputTypes |
 * | `sameTypes(…)` | COALESCE, GREATEST, ARRAY, CONCAT: one common type |
 * | `arithmetic(op)` (define-arithmetic.ts) | + - * / % div pmod: decimals, dates, intervals |
 * | `comparison()`, `operator(…)` (define-operator.ts) | = < AND & : both sides alike |
 * | `caseWhen`, `ifElse`, `inList`, `between` (define-conditional.ts) | |
 */
export type ResolveCall = (call: CallShape) => ResolvedCall;

/** Types of a call of any row. Fails with Spark's conditions. */
export function resolveCall(definition: Exclude<FunctionDefinition, { kind: 'table' | 'unavailable' }>, call: CallShape): ResolvedCall {
  if (definition.resolve !== undefined) return definition.resolve(call);
  const match = matchSignatures(definition.signatures, call);
  return { ...match, nullable: nullableResult(definition, call, match.argumentTypes) };
}

/** All arguments from `from` on get one common type, which is the result. */
export function sameTypes(options: {
  readonly from?: number; readonly minimumCount: number; readonly maximumCount?: number;
  /** Strings may be cast to the other type (COALESCE) or not (GREATEST). Default true. */
  readonly strings?: boolean; readonly ordered?: boolean;
  readonly nullable: 'all arguments' | 'any argument' | 'always' | 'never';
  readonly result?: (common: DataType, call: CallShape) => DataType;
}): ResolveCall {
  return (call) => {
    expectCount(call, options.minimumCount, options.maximumCount);
    const from = options.from ?? 0;
    const values = call.arguments.slice(from);
    const common = commonTypeOf(call, values, options.strings ?? true);
    if (options.ordered === true && !isOrderable(common)) failOrdering(call, common);
    const argumentTypes = call.arguments.map((one, index) => (index < from ? one.type : common));
    const nulls = call.arguments.map((one, index) => becomesNullable(one, argumentTypes[index]!));
    const nullable = { 'all arguments': nulls.slice(from).every(Boolean), 'any argument': nulls.some(Boolean), always: true, never: false }[options.nullable];
    return { argumentTypes, returnType: options.result?.(common, call) ?? common, nullable };
  };
}

/** The common type of some arguments, or DATA_DIFF_TYPES. */
export function commonTypeOf(call: CallShape, values: readonly CallArgument[], strings = true): DataType {
  const types = values.map((one) => one.type);
  const [first = nullType] = types;
  if (types.every((type) => sameType(first, type))) return types.reduce(mergeNullability, first);
  return commonType(types, call.settings, strings) ?? failDifferentTypes(call, types);
}

/** Casts argument `index` to what is expected, as ImplicitCastInputTypes does, or fails with UNEXPECTED_INPUT_TYPE. */
export function castInput(call: CallShape, index: number, expected: Expected): DataType {
  return implicitCast(call.arguments[index]!.type, expected, call.settings) ?? failInput(call, index, expected);
}

/** Takes argument `index` as it is (NULL fits everywhere), as ExpectsInputTypes does. */
export function expectInput(call: CallShape, index: number, expected: Expected): DataType {
  const { type } = call.arguments[index]!;
  if (accepts(expected, type)) return type;
  return type.kind === 'null' ? castInput(call, index, expected) : failInput(call, index, expected);
}

/** The value of a constant argument (null is one), or NON_FOLDABLE_INPUT. `inputName` is the parameter's name in messages. */
export function expectConstant(call: CallShape, index: number, inputName: string, inputType: DataType): NonNullable<CallArgument['literal']> | null {
  const argument = call.arguments[index]!;
  if (argument.foldable) return argument.literal ?? null;
  return fail('DATATYPE_MISMATCH.NON_FOLDABLE_INPUT', {
    sqlExpr: quoted(call.sql), inputName: `\`${inputName.replaceAll('`', '')}\``, inputType: quoted(typeToSql(inputType)), inputExpr: quoted(argument.sql),
  }, { at: call.at });
}

/** A constant that is cast to a whole number. Text that is none fails while types are checked, as in Spark: it may stand in a column that nobody asks for. */
export function expectInteger(call: CallShape, index: number, inputName: string): number | null {
  const text = expectConstant(call, index, inputName, intType);
  const { type } = call.arguments[index]!;
  if (typeof text !== 'string') {
    const number = text === null ? null : Math.trunc(type.kind === 'decimal' ? Number(text) / 10 ** type.scale : Number(text));
    if (number === null || !isNumeric(type) || (number >= -2_147_483_648 && number <= 2_147_483_647)) return number;
    if (call.settings.ansi) return failCastOverflow({ from: type, to: intType, at: call.at, settings: call.settings }, text);
    return type.kind === 'float' || type.kind === 'double' ? Math.max(-2_147_483_648, Math.min(2_147_483_647, number)) : Number(BigInt.asIntN(32, type.kind === 'long' ? text as bigint : BigInt(number)));
  }
  const digits = /^\s*([+-]?\d+)(?:\.\d*)?\s*$/.exec(text)?.[1];
  if (digits !== undefined) return Number(digits);
  return call.settings.ansi ? fail('CAST_INVALID_INPUT', { expression: textToSql(text), sourceType: '"STRING"', targetType: '"INT"' }, { at: call.at }) : null;
}

export function expectCount(call: CallShape, minimumCount: number, maximumCount = Number.POSITIVE_INFINITY): void {
  const count = call.arguments.length;
  if (count >= minimumCount && count <= maximumCount) return;
  failArgumentCount(call, maximumCount === Number.POSITIVE_INFINITY ? [minimumCount, maximumCount] : range(minimumCount, maximumCount));
}

/** NULL can come out of the argument, also by the implicit cast to `type`. */
export function becomesNullable(argument: CallArgument, type: DataType): boolean {
  return argument.nullable || losesValues(argument.type, type);
}

export const anyNullable = (call: Pick<CallShape, 'arguments'>, types: readonly DataType[]): boolean => call.arguments.some((one, index) => becomesNullable(one, types[index] ?? one.type));

/** A predicate over arguments of any type that is never NULL: isnull, isnotnull … */
export const neverNullPredicate: ResolveCall = (call) => {
  expectCount(call, 1, 1);
  return { argumentTypes: [call.arguments[0]!.type], returnType: booleanType, nullable: false };
};

function nullableResult(definition: Exclude<FunctionDefinition, { kind: 'table' | 'unavailable' }>, call: CallShape, types: readonly DataType[]): boolean {
  switch (definition.kind) {
    case 'scalar': {
      const rule = definition.nullable ?? (definition.nulls === 'custom' ? 'always' : 'any argument');
      return rule === 'any argument' ? anyNullable(call, types) : rule === 'always';
    }
    case 'aggregate':
    case 'window': return definition.nullable !== 'never';
    case 'generator': return false;
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
