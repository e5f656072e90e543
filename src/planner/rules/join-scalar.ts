import { singleValue } from '../../functions/single-value.ts';
import type { Attribute, BoundExpression, BoundSubquery, Call } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { mapChildren } from '../../plan/walk.ts';
import { isTrue } from '../../plan/settings.ts';
import { booleanType, longType } from '../../types/data-type.ts';
import { aggregateOf, countAll } from '../aggregates.ts';
import { aliasOf, allOf, callOf, equalTo, isCall, isNull, literalOf, orOf } from '../build.ts';
import type { PlanningContext } from '../physical.ts';
import { attributesIn, idsOf } from '../references.ts';
import { type DomainJoin, joinByDomain } from './domain-join.ts';
import { valueOnEmptyInput } from './empty-input.ts';
import { inward, pullUp } from './pull-up.ts';

/** An aggregation without keys has no row in EXISTS and IN where it saw none, as old Spark had it. */
export const LOSES_EMPTY_COUNTS = 'spark.sql.optimizer.decorrelateExistsSubqueryLegacyIncorrectCountHandling.enabled';
const COUNT_BUG = 'spark.sql.legacy.scalarSubqueryCountBugBehavior';

export interface JoinedColumn { readonly plan: LogicalPlan; readonly column: BoundExpression }

/**
 * A correlated scalar subquery as a left join: its rows are grouped by what they are correlated with, each group gives its one value
 * (two are an error), and where an aggregation without keys saw no row it gives what that gives (0 for count).
 * Correlations of other shapes are joined by the distinct values they depend on.
 */
export function joinScalar(input: LogicalPlan, node: BoundSubquery, context: PlanningContext): JoinedColumn {
  const outer = idsOf(node.outer);
  const value = outputOf(node.plan)[0]!;
  const pulled = pullUp(node.plan, outer, context);
  const keys = pulled?.conditions.map((condition) => innerSide(condition, outer));
  if (pulled === undefined || keys === undefined || keys.some((key) => key === undefined)) return scalarByApply(input, node, context);
  const grouping = [...new Map((keys as BoundExpression[]).flatMap((key) => attributesIn(key)).map((one) => [one.id, one])).values()];
  const condition = allOf(pulled.conditions);
  const join = (right: LogicalPlan): LogicalPlan => ({ kind: 'Join', left: input, right, type: 'left', ...(condition === undefined ? {} : { condition }) });
  if (!pulled.groupedGlobal || !isSingleRow(node.plan)) return valueOfGroup(groupedRows(pulled.plan, value, grouping, context), join, outputOf(input), context);
  const marker = aliasOf(literalOf(booleanType, true), 'found', context.nextId());
  const plan = join({ kind: 'Project', input: pulled.plan, expressions: [...outputOf(pulled.plan), marker] });
  const onEmpty = valueOnEmptyInput(node.plan, value.id);
  const found = { ...value, nullable: true };
  if (onEmpty === undefined) return { plan, column: found };
  const missing = isNull({ ...attributeOf(marker), nullable: true });
  return { plan, column: callOf('if', [missing, inward(onEmpty, outer), found], value.type, true) };
}

/** EXISTS or IN whose correlation cannot be pulled out: counts matching rows once per row of the input. */
export function existsByApply(input: LogicalPlan, node: BoundSubquery, nullAware: boolean, context: PlanningContext): JoinedColumn {
  const columns = outputOf(node.plan);
  const equalities = node.values.map((value, index) => {
    const equal = equalTo(outward(value), columns[index]!);
    return nullAware ? orOf(equal, isNull(equal)) : equal;
  });
  const condition = allOf(equalities);
  const rows: LogicalPlan = condition === undefined ? node.plan : { kind: 'Filter', input: node.plan, condition };
  const count = aliasOf(countAll(), 'count', context.nextId());
  const right: LogicalPlan = { kind: 'Aggregate', input: rows, grouping: [], output: [count] };
  const outer = new Map([...node.outer, ...attributesIn(...node.values)].map((one) => [one.id, one]));
  const plan = joinEach(input, right, { outer: [...outer.values()], losesInnerCounts: isTrue(context.settings, LOSES_EMPTY_COUNTS) }, context);
  return { plan, column: callOf('>', [attributeOf(count), literalOf(longType, 0n)], booleanType, false) };
}

