import type { Value } from '../columnar/value.ts';
import { fail, invariant } from '../errors/stream-error.ts';
import type { EvaluationSettings, ScalarFunction } from '../functions/function.ts';
import { findFunction } from '../functions/index.ts';
import type { Attribute, BoundAlias, BoundExpression, Call, Literal } from '../plan/bound.ts';
import { containsKind, losesValues } from '../types/coercion.ts';
import { booleanType, type DataType, sameType, structType, field } from '../types/data-type.ts';

/** Bound expressions that the planner makes itself. */
export function literalOf(type: DataType, value: Value): Literal {
  return { kind: 'Literal', type, value, nullable: value === null };
}

export const trueLiteral = literalOf(booleanType, true);
export const falseLiteral = literalOf(booleanType, false);

export function nullOf(type: DataType): Literal { return literalOf(type, null); }

export function aliasOf(input: BoundExpression, name: string, id: number, parts: Partial<BoundAlias> = {}): BoundAlias {
  return { kind: 'Alias', input, name, id, type: input.type, nullable: input.nullable, ...eventTimeOf(input), ...parts };
}

/** What an alias takes over from a bare column: its tags of event time, its declared type, its comment, and that its name was generated. */
export function eventTimeOf(input: BoundExpression): Pick<Attribute, 'watermarkDelayMs' | 'timeWindow' | 'declared' | 'comment' | 'generatedName'> {
  if (input.kind === 'Call' && input.definition.name === 'getstructfield') return commentOfField(input);
  if (input.kind !== 'Attribute' && input.kind !== 'Alias') return {};
  return {
    ...(input.watermarkDelayMs === undefined ? {} : { watermarkDelayMs: input.watermarkDelayMs }),
    ...(input.timeWindow === undefined ? {} : { timeWindow: input.timeWindow }),
    ...(input.declared === undefined ? {} : { declared: input.declared }),
    ...(input.comment === undefined ? {} : { comment: input.comment }),
    ...(input.generatedName === undefined ? {} : { generatedName: input.generatedName }),
  };
}

function commentOfField({ arguments: [input, name] }: Call): Pick<Attribute, 'comment'> {
  const field = input!.type.kind === 'struct' && name?.kind === 'Literal' ? input!.type.fields.find((one) => one.name === name.value) : undefined;
  return field?.comment === undefined ? {} : { comment: field.comment };
}

/** The expression in another type; itself when it already has it. `at`: what wanted the type, which is where Spark says that a value does not fit. */
export function castTo(input: BoundExpression, type: DataType, settings: Pick<EvaluationSettings, 'ansi' | 'get'>, at = input.at): BoundExpression {
  if (sameType(input.type, type, true)) return input;
  if (input.kind === 'Literal' && input.value === null) return nullOf(type);
  if (containsKind(type, 'time') && settings.get('spark.sql.timeType.enabled') !== 'true') fail('UNSUPPORTED_TIME_TYPE', {}, { at });
  const nullable = input.nullable || losesValues(input.type, type);
  return { kind: 'Cast', input, type, nullable, mode: settings.ansi ? 'ansi' : 'legacy', implicit: true, at };
}

/** A call of one of the functions the planner itself relies on. */
export function callOf(name: string, args: readonly BoundExpression[], type: DataType, nullable: boolean): Call {
  return { kind: 'Call', definition: scalarNamed(name), written: name, arguments: args, type, nullable };
}

export const andOf = (left: BoundExpression, right: BoundExpression): BoundExpression => callOf('and', [left, right], booleanType, left.nullable || right.nullable);
export const orOf = (left: BoundExpression, right: BoundExpression): BoundExpression => callOf('or', [left, right], booleanType, left.nullable || right.nullable);
export const notOf = (input: BoundExpression): BoundExpression => callOf('not', [input], booleanType, input.nullable);
export const isNotNull = (input: BoundExpression): BoundExpression => callOf('isnotnull', [input], booleanType, false);
export const isNull = (input: BoundExpression): BoundExpression => callOf('isnull', [input], booleanType, false);
export const equalTo = (left: BoundExpression, right: BoundExpression): BoundExpression => callOf('=', [left, right], booleanType, left.nullable || right.nullable);
export const nullSafeEqual = (left: BoundExpression, right: BoundExpression): BoundExpression => callOf('<=>', [left, right], booleanType, false);

export const compare = (name: '<' | '<=' | '>' | '>=', left: BoundExpression, right: BoundExpression): BoundExpression => callOf(name, [left, right], booleanType, left.nullable || right.nullable);

/** All of them; undefined for none. */
export function allOf(conditions: readonly BoundExpression[]): BoundExpression | undefined {
  return conditions.length === 0 ? undefined : conditions.reduce(andOf);
}

/** The parts of a conjunction; BETWEEN is one of two. */
export function conjunctsOf(condition: BoundExpression | undefined): readonly BoundExpression[] {
  if (condition === undefined) return [];
  if (isCall(condition, 'between')) {
    const [value, low, high] = condition.arguments as [BoundExpression, BoundExpression, BoundExpression];
    return [compare('>=', value, low), compare('<=', value, high)];
  }
  if (condition.kind === 'Call' && condition.definition.name === 'and') return condition.arguments.flatMap(conjunctsOf);
  return isTrueLiteral(condition) ? [] : [condition];
}

/** The parts of a disjunction. */
export function disjunctsOf(condition: BoundExpression): readonly BoundExpression[] {
  return condition.kind === 'Call' && condition.definition.name === 'or' ? condition.arguments.flatMap(disjunctsOf) : [condition];
}

export function isTrueLiteral(expression: BoundExpression): boolean { return expression.kind === 'Literal' && expression.value === true; }
export function isFalseOrNull(expression: BoundExpression): boolean { return expression.kind === 'Literal' && (expression.value === false || expression.value === null); }

/** A call of the named function. */
export function isCall<Name extends string>(expression: BoundExpression, ...names: readonly Name[]): expression is Call & { readonly definition: { readonly name: Name } } {
  return expression.kind === 'Call' && (names as readonly string[]).includes(expression.definition.name);
}

/** A struct of columns: the value compared by a multi-column IN. */
export function structOf(parts: readonly BoundExpression[]): BoundExpression {
  const type = structType(parts.map((part, index) => field(`col${index + 1}`, part.type, part.nullable)));
  return callOf('struct', parts, type, false);
}

function scalarNamed(name: string): ScalarFunction {
  const definition = findFunction(name);
  invariant(definition?.kind === 'scalar', `the function table has ${name}`);
  return definition;
}
