import type { BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan, Project } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { transformPlanUp, visitExpression } from '../../plan/walk.ts';
import { isDeterministic } from '../references.ts';
import { isCheap, substitute } from './push-down-filter.ts';

/** `Project(Project(x))` ⇒ `Project(x)` unless something dear would be computed twice. A projection that changes nothing goes. */
export function collapseProjections(plan: LogicalPlan): LogicalPlan {
  return transformPlanUp(plan, (node) => {
    if (node.kind !== 'Project') return node;
    const merged = node.input.kind === 'Project' ? merge(node, node.input) : node;
    return isIdentity(merged) ? merged.input : merged;
  });
}

function merge(upper: Project, lower: Project): Project {
  const uses = new Map<number, number>();
  for (const one of upper.expressions) {
    visitExpression(one, (node) => {
      if (node.kind === 'Attribute') uses.set(node.id, (uses.get(node.id) ?? 0) + 1);
      if (node.kind === 'Subquery') for (const outer of node.outer) uses.set(outer.id, 2);
    });
  }
  const made = new Map<number, BoundExpression>();
  for (const one of lower.expressions) {
    if (one.kind === 'Attribute') continue;
    if (!isDeterministic(one.input) || ((uses.get(one.id) ?? 0) > 1 && !isCheap(one.input))) return upper;
    made.set(one.id, one.input);
  }
  const expressions = upper.expressions.map((one) => {
    if (one.kind !== 'Attribute') return substitute(one, made) as typeof one;
    const below = lower.expressions.find((other) => other.id === one.id);
    return below === undefined || below.name === one.name ? (below ?? one) : { ...below, name: one.name };
  });
  return { ...upper, expressions, input: lower.input };
}

/** The same columns in the same order. */
export function isIdentity(project: Project): boolean {
  const output = outputOf(project.input);
  return project.expressions.length === output.length && project.expressions.every((one, index) => one.kind === 'Attribute' && one.id === output[index]!.id);
}
