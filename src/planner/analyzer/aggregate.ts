import { conditionOf, fail } from '../../errors/stream-error.ts';
import type { BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { Expression } from '../../plan/expression.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Aggregate } from '../../plan/relation.ts';
import { mapChildren, transformDown, visitExpression } from '../../plan/walk.ts';
import { aliasOf, isCall, trueLiteral } from '../build.ts';
import { expectSound } from '../expressions/clause-check.ts';
import { refusePipedStar } from './project.ts';
import { resolveExpression, resolveSelectList } from '../expressions/resolve.ts';
import type { GroupedColumns, Scope, SelectItem } from '../expressions/scope.ts';
import { attributesIn, hasAggregate, hasWindowCall, idsOf, referencesOf } from '../references.ts';
import { semanticKey } from '../semantic-key.ts';
import { type Grouping, planAggregate, refuseSelected } from './aggregate-block.ts';
import { type Frame, scopeOf, withoutWindows } from './context.ts';
import { closeGroups, columnsBelow } from './extend.ts';
import { asCondition, filterBy } from './filter.ts';
import { replaceAliases, resolveEarly, resolveGrouping } from './grouping.ts';
import { expandSets, groupingIdColumn } from './grouping-sets.ts';
import { resolvePivotAggregate } from './pivot.ts';
import { checkLateralAliases, expressionOf, usesLateralAlias } from './projection.ts';
import { shown } from './visible.ts';
import { type TimeWindowed, withTimeWindows } from './time-window.ts';

/** GROUP BY without HAVING. */
export function resolveAggregate(relation: Aggregate, frame: Frame): LogicalPlan {
  return resolveAggregateWith(relation, undefined, frame);
}

export function resolveAggregateWith(relation: Aggregate, having: Expression | undefined, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, withoutWindows(frame));
  if (relation.pivot !== undefined) return resolvePivotAggregate(relation, relation.pivot, input, frame);
  const columns = outputOf(input);
  const early = resolveEarly(relation, columns, frame);
  const timed = earlyWindows(relation, input, early, frame);
  const id = groupingIdColumn(frame);
  const hasSets = relation.grouping.some((one) => one.grouping !== 'expression' && one.grouping !== 'all');
  const reach = scopeOf(frame, columns, { clause: 'SELECT', fallback: [...(timed.window === undefined ? [] : [timed.window]), ...(hasSets ? [id] : [])] });
  const items = selectItems(relation, early, reach, frame);
  checkLateralAliases(items, input);
  const resolved = resolveGrouping({ relation, early, items, columns, frame });
  const prepared = withTimeWindows(input, [...resolved.expressions, ...items.map(expressionOf)], frame, timed.window);
  const sound = resolved.expressions.filter((one) => misplacedIn(one).length === 0);
  const isSound = sound.length === resolved.expressions.length;
  if (!isSound && resolved.sets !== undefined) refuseMisplaced(resolved.expressions, relation);
  const expressions = (isSound || sound.length > 0 ? sound : [trueLiteral]).map(prepared.replace);
  const replaced = items.map((item): SelectItem => (item.item === 'column'
    ? { item: 'column', expression: keepAlias(item.expression, prepared.replace) }
    : { ...item, generator: mapChildren(item.generator, prepared.replace) }));
  const offered = prepared.window === undefined ? columns : [...columns, prepared.window];
  const block = resolved.sets === undefined
    ? { plan: prepared.plan, grouping: plainGrouping(expressions, offered, frame) }
    : expandSets(prepared.plan, { expressions, sets: resolved.sets }, { columns: offered, id, frame });
  const plan = withHaving({ block, items: replaced, having, relation, reach, frame });
  refuseMisplaced(resolved.expressions, relation);
  return plan;
}

/** Groups are made of what one row says by itself. The select list is looked at first. */
function refuseMisplaced(keys: readonly BoundExpression[], { groupingAt, at }: Aggregate): void {
  const found = keys.flatMap(misplacedIn);
  for (const one of found) if (one.kind === 'GeneratorCall') expectSound(one);
  if (found.length > 0) fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator: 'Aggregate', invalidExprSqls: found.map((one) => `"${prettySql(one)}"`).join(', ') }, { at: groupingAt ?? at });
}