function scalarByApply(input: LogicalPlan, node: BoundSubquery, context: PlanningContext): JoinedColumn {
  const value = outputOf(node.plan)[0]!;
  const losesInnerCounts = isTrue(context.settings, COUNT_BUG);
  const single = isSingleRow(node.plan) ? joinByDomain(input, node.plan, { outer: node.outer, type: 'left', losesInnerCounts }, context) : undefined;
  if (single !== undefined) return { plan: single, column: { ...value, nullable: true } };
  return valueOfGroup(groupedRows(node.plan, value, [], context), (right) => joinEach(input, right, { outer: node.outer, losesInnerCounts }, context), outputOf(input), context);
}

/** Exactly one row of the right side for each of the left one. */
function joinEach(input: LogicalPlan, right: LogicalPlan, how: Omit<DomainJoin, 'type'>, context: PlanningContext): LogicalPlan {
  return joinByDomain(input, right, { ...how, type: 'inner' }, context) ?? { kind: 'LateralJoin', left: input, right, outer: how.outer, type: 'cross' };
}

/** At most one row, whatever is in the tables: an aggregation without keys. */
function isSingleRow(plan: LogicalPlan): boolean {
  if (plan.kind === 'Aggregate') return plan.grouping.length === 0;
  return (plan.kind === 'Project' || plan.kind === 'Filter' || plan.kind === 'SubqueryAlias' || plan.kind === 'Sort' || plan.kind === 'Distinct') && isSingleRow(plan.input);
}

interface GroupedRows { readonly plan: LogicalPlan; readonly first: Attribute; readonly count: Attribute }

/** One row per group: a value of it, and how many there are. */
function groupedRows(plan: LogicalPlan, value: Attribute, grouping: readonly Attribute[], context: PlanningContext): GroupedRows {
  const first = aliasOf(aggregateOf('first', [value], value.type, true), value.name, context.nextId());
  const count = aliasOf(countAll(), 'count', context.nextId());
  return { plan: { kind: 'Aggregate', input: plan, grouping, output: [...grouping, first, count] }, first: attributeOf(first), count: attributeOf(count) };
}

/** Joined, a second row is an error: groups that no row asks for may have any number. */
function valueOfGroup({ plan, first, count }: GroupedRows, join: (right: LogicalPlan) => LogicalPlan, columns: readonly Attribute[], context: PlanningContext): JoinedColumn {
  const read = [first, count].map((one) => ({ ...one, nullable: true }));
  const call: Call = { kind: 'Call', definition: singleValue, written: 'single_value', arguments: read, type: first.type, nullable: true };
  const single = aliasOf(call, first.name, context.nextId());
  return { plan: { kind: 'Project', input: join(plan), expressions: [...columns, single] }, column: attributeOf(single) };
}

/** The side of an equality that belongs to the subquery. */
function innerSide(condition: BoundExpression, outer: ReadonlySet<number>): BoundExpression | undefined {
  if (!isCall(condition, '=', '<=>')) return undefined;
  const [first, second] = condition.arguments as [BoundExpression, BoundExpression];
  const isOuter = (one: BoundExpression): boolean => attributesIn(one).every((attribute) => outer.has(attribute.id));
  const isInner = (one: BoundExpression): boolean => attributesIn(one).every((attribute) => !outer.has(attribute.id));
  if (isInner(first) && isOuter(second)) return first;
  return isInner(second) && isOuter(first) ? second : undefined;
}

/** The left-hand side of IN seen from inside the subquery. */
function outward(value: BoundExpression): BoundExpression {
  return value.kind === 'Attribute' ? { kind: 'OuterReference', attribute: value, type: value.type, nullable: value.nullable } : mapOuter(value);
}

function mapOuter(value: BoundExpression): BoundExpression {
  return mapChildren(value, (child) => outward(child));
}
