import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import type { Aggregate, LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { someExpression } from '../../plan/walk.ts';
import { attributesIn, hasAggregate, idsOf } from '../references.ts';
import { extendAggregate, groupingOf } from './aggregate-block.ts';
import type { Frame } from './context.ts';

/**
 * Names that are not in the select list. `SELECT a FROM t ORDER BY b` and `df.select("a").where("b > 1")` may name columns of the
 * input of a projection, and `… GROUP BY a ORDER BY sum(b)` aggregates: they are added to the nodes below, and the caller
 * takes them away again on top. Derived tables, DISTINCT and set operations are walls.
 */
export interface Extended { readonly plan: LogicalPlan; readonly expressions: readonly BoundExpression[] }

/** Plans whose HAVING asked for more than the select list, or which have OVER: on these is a projection in Spark, through which ORDER BY reaches columns and keys, but no groups. */
const closed = new WeakSet<LogicalPlan>();

export function closeGroups<P extends LogicalPlan>(plan: P): P {
  closed.add(plan);
  return plan;
}

/** Columns below a plan that a name may mean when its output has none, nearest first. */
export function columnsBelow(plan: LogicalPlan): readonly Attribute[] {
  const found: Attribute[] = [];
  const names = new Set(outputOf(plan).map(nameKey));
  let isClosed = false;
  for (let node: LogicalPlan | undefined = plan; node !== undefined; node = passable(node)) {
    isClosed ||= closed.has(node);
    const columns: readonly Attribute[] = node.kind === 'Aggregate' ? columnsOfGroups(node, isClosed) : outputOf(node);
    const before = new Set(names);
    for (const one of columns) {
      if (before.has(nameKey(one))) continue;
      names.add(nameKey(one));
      found.push(one);
    }
    if (node.kind === 'Aggregate') break;
  }
  return found;
}

/** What each plan below has, nearest first: where several columns have the name, ORDER BY looks further down. */
export function levelsBelow(plan: LogicalPlan): readonly (readonly Attribute[])[] {
  const levels: (readonly Attribute[])[] = [];
  let isClosed = closed.has(plan);
  for (let node: LogicalPlan | undefined = plan.kind === 'Aggregate' ? plan : passable(plan); node !== undefined; node = passable(node)) {
    isClosed ||= closed.has(node);
    levels.push(node.kind === 'Aggregate' ? columnsOfGroups(node, isClosed) : outputOf(node));
    if (node.kind === 'Aggregate') break;
  }
  return levels;
}

function columnsOfGroups(plan: Aggregate, isClosed: boolean): readonly Attribute[] {
  const columns = groupingOf(plan)?.columns ?? outputOf(plan.input);
  if (!isClosed) return columns;
  const keys = idsOf(plan.grouping);
  return columns.filter((one) => keys.has(one.id));
}

/** The plan with whatever the expressions need in its output, and the expressions over that output. */
export function extendPlan(plan: LogicalPlan, expressions: readonly BoundExpression[], frame: Frame): Extended {
  return extend(plan, expressions, new Set(), frame);
}

function extend(plan: LogicalPlan, expressions: readonly BoundExpression[], known: ReadonlySet<number>, frame: Frame): Extended {
  const present = new Set([...known, ...idsOf(outputOf(plan))]);
  if (closed.has(plan) && expressions.some(hasAggregate)) return { plan, expressions };
  const missing = attributesIn(...expressions).some((one) => !present.has(one.id));
  if (!missing && !expressions.some(asksForGroups)) return { plan, expressions };
  if (plan.kind === 'Aggregate') return extendAggregate(plan, expressions, known, frame);
  const input = passable(plan);
  if (input === undefined) return { plan, expressions };
  const lower = extend(input, expressions, present, frame);
  const copy = { ...plan, input: lower.plan } as LogicalPlan;
  if (copy.kind !== 'Project') return { plan: copy, expressions: lower.expressions };
  const own = idsOf(outputOf(plan));
  const offered = idsOf(outputOf(lower.plan));
  const added = attributesIn(...lower.expressions).filter((one) => !own.has(one.id) && !known.has(one.id) && offered.has(one.id));
  return { plan: { ...copy, expressions: [...copy.expressions, ...added] }, expressions: lower.expressions };
}

/** Aggregates, grouping() and grouping_id() are answered by the aggregation below. */
function asksForGroups(expression: BoundExpression): boolean {
  return hasAggregate(expression) || someExpression(expression, (node) => node.kind === 'Call' && (node.definition.name === 'grouping' || node.definition.name === 'grouping_id'));
}

/** The input of a node that lets names through. */
function passable(plan: LogicalPlan): LogicalPlan | undefined {
  switch (plan.kind) {
    case 'Project': case 'Filter': case 'Aggregate': case 'Sort': case 'Window': case 'Generate': case 'Sample': case 'CollectMetrics': case 'Limit': case 'Offset': return plan.input;
    default: return undefined;
  }
}

function nameKey(attribute: Attribute): string {
  return `${attribute.qualifier.join('.')}.${attribute.name}`.toLowerCase();
}