function misplacedIn(key: BoundExpression): readonly BoundExpression[] {
  const found: BoundExpression[] = [];
  visitExpression(key, (node) => { if (node.kind === 'WindowCall' || node.kind === 'GeneratorCall') found.push(node); });
  return found;
}

/** A window that cannot be made leaves its column unknown: a select list that names it is the first mistake to report. */
function earlyWindows(relation: Aggregate, input: LogicalPlan, early: ReadonlyMap<Expression, BoundExpression>, frame: Frame): TimeWindowed {
  try {
    return withTimeWindows(input, [...early.values()], frame);
  } catch (error) {
    if (conditionOf(error)?.startsWith('DATATYPE_MISMATCH') === true) resolveSelectList(relation.aggregates, scopeOf(frame, outputOf(input), { clause: 'SELECT' }));
    throw error;
  }
}

interface HavingRequest {
  readonly block: { readonly plan: LogicalPlan; readonly grouping: Grouping };
  readonly items: readonly SelectItem[];
  readonly having: Expression | undefined;
  readonly relation: Aggregate;
  readonly reach: Scope;
  readonly frame: Frame;
}

/** HAVING runs on the groups, below OVER: with that its condition goes into the block. */
function withHaving({ block, items, having, relation, reach, frame }: HavingRequest): LogicalPlan {
  const request = { input: block.plan, grouping: block.grouping, items, frame };
  const hasOver = items.some((item) => item.item === 'column' && hasWindowCall(item.expression));
  const close = (plan: LogicalPlan, condition?: BoundExpression): LogicalPlan => (hasOver || (condition !== undefined && asksForMore(condition, items)) ? closeGroups(plan) : plan);
  if (having === undefined) return close(planAggregate(request));
  if (usesLateralAlias(items, block.plan) && hasOver) {
    fail('UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_AGGREGATE_WITH_WINDOW_AND_HAVING', { lca: 'an alias' }, { at: relation.at });
  }
  if (items.some((item) => item.item === 'generator')) return havingOfRows(close(planAggregate(request)), having, relation, frame);
  if (hasOver || usesLateralAlias(items, block.plan)) {
    const aliases = items.flatMap((item) => (item.item === 'column' && item.expression.kind === 'Alias' ? [item.expression] : []));
    const attributes = items.flatMap((item) => (item.item === 'column' ? [attributeOf(item.expression)] : []));
    const grouped = hasOver ? {} : { grouped: groupedColumns(block.grouping) };
    const resolved = resolveExpression(having, { ...reach, clause: 'HAVING', attributes, fallback: block.grouping.columns, ...grouped });
    if (hasOver) refuseSelected([resolved], idsOf(aliases), block.grouping.columns);
    const condition = asCondition(replaceAliases(resolved, aliases), frame);
    return close(planAggregate({ ...request, having: condition }), condition);
  }
  const plan = planAggregate(request);
  const scope = scopeOf(frame, outputOf(plan), { clause: 'HAVING', fallback: columnsBelow(plan), grouped: groupedColumns(block.grouping) });
  const condition = asCondition(resolveExpression(having, scope), frame);
  return close(filterBy(plan, condition, frame, { clause: 'having', at: relation.at }), condition);
}

/** Generators run on the groups too, and make other rows of them, of which HAVING knows what is selected and nothing else. */
function havingOfRows(plan: LogicalPlan, having: Expression, relation: Aggregate, frame: Frame): LogicalPlan {
  const condition = resolveExpression(having, scopeOf(frame, outputOf(plan), { clause: 'WHERE' }));
  return filterBy(plan, asCondition(condition, frame), frame, { clause: 'having', at: relation.at });
}

function groupedColumns({ columns, byMeaning }: Grouping): GroupedColumns {
  return { columns, isKey: (one) => byMeaning.has(semanticKey(one)) || attributesIn(one).every((column) => byMeaning.has(semanticKey(column))) };
}

