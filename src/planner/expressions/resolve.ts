import { fail } from '../../errors/stream-error.ts';
import type { BoundExpression, BoundSort, Literal } from '../../plan/bound.ts';
import type { Expression, LiteralExpression, Parameter, SortOrder, UnresolvedStar } from '../../plan/expression.ts';
import { aliasOf } from '../build.ts';
import { resolveFunction, resolveUserCall } from './calls.ts';
import { resolveCast } from './casts.ts';
import { checkClause, checkGenerators } from './clause-check.ts';
import { resolveExtractValue } from './extract.ts';
import { noteScope } from './late-faults.ts';
import { resolveIntervalLiteral, resolveTypedLiteral } from './literals.ts';
import { failUnresolved, findName, resolveName } from './names.ts';
import type { Scope } from './scope.ts';
import { resolveSubquery } from './subqueries.ts';
import { resolveUpdateFields } from './update-fields.ts';
import { resolveWindow } from './windows.ts';

export { resolveGeneratingList, resolveSelectList } from './select-list.ts';

/**
 * Names, functions, types and coercions of one expression, as Spark's analyzer settles them. Fails with Spark's conditions.
 * A `clause` in the scope also checks that aggregates, OVER calls and generators may stand there.
 */
export function resolveExpression(expression: Expression, scope: Scope): BoundExpression {
  const bound = resolve(expression, scope);
  checkGenerators(bound, scope);
  if (scope.clause !== undefined) checkClause(bound, scope.clause, scope);
  return bound;
}

/** ORDER BY keys: NULLs come first when ascending and last when descending, unless it says otherwise. */
export function resolveSortOrder(order: SortOrder, scope: Scope): BoundSort {
  const input = resolve(order.input, scope);
  const nullsFirst = order.nullOrdering === undefined ? !order.descending : order.nullOrdering === 'first';
  return { kind: 'Sort', input, type: input.type, nullable: input.nullable, descending: order.descending, nullsFirst, at: order.at };
}

/** One node, without the checks of the clause around it. */
export function resolve(node: Expression, scope: Scope): BoundExpression {
  try {
    return resolveKind(node, scope);
  } catch (error) {
    noteScope(error, scope);
    throw error;
  }
}

function resolveKind(node: Expression, scope: Scope): BoundExpression {
  switch (node.kind) {
    case 'UnresolvedAttribute': return resolveName(node, scope);
    case 'UnresolvedFunction': return resolveFunction(node, scope);
    case 'Literal': return boundLiteral(node);
    case 'TypedLiteral': return resolveTypedLiteral(node, scope);
    case 'IntervalLiteral': return resolveIntervalLiteral(node, scope);
    case 'Cast': return resolveCast(node, scope);
    case 'Alias': expectNoStar(node.input, 'alias');
      return aliasOf(resolve(node.input, scope), node.names[0] ?? '', scope.session.nextId(), { at: node.at });
    case 'ExpressionString': return resolve(scope.session.parseExpression(node.sql), scope);
    case 'Parameter': return resolveParameter(node, scope);
    case 'ExtractValue': return resolveExtractValue(node, scope);
    case 'UpdateFields': return resolveUpdateFields(node, scope);
    case 'Subquery': return resolveSubquery(node, scope);
    case 'Window': return resolveWindow(node, scope);
    case 'SortOrder': return resolveSortOrder(node, scope);
    case 'UserFunction': return resolveUserCall(node, scope);
    case 'LambdaVariable': return findName([node.name], scope) ?? failUnresolved([node.name], scope, node.at);
    case 'Lambda': return fail('INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION', { class: 'expression' }, { at: node.at });
    case 'NamedArgument': return fail('NAMED_PARAMETERS_NOT_SUPPORTED', { functionName: `\`${node.name}\`` }, { at: node.at });
    case 'UnresolvedStar': return failStar(node, clauseNodes[scope.clause ?? 'SELECT'] ?? 'expression');
    case 'UnresolvedRegex': return fail('INVALID_USAGE_OF_STAR_OR_REGEX', { elem: `regular expression '${node.pattern}'`, prettyName: 'expression' }, { at: node.at });
  }
}

function boundLiteral({ value, type, at }: LiteralExpression): Literal {
  return { kind: 'Literal', value, type, nullable: value === null, at };
}

function failStar(node: UnresolvedStar, prettyName: string): never {
  return fail('INVALID_USAGE_OF_STAR_OR_REGEX', { elem: '\'*\'', prettyName }, { at: node.at });
}

/** What a star stands right under, as messages call it. */
const clauseNodes: Readonly<Record<string, string>> = { WHERE: 'Filter', 'ORDER BY': 'Sort', 'GROUP BY': 'Aggregate' };

export function expectNoStar(input: Expression, around: string): void {
  if (input.kind === 'UnresolvedStar') failStar(input, `expression \`${around}\``);
}

/** The value bound to `?` or `:name`; it may be an expression over constants. */
function resolveParameter(node: Parameter, scope: Scope): BoundExpression {
  const { positional, named } = scope.parameters ?? {};
  const value = node.name === undefined ? positional?.[node.position ?? 0] : ownValue(named, node.name);
  if (value === undefined) return fail('UNBOUND_SQL_PARAMETER', { name: node.name ?? `_${node.at?.start ?? node.position ?? 0}` }, { at: node.at });
  return resolve(value, { session: scope.session, attributes: [] });
}

function ownValue(values: Readonly<Record<string, Expression>> | undefined, name: string): Expression | undefined {
  return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
}
