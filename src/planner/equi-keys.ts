import type { BoundExpression } from '../plan/bound.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import { outputOf } from '../plan/output.ts';
import { conjunctsOf, isCall } from './build.ts';
import { idsOf, isSubset, referencesOf } from './references.ts';

/** A join condition taken apart: pairs compared by = or <=>, and the rest. */
export interface EquiJoin {
  readonly leftKeys: readonly BoundExpression[];
  readonly rightKeys: readonly BoundExpression[];
  readonly nullSafe: readonly boolean[];
  readonly rest: readonly BoundExpression[];
}

export function extractEquiKeys(left: LogicalPlan, right: LogicalPlan, condition: BoundExpression | undefined): EquiJoin {
  const leftIds = idsOf(outputOf(left));
  const rightIds = idsOf(outputOf(right));
  const pairs: { left: BoundExpression; right: BoundExpression; nullSafe: boolean }[] = [];
  const rest: BoundExpression[] = [];
  for (const conjunct of conjunctsOf(condition)) {
    const pair = isCall(conjunct, '=', '<=>') ? pairOf(conjunct.arguments, leftIds, rightIds) : undefined;
    if (pair === undefined) rest.push(conjunct);
    else pairs.push({ ...pair, nullSafe: isCall(conjunct, '<=>') });
  }
  return { leftKeys: pairs.map((one) => one.left), rightKeys: pairs.map((one) => one.right), nullSafe: pairs.map((one) => one.nullSafe), rest };
}

function pairOf(args: readonly BoundExpression[], leftIds: ReadonlySet<number>, rightIds: ReadonlySet<number>): { left: BoundExpression; right: BoundExpression } | undefined {
  const [first, second] = args as [BoundExpression, BoundExpression];
  const [one, two] = [referencesOf(first), referencesOf(second)];
  if (one.size === 0 || two.size === 0) return undefined;
  if (isSubset(one, leftIds) && isSubset(two, rightIds)) return { left: first, right: second };
  return isSubset(one, rightIds) && isSubset(two, leftIds) ? { left: second, right: first } : undefined;
}