/** Whether HAVING needs anything that the select list does not compute. */
function asksForMore(condition: BoundExpression, items: readonly SelectItem[]): boolean {
  const columns = items.flatMap((item) => (item.item === 'column' ? [item.expression] : []));
  const computed = new Map(columns.map((one) => [semanticKey(one.kind === 'Alias' ? one.input : one), attributeOf(one)]));
  const own = idsOf(columns);
  const rest = transformDown(condition, (node) => computed.get(semanticKey(node)));
  return hasAggregate(rest) || [...referencesOf(rest)].some((id) => !own.has(id));
}

/** The select list; `keysFirst` (DataFrame) puts the grouping columns in front. */
function selectItems(relation: Aggregate, early: ReadonlyMap<Expression, BoundExpression>, scope: Scope, frame: Frame): readonly SelectItem[] {
  if (relation.pipe === true) refusePipedStar(relation.aggregates);
  const items = resolveSelectList(relation.aggregates, scope);
  if (relation.pipe === true) requireAggregates(items, early, relation);
  if (relation.keysFirst !== true) return items;
  const keys = [...new Map([...early.values()].map((one) => [semanticKey(one), one])).values()].map((key): SelectItem => ({
    item: 'column', expression: key.kind === 'Attribute' || key.kind === 'Alias' ? key : aliasOf(key, keyName(key), frame.analysis.context.nextId()),
  }));
  return [...keys, ...items];
}

/** |> AGGREGATE adds the keys by itself: what else stands there must aggregate. */
function requireAggregates(items: readonly SelectItem[], keys: ReadonlyMap<Expression, BoundExpression>, { at }: Aggregate): void {
  const over = [...keys.values(), ...items.map(expressionOf)].some(hasWindowCall);
  if (over && keys.size > 0) fail('UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE', { case: KEYS_OVER }, { at });
  const written = items.map(expressionOf).map((one) => (one.kind === 'Alias' ? one.input : one));
  const plain = written.find((one) => !aggregatesOutsideOver(one));
  if (plain !== undefined) fail('PIPE_OPERATOR_AGGREGATE_EXPRESSION_CONTAINS_NO_AGGREGATE_FUNCTION', { expr: prettySql(plain) }, { at: plain.at });
  if (over) fail('MISSING_GROUP_BY', {}, { at });
}

const KEYS_OVER = 'window functions; please update the query to move the window functions to a subsequent |> SELECT operator instead';

function aggregatesOutsideOver(expression: BoundExpression): boolean {
  let found = false;
  visitExpression(expression, (node) => { found ||= node.kind === 'AggregateCall'; return node.kind !== 'WindowCall' && !found; });
  return found;
}

export function plainGrouping(expressions: readonly BoundExpression[], columns: Grouping['columns'], frame: Frame): Grouping {
  const keys = expressions.map((one) => (one.kind === 'Attribute' ? shown(one) : aliasOf(one, prettySql(one), frame.analysis.context.nextId())));
  return { keys, columns, byMeaning: new Map(keys.map((key) => [semanticKey(key), attributeOf(key)])) };
}

function keepAlias(item: Extract<SelectItem, { item: 'column' }>['expression'], replace: (expression: BoundExpression) => BoundExpression): Extract<SelectItem, { item: 'column' }>['expression'] {
  if (item.kind === 'Attribute') return item;
  const input = replace(item.input);
  return input === item.input ? item : ({ ...item, input, type: input.type, nullable: input.nullable, ...eventTags(input) } satisfies BoundAlias);
}

function eventTags(input: BoundExpression): Partial<BoundAlias> {
  return input.kind === 'Attribute' && input.timeWindow !== undefined ? { timeWindow: input.timeWindow, ...(input.watermarkDelayMs === undefined ? {} : { watermarkDelayMs: input.watermarkDelayMs }) } : {};
}

/** Windows are named after the function alone. */
function keyName(key: BoundExpression): string {
  return isCall(key, 'window', 'session_window') ? key.definition.name : prettySql(key);
}
