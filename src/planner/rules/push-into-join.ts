import type { BoundExpression } from '../../plan/bound.ts';
import type { Join, LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { allOf, conjunctsOf } from '../build.ts';
import type { PlanningContext } from '../physical.ts';
import { asksSubquery, idsOf, isDeterministic, isSubset, referencesOf } from '../references.ts';
import { strictJoinType } from './eliminate-outer-join.ts';
import { filterOn, sink } from './push-down-filter.ts';

/**
 * | join | from above goes to | of the condition goes to |
 * |---|---|---|
 * | inner | left, right, condition | left, right |
 * | left semi | left | left, right |
 * | left outer, left anti, existence | left | right |
 * | right outer | right | left |
 * | full outer | – | – |
 *
 * A subquery from above that mentions no column goes to the left.
 */
export function pushIntoJoin(join: Join, above: readonly BoundExpression[], context: PlanningContext): LogicalPlan {
  const type = strictJoinType(join, above, context);
  const sides = { left: idsOf(outputOf(join.left)), right: idsOf(outputOf(join.right)) };
  const own = conjunctsOf(join.condition);
  const rule = destinations[type];
  const aboveAll = rule.above.left ? above.filter((one) => isDeterministic(one) && referencesOf(one).size === 0 && asksSubquery(one)) : [];
  const toLeft = [...pick(above, sides.left, rule.above.left), ...aboveAll, ...pick(own, sides.left, rule.condition.left)];
  const toRight = [...pick(above, sides.right, rule.above.right), ...pick(own, sides.right, rule.condition.right)];
  const moved = new Set([...toLeft, ...toRight]);
  const both = idsOf([...outputOf(join.left), ...outputOf(join.right)]);
  // What a subquery of a stream gives is a column above, batch by batch.
  const streaming = isStreaming(join);
  const joined = rule.above.condition ? above.filter((one) => !moved.has(one) && isDeterministic(one) && referencesOf(one).size > 0 && isSubset(referencesOf(one), both) && !(streaming && asksSubquery(one))) : [];
  const condition = allOf([...own.filter((one) => !moved.has(one)), ...joined]);
  const { condition: _, ...rest } = join;
  const pushed: LogicalPlan = {
    ...rest, type: type === 'cross' && condition !== undefined ? 'inner' : type, left: sink(join.left, toLeft, context), right: sink(join.right, toRight, context),
    ...(condition === undefined ? {} : { condition }),
  };
  return filterOn(pushed, above.filter((one) => !moved.has(one) && !joined.includes(one)));
}

interface Destination { readonly above: { readonly left: boolean; readonly right: boolean; readonly condition: boolean }; readonly condition: { readonly left: boolean; readonly right: boolean } }

const everywhere: Destination = { above: { left: true, right: true, condition: true }, condition: { left: true, right: true } };
const keepsLeft: Destination = { above: { left: true, right: false, condition: false }, condition: { left: false, right: true } };

const destinations: Readonly<Record<Join['type'], Destination>> = {
  inner: everywhere, cross: everywhere,
  'left semi': { above: { left: true, right: false, condition: false }, condition: { left: true, right: true } },
  left: keepsLeft, 'left anti': keepsLeft, existence: keepsLeft,
  right: { above: { left: false, right: true, condition: false }, condition: { left: true, right: false } },
  full: { above: { left: false, right: false, condition: false }, condition: { left: false, right: false } },
};

function pick(conjuncts: readonly BoundExpression[], ids: ReadonlySet<number>, allowed: boolean): readonly BoundExpression[] {
  if (!allowed) return [];
  return conjuncts.filter((one) => isDeterministic(one) && referencesOf(one).size > 0 && isSubset(referencesOf(one), ids));
}
