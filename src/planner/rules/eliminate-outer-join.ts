import { StreamError } from '../../errors/stream-error.ts';
import type { BoundExpression } from '../../plan/bound.ts';
import type { Join } from '../../plan/logical.ts';
import { notNullAttributes } from '../../plan/not-null.ts';
import { outputOf } from '../../plan/output.ts';
import { isFoldable } from '../../plan/foldable.ts';
import { transformUp } from '../../plan/walk.ts';
import { isFalseOrNull, nullOf } from '../build.ts';
import type { PlanningContext } from '../physical.ts';
import { idsOf, isDeterministic, isSubset, referencesOf } from '../references.ts';

/** A condition above an outer join that no row of NULLs satisfies makes the join stricter: `LEFT JOIN … WHERE right.x > 1` is an inner join. */
export function strictJoinType(join: Join, above: readonly BoundExpression[], context: PlanningContext): Join['type'] {
  const { type } = join;
  if (type !== 'left' && type !== 'right' && type !== 'full') return type;
  const rejects = (side: 'left' | 'right'): boolean => {
    const ids = idsOf(outputOf(join[side]));
    if (above.some((one) => isDeterministic(one) && notNullAttributes(one).some(({ id }) => ids.has(id)))) return true;
    return above.some((one) => referencesOf(one).size > 0 && isSubset(referencesOf(one), ids) && rejectsNulls(one, context));
  };
  const [leftRejects, rightRejects] = [type !== 'left' && rejects('left'), type !== 'right' && rejects('right')];
  if (type === 'left') return rightRejects ? 'inner' : 'left';
  if (type === 'right') return leftRejects ? 'inner' : 'right';
  if (leftRejects && rightRejects) return 'inner';
  return leftRejects ? 'left' : rightRejects ? 'right' : 'full';
}

/** False or NULL when all its columns are NULL. */
function rejectsNulls(condition: BoundExpression, context: PlanningContext): boolean {
  if (!isDeterministic(condition)) return false;
  const nulled = transformUp(condition, (node) => (node.kind === 'Attribute' ? nullOf(node.type) : node));
  if (isFalseOrNull(nulled)) return true;
  if (!isFoldable(nulled)) return false;
  try {
    const value = context.evaluate(nulled, context.settings);
    return value === null || value === false;
  } catch (error) {
    if (error instanceof StreamError && error.domain !== 'internal') return false;
    throw error;
  }
}
