import type { BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { mapInputs } from '../../plan/walk.ts';
import { allOf, conjunctsOf } from '../build.ts';
import { idsOf, isDeterministic, isSubset, referencesOf } from '../references.ts';
import { filterOn } from './push-down-filter.ts';

/**
 * `FROM a, b, c WHERE a.x = c.x AND b.y = c.y` joins a with c before b, so that no pair of tables is multiplied without a condition
 * between them. The order is kept as far as conditions allow, so it is the same in every life of a streaming query. As Spark's ReorderJoin.
 */
export function reorderJoins(plan: LogicalPlan): LogicalPlan {
  const flat = flatten(plan);
  if (flat === undefined || flat.inputs.length < 3 || flat.conditions.length === 0 || !flat.conditions.every(isDeterministic)) return mapInputs(plan, reorderJoins);
  const reordered = ordered(flat.inputs.map(reorderJoins), flat.conditions);
  const before = outputOf(plan);
  const same = outputOf(reordered).every((one, index) => one.id === before[index]!.id);
  return same ? reordered : { kind: 'Project', input: reordered, expressions: before };
}

interface Flat { readonly inputs: readonly LogicalPlan[]; readonly conditions: readonly BoundExpression[] }

/** A row of inner joins that leans to the left, with the filters on it. */
function flatten(plan: LogicalPlan): Flat | undefined {
  if (plan.kind === 'Filter') {
    const below = flatten(plan.input);
    return below && { ...below, conditions: [...below.conditions, ...conjunctsOf(plan.condition)] };
  }
  if (plan.kind !== 'Join' || (plan.type !== 'inner' && plan.type !== 'cross')) return undefined;
  const left = flatten(plan.left) ?? { inputs: [plan.left], conditions: [] };
  return { inputs: [...left.inputs, plan.right], conditions: [...left.conditions, ...conjunctsOf(plan.condition)] };
}

function ordered(inputs: readonly LogicalPlan[], conditions: readonly BoundExpression[]): LogicalPlan {
  const [left, ...rest] = inputs as [LogicalPlan, ...LogicalPlan[]];
  const [next] = rest;
  if (next === undefined) return filterOn(left, conditions);
  const right = rest.find((one) => conditions.some((condition) => connects(condition, left, one))) ?? next;
  const offered = idsOf([...outputOf(left), ...outputOf(right)]);
  const own = conditions.filter((one) => isSubset(referencesOf(one), offered));
  const condition = allOf(own);
  const joined: LogicalPlan = { kind: 'Join', left, right, type: condition === undefined ? 'cross' : 'inner', ...(condition === undefined ? {} : { condition }) };
  return ordered([joined, ...rest.filter((one) => one !== right)], conditions.filter((one) => !own.includes(one)));
}

/** Needs both sides, and nothing else. */
function connects(condition: BoundExpression, left: LogicalPlan, right: LogicalPlan): boolean {
  const references = referencesOf(condition);
  const [one, two] = [idsOf(outputOf(left)), idsOf(outputOf(right))];
  if (isSubset(references, one) || isSubset(references, two)) return false;
  return isSubset(references, new Set([...one, ...two]));
}
