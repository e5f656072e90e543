import { fail, type Span } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression, BoundSort } from '../../plan/bound.ts';
import type { Expression } from '../../plan/expression.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { AsOfJoin, NearestJoin } from '../../plan/relation.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { someExpression } from '../../plan/walk.ts';
import { commonType, isOrderable } from '../../types/coercion.ts';
import type { DataType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { aliasOf, allOf, isNotNull } from '../build.ts';
import { resolveExpression } from '../expressions/resolve.ts';
import { hasAggregate, hasWindowCall, idsOf, isRandom, isSubset, referencesOf } from '../references.ts';
import { withoutConflicts } from '../refresh.ts';
import { firstRows } from '../row-number.ts';
import { type Frame, scopeOf, withoutWindows } from './context.ts';
import { joinSides } from './join.ts';
import { refuseGroups } from './sort.ts';

/**
 * Joins that keep, of all that match a row of the left side, the first ones in an order. Both sides get the numbers of their rows: one to tell rows of the
 * left side apart, one to decide between equal rows of the right one. What is kept is counted per left row.
 */
export function resolveNearestJoin(relation: NearestJoin, frame: Frame): LogicalPlan {
  const [left, right] = sidesOf(relation, frame);
  const ranking = resolveExpression(relation.ranking, scopeOf(frame, [...outputOf(left), ...outputOf(right)], { clause: 'OTHER', operator: 'NearestByJoin' }));
  const { at } = relation.ranking;
  if (someExpression(ranking, (node) => node.kind === 'GeneratorCall')) fail('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { plan: 'NearestByJoin' }, { at });
  refuseGroups(ranking, 'NearestByJoin');
  if (!isOrderable(ranking.type)) fail('NEAREST_BY_JOIN.NON_ORDERABLE_RANKING_EXPRESSION', { expression: `"${prettySql(ranking)}"`, type: typeSql(ranking.type) }, { at });
  if (isStreaming(left) || isStreaming(right)) fail('NEAREST_BY_JOIN.STREAMING_NOT_SUPPORTED', {}, { at: relation.at });
  return rankedJoin({ left, right, type: relation.type, condition: isNotNull(ranking), by: ranking, descending: relation.largest, lastOfEqual: false, count: relation.count }, frame);
}

export function resolveAsOfJoin(relation: AsOfJoin, frame: Frame): LogicalPlan {
  const [left, right] = sidesOf(relation, frame);
  const { match, by, descending } = comparisonOf(relation, left, right, frame);
  return joinSides({
    left, right, relation, frame,
    make: (condition) => rankedJoin({ left, right, type: relation.type, condition: allOf([match, ...(condition === undefined ? [] : [condition])])!, by, descending, lastOfEqual: descending, count: 1 }, frame),
  });
}

function sidesOf(relation: NearestJoin | AsOfJoin, frame: Frame): readonly [LogicalPlan, LogicalPlan] {
  const inside = withoutWindows(frame);
  const left = frame.analysis.resolve(relation.left, inside);
  return [left, withoutConflicts(left, frame.analysis.resolve(relation.right, inside), frame)];
}

interface Comparison { readonly match: BoundExpression; /** What the right side is ranked by. */ readonly by: BoundExpression; readonly descending: boolean }

/** `later >= earlier` in either order of the sides; the closest row is the largest below, or the smallest above. */
function comparisonOf({ match, at }: AsOfJoin, left: LogicalPlan, right: LogicalPlan, frame: Frame): Comparison {
  const [first, second] = (match as Extract<Expression, { kind: 'UnresolvedFunction' }>).arguments;
  const scope = scopeOf(frame, [...outputOf(left), ...outputOf(right)], { clause: 'OTHER', operator: 'AsOfJoin' });
  const operands = [resolveExpression(first!, scope), resolveExpression(second!, scope)] as const;
  for (const one of operands) refuseInComparison(one, at);
  const [leftIds, rightIds] = [idsOf(outputOf(left)), idsOf(outputOf(right))];
  const within = (one: BoundExpression, ids: ReadonlySet<number>): boolean => isSubset(referencesOf(one), ids);
  const inOrder = within(operands[0], leftIds) && within(operands[1], rightIds);
  if (!inOrder && !(within(operands[0], rightIds) && within(operands[1], leftIds))) {
    fail('ASOF_JOIN_MATCH_CONDITION_TABLE_REFERENCE', { refs1: `"${prettySql(operands[0])}"`, refs2: `"${prettySql(operands[1])}"` }, { at });
  }
  const common = commonType([operands[0].type, operands[1].type], frame.settings);
  if (common === undefined || !isOrderable(common)) fail('ASOF_JOIN_MATCH_CONDITION_INVALID_TYPE', { type1: typeSql(operands[0].type), type2: typeSql(operands[1].type) }, { at });
  const bound = resolveExpression(match, scope);
  const isGreater = (match as Extract<Expression, { kind: 'UnresolvedFunction' }>).name[0]!.startsWith('>');
  return { match: bound, by: operands[inOrder ? 1 : 0], descending: isGreater === inOrder };
}

function refuseInComparison(operand: BoundExpression, at: Span | undefined): void {
  const refused = someExpression(operand, (node) => node.kind === 'Subquery' || node.kind === 'GeneratorCall') || hasAggregate(operand) || hasWindowCall(operand) || isRandom(operand);
  if (refused) fail('ASOF_JOIN_MATCH_CONDITION_INVALID_EXPRESSION', { expr: `"${prettySql(operand)}"` }, { at });
}

interface RankedJoin {
  readonly left: LogicalPlan; readonly right: LogicalPlan; readonly type: 'inner' | 'left'; readonly condition: BoundExpression; readonly count: number;
  readonly by: BoundExpression; readonly descending: boolean;
  /** Of equal rows the last one of the right side comes first. */
  readonly lastOfEqual: boolean;
}

function rankedJoin({ left, right, type, condition, count, by, descending, lastOfEqual }: RankedJoin, frame: Frame): LogicalPlan {
  const [rows, places] = [numbered(left, frame), numbered(right, frame)];
  const joined: LogicalPlan = { kind: 'Join', left: rows.plan, right: places.plan, type, condition };
  const rank = aliasOf(by, 'ranking', frame.analysis.context.nextId());
  const withRank: LogicalPlan = { kind: 'Project', input: joined, expressions: [...outputOf(joined), rank] };
  const kept = firstRows(withRank, [rows.number], [sortOf(attributeOf(rank), descending), sortOf(places.number, lastOfEqual)], count, frame.analysis.context.nextId());
  const added = idsOf([rows.number, places.number]);
  return { kind: 'Project', input: kept, expressions: outputOf(joined).filter((one) => !added.has(one.id)) };
}

function sortOf(input: BoundExpression, descending: boolean): BoundSort {
  return { kind: 'Sort', input, type: input.type, nullable: input.nullable, descending, nullsFirst: !descending };
}

/** The plan with the numbers of its rows as a column. */
function numbered(input: LogicalPlan, frame: Frame): { readonly plan: LogicalPlan; readonly number: Attribute } {
  const call = resolveExpression({ kind: 'UnresolvedFunction', name: ['monotonically_increasing_id'], arguments: [] }, scopeOf(frame, [], { clause: 'SELECT' }));
  const number: BoundAlias = aliasOf(call, 'number', frame.analysis.context.nextId());
  return { plan: { kind: 'Project', input, expressions: [...outputOf(input), number] }, number: attributeOf(number) };
}

const typeSql = (type: DataType): string => `"${typeToSql(type)}"`;
