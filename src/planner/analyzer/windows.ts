import type { BoundAlias, BoundExpression, WindowCall } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { attributeOf } from '../../plan/output.ts';
import { someExpression, transformDown, visitExpression } from '../../plan/walk.ts';
import { semanticKey } from '../semantic-key.ts';
import type { Frame } from './context.ts';
import { prettySql } from '../../plan/pretty-sql.ts';

/**
 * Takes the OVER calls out of expressions: each becomes a column of a Window node, one node per partitioning and order, those inside of others below them.
 * The expressions then only name columns.
 */
export function extractWindows(input: LogicalPlan, expressions: readonly BoundExpression[], frame: Frame): { readonly plan: LogicalPlan; readonly expressions: readonly BoundExpression[] } {
  const calls = new Map<string, BoundAlias & { readonly input: WindowCall }>();
  for (const expression of expressions) {
    visitExpression(expression, (node) => {
      if (node.kind !== 'WindowCall') return true;
      if (holdsWindow(node)) return true;
      const key = semanticKey(node);
      if (!calls.has(key)) calls.set(key, { kind: 'Alias', input: node, name: prettySql(node), id: frame.analysis.context.nextId(), type: node.type, nullable: node.nullable });
      return false;
    });
  }
  if (calls.size === 0) return { plan: input, expressions };
  const replaced = expressions.map((expression) => transformDown(expression, (node) => {
    const call = node.kind === 'WindowCall' ? calls.get(semanticKey(node)) : undefined;
    return call === undefined ? undefined : attributeOf(call);
  }));
  return extractWindows(stackWindows(input, [...calls.values()]), replaced, frame);
}

function holdsWindow(call: WindowCall): boolean {
  return [call.function, ...call.partitionBy, ...call.orderBy].some((one) => someExpression(one, (node) => node.kind === 'WindowCall'));
}

function stackWindows(input: LogicalPlan, calls: readonly (BoundAlias & { readonly input: WindowCall })[]): LogicalPlan {
  const bySpecification = new Map<string, (BoundAlias & { readonly input: WindowCall })[]>();
  for (const call of calls) {
    const key = [...call.input.partitionBy, '|', ...call.input.orderBy].map((one) => (typeof one === 'string' ? one : semanticKey(one))).join();
    bySpecification.set(key, [...(bySpecification.get(key) ?? []), call]);
  }
  let plan = input;
  for (const group of bySpecification.values()) plan = { kind: 'Window', input: plan, calls: group };
  return plan;
}
