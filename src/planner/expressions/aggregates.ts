import { fail, type Span } from '../../errors/stream-error.ts';
import { resolveCall } from '../../functions/define.ts';
import type { AggregateFunction } from '../../functions/function.ts';
import { failArgumentCount } from '../../functions/signature-match.ts';
import type { AggregateCall, BoundExpression, BoundSort } from '../../plan/bound.ts';
import type { UnresolvedFunction } from '../../plan/expression.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { someExpression, visitExpression } from '../../plan/walk.ts';
import { isOrderable } from '../../types/coercion.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { isRandom } from '../references.ts';
import { semanticKey } from '../semantic-key.ts';
import { orderArguments, resolveArgument } from './arguments.ts';
import { castArguments, inOneCollation, prettyIn, shapeOf } from './call.ts';
import { keptCollation } from './collations.ts';
import { settleEach } from './late-faults.ts';
import { resolve, resolveSortOrder } from './resolve.ts';
import { scopeInAggregate } from './names.ts';
import type { Scope } from './scope.ts';
import { expandArguments } from './star.ts';

/** `sum(DISTINCT x) FILTER (WHERE …)`, `listagg(x) WITHIN GROUP (ORDER BY y)`, `first(x) IGNORE NULLS`. */
export function bindAggregate(named: AggregateFunction, written: string, node: UnresolvedFunction, scope: Scope, use: 'group' | 'window' = 'group'): AggregateCall {
  const definition = node.ignoreNulls === false ? named.respectNulls ?? named : named;
  refuseSyntax(definition, written, node);
  const inside = scopeInAggregate(scope);
  const bound = settleEach(orderArguments(definition, quoteIdentifier(written), expandArguments(node, scope), node.at), (one) => resolveArgument(one, inside));
  const { args, ignoreNulls } = nullsArgument(definition, bound, node.ignoreNulls === true);
  const orderBy = node.orderBy?.map((one) => resolveSortOrder(one, inside));
  if (definition.argumentCount !== undefined && args.length !== definition.argumentCount) failArgumentCount(shapeOf(definition, written, args, scope, node.at), [definition.argumentCount]);
  checkOrderings(definition, written, { args, orderBy }, node);
  for (const key of orderBy ?? []) checkOrder(key, scope);
  const filter = node.filter === undefined ? undefined : resolve(node.filter, inside);
  const shown = node.ignoreNulls === undefined || definition.name !== 'first' && definition.name !== 'last' ? written : definition.name;
  const call = typedCall(definition, shown, { args, orderBy }, node, scope);
  const aggregate: AggregateCall = {
    ...call, distinct: node.distinct === true, ignoreNulls, ...(filter === undefined ? {} : { filter }),
  };
  checkFilter(filter, scope, node.at);
  checkArguments(aggregate, scope, use);
  return aggregate;
}

type Typing = Pick<AggregateCall, 'kind' | 'definition' | 'written' | 'arguments' | 'type' | 'nullable' | 'at'> & { readonly orderBy?: readonly BoundSort[] };

interface Inputs { readonly args: readonly BoundExpression[]; readonly orderBy: readonly BoundSort[] | undefined }

/** The keys of WITHIN GROUP follow the arguments where the row types them too (percentile_cont, mode). */
function typedCall(definition: AggregateFunction, written: string, { args, orderBy }: Inputs, node: UnresolvedFunction, scope: Scope): Typing {
  const keys = definition.orderings === undefined ? [] : orderBy?.map((one) => one.input) ?? [];
  const all = inOneCollation(definition, written, [...args, ...keys], scope, node.at);
  const resolved = resolveCall(definition, shapeOf(definition, written, all, scope, node.at));
  const cast = castArguments(all, resolved.argumentTypes, scope, node.at);
  const sorted = orderBy?.map((one, index): BoundSort => {
    const input = cast[args.length + index] ?? one.input;
    return { ...one, input, type: input.type, nullable: input.nullable };
  });
  return {
    kind: 'AggregateCall', definition, written, arguments: cast.slice(0, args.length), type: keptCollation(definition.name, all, resolved.returnType), nullable: resolved.nullable, at: node.at,
    ...(sorted === undefined ? {} : { orderBy: sorted }),
  };
}

