import type { BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan, Window } from '../../plan/logical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { transformPlanUp } from '../../plan/walk.ts';
import { conjunctsOf, isCall } from '../build.ts';

/** `row_number() OVER (ORDER BY k) <= 3`: three rows are enough to number. */
export function limitRankedRows(plan: LogicalPlan): LogicalPlan {
  return transformPlanUp(plan, (node) => {
    if (node.kind !== 'Filter' || node.input.kind !== 'Window' || isStreaming(node)) return node;
    const count = rowsWanted(node.condition, node.input);
    const { orderBy } = node.input.calls[0]!.input;
    return count === undefined ? node : { ...node, input: { ...node.input, input: { kind: 'Limit', count, input: { kind: 'Sort', order: orderBy, global: true, input: node.input.input } } } };
  });
}

function rowsWanted(condition: BoundExpression, { calls, input }: Window): number | undefined {
  const [call] = calls;
  if (calls.length !== 1 || call === undefined || call.input.function.kind !== 'RankingCall' || call.input.function.definition.name !== 'row_number') return undefined;
  if (call.input.partitionBy.length > 0 || call.input.orderBy.length === 0 || input.kind === 'Limit') return undefined;
  const limits = conjunctsOf(condition).flatMap((one) => boundOn(one, call.id));
  return limits.length === 0 || Math.min(...limits) <= 0 ? undefined : Math.min(...limits);
}

/** The largest number that passes `number <= 3`, `number < 4`, `number = 3`, or one of them turned around. */
function boundOn(condition: BoundExpression, id: number): number[] {
  if (!isCall(condition, '<=', '<', '=', '>=', '>')) return [];
  const { definition: { name } } = condition;
  const [left, right] = condition.arguments as [BoundExpression, BoundExpression];
  const [one, other] = name.startsWith('>') ? [right, left] : [left, right];
  if (one.kind === 'Attribute' && one.id === id) return numberOf(other, name === '<' || name === '>');
  return name === '=' && other.kind === 'Attribute' && other.id === id ? numberOf(one, false) : [];
}

function numberOf(literal: BoundExpression, strict: boolean): number[] {
  return literal.kind === 'Literal' && typeof literal.value === 'number' && Number.isInteger(literal.value) ? [strict ? literal.value - 1 : literal.value] : [];
}
