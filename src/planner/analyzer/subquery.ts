import { fail } from '../../errors/stream-error.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { outputOf } from '../../plan/output.ts';
import type { Relation } from '../../plan/relation.ts';
import type { PlannedSubquery, Scope } from '../expressions/scope.ts';
import { outerReferencesOf } from '../references.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { someExpression, visitExpression, visitPlan } from '../../plan/walk.ts';
import { type Frame, withCtesAround, withoutWindows } from './context.ts';
import { faultOfLookup } from './earlier-faults.ts';
import { withVisibleOutput } from './visible.ts';

/** A query inside an expression. What it reads of the query around it is an outer reference. */
export function planSubquery(relation: Relation, scope: Scope, frame: Frame): PlannedSubquery {
  const plan = withVisibleOutput(resolveInside(relation, { ...withCtesAround(withoutWindows(frame)), outer: scope }));
  if (isStreaming(plan)) fail('INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY', {}, { at: relation.at });
  refuseMixedAggregates(plan, relation);
  const around = new Set([...scope.attributes, ...(scope.fallback ?? []), ...(scope.lateralAliases ?? [])].map((one) => one.id));
  return { plan, output: outputOf(plan), outer: outerReferencesOf(plan).filter((one) => around.has(one.id)) };
}

function resolveInside(relation: Relation, frame: Frame): LogicalPlan {
  try {
    return frame.analysis.resolve(relation, frame);
  } catch (error) {
    throw faultOfLookup(relation, error, frame);
  }
}

/** Above an aggregation the query around is out of reach: columns of it belong into WHERE or HAVING. */
function refuseMixedAggregates(plan: LogicalPlan, { at }: Relation): void {
  visitPlan(plan, (node) => {
    if (node.kind !== 'Aggregate') return;
    for (const item of node.output) {
      visitExpression(item, (one) => {
        if (one.kind !== 'AggregateCall' || !someExpression(one, isOuter) || !someExpression(one, (child) => child.kind === 'Attribute')) return;
        fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES', { function: prettySql(one) }, { at });
      });
      if (someExpression(item, isOuter)) fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_REFERENCE', { sqlExprs: `"${prettySql(item)}"` }, { at });
    }
  });
}

function isOuter(node: { readonly kind: string }): boolean { return node.kind === 'OuterReference'; }
