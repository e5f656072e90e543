import { fail } from '../../errors/stream-error.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { expressionsOf, type ExpressionNode, visitExpression, visitPlan } from '../../plan/walk.ts';
import { isGrouping } from '../references.ts';

const aggregating: ReadonlySet<LogicalPlan['kind']> = new Set<LogicalPlan['kind']>(['Aggregate', 'Window', 'CollectMetrics']);

/**
 * The last look at an analyzed plan, as Spark's CheckAnalysis has one: grouping() that no GROUPING SETS took, aggregates where nothing
 * aggregates, two observations of one name. Clauses refuse what they can name better; this is for all the places that are left.
 */
export function refuseMisplaced(plan: LogicalPlan): void {
  const observed = new Map<string, number>();
  visitPlan(plan, (node) => {
    if (node.kind === 'CollectMetrics') {
      if ((observed.get(node.name) ?? node.nodeId) !== node.nodeId) fail('DUPLICATED_METRICS_NAME', { metricName: node.name });
      observed.set(node.name, node.nodeId);
    }
    for (const expression of expressionsOf(node)) visitExpression(expression, (one) => { refuse(one, node); });
  });
}

function refuse(expression: ExpressionNode, node: LogicalPlan): void {
  if (expression.kind === 'Subquery') refuseMisplaced(expression.plan);
  if (isGrouping(expression)) fail('UNSUPPORTED_GROUPING_EXPRESSION', {}, { at: expression.at });
  if (expression.kind !== 'AggregateCall' || aggregating.has(node.kind)) return;
  fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator: node.kind, invalidExprSqls: `"${prettySql(expression)}"` }, { at: expression.at });
}
