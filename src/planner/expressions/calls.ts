import { fail, StreamError, type Span } from '../../errors/stream-error.ts';
import { resolveCall } from '../../functions/define.ts';
import type { AggregateFunction, GeneratorFunction, ScalarFunction, WindowFunction } from '../../functions/function.ts';
import { isUsualPath, placeOf, searchPath, searchPathOf } from '../../functions/search-path.ts';
import { findFunction, findTableFunction, functionNames } from '../../functions/index.ts';
import type { CallableFunction } from '../../functions/registry.ts';
import { failArgumentCount } from '../../functions/signature-match.ts';
import type { CatalogFunction, SqlFunction } from '../../plan/catalog.ts';
import type { BoundExpression, GeneratorCall } from '../../plan/bound.ts';
import type { Expression, UnresolvedFunction, UserFunctionCall } from '../../plan/expression.ts';
import { isTrue } from '../../plan/settings.ts';
import { nullType } from '../../types/data-type.ts';
import { namedType } from '../../types/ddl-names.ts';
import { quoteIdentifier } from '../../types/print.ts';
import { bindAggregate } from './aggregates.ts';
import { orderArguments, resolveArgument } from './arguments.ts';
import { bindScalar, castArguments, shapeOf } from './call.ts';
import { callCast } from './casts.ts';
import { booleanEquality } from './boolean-equality.ts';
import { roundedComparison } from './decimal-literal.ts';
import { bindHigherOrder, expectCountBesideLambda, hasLambda } from './lambdas.ts';
import { settleEach } from './late-faults.ts';
import { quantifiedLikes, resolveQuantifiedLike } from './quantified-like.ts';
import { resolve } from './resolve.ts';
import type { Scope } from './scope.ts';
import { expandArguments } from './star.ts';
import { resolveStruct } from './structs.ts';
import { quoteName, refuseNestedName, resolveSqlFunction, routineName } from './sql-functions.ts';
import { likely } from './suggest.ts';
import { resolveUnknown, unknowns } from './unknown.ts';

/** A call by name: a function of the program, then the function table. Operators come here too, under their names. */
export function resolveFunction(node: UnresolvedFunction, scope: Scope): BoundExpression {
  const user = node.operator === true ? undefined : scope.session.userFunction?.(node.name);
  if (user?.definition !== undefined) return bindUserDefinition(user.definition, user.name, node, scope);
  if (user !== undefined) return bindUser(user, settleEach(expandArguments(node, scope), (one) => resolveArgument(one, scope)), scope, node.at);
  const { definition, routine } = meaningOf(node, scope.session);
  const written = writtenName(node);
  if (definition === 'cast') return resolveCastCall(node, written, scope);
  if (routine !== undefined) {
    refuseModifiers(node, quoteName(routineName(routine)));
    return resolveSqlFunction(routine, { ...node, arguments: starsWrittenOut(node, scope) }, scope);
  }
  if (definition === undefined) return failUnknown(node, scope.session);
  if (definition.kind !== 'unavailable' && node.arguments.some((one) => one.kind === 'Lambda')) expectCountBesideLambda(definition, written, node, scope);
  switch (definition.kind) {
    case 'unavailable': return fail('TIDEMARK_FUNCTION_NOT_AVAILABLE', { functionName: quoteIdentifier(written) }, { at: node.at });
    case 'window':
      refuseModifiers({ ...node, ignoreNulls: false }, quoteIdentifier(written));
      return failWithoutOver(definition, written, settleEach(expandArguments(node, scope), (one) => resolveArgument(one, scope)), scope, node.at);
    case 'aggregate': return bindAggregate(definition, written, node, scope);
    case 'generator': return bindGenerator(definition, written, node, scope);
    case 'scalar': return bindScalarNode(definition, written, node, scope);
  }
}

interface Meaning { readonly definition?: CallableFunction | 'cast' | undefined; readonly routine?: SqlFunction | undefined }

/** A function of the table or one written in SQL: the first on the path. */
function meaningOf(node: UnresolvedFunction, session: Scope['session']): Meaning {
  const builtin = definitionOf(node) ?? (node.operator !== true && castTypes.has(writtenName(node)) ? 'cast' : undefined);
  if (node.operator === true) return { definition: builtin };
  if (node.name.length > 1 || isUsualPath(session.settings)) return builtin === undefined || isHiddenBy(node, session) ? { routine: session.sqlFunction?.(node.name) } : { definition: builtin };
  for (const entry of searchPath(session.settings)) {
    const place = placeOf(entry);
    if (place === 'builtin' && builtin !== undefined) return { definition: builtin };
    const routine = place === 'builtin' ? undefined : session.sqlFunction?.([...entry, ...node.name]);
    if (routine !== undefined && routine.temporary === (place === 'session')) return { routine };
  }
  return {};
}

