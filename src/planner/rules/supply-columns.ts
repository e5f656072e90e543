import { invariant } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { expressionsOf, mapExpressions, mapInputs, someExpression, transformDown, transformUp } from '../../plan/walk.ts';
import { aliasOf } from '../build.ts';
import type { PlanningContext } from '../physical.ts';
import { dependsOnRows, idsOf, isSubset, referencesOf } from '../references.ts';
import { splitAggregateOutput } from './split-aggregate.ts';

/**
 * What the queries in texts of SQL functions were given becomes columns of the rows right below, which they read like any other column around them;
 * so does the left side of IN where it holds a query itself.
 */
export function supplyColumns(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  const node = mapExpressions(mapInputs(plan, (input) => supplyColumns(input, context)), (expression) => transformUp(expression, (one) => {
    const inside = one.kind === 'Subquery' ? supplyColumns(one.plan, context) : undefined;
    return one.kind !== 'Subquery' || inside === one.plan ? one : { ...one, plan: inside! };
  }));
  if (!expressionsOf(node).some(isSupplied)) return node;
  if (node.kind !== 'Aggregate' || !node.output.some(isSupplied)) return supplied(node, context);
  const { aggregate, expressions } = splitAggregateOutput(node, context);
  return supplied({ kind: 'Project', input: supplied(aggregate, context), expressions }, context);
}

function supplied(node: LogicalPlan, context: PlanningContext): LogicalPlan {
  const columns = new Map<number, BoundAlias>();
  const rewritten = mapExpressions(node, (expression) => withColumns(expression, columns, context));
  if (columns.size === 0) return node;
  const sides = Object.entries(rewritten).filter(([key]) => key === 'input' || key === 'left' || key === 'right') as [string, LogicalPlan][];
  const added = sides.map(([key, side]) => [key, withAliases(side, [...columns.values()], context)] as const);
  invariant([...columns.keys()].every((id) => added.some(([, side]) => outputOf(side).some((one) => one.id === id))), 'what a query is given belongs to one side');
  const result = { ...rewritten, ...Object.fromEntries(added) } as LogicalPlan;
  const before = outputOf(node);
  return outputOf(result).length === before.length ? result : { kind: 'Project', input: result, expressions: before };
}

function withColumns(expression: BoundExpression, columns: Map<number, BoundAlias>, context: PlanningContext): BoundExpression {
  const columnOf = (value: BoundExpression, name: string, id: number): Attribute => {
    columns.set(id, aliasOf(value, name, id));
    return attributeOf(columns.get(id)!);
  };
  return transformDown(expression, (one) => {
    if (one.kind !== 'Subquery' || !isSupplied(one)) return undefined;
    const { parameters = [], supplied: given = [], ...rest } = one;
    const values = one.values.map((value) => (asksRows(value) ? columnOf(value, 'value', context.nextId()) : value));
    return { ...rest, values, outer: [...one.outer, ...parameters.map((parameter, index) => columnOf(given[index]!, parameter.name, parameter.id))] };
  });
}

/** Those that can be computed from the rows, and what they in turn were given. */
function withAliases(input: LogicalPlan, columns: readonly BoundAlias[], context: PlanningContext): LogicalPlan {
  const reach = idsOf(outputOf(input));
  const own = columns.filter((one) => isSubset(referencesOf(one), reach));
  return own.length === 0 ? input : supplied({ kind: 'Project', input, expressions: [...outputOf(input), ...own] }, context);
}

function isSupplied(expression: BoundExpression): boolean {
  return someExpression(expression, (one) => one.kind === 'Subquery' && (one.parameters !== undefined || one.values.some(asksRows)));
}

function asksRows(value: BoundExpression): boolean { return someExpression(value, (one) => one.kind === 'Subquery' && (one.subquery !== 'scalar' || dependsOnRows(one))); }
