import type { BoundExpression } from '../../plan/bound.ts';
import type { Aggregate, LogicalPlan } from '../../plan/logical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { expressionsOf, someExpression, transformPlanDown } from '../../plan/walk.ts';
import { isDeterministic } from '../references.ts';

/**
 * A sort whose order is lost above it: below another sort, a join, or an aggregation that does not care. As in Spark, so that a key that cannot be computed
 * fails in the same queries.
 */
export function dropUselessSorts(plan: LogicalPlan): LogicalPlan {
  return transformPlanDown(plan, (node) => {
    const input = 'input' in node ? node.input : undefined;
    if (input !== undefined && ((node.kind === 'Sort' && node.global) || (node.kind === 'Aggregate' && !caresForOrder(node)))) {
      const bare = withoutSorts(input);
      return bare === input ? undefined : dropUselessSorts({ ...node, input: bare } as LogicalPlan);
    }
    if (node.kind !== 'Join' || (node.condition !== undefined && !isDeterministic(node.condition))) return undefined;
    const [left, right] = [withoutSorts(node.left), withoutSorts(node.right)];
    return left === node.left && right === node.right ? undefined : dropUselessSorts({ ...node, left, right });
  });
}

/** Through what keeps an order and does nothing else with it. */
function withoutSorts(plan: LogicalPlan): LogicalPlan {
  if (plan.kind === 'Sort' && plan.global && !isStreaming(plan)) return withoutSorts(plan.input);
  if ((plan.kind !== 'Project' && plan.kind !== 'Filter') || !expressionsOf(plan).every(isDeterministic)) return plan;
  const input = withoutSorts(plan.input);
  return input === plan.input ? plan : { ...plan, input };
}

function caresForOrder(plan: Aggregate): boolean {
  return plan.output.some((column) => someExpression(column, (node) => node.kind === 'AggregateCall' && !isIndifferent(node.definition.name, node.arguments)));
}

function isIndifferent(name: string, args: readonly BoundExpression[]): boolean {
  if (indifferent.has(name)) return true;
  const kind = args[0]?.type.kind;
  return exact.has(name) && kind !== 'float' && kind !== 'double';
}

const indifferent: ReadonlySet<string> = new Set(['count', 'min', 'max', 'bit_and', 'bit_or', 'bit_xor']);

/** Of floating numbers the last digits depend on the order. */
const exact: ReadonlySet<string> = new Set(['sum', 'avg', 'stddev', 'stddev_pop', 'variance', 'var_pop', 'skewness', 'kurtosis']);