/** Under spark.sql.legacy.persistentCatalogFirst, `builtin.f` is first looked for in a schema of that name. */
function isHiddenBy({ name }: UnresolvedFunction, { settings, sqlFunction }: Scope['session']): boolean {
  return name.length === 2 && isTrue(settings, 'spark.sql.legacy.persistentCatalogFirst') && sqlFunction?.(['spark_catalog', ...name]) !== undefined;
}

function failWithoutOver(definition: WindowFunction, written: string, args: readonly BoundExpression[], scope: Scope, at: Span | undefined): never {
  const shape = shapeOf(definition, written, args, scope, at);
  resolveCall(definition, shape);
  return fail('WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE', { funcName: `"${shape.sql}"` }, { at });
}

/** The row a call means; undefined for names nobody knows. */
export function definitionOf(node: UnresolvedFunction): CallableFunction | undefined {
  const name = builtinName(node);
  const found = name === undefined ? undefined : findFunction(name);
  const hidden = found?.group === 'internal' || (found?.kind === 'generator' && found.tableOnly === true) || syntaxOnly.has(name ?? '');
  return node.operator !== true && hidden ? undefined : found;
}

/** The name as messages and columns show it. Signs are calls of `-` and `+` when written as operators. */
export function writtenName(node: UnresolvedFunction): string {
  const name = node.name.at(-1)!.toLowerCase();
  return node.operator === true ? (operatorNames[name] ?? name) : name;
}

/** `udf(fn, type)` used as a column. */
export function resolveUserCall(node: UserFunctionCall, scope: Scope): BoundExpression {
  const user = scope.session.userFunctionById?.(node.id);
  if (user === undefined) return fail('UNRESOLVED_ROUTINE', { routineName: quoteIdentifier(node.name), proposal: '' }, { at: node.at });
  if (user.definition !== undefined) return bindUserDefinition(user.definition, user.name, { kind: 'UnresolvedFunction', name: [user.name], arguments: node.arguments, at: node.at }, scope);
  return bindUser(user, settleEach(node.arguments, (one) => resolve(one, scope)), scope, node.at);
}

