import { conditionOf, fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { Expression } from '../../plan/expression.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Aggregate, GroupingElement } from '../../plan/relation.ts';
import { containsKind } from '../../types/coercion.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { qualifiedSql } from '../../plan/qualified-sql.ts';
import { isTrue } from '../../plan/settings.ts';
import { childrenOf, type ExpressionNode, someExpression, transformUp } from '../../plan/walk.ts';
import { hasAggregate, isGrouping } from '../references.ts';
import { resolveExpression } from '../expressions/resolve.ts';
import type { SelectItem } from '../expressions/scope.ts';
import { semanticKey } from '../semantic-key.ts';
import { type Frame, scopeOf } from './context.ts';
import { expressionOf } from './projection.ts';

/** GROUP BY resolved: the expressions in order, and for grouping sets which of them each set keeps. */
export interface ResolvedGrouping {
  readonly expressions: readonly BoundExpression[];
  /** Indexes into `expressions`; undefined for a plain GROUP BY. */
  readonly sets: readonly (readonly number[])[] | undefined;
}

/**
 * Grouping expressions that columns alone decide, by what was written; positions and aliases have to wait for the select list.
 * Time windows among them put the `window` column into its reach.
 */
export function resolveEarly(relation: Aggregate, columns: readonly Attribute[], frame: Frame): ReadonlyMap<Expression, BoundExpression> {
  const found = new Map<Expression, BoundExpression>();
  for (const expression of relation.grouping.flatMap(writtenIn)) {
    if (isPosition(expression, relation, frame)) {
      if (relation.pipe === true) found.set(expression, inputAt(expression, columns));
      continue;
    }
    try {
      found.set(expression, resolveExpression(expression, scopeOf(frame, columns, { clause: 'GROUP BY' })));
    } catch (error) {
      if (conditionOf(error)?.startsWith('UNRESOLVED_COLUMN') !== true) throw error;
    }
  }
  return found;
}

export interface GroupingRequest {
  readonly relation: Aggregate;
  readonly early: ReadonlyMap<Expression, BoundExpression>;
  readonly items: readonly SelectItem[];
  readonly columns: readonly Attribute[];
  readonly frame: Frame;
}

export function resolveGrouping(request: GroupingRequest): ResolvedGrouping {
  const { relation } = request;
  if (relation.grouping.some((one) => one.grouping === 'all')) return { expressions: allKeys(request), sets: undefined };
  const known: BoundExpression[] = [];
  const indexOf = (expression: Expression): number => {
    const bound = resolveKey(expression, request);
    const key = semanticKey(bound);
    const index = known.findIndex((one) => semanticKey(one) === key);
    return index >= 0 ? index : known.push(bound) - 1;
  };
  const plain = relation.grouping.every((one) => one.grouping === 'expression');
  if (plain) {
    for (const one of relation.grouping) indexOf((one as Extract<GroupingElement, { grouping: 'expression' }>).expression);
    return { expressions: known, sets: undefined };
  }
  const listedLast = isTrue(request.frame.settings, 'spark.sql.legacy.groupingIdWithAppendedUserGroupBy');
  const perElement = relation.grouping.map((element) => setsOf(element, indexOf, listedLast));
  const sets = perElement.reduce((left, right) => left.flatMap((one) => right.map((other) => unique([...one, ...other]))), [[]] as (readonly number[])[]);
  return { expressions: known, sets };
}

/** `listedLast`: what GROUP BY names before GROUPING SETS is counted after what the sets name. */
function setsOf(element: GroupingElement, indexOf: (expression: Expression) => number, listedLast = false): readonly (readonly number[])[] {
  switch (element.grouping) {
    case 'expression': return [[indexOf(element.expression)]];
    case 'all': return [[]];
    case 'rollup': {
      const parts = element.sets.map((set) => set.map(indexOf));
      return Array.from({ length: parts.length + 1 }, (_, index) => unique(parts.slice(0, parts.length - index).flat()));
    }
    case 'cube': {
      const parts = element.sets.map((set) => set.map(indexOf));
      return subsets(parts.length).map((kept) => unique(kept.flatMap((index) => parts[index]!)));
    }
    case 'sets': {
      if (!listedLast) element.listed?.forEach(indexOf);
      const sets = element.sets.flatMap((set) => setOf(set, indexOf));
      if (listedLast) element.listed?.forEach(indexOf);
      return sets;
    }
  }
}

/** One member of GROUPING SETS: columns, or ROLLUP and CUBE nested in it. */
function setOf(members: readonly GroupingElement[], indexOf: (expression: Expression) => number): readonly (readonly number[])[] {
  return members.map((one) => setsOf(one, indexOf)).reduce((left, right) => left.flatMap((one) => right.map((other) => unique([...one, ...other]))), [[]] as (readonly number[])[]);
}

/** All subsets of 0 … count - 1, the largest first, in the order of CUBE. */
function subsets(count: number): readonly (readonly number[])[] {
  if (count > 12) fail('GROUPING_SIZE_LIMIT_EXCEEDED', { maxSize: '12' });
  const all = Array.from({ length: 2 ** count }, (_, bits) => Array.from({ length: count }, (__, index) => index).filter((index) => (bits & (1 << index)) !== 0));
  return all.sort((left, right) => right.length - left.length);
}

function unique(indexes: readonly number[]): readonly number[] { return [...new Set(indexes)]; }

/** Positions, columns, and aliases of the select list, in this order. */
function resolveKey(expression: Expression, request: GroupingRequest): BoundExpression {
  const { early, items, columns, frame } = request;
  const bound = early.get(expression);
  if (bound !== undefined) return checkKey(bound, expression);
  if (isPosition(expression, request.relation, frame)) return refuseLateral(checkKey(atPosition(expression, request), expression), request);
  const aliases = items.flatMap((item) => (item.item === 'column' && item.expression.kind === 'Alias' ? [item.expression] : []));
  if (frame.settings.get('spark.sql.groupByAliases')?.toLowerCase() === 'false') return checkKey(resolveExpression(expression, scopeOf(frame, columns, { clause: 'GROUP BY' })), expression);
  const named = resolveExpression(expression, { ...scopeOf(frame, columns, { clause: 'GROUP BY' }), lateralAliases: aliases });
  return checkKey(replaceAliases(named, aliases, request), expression);
}

/** An item that is grouped by must not read an alias to its left. */
function refuseLateral(key: BoundExpression, { items, relation }: Pick<GroupingRequest, 'items' | 'relation'>): BoundExpression {
  const aliases = new Set(items.map(expressionOf).flatMap((one) => (one.kind === 'Alias' ? [one.id] : [])));
  if (someExpression(key, (node) => node.kind === 'Attribute' && aliases.has(node.id))) fail('UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_GROUP_BY', {}, { at: relation.at });
  return key;
}

/** `request`: of a GROUP BY, which must not reach a lateral alias that way. */
export function replaceAliases(expression: BoundExpression, aliases: readonly BoundAlias[], request?: Pick<GroupingRequest, 'items' | 'relation'>): BoundExpression {
  const byId = new Map(aliases.map((one) => [one.id, one.input]));
  return transformUp(expression, (node) => {
    const input = node.kind === 'Attribute' ? byId.get(node.id) : undefined;
    if (input === undefined) return node;
    return request === undefined ? replaceAliases(input, aliases) : refuseLateral(input, request);
  });
}

function checkKey(bound: BoundExpression, expression: Expression): BoundExpression {
  const key = bound.kind === 'Alias' ? bound.input : bound;
  if (someExpression(key, isGrouping)) fail('UNSUPPORTED_GROUPING_EXPRESSION', {}, { at: expression.at });
  if (hasAggregate(key)) fail('GROUP_BY_AGGREGATE', { sqlExpr: qualifiedSql(key) }, { at: expression.at });
  if (containsKind(key.type, 'variant')) fail('GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE', { sqlExpr: `"${prettySql(key, 'UTC', 'message')}"`, dataType: `"${typeToSql(key.type)}"` }, { at: expression.at });
  return key;
}

/** Numbers given to `df.groupBy` are no positions. */
function isPosition(expression: Expression, relation: Aggregate, frame: Frame): boolean {
  return (relation.keysFirst !== true || relation.pipe === true) && expression.kind === 'Literal' && expression.type.kind === 'int' && frame.settings.get('spark.sql.groupByOrdinal')?.toLowerCase() !== 'false';
}

/** Positions in |> AGGREGATE count the columns of its input. */
function inputAt(expression: Expression, columns: readonly Attribute[]): BoundExpression {
  const visible = columns.filter((one) => one.hidden !== true);
  const index = expression.kind === 'Literal' ? Number(expression.value) : 0;
  return visible[index - 1] ?? fail('GROUP_BY_POS_OUT_OF_RANGE', { index: String(index), size: String(visible.length) }, { at: expression.at });
}

function atPosition(expression: Expression, { items, relation }: GroupingRequest): BoundExpression {
  const index = expression.kind === 'Literal' ? Number(expression.value) : 0;
  if (relation.aggregates.some((one) => one.kind === 'UnresolvedStar')) fail('STAR_GROUP_BY_POS', {}, { at: expression.at });
  const item = items[index - 1];
  if (item === undefined) return fail('GROUP_BY_POS_OUT_OF_RANGE', { index: String(index), size: String(items.length) }, { at: expression.at });
  const bound = expressionOf(item);
  if (someExpression(bound, isGrouping)) fail('UNSUPPORTED_GROUPING_EXPRESSION', {}, { at: expression.at });
  if (hasAggregate(bound) || bound.kind === 'GeneratorCall') fail('GROUP_BY_POS_AGGREGATE', { index: String(index), aggExpr: `${qualifiedSql(bound)} AS ${quoteIdentifier(prettySql(bound))}` }, { at: expression.at });
  return bound;
}

/** GROUP BY ALL: every item of the select list without an aggregate. */
function allKeys({ items, relation }: GroupingRequest): readonly BoundExpression[] {
  const written = items.map(expressionOf);
  if (written.every(holdsAggregate) && written.some(readsColumns)) fail('UNRESOLVED_ALL_IN_GROUP_BY', {}, { at: relation.at });
  const keys = items.filter((item) => item.item === 'column').map(expressionOf).map((one) => (one.kind === 'Alias' ? one.input : one)).filter((one) => !holdsAggregate(one));
  const seen = new Set<string>();
  for (const one of keys) refuseLateral(one, { items, relation });
  return keys.filter((one) => one.kind !== 'Literal' && !seen.has(semanticKey(one)) && seen.add(semanticKey(one)));
}

/** Anywhere, also as the function of OVER. */
const holdsAggregate = (expression: BoundExpression): boolean => someExpression(expression, (node) => node.kind === 'AggregateCall');

/** Outside of its aggregates. */
function readsColumns(expression: ExpressionNode): boolean {
  return expression.kind === 'Attribute' || (expression.kind !== 'AggregateCall' && childrenOf(expression).some(readsColumns));
}

function writtenIn(element: GroupingElement): readonly Expression[] {
  switch (element.grouping) {
    case 'expression': return [element.expression];
    case 'all': return [];
    case 'rollup': case 'cube': return element.sets.flat();
    case 'sets': return [...element.listed ?? [], ...element.sets.flat().flatMap(writtenIn)];
  }
}
