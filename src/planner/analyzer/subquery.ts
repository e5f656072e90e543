import { fail } from '../../errors/stream-error.ts';
import type { BoundAlias } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Relation } from '../../plan/relation.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { mapExpressions, transformDown, transformPlanUp } from '../../plan/walk.ts';
import { aliasOf } from '../build.ts';
import type { PlannedSubquery, Scope } from '../expressions/scope.ts';
import { idsOf, isOfQueryAround, outerMentionsOf } from '../references.ts';
import { inward } from '../rules/pull-up.ts';
import { type Frame, withCtesAround, withoutWindows } from './context.ts';
import { checkCorrelation } from './correlation.ts';
import { faultOfLookup } from './earlier-faults.ts';
import { withVisibleOutput } from './visible.ts';

/** A query inside an expression. What it reads of the query around it is an outer reference. */
export function planSubquery(relation: Relation, scope: Scope, frame: Frame): PlannedSubquery {
  const written = withVisibleOutput(resolveInside(relation, { ...withCtesAround(withoutWindows(frame)), outer: scope }));
  if (isStreaming(written)) fail('INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY', {}, { at: relation.at });
  const around = idsOf([...scope.attributes, ...(scope.fallback ?? []), ...(scope.grouped?.columns ?? []), ...(scope.lateralAliases ?? [])]);
  checkCorrelation(written, around, relation.at);
  const { plan, aggregates } = scope.clause === 'HAVING' ? withoutAggregatesAround(written, around, frame) : { plan: written, aggregates: [] };
  const mentioned = outerMentionsOf(plan).filter((one) => around.has(one.id));
  return { plan, output: outputOf(plan), outer: [...new Map(mentioned.map((one) => [one.id, one])).values()], mentioned, ...(aggregates.length === 0 ? {} : { aggregates }) };
}

function resolveInside(relation: Relation, frame: Frame): LogicalPlan {
  try {
    return frame.analysis.resolve(relation, frame);
  } catch (error) {
    throw faultOfLookup(relation, error, frame);
  }
}

/** The conditions of a query in HAVING may compare with aggregates of the groups around: those become columns of the groups. */
function withoutAggregatesAround(plan: LogicalPlan, around: ReadonlySet<number>, frame: Frame): { readonly plan: LogicalPlan; readonly aggregates: readonly BoundAlias[] } {
  const aggregates: BoundAlias[] = [];
  const replaced = transformPlanUp(plan, (node) => (node.kind !== 'Filter' && node.kind !== 'Join' ? node : mapExpressions(node, (condition) => transformDown(condition, (one) => {
    if (one.kind !== 'AggregateCall' || !isOfQueryAround(one)) return undefined;
    const alias = aliasOf(inward(one, around), prettySql(one), frame.analysis.context.nextId());
    aggregates.push(alias);
    return { kind: 'OuterReference', attribute: attributeOf(alias), type: one.type, nullable: one.nullable, at: one.at };
  }))));
  return { plan: replaced, aggregates };
}