function refuseSyntax(definition: AggregateFunction, written: string, node: UnresolvedFunction): void {
  const prettyName = quoteIdentifier(written);
  if (node.ignoreNulls === true && definition.ignoreNulls !== true) fail('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName, syntax: 'IGNORE NULLS' }, { at: node.at });
  if (node.orderBy !== undefined && definition.withinGroup !== true) {
    fail('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName, syntax: 'WITHIN GROUP (ORDER BY ...)' }, { at: node.at });
  }
}

export function checkOrder(key: BoundSort, scope: Scope): void {
  if (isOrderable(key.type)) return;
  fail('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', { sqlExpr: `"${prettyIn(scope, key)}"`, functionName: '`sortorder`', dataType: `"${typeToSql(key.type)}"` }, { at: key.at });
}

/** How many keys WITHIN GROUP has; with DISTINCT, the argument is the only one. */
function checkOrderings(definition: AggregateFunction, written: string, { args, orderBy = [] }: Inputs, node: UnresolvedFunction): void {
  const funcName = quoteIdentifier(written);
  const [key] = orderBy;
  const wanted = definition.orderings?.(args.length);
  if (wanted === undefined) {
    if (node.distinct === true && key !== undefined && orderBy.length === 1) refuseUnsafeText(funcName, args[0]!, key.input, node);
    if (node.distinct !== true || key === undefined || (orderBy.length === 1 && semanticKey(key.input) === semanticKey(args[0]!))) return;
    fail('INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT', { funcName, funcArg: `"${prettySql(args[0]!)}"`, orderingExpr: `"${orderBy.map((one) => prettySql(one.input)).join(', ')}"` }, { at: node.at });
  }
  if (node.distinct === true) fail('INVALID_WITHIN_GROUP_EXPRESSION.DISTINCT_UNSUPPORTED', { funcName }, { at: node.at });
  if (wanted > 0 && key === undefined) fail('INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING', { funcName }, { at: node.at });
  const shown = funcName === '`mode`' && wanted > 0 ? '`Mode`' : funcName;
  if (orderBy.length !== wanted) fail('INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS', { funcName: shown, expectedNum: String(wanted), actualNum: String(orderBy.length) }, { at: node.at });
}

/** Texts of these may be one where the values are not, or are nothing at all. */
const withoutOneText: ReadonlySet<string> = new Set(['float', 'double', 'timestamp', 'null']);

function refuseUnsafeText(funcName: string, argument: BoundExpression, key: BoundExpression, node: UnresolvedFunction): void {
  const source = argument.kind === 'Cast' && argument.type.kind === 'string' && semanticKey(argument.input) === semanticKey(key) ? argument.input : argument;
  if (!withoutOneText.has(source.type.kind) || semanticKey(source) !== semanticKey(key)) return;
  fail('INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT_UNSAFE_CAST', { funcName, inputType: `"${typeToSql(source.type)}"`, castType: '"STRING"' }, { at: node.at });
}

/** `first(x, true)` says IGNORE NULLS by its second argument. */
function nullsArgument(definition: AggregateFunction, args: readonly BoundExpression[], ignoreNulls: boolean): { readonly args: readonly BoundExpression[]; readonly ignoreNulls: boolean } {
  const last = args[1];
  if (definition.ignoreNulls !== true || args.length !== 2 || last?.kind !== 'Literal' || last.type.kind !== 'boolean') return { args, ignoreNulls };
  return { args: args.slice(0, 1), ignoreNulls: ignoreNulls || last.value === true };
}

function checkFilter(filter: BoundExpression | undefined, scope: Scope, at: Span | undefined): void {
  if (filter === undefined) return;
  const filterExpr = `"${prettyIn(scope, filter)}"`;
  let aggregate: AggregateCall | undefined;
  visitExpression(filter, (one) => { if (one.kind === 'AggregateCall') aggregate ??= one; });
  let over: BoundExpression | undefined;
  visitExpression(filter, (one) => { if (one.kind === 'WindowCall') over ??= one; });
  const windowExpr = over === undefined ? '' : `"${prettyIn(scope, over)}"`;
  const condition = aggregate !== undefined ? 'CONTAINS_AGGREGATE' : over !== undefined ? 'CONTAINS_WINDOW_FUNCTION'
    : isRandom(filter) ? 'NON_DETERMINISTIC' : filter.type.kind !== 'boolean' ? 'NOT_BOOLEAN' : undefined;
  if (condition !== undefined) fail(`INVALID_AGGREGATE_FILTER.${condition}`, { filterExpr, aggExpr: aggregate === undefined ? filterExpr : `"${prettyIn(scope, aggregate)}"`, windowExpr }, { at });
}

/** Over a window, aggregates of the groups and what was computed over other windows may be aggregated again. */
function checkArguments(call: AggregateCall, scope: Scope, use: 'group' | 'window'): void {
  if (scope.clause === 'METRIC') return; // has rules of its own
  const sqlExpr = `"${prettyIn(scope, call)}"`;
  for (const argument of call.arguments) {
    if (use === 'group' && someExpression(argument, (one) => one.kind === 'WindowCall')) fail('_LEGACY_ERROR_TEMP_1031', { expression: sqlExpr }, { at: argument.at });
    if (use === 'group' && someExpression(argument, (one) => one.kind === 'AggregateCall')) fail('NESTED_AGGREGATE_FUNCTION', {}, { at: argument.at });
    if (isRandom(argument)) fail('AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION', { sqlExpr }, { at: argument.at });
  }
}
