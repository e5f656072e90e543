import { fail } from '../errors/stream-error.ts';
import { comparisonType, isAnsiInterval, isBinaryFraction, isIntegral, isNumeric, isOrderable, losesValues, losslessCommonType, promotion, tightestCommonType, widerWithDecimal } from '../types/coercion.ts';
import { accepts, defaultOf, describeExpected, type Expected } from '../types/coercion-implicit.ts';
import { booleanType, doubleType, nullType, sameType, type DataType } from '../types/data-type.ts';
import { decimalFor, decimalForLiteral } from '../types/decimal.ts';
import { typeToSql } from '../types/print.ts';
import type { CallArgument, CallShape, EvaluationSettings } from './function.ts';
import { anyNullable, expectCount, type ResolveCall } from './define.ts';
import { failOrdering, quoted } from './mismatch.ts';
import { unfoldingOf } from './unfolded.ts';
import { wishOf } from './wishes.ts';

/** A binary operator whose sides must end up with one type that `accepted` accepts: AND, OR, &, |, ^. */
export function operator(accepted: Expected, result?: DataType): ResolveCall {
  return (call) => {
    expectCount(call, 2, 2);
    const [left, right] = sidesOf(call);
    const promoted = accepted === booleanType ? promotedSides(call, left.type, right.type) : numericSides(call, left.type, right.type);
    const common = accepted === booleanType && promoted[0].kind === 'null' && (promoted[1].kind === 'null' || promoted[1].kind === 'boolean') ? booleanType : alike(call, promoted, accepted);
    const argumentTypes = [common, common];
    return { argumentTypes, returnType: result ?? common, nullable: anyNullable(call, argumentTypes) };
  };
}

/** `= < <= > >=`: sides of one orderable type. `nullSafe`: `<=>`, which is never NULL; `equality`: `=` or `<=>`. */
export function comparison(options: { readonly nullSafe?: boolean; readonly equality?: boolean } = {}): ResolveCall {
  return (call) => {
    expectCount(call, 2, 2);
    const [left, right] = sidesOf(call);
    const argumentTypes = (options.equality === true ? timestampBesideText(left, right) : undefined) ?? comparedTypes(call, left, right);
    if (!isOrderable(argumentTypes[0]!)) failOrdering(call, argumentTypes[0]!);
    const narrowed = withDecimalLiteral(call, left, right);
    const nullable = anyNullable(call, argumentTypes) || losesValues(left.type, narrowed[0]) || losesValues(right.type, narrowed[1]);
    return { argumentTypes, returnType: booleanType, nullable: options.nullSafe !== true && nullable };
  };
}

/** What both sides of a comparison are cast to; BINARY_OP_DIFF_TYPES when they cannot be compared. */
export function comparedTypes(call: CallShape, left: CallArgument, right: CallArgument): [DataType, DataType] {
  if (sameShape(left.type, right.type)) return [left.type, right.type];
  const promoted = comparisonType(left.type, right.type, call.settings);
  if (promoted !== undefined) return [promoted, promoted];
  const [a, b] = withDecimalLiteral(call, left, right);
  const common = tightestCommonType(a, b, call.settings) ?? widerWithDecimal(a, b, call.settings) ?? (isComplex(a) && isComplex(b) ? losslessCommonType(a, b, call.settings) : undefined);
  return common === undefined ? failDifferent(call, left.type, right.type) : [common, common];
}

/** Like `comparedTypes` for `=` only: without ANSI a boolean may be compared with a number. */
export function equatedTypes(call: CallShape, left: CallArgument, right: CallArgument): [DataType, DataType] {
  const instant = timestampBesideText(left, right);
  if (instant !== undefined) return instant;
  const number = left.type.kind === 'boolean' ? right.type : right.type.kind === 'boolean' ? left.type : undefined;
  return !call.settings.ansi && number !== undefined && isNumeric(number) ? [number, number] : comparedTypes(call, left, right);
}

/** `=` takes text beside a timestamp for one, whatever the session says of dates and text. */
function timestampBesideText(left: CallArgument, right: CallArgument): [DataType, DataType] | undefined {
  const [instant, other] = left.type.kind === 'timestamp' ? [left.type, right.type] : [right.type, left.type];
  return instant.kind === 'timestamp' && other.kind === 'string' ? [instant, instant] : undefined;
}

