import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { Aggregate } from '../../plan/logical.ts';
import { attributeOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { transformDown } from '../../plan/walk.ts';
import { aliasOf } from '../build.ts';
import type { PlanningContext } from '../physical.ts';
import { semanticKey } from '../semantic-key.ts';

/** An aggregation that gives its keys and calls, and the select list over them. */
export function splitAggregateOutput(node: Aggregate, context: PlanningContext): { readonly aggregate: Aggregate; readonly expressions: readonly (Attribute | BoundAlias)[] } {
  const keys = new Map(node.grouping.map((one) => [semanticKey(one), attributeOf(one)]));
  const calls = new Map<string, BoundAlias>();
  const replace = (expression: BoundExpression): BoundExpression => transformDown(expression, (child) => {
    if (child.kind !== 'AggregateCall') return child.kind === 'Attribute' || child.kind === 'Literal' || child.kind === 'Alias' ? undefined : keys.get(semanticKey(child));
    const key = semanticKey(child);
    let alias = calls.get(key);
    if (alias === undefined) calls.set(key, (alias = aliasOf(child, prettySql(child), context.nextId())));
    return attributeOf(alias);
  });
  const expressions = node.output.map((one) => replace(one) as Attribute | BoundAlias);
  return { aggregate: { ...node, output: [...node.grouping.map(attributeOf), ...calls.values()] }, expressions };
}
