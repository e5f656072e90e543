import type { BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { listValue, type Value } from '../../columnar/value.ts';
import { transformDown, transformUp } from '../../plan/walk.ts';
import { literalOf } from '../build.ts';

/**
 * What a column of a subquery is when an aggregation without keys in it sees no rows ("count bug"): `count(*)` is 0 there, not
 * NULL. Undefined when the subquery gives no row at all then.
 */
export function valueOnEmptyInput(plan: LogicalPlan, id: number): BoundExpression | undefined {
  switch (plan.kind) {
    case 'SubqueryAlias': case 'Sort': case 'Distinct': return valueOnEmptyInput(plan.input, id);
    case 'Project': {
      const made = plan.expressions.find((one) => one.id === id);
      if (made === undefined) return undefined;
      return made.kind === 'Attribute' ? valueOnEmptyInput(plan.input, id) : over(made.input, plan.input);
    }
    case 'Aggregate': {
      const made = plan.output.find((one) => one.id === id);
      if (plan.grouping.length > 0 || made?.kind !== 'Alias') return undefined;
      return transformDown(made.input, (node) => (node.kind === 'AggregateCall' ? literalOf(node.type, emptyValue(node.definition.name, node.nullable)) : undefined));
    }
    default: return undefined;
  }
}

function over(expression: BoundExpression, input: LogicalPlan): BoundExpression | undefined {
  let known = true;
  const replaced = transformUp(expression, (node) => {
    if (node.kind !== 'Attribute') return node;
    const value = valueOnEmptyInput(input, node.id);
    if (value === undefined) known = false;
    return value ?? node;
  });
  return known ? replaced : undefined;
}

const zero: ReadonlySet<string> = new Set(['count', 'count_if', 'regr_count', 'approx_count_distinct']);
const emptyList: ReadonlySet<string> = new Set(['collect_list', 'collect_set', 'array_agg', 'collect_list_with_nulls', 'collect_set_with_nulls']);

function emptyValue(name: string, nullable: boolean): Value {
  if (zero.has(name)) return 0n;
  return emptyList.has(name) && !nullable ? listValue([]) : null;
}