/** Equal but for names and nullability inside: what may be compared without a cast. */
export function sameShape(left: DataType, right: DataType): boolean {
  if (left.kind === 'struct' && right.kind === 'struct') {
    return left.fields.length === right.fields.length && left.fields.every((one, index) => sameShape(one.type, right.fields[index]!.type));
  }
  if (left.kind === 'array' && right.kind === 'array') return sameShape(left.element, right.element);
  return sameType(left, right);
}

/** A whole-number literal beside a decimal takes only the digits that it has, unless spark.sql.legacy.literal.pickMinimumPrecision is off. */
export function withDecimalLiteral({ settings }: CallShape, left: CallArgument, right: CallArgument): [DataType, DataType] {
  if (left.type.kind === 'decimal' && isIntegral(right.type)) return [left.type, asDecimal(right, settings)];
  if (right.type.kind === 'decimal' && isIntegral(left.type)) return [asDecimal(left, settings), right.type];
  return [left.type, right.type];
}

export function failDifferent(call: CallShape, left: DataType, right: DataType): never {
  return fail('DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES', { sqlExpr: quoted(call.sql), left: quoted(typeToSql(left)), right: quoted(typeToSql(right)) }, { at: call.at });
}

export function failOperand(call: CallShape, accepted: Expected, type: DataType): never {
  return fail('DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE', {
    sqlExpr: quoted(call.sql), inputType: wishOf(unfoldingOf(call.name, 2)?.name ?? call.name, 0) ?? describeExpected(accepted, typeToSql), actualDataType: quoted(typeToSql(type)),
  }, { at: call.at });
}

/** Strings beside other types, as the mode says: ANSI casts the string to a type of the other's family. */
export function promotedSides(call: CallShape, left: DataType, right: DataType): [DataType, DataType] {
  const promoted = call.settings.ansi && (left.kind === 'string') !== (right.kind === 'string') ? promotion(left, right, call.settings) : undefined;
  return promoted === undefined ? [left, right] : [promoted, promoted];
}

/** Sides of arithmetic: without ANSI, strings are doubles there. */
export function numericSides(call: CallShape, left: DataType, right: DataType): [DataType, DataType] {
  if (call.settings.ansi) return promotedSides(call, left, right);
  if ([left, right].some((one) => isAnsiInterval(one) || one.kind === 'calendar_interval')) return [left, right];
  return [left.kind === 'string' ? doubleType : left, right.kind === 'string' ? doubleType : right];
}

/** The tightest common type, provided that the operator takes it. */
export function alike(call: CallShape, [left, right]: readonly [DataType, DataType], accepted: Expected): DataType {
  if (left.kind === 'null' && right.kind === 'null') return defaultOf(accepted) ?? nullType;
  if ((left.kind === 'decimal' && isBinaryFraction(right)) || (isBinaryFraction(left) && right.kind === 'decimal')) return accepts(accepted, doubleType) ? doubleType : failWithoutDecimals(call, left, right, accepted);
  const common = tightestCommonType(left, right, call.settings);
  if (common !== undefined && accepts(accepted, common)) return common;
  if (!sameType(left, right)) return failDifferent(call, ...withDecimalLiteral(call, { ...call.arguments[0]!, type: left }, { ...call.arguments[1]!, type: right }));
  return failOperand(call, accepted, left);
}

/** A decimal beside a binary fraction is a double; beside FLOAT the sides differ even then. */
function failWithoutDecimals(call: CallShape, left: DataType, right: DataType, accepted: Expected): never {
  return left.kind === 'float' || right.kind === 'float' ? failDifferent(call, left.kind === 'decimal' ? doubleType : left, right.kind === 'decimal' ? doubleType : right) : failOperand(call, accepted, doubleType);
}

export function sidesOf(call: CallShape): [CallArgument, CallArgument] {
  return [call.arguments[0]!, call.arguments[1]!];
}

/** A tinyint takes its three digits always; that is how it is. */
function asDecimal(argument: CallArgument, settings: EvaluationSettings): DataType {
  const { literal, type } = argument;
  const least = settings.get('spark.sql.legacy.literal.pickMinimumPrecision')?.trim().toLowerCase() !== 'false';
  return least && argument.isLiteral === true && type.kind !== 'byte' && (typeof literal === 'number' || typeof literal === 'bigint') ? decimalForLiteral(literal) : decimalFor(type);
}

function isComplex(type: DataType): boolean {
  return type.kind === 'array' || type.kind === 'struct' || type.kind === 'map';
}
