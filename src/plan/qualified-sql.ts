import type { BoundExpression, RankingCall } from './bound.ts';
import { prettySql } from './pretty-sql.ts';
import { mapChildren, transformUp } from './walk.ts';

/** The expression as SQL, with its columns under their full names, `sum(t.x)`: what some errors of Spark show. */
export function qualifiedSql(node: BoundExpression | RankingCall, timeZone = 'UTC'): string {
  const change = (one: BoundExpression): BoundExpression => (one.kind === 'Attribute' ? { ...one, name: [...one.qualifier, one.name].join('.') } : one);
  return prettySql(node.kind === 'RankingCall' ? mapChildren(node, (child) => transformUp(child, change)) : transformUp(node, change), timeZone, 'sql');
}
