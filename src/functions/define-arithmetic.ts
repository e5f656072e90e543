import { isBinaryFraction, isFractional, isIntegral, isNumeric } from '../types/coercion.ts';
import type { Expected } from '../types/coercion-implicit.ts';
import { dayTimeIntervalType, doubleType, longType, yearMonthIntervalType, type DataType, type DecimalType } from '../types/data-type.ts';
import { decimalFor, decimalResult, type DecimalOperation } from '../types/decimal.ts';
import { datetimeArithmetic } from './define-datetime.ts';
import { alike, failOperand, numericSides, sidesOf, withDecimalLiteral } from './define-operator.ts';
import { failInput } from './mismatch.ts';
import type { CallShape, ResolvedCall } from './function.ts';
import { anyNullable, expectCount, type ResolveCall } from './define.ts';

/**
 * Binary arithmetic. Dates, times and intervals are sorted out first (define-datetime.ts); then
 *
 * 1. a string beside a number becomes that number's family (ANSI) or a double;
 * 2. two decimals stay as they are and the result follows decimal.ts; a whole number beside a decimal becomes one;
 *    a float beside a decimal makes both doubles;
 * 3. `/` of other numbers is a division of doubles, `div` one of longs;
 * 4. anything else takes the tightest common type.
 *
 * Without ANSI, divisions by zero and decimals that overflow give NULL; so these results are nullable.
 */
export function arithmetic(operation: DecimalOperation, options: { readonly nullable?: 'always' } = {}): ResolveCall {
  return (call) => {
    expectCount(call, 2, 2);
    const nullable = (types: readonly DataType[]): boolean => options.nullable === 'always' || (divides(operation) && !call.settings.ansi) || anyNullable(call, types);
    const datetime = datetimeArithmetic(operation, call);
    if (datetime !== undefined) return { ...datetime, nullable: options.nullable === 'always' || anyNullable(inOrder(call, datetime.instead?.order), datetime.argumentTypes) };
    return resolveNumbers(operation, call, nullable);
  };
}

function inOrder(call: CallShape, order: readonly number[] = [0, 1]): Pick<CallShape, 'arguments'> {
  return { arguments: order.map((index) => call.arguments[index]!) };
}

/** Unary minus, plus and abs: numbers and intervals; strings become doubles. */
export const signed: ResolveCall = (call) => {
  expectCount(call, 1, 1);
  const { type } = call.arguments[0]!;
  const argumentTypes = [type.kind === 'string' || type.kind === 'null' ? doubleType : type];
  if (!isNumeric(argumentTypes[0]!) && !type.kind.endsWith('interval')) failInput(call, 0, numericOrInterval);
  return { argumentTypes, returnType: argumentTypes[0]!, nullable: anyNullable(call, argumentTypes) };
};

/** abs: calendar intervals have no magnitude. */
export const magnitude: ResolveCall = (call) => {
  if (call.arguments.length === 1 && call.arguments[0]!.type.kind === 'calendar_interval') failInput(call, 0, { oneOf: [{ family: 'numeric' }, dayTimeIntervalType, yearMonthIntervalType] });
  return signed(call);
};

const numericOrInterval: Expected = { oneOf: [{ family: 'numeric' }, { family: 'interval' }] };

const accepted: Readonly<Record<DecimalOperation, Expected>> = {
  '+': numericOrInterval, '-': numericOrInterval, '*': { family: 'numeric' }, '%': { family: 'numeric' }, pmod: { family: 'numeric' },
  '/': { oneOf: [doubleType, { family: 'decimal' }] },
  div: { oneOf: [longType, { family: 'decimal' }, { family: 'interval' }] },
};

function divides(operation: DecimalOperation): boolean {
  return operation === '/' || operation === '%' || operation === 'div' || operation === 'pmod';
}

function resolveNumbers(operation: DecimalOperation, call: CallShape, nullable: (types: readonly DataType[]) => boolean): ResolvedCall {
  const sides = operandTypes(operation, call);
  const [left, right] = sides;
  if (left.kind === 'decimal' && right.kind === 'decimal') return { argumentTypes: sides, returnType: ofDecimals(operation, left, right, call), nullable: nullable(sides) || !call.settings.ansi };
  const common = alike(call, sides, accepted[operation]);
  if (operation === 'div' && common.kind === 'calendar_interval') failOperand(call, { oneOf: [longType, { family: 'decimal' }, yearMonthIntervalType, dayTimeIntervalType] }, common);
  const argumentTypes = [common, common];
  const returnType = common.kind === 'decimal' ? ofDecimals(operation, common, common, call) : operation === 'div' ? longType : common;
  const through = operation === '/' && call.settings.ansi && common.kind === 'double' ? { through: wholeNumbersOf(call) } : {};
  return { argumentTypes, returnType, nullable: nullable(argumentTypes) || (common.kind === 'decimal' && !call.settings.ansi), ...through };
}

/** A text beside a whole number is one too before it is divided. */
function wholeNumbersOf(call: CallShape): readonly (DataType | undefined)[] {
  const types = sidesOf(call).map(({ type }) => type);
  return types.map((type, index) => (type.kind === 'string' && isIntegral(types[1 - index]!) ? longType : undefined));
}

function ofDecimals(operation: DecimalOperation, left: DecimalType, right: DecimalType, call: CallShape): DataType {
  if (operation === 'div') return longType;
  return decimalResult(operation, left, right, call.settings.get('spark.sql.decimalOperations.allowPrecisionLoss') !== 'false');
}

function operandTypes(operation: DecimalOperation, call: CallShape): [DataType, DataType] {
  const [left, right] = sidesOf(call);
  let [a, b] = numericSides(call, left.type, right.type);
  if (a === left.type && b === right.type) [a, b] = withDecimalLiteral(call, left, right);
  if (a.kind === 'decimal' && isIntegral(b)) b = decimalFor(b);
  if (b.kind === 'decimal' && isIntegral(a)) a = decimalFor(a);
  if (a.kind === 'decimal' && isBinaryFraction(b)) a = doubleType;
  if (b.kind === 'decimal' && isBinaryFraction(a)) b = doubleType;
  if (operation === '/' && a.kind !== 'decimal' && isNumberOrNull(a) && isNumberOrNull(b)) return [doubleType, doubleType];
  if (operation === 'div') return [asLong(a), asLong(b)];
  if (isFractional(a) && b.kind === 'null') b = a;
  return [a, b];
}

function asLong(type: DataType): DataType {
  return isIntegral(type) ? longType : type;
}

function isNumberOrNull(type: DataType): boolean {
  return isNumeric(type) || type.kind === 'null';
}
