import type { Relation } from './relation.ts';

/**
 * Numbers of relations, so that `df.col('x')` can say which DataFrame it means. A relation gets its number when
 * its DataFrame is made; the analyzer only looks for relations that have one.
 */
const numbers = new WeakMap<Relation, number>();
let last = 0;

/** The number of a relation; makes one up the first time. */
export function planIdOf(relation: Relation): number {
  const known = numbers.get(relation);
  if (known !== undefined) return known;
  last += 1;
  numbers.set(relation, last);
  return last;
}

/** The number of a relation that has been asked for before. */
export function knownPlanId(relation: Relation): number | undefined {
  return numbers.get(relation);
}
