import type { LogicalPlan, Union } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { expressionsOf, somePlan, transformPlanUp } from '../../plan/walk.ts';
import { aliasOf } from '../build.ts';
import { isDeterministic } from '../references.ts';
import { isIdentity } from './collapse-projections.ts';

/**
 * Below DISTINCT or a deduplication, a branch of a union that says the same as one before it adds nothing: the stream is read once. As in Spark,
 * which counts its rows and the late ones among them once.
 */
export function dropRepeatedBranches(plan: LogicalPlan): LogicalPlan {
  return transformPlanUp(plan, (node) => {
    if ((node.kind !== 'Distinct' && node.kind !== 'Deduplicate') || !isStreaming(node)) return node;
    const union = bare(node.input);
    const input = union.kind === 'Union' ? withoutRepeats(union) : union;
    return input === union ? node : { ...node, input };
  });
}

/** Without the names around it, and projections to the same columns. */
function bare(plan: LogicalPlan): LogicalPlan {
  if (plan.kind === 'SubqueryAlias' || (plan.kind === 'Project' && isIdentity(plan))) return bare(plan.input);
  return plan;
}

function withoutRepeats(union: Union): LogicalPlan {
  const shapes = new Set<string>();
  const inputs = union.inputs.filter((input) => {
    if (somePlan(input, (node) => !expressionsOf(node).every(isDeterministic))) return true;
    const shape = shapeOf(input);
    if (shapes.has(shape)) return false;
    shapes.add(shape);
    return true;
  });
  const [first] = inputs;
  if (inputs.length === union.inputs.length) return union;
  if (inputs.length > 1) return { ...union, inputs };
  return { kind: 'Project', input: first!, expressions: outputOf(first!).map((one, index) => aliasOf(one, union.output[index]!.name, union.output[index]!.id)) };
}

/** A text that is equal for plans that do the same: names do not count, columns go by their first appearance. */
function shapeOf(plan: LogicalPlan): string {
  const columns = new Map<number, number>();
  return JSON.stringify(plan, (key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'function') return identityOf(value);
    if (key === 'definition') return identityOf(value as object);
    if (key === 'name' || key === 'qualifier' || key === 'at') return undefined;
    if (key !== 'id') return value;
    if (!columns.has(value as number)) columns.set(value as number, columns.size);
    return columns.get(value as number);
  });
}

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

function identityOf(value: object): number {
  if (!identities.has(value)) identities.set(value, nextIdentity++);
  return identities.get(value)!;
}
