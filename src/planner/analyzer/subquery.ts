import { fail } from '../../errors/stream-error.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { outputOf } from '../../plan/output.ts';
import type { Relation } from '../../plan/relation.ts';
import type { PlannedSubquery, Scope } from '../expressions/scope.ts';
import { outerReferencesOf } from '../references.ts';
import { type Frame, withoutWindows } from './context.ts';
import { withVisibleOutput } from './visible.ts';

/** A query inside an expression. What it reads of the query around it is an outer reference. */
export function planSubquery(relation: Relation, scope: Scope, frame: Frame): PlannedSubquery {
  const plan = withVisibleOutput(frame.analysis.resolve(relation, { ...withoutWindows(frame), outer: scope }));
  if (isStreaming(plan)) fail('INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY', {}, { at: relation.at });
  const around = new Set([...scope.attributes, ...(scope.fallback ?? []), ...(scope.lateralAliases ?? [])].map((one) => one.id));
  return { plan, output: outputOf(plan), outer: outerReferencesOf(plan).filter((one) => around.has(one.id)) };
}
