import { fail, type Span } from '../../errors/stream-error.ts';
import type { EvaluationSettings } from '../../functions/function.ts';
import { withoutCatalog } from '../../functions/search-path.ts';
import { shownAs } from '../../functions/shown.ts';
import type { Attribute, BoundExpression, BoundSubquery } from '../../plan/bound.ts';
import type { SqlFunction, SqlScalarFunction } from '../../plan/catalog.ts';
import type { Alias, Expression, UnresolvedFunction } from '../../plan/expression.ts';
import { isFoldable } from '../../plan/foldable.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import type { Relation } from '../../plan/relation.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { SessionSettings, settingsInside } from '../../plan/settings.ts';
import { mapExpressions, someExpression, transformPlanUp, transformUp } from '../../plan/walk.ts';
import { quoteIdentifier } from '../../types/print.ts';
import type { DataType } from '../../types/data-type.ts';
import { castTo } from '../build.ts';
import { isGrouping } from '../references.ts';
import { boundUnder, settled } from '../kept-settings.ts';
import { orderArguments } from './arguments.ts';
import { expectCast } from './casts.ts';
import { resolve } from './resolve.ts';
import type { Scope } from './scope.ts';

/**
 * A call of a SQL function becomes its text, the parameters replaced by the arguments. A query inside of the text keeps the parameters as columns
 * around it, and is told what they are; rules/supply-columns.ts makes columns of them where the call stands.
 */
export function resolveSqlFunction(routine: SqlFunction, node: UnresolvedFunction, scope: Scope): BoundExpression {
  const name = routineName(routine);
  if (routine.kind === 'table') return fail('NOT_A_SCALAR_FUNCTION', { functionName: quoteName(name) }, { at: node.at });
  refusePlace(name, node, scope);
  const written = argumentsOf(routine, node.arguments, scope, node);
  const args = written.map((one) => resolve(one, scope));
  const value = inline(routine, args, scope, node.at);
  const named = node.arguments.some((one) => one.kind === 'NamedArgument');
  const given = named ? args : args.filter((_, index) => written[index] !== routine.parameters[index]!.default);
  const shown = shownAs(`${name}(${given.map((one) => prettySql(one, scope.session.settings.timeZone)).join(', ')})`);
  return { kind: 'Call', definition: shown, written: 'shown_as', arguments: [value], type: value.type, nullable: value.nullable, at: node.at };
}

/** Spark puts the text of the function below an operator, which not every place has. */
function refusePlace(name: string, node: UnresolvedFunction, scope: Scope): void {
  const { at } = node;
  if (scope.lambdaParameters !== undefined) fail('UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_SQL_UDF', { funcName: name }, { at });
  if (scope.clause === 'VALUES') fail('INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE', { expr: `"${name}(…)"` }, { at });
  if (scope.operator !== undefined) fail('UNSUPPORTED_SQL_UDF_USAGE', { functionName: quoteName(name), nodeName: scope.operator }, { at });
}

/** `a`.`b` of `a.b` */
export function quoteName(name: string): string { return name.split('.').map(quoteIdentifier).join('.'); }

/** A function belongs to a database, which is in no other one. */
export function refuseNestedName(name: readonly string[], at: Span | undefined): void {
  const plain = withoutCatalog(name);
  if (plain.length > 2) fail('REQUIRES_SINGLE_PART_NAMESPACE', { sessionCatalog: 'spark_catalog', identifier: plain.map(quoteIdentifier).join('.') }, { at });
}

/** The arguments in the order of the parameters, defaults filled in. */
export function argumentsOf(routine: SqlFunction, given: UnresolvedFunction['arguments'], scope: Scope, node: Pick<UnresolvedFunction, 'at'>): readonly Expression[] {
  const { parameters } = routine;
  const name = routineName(routine);
  const named = given.some((one) => one.kind === 'NamedArgument');
  const refuse = (): never => {
    for (const one of given) resolve(one.kind === 'NamedArgument' ? one.value : one, scope); // their mistakes come first
    return fail('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', { functionName: quoteName(name), expectedNum: String(parameters.length), actualNum: String(given.length) }, { at: node.at });
  };
  if (given.length > parameters.length) refuse();
  const placed = named ? namedArguments(routine, given, node) : given;
  return parameters.map((parameter, index): Expression => {
    const argument = placed[index] ?? parameter.default;
    if (argument !== undefined) return argument as Expression;
    return named ? fail('REQUIRED_PARAMETER_NOT_FOUND', { routineName: quoteName(name), parameterName: quoteIdentifier(parameter.name), index: String(index) }, { at: node.at }) : refuse();
  });
}

