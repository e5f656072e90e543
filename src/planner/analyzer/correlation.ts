import { fail, type Span } from '../../errors/stream-error.ts';
import type { BoundExpression } from '../../plan/bound.ts';
import type { Join, LogicalPlan } from '../../plan/logical.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { qualifiedSql } from '../../plan/qualified-sql.ts';
import { quoteIfNeeded } from '../../types/print.ts';
import { expressionsOf, inputsOf, someExpression, transformUp, visitExpression, type ExpressionNode } from '../../plan/walk.ts';

/**
 * Where a query inside may name columns of the query around it. Conditions, select lists and ON may, whatever sorts, groups, numbers or
 * repeats rows may not; and of a join only the sides whose rows are never made up, of nodes that multiply or draw rows no input at all.
 */
export function checkCorrelation(plan: LogicalPlan, outer: ReadonlySet<number>, at: Span | undefined): void {
  check(plan, { ids: outer, at, open: true });
}

interface Place { readonly ids: ReadonlySet<number>; readonly at: Span | undefined; readonly open: boolean }

function check(node: LogicalPlan, place: Place): void {
  const { ids, at, open } = place;
  const own = expressionsOf(node).filter((one) => someExpression(one, (child) => isOuter(child, ids)));
  if (!open && own.length > 0) fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.ACCESSING_OUTER_QUERY_COLUMN_IS_NOT_ALLOWED', { treeNode: node.kind }, { at });
  if (node.kind === 'Aggregate') node.output.forEach((item) => { refuseMixedAggregates(item, place); });
  if (own.length > 0 && !mayName(node, ids)) fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_REFERENCE', { sqlExprs: own.map((one) => `"${correlatedSql(one)}"`).join(', ') }, { at });
  for (const input of inputsOf(node)) check(input, { ...place, open: open && isReachable(node, input) });
}

/** A generator over nothing but itself is a table function; what OVER computes beforehand stands in a projection below it. */
function mayName(node: LogicalPlan, ids: ReadonlySet<number>): boolean {
  if (node.kind === 'Window') return !node.calls.some(({ input }) => [...input.function.arguments, ...input.partitionBy, ...input.orderBy.map((one) => one.input)].some((one) => isOuter(one, ids)));
  return hosts.has(node.kind) || (node.kind === 'Generate' && node.input.kind === 'LocalData' && node.input.name === 'OneRowRelation');
}

const hosts: ReadonlySet<LogicalPlan['kind']> = new Set<LogicalPlan['kind']>(['Filter', 'Project', 'Join', 'LateralJoin', 'TableGenerator']);

function isReachable(node: LogicalPlan, input: LogicalPlan): boolean {
  if (node.kind === 'Join') return node.setOperation !== undefined || reachableSides[node.type].includes(input === node.left ? 'left' : 'right');
  return !closed.has(node.kind);
}

const closed: ReadonlySet<LogicalPlan['kind']> = new Set<LogicalPlan['kind']>(['Expand', 'Sample', 'RecursiveLoop']);

const reachableSides: Readonly<Record<Join['type'], readonly ('left' | 'right')[]>> = {
  inner: ['left', 'right'], cross: ['left', 'right'], left: ['left'], right: ['right'], full: [], 'left semi': ['left'], 'left anti': ['left'], existence: ['left'],
};

function refuseMixedAggregates(item: ExpressionNode, { ids }: Place): void {
  visitExpression(item, (one) => {
    if (one.kind !== 'AggregateCall' || !someExpression(one, (child) => isOuter(child, ids)) || !someExpression(one, (child) => child.kind === 'Attribute')) return;
    fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES', { function: qualifiedSql(one) }, { at: one.at });
  });
}

/** With the columns of the query around as such, and the name that a column of the list has. */
function correlatedSql(expression: BoundExpression): string {
  const plain = prettySql(transformUp(expression.kind === 'Alias' ? expression.input : expression, (one) => (one.kind === 'OuterReference' ? one.attribute : one)));
  return expression.kind === 'Alias' ? `${plain} AS ${quoteIfNeeded(expression.name)}` : plain;
}

function isOuter(node: ExpressionNode, ids: ReadonlySet<number>): boolean { return node.kind === 'OuterReference' && ids.has(node.attribute.id); }