/** DISTINCT, FILTER and the like make sense for aggregates only. */
export function refuseModifiers(node: UnresolvedFunction, prettyName: string): void {
  const syntax = node.distinct === true ? 'DISTINCT' : node.filter !== undefined ? 'FILTER CLAUSE' : node.ignoreNulls === true ? 'IGNORE NULLS' : node.orderBy !== undefined ? 'WITHIN GROUP (ORDER BY ...)' : undefined;
  if (syntax !== undefined) fail('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName, syntax }, { at: node.at });
}

const operatorNames: Readonly<Record<string, string>> = { negative: '-', positive: '+', '||': 'concat', isunknown: 'isnull', isnotunknown: 'isnotnull' };

/** Behind a syntax of their own; there is no function of that name. */
const syntaxOnly: ReadonlySet<string> = new Set(['timestampadd', 'timestampdiff', ...quantifiedLikes, 'isunknown', 'isnotunknown']);

/** The stars of a call of a SQL function as the columns they stand for. */
function starsWrittenOut(node: UnresolvedFunction, scope: Scope): UnresolvedFunction['arguments'] {
  if (node.arguments.every((one) => one.kind !== 'UnresolvedStar')) return node.arguments;
  return expandArguments(node, scope).map((one): Expression => {
    if (one.kind === 'Column' && one.column.kind === 'Attribute') return { kind: 'UnresolvedAttribute', name: [...one.column.qualifier, one.column.name], at: one.at };
    return one as Expression;
  });
}

/** `INT(x)`: a cast in the shape of a call. */
const castTypes: ReadonlySet<string> = new Set(['boolean', 'tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'decimal', 'date', 'timestamp', 'binary', 'string', 'time']);

function builtinName(node: UnresolvedFunction): string | undefined {
  const parts = node.name.map((part) => part.toLowerCase());
  const [first, second] = parts;
  if (parts.length === 1) return writtenName(node);
  if (parts.length === 2 && first === 'builtin') return parts[1];
  return parts.length === 3 && first === 'system' && second === 'builtin' ? parts[2] : undefined;
}

function bindScalarNode(definition: ScalarFunction, written: string, node: UnresolvedFunction, scope: Scope): BoundExpression {
  refuseModifiers(node, quoteIdentifier(written));
  if (definition.name === 'struct') return resolveStruct(definition, node, scope);
  if (node.operator === true && quantifiedLikes.has(written)) return resolveQuantifiedLike(written, node, scope);
  if (node.operator === true && unknowns[node.name[0]!] !== undefined) return resolveUnknown(definition, written, node, scope);
  const args = orderArguments(definition, quoteIdentifier(written), expandArguments(node, scope), node.at);
  if (hasLambda(definition, args)) return bindHigherOrder(definition, written, args, scope, node.at);
  const bound = settleEach(args, (one) => resolveArgument(one, scope));
  const rounded = roundedComparison(definition.name, bound);
  const truth = scope.session.settings.ansi ? undefined : booleanEquality(definition.name, bound, scope);
  if (truth !== undefined) return truth;
  return rounded !== undefined && 'kind' in rounded ? rounded : bindScalar(definition, written, rounded ?? bound, scope, node.at);
}

function bindGenerator(definition: GeneratorFunction, written: string, node: UnresolvedFunction, scope: Scope): GeneratorCall {
  refuseModifiers(node, quoteIdentifier(written));
  const args = settleEach(orderArguments(definition, quoteIdentifier(written), expandArguments(node, scope), node.at), (one) => resolveArgument(one, { ...scope, operator: 'Generate' }));
  const shape = shapeOf(definition, written, args, scope, node.at);
  try {
    const resolved = resolveCall(definition, shape);
    return { kind: 'GeneratorCall', definition, written, arguments: castArguments(args, resolved.argumentTypes, scope, node.at), type: resolved.returnType, nullable: resolved.nullable, at: node.at };
  } catch (error) {
    if (!(error instanceof StreamError) || !error.condition.startsWith('DATATYPE_MISMATCH.')) throw error;
    return { kind: 'GeneratorCall', definition, written, arguments: args, type: nullType, nullable: true, at: node.at, fault: error };
  }
}

function resolveCastCall(node: UnresolvedFunction, written: string, scope: Scope): BoundExpression {
  refuseModifiers(node, quoteIdentifier(written));
  const args = settleEach(expandArguments(node, scope), (one) => resolveArgument(one, scope));
  if (args.length !== 1) return failArgumentCount(shapeOf({ name: written }, written, args, scope, node.at), [1]);
  return callCast(args[0]!, namedType(written, []), scope, node.at);
}

function bindUserDefinition(definition: AggregateFunction | GeneratorFunction, name: string, node: UnresolvedFunction, scope: Scope): BoundExpression {
  return definition.kind === 'aggregate' ? bindAggregate(definition, name, node, scope) : bindGenerator(definition, name, node, scope);
}

function bindUser(user: CatalogFunction, args: readonly BoundExpression[], scope: Scope, at: Span | undefined): BoundExpression {
  const cast = user.inputTypes === undefined ? args : castArguments(args, user.inputTypes, scope, at);
  if (user.inputTypes !== undefined && user.inputTypes.length !== args.length) failArgumentCount(shapeOf({ name: user.name }, user.name, args, scope, at), [user.inputTypes.length]);
  return { kind: 'UserCall', id: user.id, name: user.name, arguments: cast, type: user.returnType, nullable: true, at };
}

/** Only whether there is such a function. */
export function refuseUnknownCall(node: UnresolvedFunction, { session }: Scope): void {
  if (node.operator === true || definitionOf(node) !== undefined || castTypes.has(writtenName(node)) || writtenName(node) === 'cast') return;
  if (session.userFunction?.(node.name) === undefined && session.sqlFunction?.(node.name) === undefined) failUnknown(node, session);
}

function failUnknown(node: UnresolvedFunction, session: Scope['session']): never {
  const name = node.name.at(-1)!.toLowerCase();
  const routineName = node.name.map(quoteIdentifier).join('.');
  if (routineName.toLowerCase() === '`cast`') fail('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', { functionName: routineName.toLowerCase(), expectedNum: '0', actualNum: String(node.arguments.length) }, { at: node.at });
  refuseNestedName(node.name, node.at);
  if (node.name.length === 1 && findTableFunction(name) !== undefined) fail('NOT_A_SCALAR_FUNCTION', { functionName: quoteIdentifier(name) }, { at: node.at });
  const near = likely(name, functionNames());
  return fail('UNRESOLVED_ROUTINE', { routineName, proposal: near.length === 0 ? '' : `, did you mean ${near.join(', ')}`, ...searchPathOf(session.settings) }, { at: node.at });
}
