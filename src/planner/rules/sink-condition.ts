import type { BoundExpression } from '../../plan/bound.ts';
import type { Join, LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { mapInputs } from '../../plan/walk.ts';
import { conjunctsOf, isCall } from '../build.ts';
import { idsOf, isDeterministic, referencesOf } from '../references.ts';
import { keyValues, substitute, valuesOf } from './push-down-filter.ts';

/** What stands for a condition with a subquery in it: a semi or anti join of a plan. */
export interface JoinAs { (input: LogicalPlan, conditions: readonly BoundExpression[]): LogicalPlan; /** IN: what holds for a key of a join holds for its partner. */ readonly ofValues?: boolean }

/**
 * A condition with a subquery sinks into a stream like all others: through projections, aggregations by their keys, unions, to one side of
 * a join, and below the watermark unless it mentions the event time. It goes as a whole or not at all.
 * An IN over a key of a join goes to both sides, as far as they must match.
 */
export function sinkCondition(input: LogicalPlan, conditions: readonly BoundExpression[], join: JoinAs): LogicalPlan {
  const through = (values: ReadonlyMap<number, BoundExpression>): LogicalPlan => {
    const { input: below } = input as Extract<LogicalPlan, { readonly input: LogicalPlan }>;
    const under = conditions.map((one) => substitute(one, values));
    const offered = idsOf(outputOf(below));
    const made = idsOf(outputOf(input).filter((one) => !offered.has(one.id)));
    if ([...referencesOf(...under)].some((id) => made.has(id))) return join(input, conditions);
    return { ...input, input: sinkCondition(below, under, join) } as LogicalPlan;
  };
  switch (input.kind) {
    case 'Filter': return isDeterministic(input.condition) ? through(new Map()) : join(input, conditions);
    case 'Project': return input.expressions.every(isDeterministic) ? through(valuesOf(input.expressions)) : join(input, conditions);
    case 'Aggregate': return input.grouping.length > 0 && input.output.every(isDeterministic) ? through(keyValues(input)) : join(input, conditions);
    case 'Watermark': {
      if (conditions.some((one) => referencesOf(one).has(input.eventTime.id))) return join(input, conditions);
      return through(new Map(outputOf(input.input).map((one): readonly [number, BoundExpression] => [one.id, one])));
    }
    case 'SubqueryAlias': case 'Sort': case 'Distinct': case 'Generate': case 'Expand': return through(new Map());
    case 'Union': return mapInputs(input, (branch) => {
      const values = new Map(input.output.map((one, index): readonly [number, BoundExpression] => [one.id, outputOf(branch)[index]!]));
      return sinkCondition(branch, conditions.map((one) => substitute(one, values)), join);
    });
    case 'Join': return intoSide(input, conditions, join);
    default: return join(input, conditions);
  }
}

const sides: Readonly<Record<Join['type'], readonly ('left' | 'right')[]>> = {
  inner: ['left', 'right'], cross: ['left', 'right'], left: ['left'], 'left semi': ['left'], 'left anti': ['left'], existence: ['left'], right: ['right'], full: [],
};

const other = { left: 'right', right: 'left' } as const;

function intoSide(input: Join, conditions: readonly BoundExpression[], join: JoinAs): LogicalPlan {
  const ids = { left: idsOf(outputOf(input.left)), right: idsOf(outputOf(input.right)) };
  const all = [...referencesOf(...conditions)];
  const side = sides[input.type].find((one) => all.some((id) => ids[one].has(id)) && !all.some((id) => ids[other[one]].has(id)));
  if (side === undefined) return join(input, conditions);
  const sunk = { ...input, [side]: sinkCondition(input[side], conditions, join) };
  const partner = other[side];
  const partners = new Map(conjunctsOf(input.condition).flatMap((one) => pairsOf(one, ids[side])));
  if (join.ofValues !== true || !all.every((id) => !ids[side].has(id) || partners.has(id))) return sunk;
  return { ...sunk, [partner]: sinkCondition(input[partner], conditions.map((one) => substitute(one, partners)), join) };
}

/** `mine = theirs` and `theirs = mine`, by mine. */
function pairsOf(conjunct: BoundExpression, mine: ReadonlySet<number>): readonly (readonly [number, BoundExpression])[] {
  if (!isCall(conjunct, '=')) return [];
  const [first, second] = conjunct.arguments as [BoundExpression, BoundExpression];
  if (first.kind !== 'Attribute' || second.kind !== 'Attribute' || mine.has(first.id) === mine.has(second.id)) return [];
  return [mine.has(first.id) ? [first.id, second] : [second.id, first]];
}
