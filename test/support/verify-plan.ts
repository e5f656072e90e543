import { expect } from 'vitest';
import type { BoundExpression } from '../../src/plan/bound.ts';
import type { LogicalPlan } from '../../src/plan/logical.ts';
import { attributeOf, outputOf } from '../../src/plan/output.ts';
import { explainLogical } from '../../src/plan/explain.ts';
import { expressionsOf, inputsOf, visitExpression, visitPlan } from '../../src/plan/walk.ts';

/** Every column a node reads is made below it. */
export function verifyPlan(plan: LogicalPlan, told: string): void {
  visitPlan(plan, (node) => {
    const offered = new Set(inputsOf(node).flatMap(outputOf).map((one) => one.id));
    if (node.kind === 'Aggregate') for (const key of node.grouping) offered.add(attributeOf(key).id);
    for (const expression of expressionsOf(node)) verifyExpression(expression, offered, node, told);
    if (node.kind === 'Union') for (const input of node.inputs) expect(outputOf(input).length, `${told}: the inputs of a union are alike\n${explainLogical(plan)}`).toBe(node.output.length);
    if (node.kind === 'Expand') for (const one of node.projections) expect(one.length).toBe(node.output.length);
  });
}

function verifyExpression(expression: BoundExpression, offered: ReadonlySet<number>, node: LogicalPlan, told: string): void {
  visitExpression(expression, (one) => {
    if (one.kind === 'Attribute' && !offered.has(one.id)) expect.fail(`${told}: ${one.name}#${one.id} is not in the input of\n${explainLogical(node)}`);
    if (one.kind === 'Subquery') verifyPlan(one.plan, told);
  });
}
