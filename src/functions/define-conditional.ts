import { fail } from '../errors/stream-error.ts';
import { commonType, isOrderable } from '../types/coercion.ts';
import { booleanType, sameType, type DataType } from '../types/data-type.ts';
import { becomesNullable, commonTypeOf, expectCount, expectInput, type ResolveCall } from './define.ts';
import { comparedTypes } from './define-operator.ts';
import type { CallArgument, CallShape } from './function.ts';
import { failDifferentTypes, failInput, failOrdering, functionName } from './mismatch.ts';

/** `when(condition, value, …, [otherwise])`, which is CASE: conditions are booleans, values get one common type. Nothing is looked at behind WHEN true. */
export const caseWhen: ResolveCall = (call) => {
  expectCount(call, 2);
  const hasElse = call.arguments.length % 2 === 1;
  const isValue = (index: number): boolean => index % 2 === 1 || (hasElse && index === call.arguments.length - 1);
  const common = commonTypeOf(call, call.arguments.filter((_, index) => isValue(index)));
  const argumentTypes = call.arguments.map((one, index) => (isValue(index) ? common : one.type.kind === 'null' ? failInput(call, index, booleanType) : expectInput(call, index, booleanType)));
  const always = call.arguments.findIndex((one, index) => !isValue(index) && one.isLiteral === true && one.literal === true);
  const reached = always < 0 ? call.arguments : call.arguments.slice(0, always + 2);
  const nullable = (always < 0 && !hasElse) || reached.some((one, index) => isValue(index) && becomesNullable(one, common));
  return { argumentTypes, returnType: common, nullable };
};

/** `if(condition, yes, no)` */
export const ifElse: ResolveCall = (call) => {
  expectCount(call, 3, 3);
  const [condition, yes, no] = call.arguments as readonly [CallArgument, CallArgument, CallArgument];
  if (condition.type.kind !== 'boolean' && !sameType(yes.type, no.type) && commonType([yes.type, no.type], call.settings) === undefined) failInput(call, 0, booleanType);
  const common = commonTypeOf(call, [yes, no]);
  const argumentTypes = [expectInput(call, 0, booleanType), common, common];
  return { argumentTypes, returnType: common, nullable: call.arguments.slice(1).some((one) => becomesNullable(one, common)) };
};

/** `in(value, a, b, …)`: all of one orderable type. */
export const inList: ResolveCall = (call) => {
  if (call.arguments.length === 0) fail('FAILED_FUNCTION_CALL', { funcName: functionName(call) }, { at: call.at });
  const types = call.arguments.map((one) => one.type);
  const [first] = types;
  const common = types.every((type) => sameShape(first!, type)) ? first! : commonType(types, call.settings) ?? failDifferentTypes(call, types);
  if (!isOrderable(common)) failOrdering(call, common);
  return { argumentTypes: types.map(() => common), returnType: booleanType, nullable: call.arguments.some((one) => becomesNullable(one, common)) };
};

/** Types that agree but for the names of fields: `(a, b) IN ((1, 2), (3, 4))`. */
function sameShape(left: DataType, right: DataType): boolean {
  if (left.kind === 'struct' && right.kind === 'struct') return left.fields.length === right.fields.length && left.fields.every((one, index) => sameShape(one.type, right.fields[index]!.type));
  return sameType(left, right);
}

/** `between(value, low, high)`: two comparisons, each with its own common type. The value is cast only where both agree. */
export const between: ResolveCall = (call) => {
  expectCount(call, 3, 3);
  const [value, low, high] = call.arguments as [CallArgument, CallArgument, CallArgument];
  const [forLow, lowType] = compared(call, '>=', value, low);
  const [forHigh, highType] = compared(call, '<=', value, high);
  const common = sameType(forLow, forHigh) ? forLow : commonType([forLow, forHigh], call.settings) ?? forLow;
  const argumentTypes = sameType(forLow, forHigh) ? [forLow, lowType, highType] : [common, common, common];
  return { argumentTypes, returnType: booleanType, nullable: call.arguments.some((one, index) => becomesNullable(one, argumentTypes[index]!)) };
};

/** The value of `between` would be cast to one type for the lower bound and to another for the upper one. */
export function boundsDiffer(call: CallShape): boolean {
  const [value, low, high] = call.arguments;
  return high !== undefined && call.arguments.length === 3 && !sameType(compared(call, '>=', value!, low!)[0], compared(call, '<=', value!, high)[0]);
}

/** What the value and a bound are cast to. Spark compares what stands for the value, which is evaluated once. */
function compared(call: CallShape, name: '>=' | '<=', value: CallArgument, bound: CallArgument): [DataType, DataType] {
  const shape = { name, arguments: [value, bound], settings: call.settings, at: call.at, get sql() { return `(commonexpressionref() ${name} ${bound.sql})`; } };
  const types = comparedTypes(shape, value, bound);
  if (!isOrderable(types[0])) failOrdering(shape, types[0]);
  return types;
}
