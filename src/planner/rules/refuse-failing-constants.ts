import type { BoundExpression } from '../../plan/bound.ts';
import { StreamError } from '../../errors/stream-error.ts';
import { evaluateSmall } from '../../plan/evaluate.ts';
import { isFoldable } from '../../plan/foldable.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { childrenOf, expressionsOf, type ExpressionNode, inputsOf, someExpression, somePlan } from '../../plan/walk.ts';
import type { PlanningContext } from '../physical.ts';

/**
 * `SELECT 1/0 FROM t` fails even where `t` has no rows: Spark computes constants while it plans, and only those that a conditional expression may not reach are
 * left to the rows. Queries over VALUES it has computed by then. Looked at when columns that nobody reads are gone and filters have sunk.
 */
export function refuseFailingConstants(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  if (!isStreaming(plan) && !somePlan(plan, neverAsked)) refuseIn(plan, context);
  return plan;
}

function neverAsked(node: LogicalPlan): boolean {
  return (node.kind === 'Limit' && node.count === 0) || node.kind === 'Offset' || (node.kind === 'Filter' && node.condition.kind === 'Literal');
}

function refuseIn(plan: LogicalPlan, context: PlanningContext): void {
  for (const input of inputsOf(plan)) refuseIn(input, context);
  if (planned.has(plan.kind) && !somePlan(plan, isInline)) for (const expression of plan.kind === 'Aggregate' ? plan.output : expressionsOf(plan)) refuse(expression, context);
}

/** Grouping, sorting and windows drop keys that are the same for all rows. */
const planned: ReadonlySet<LogicalPlan['kind']> = new Set(['Project', 'Filter', 'Join', 'Aggregate']);

function isInline(node: LogicalPlan): boolean { return node.kind === 'LocalData' && node.name === undefined; }

function refuse(node: ExpressionNode, context: PlanningContext): void {
  if (node.kind === 'Literal' || node.kind === 'Attribute' || node.kind === 'Subquery') return;
  if (node.kind === 'Call' && conditional.has(node.definition.name)) return;
  const isConstant = (node.kind === 'Call' || node.kind === 'Cast') && isFoldable(node) && !someExpression(node, (one) => one.kind === 'Lambda');
  if (isConstant) compute(node, context);
  else for (const child of childrenOf(node)) refuse(child, context);
}

/** The error is the answer. What is too large to be computed here is left to the run. */
function compute(node: BoundExpression, { settings }: PlanningContext): void {
  try {
    evaluateSmall(node, settings);
  } catch (error) {
    if (error instanceof StreamError && error.domain === 'user' && !error.condition.startsWith('TIDEMARK_')) throw error;
  }
}

/** What they are asked for depends on the row. */
const conditional: ReadonlySet<string> = new Set([
  'if', 'when', 'coalesce', 'nvl', 'ifnull', 'nvl2', 'nullif', 'nanvl', 'decode', 'nullifzero', 'zeroifnull', 'assert_true', 'tolerant', 'elt',
]);
