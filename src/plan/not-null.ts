import type { Attribute, BoundExpression, Call } from './bound.ts';
import { mayFail } from './may-fail.ts';

/** Columns that cannot be NULL where the condition is true. */
export function notNullAttributes(condition: BoundExpression): readonly Attribute[] {
  if (condition.kind === 'Call' && condition.definition.name === 'and') return condition.arguments.flatMap(notNullAttributes);
  const found = new Map<number, Attribute>();
  const visit = (node: BoundExpression): void => {
    if (node.kind === 'Attribute') found.set(node.id, node);
    else if (node.kind === 'Cast' || node.kind === 'Alias') visit(node.input);
    else if (node.kind === 'Call' && passesNulls(node)) for (const argument of node.arguments) visit(argument);
  };
  visit(testedForNull(condition) ?? condition);
  return [...found.values()];
}

/**
 * The conjuncts without the `IS NOT NULL` that another one does not need: an earlier one has let no NULL through, or a later one lets none through either
 * and nothing up to it raises an error for one. Filters infer these tests (they show in plans, as Spark's); run, they would only read the column twice.
 */
export function withoutImpliedNulls(conjuncts: readonly BoundExpression[]): readonly BoundExpression[] {
  const rejected = conjuncts.map((one) => new Set(testedForNull(one) === undefined ? notNullAttributes(one).map(({ id }) => id) : []));
  return conjuncts.filter((one, index) => {
    const tested = testedForNull(one);
    if (tested?.kind !== 'Attribute') return true;
    const other = rejected.findIndex((ids) => ids.has(tested.id));
    return other < 0 || (other > index && conjuncts.slice(index + 1, other + 1).some(mayFail));
  });
}

function testedForNull(condition: BoundExpression): BoundExpression | undefined {
  return condition.kind === 'Call' && condition.definition.name === 'isnotnull' ? condition.arguments[0] : undefined;
}

/** NULL in, NULL out. */
function passesNulls({ definition }: Call): boolean {
  return (definition.nulls ?? 'propagate') === 'propagate' && definition.lazyKernel === undefined && definition.lambdaKernel === undefined;
}
