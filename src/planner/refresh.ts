import { invariant } from '../errors/stream-error.ts';
import type { Attribute, BoundExpression } from '../plan/bound.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import { outputOf } from '../plan/output.ts';
import { definitionsOf, expressionsOf, mapDefinitions, mapExpressions, mapInputs, transformUp, visitPlan } from '../plan/walk.ts';
import type { Frame } from './analyzer/context.ts';

/**
 * Gives every column that a plan makes a fresh id, so that the same table can stand on both sides of a join. References
 * inside the plan follow; references to a query around it stay.
 */
export function refreshIds(plan: LogicalPlan, frame: Frame): LogicalPlan {
  const { copy, fresh } = freshCopy(plan, frame.analysis.context.nextId);
  noteCopies(frame, fresh, outputOf(plan));
  return copy;
}

/** A copy of a plan with columns of its own, and what each id became. */
export function freshCopy(plan: LogicalPlan, nextId: () => number): { readonly copy: LogicalPlan; readonly fresh: ReadonlyMap<number, number> } {
  const fresh = new Map<number, number>();
  collectIds(plan, fresh, nextId);
  return { copy: renumber(plan, fresh), fresh };
}

/** The right side of a join with fresh ids where it shares some with the left. */
export function withoutConflicts(left: LogicalPlan, right: LogicalPlan, frame: Frame): LogicalPlan {
  const ids = new Set(outputOf(left).map((one) => one.id));
  return outputOf(right).some((one) => ids.has(one.id)) ? refreshIds(right, frame) : right;
}

/** Rewrites attribute ids everywhere in a plan, also in the plans of subqueries. */
export function renumber(plan: LogicalPlan, ids: ReadonlyMap<number, number>): LogicalPlan {
  const changeExpression = (expression: BoundExpression): BoundExpression => transformUp(expression, (node) => renumberNode(node, ids));
  const change = (node: LogicalPlan): LogicalPlan => mapDefinitions(mapExpressions(mapInputs(node, change), changeExpression), changeExpression);
  return change(plan);
}

function renumberNode(node: BoundExpression, ids: ReadonlyMap<number, number>): BoundExpression {
  switch (node.kind) {
    case 'Attribute': case 'Alias': {
      const id = ids.get(node.id);
      return id === undefined ? node : { ...node, id };
    }
    case 'OuterReference': {
      const id = ids.get(node.attribute.id);
      return id === undefined ? node : { ...node, attribute: { ...node.attribute, id } };
    }
    case 'Subquery': {
      const outer = node.outer.map((one) => renumberNode(one, ids) as Attribute);
      return { ...node, plan: renumber(node.plan, ids), outer };
    }
    default: return node;
  }
}

function collectIds(plan: LogicalPlan, fresh: Map<number, number>, nextId: () => number): void {
  visitPlan(plan, (node) => {
    for (const one of definitionsOf(node)) {
      invariant(one.kind === 'Attribute', 'a plan defines attributes');
      if (!fresh.has(one.id)) fresh.set(one.id, nextId());
    }
    for (const one of expressionsOf(node)) if (one.kind === 'Alias' && !fresh.has(one.id)) fresh.set(one.id, nextId());
  });
}

/** A DataFrame whose columns were renumbered can still be named by `df.col`. */
export function noteCopies(frame: Frame, fresh: ReadonlyMap<number, number>, output: readonly Attribute[]): void {
  const ids = new Set(output.map((one) => one.id));
  for (const outputs of frame.analysis.planOutputs.values()) {
    for (const before of [...outputs]) {
      if (!before.some((one) => ids.has(one.id) && fresh.has(one.id))) continue;
      outputs.push(before.map((one) => ({ ...one, id: fresh.get(one.id) ?? one.id })));
    }
  }
}