/** `SELECT CAST(argument AS type) AS parameter, …` under the name of the function: what its query reads. */
export function argumentRow(routine: SqlFunction, given: readonly Expression[], caller?: EvaluationSettings, at?: Span): Relation {
  const between = routine.settings !== undefined && caller instanceof SessionSettings && settingsInside(routine.settings, caller) !== caller;
  const names = given.map((_, index) => `__argument${index}`);
  const args = between ? names.map((name): Expression => ({ kind: 'UnresolvedAttribute', name: [name] })) : given;
  const input: Relation = !between ? { kind: 'OneRow' }
    : { kind: 'Project', input: { kind: 'OneRow' }, expressions: given.map((one, index): Alias => ({ kind: 'Alias', input: one, names: [names[index]!] })), settings: caller.captured() };
  const expressions = routine.parameters.map((parameter, index): Alias => ({ kind: 'Alias', input: { kind: 'Cast', input: args[index]!, to: parameter.type, mode: 'cast', at }, names: [parameter.name] }));
  return { kind: 'SubqueryAlias', input: { kind: 'Project', input, expressions }, alias: [routine.name.at(-1)!] };
}

export function routineName({ name, temporary }: SqlFunction): string {
  return temporary ? name.at(-1)! : ['spark_catalog', ...(name.length === 1 ? ['default'] : name.slice(-2, -1)), name.at(-1)!].join('.');
}

function namedArguments(routine: SqlFunction, given: UnresolvedFunction['arguments'], node: Pick<UnresolvedFunction, 'at'>): readonly (Expression | undefined)[] {
  const names = routine.parameters.map((one) => one.name);
  const marks = names.map((_, index) => String(index));
  const ordered = orderArguments({ parameters: names, parameterDefaults: marks }, quoteName(routineName(routine)), given, node.at);
  return ordered.map((one, index): Expression | undefined => (one.kind === 'Literal' && one.at === undefined && one.value === marks[index] ? undefined : one as Expression));
}

/** Parameters, text and result are of the function and its settings, the arguments are of the caller. */
function inline(routine: SqlScalarFunction, args: readonly BoundExpression[], scope: Scope, at: Span | undefined): BoundExpression {
  const session = routine.settings === undefined ? scope.session : scope.session.under?.(routine.settings) ?? scope.session;
  const { settings } = session;
  const isOther = settings !== scope.session.settings;
  const cast = (input: BoundExpression, type: DataType): BoundExpression => {
    expectCast(input, type, scope, at);
    const cast = castTo(input, type, settings);
    const made = cast !== input && cast.kind === 'Cast' ? { ...cast, at } : cast;
    return isOther && made !== input ? settled(made, settings) : made;
  };
  const values = routine.parameters.map((parameter, index) => cast(args[index]!, parameter.type));
  const columns = routine.parameters.map((parameter, index): Attribute => ({
    kind: 'Attribute', id: session.nextId(), name: parameter.name, qualifier: [routine.name.at(-1)!], type: parameter.type, nullable: values[index]!.nullable,
  }));
  const resolved = resolve(routine.body, { session, attributes: columns, clause: 'OTHER' });
  const body = isOther ? boundUnder(resolved, settings) : resolved;
  const byId = new Map(columns.map((column, index) => [column.id, values[index]!]));
  const placed = transformUp(body, (one) => (one.kind === 'Attribute' ? byId.get(one.id) ?? one : one.kind === 'Subquery' ? supplied(one, byId) : one));
  return routine.returnType === undefined ? placed : cast(placed, routine.returnType);
}

/** A query of the text reads the parameters as columns of a row around it; what is constant is put into it at once. */
function supplied(node: BoundSubquery, values: ReadonlyMap<number, BoundExpression>): BoundExpression {
  const constants = new Map([...values].filter(([, value]) => isFoldable(value) && !someExpression(value, isGrouping)));
  const parameters = node.outer.filter((one) => values.has(one.id) && !constants.has(one.id));
  const plan = constants.size === 0 ? node.plan : withConstants(node.plan, constants);
  const outer = node.outer.filter((one) => !values.has(one.id));
  return parameters.length === 0 ? { ...node, plan, outer } : { ...node, plan, outer, parameters, supplied: parameters.map((one) => values.get(one.id)!) };
}

function withConstants(plan: LogicalPlan, constants: ReadonlyMap<number, BoundExpression>): LogicalPlan {
  return transformPlanUp(plan, (node) => mapExpressions(node, (expression) => transformUp(expression, (one) => {
    if (one.kind === 'OuterReference') return constants.get(one.attribute.id) ?? one;
    return one.kind === 'Subquery' ? { ...one, plan: withConstants(one.plan, constants) } : one;
  })));
}
