import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression, BoundSubquery } from '../../plan/bound.ts';
import { isFoldable } from '../../plan/foldable.ts';
import type { Aggregate, LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { mapChildren, mapExpressions, someExpression, transformDown, transformPlanUp, transformUp, type ExpressionNode } from '../../plan/walk.ts';
import { quoteIdentifier } from '../../types/print.ts';
import type { SelectItem } from '../expressions/scope.ts';
import { aliasOf, eventTimeOf } from '../build.ts';
import { aggregatesIn, attributesIn, hasAggregate, hasWindowCall, idsOf, isRandom, referencesOf } from '../references.ts';
import { semanticKey } from '../semantic-key.ts';
import type { Frame } from './context.ts';
import { expressionOf, planProjection, usesLateralAlias } from './projection.ts';

/**
 * GROUP BY. Every item of the select list must be made of grouping expressions, aggregates and constants. A plain list stays in
 * the Aggregate node; one with OVER, generators or lateral aliases gets an Aggregate of its pieces and a projection on top.
 */
export interface Grouping {
  /** What the aggregate groups by. */
  readonly keys: readonly (Attribute | BoundAlias)[];
  /** Grouping expressions by meaning, as written before grouping sets renamed them, and what they became. */
  readonly byMeaning: ReadonlyMap<string, BoundExpression>;
  /** Rewrites grouping() and grouping_id(); they are refused when absent. */
  readonly special?: (node: BoundExpression) => BoundExpression | undefined;
  /** The columns that arguments of aggregates may name. */
  readonly columns: readonly Attribute[];
  /** Asked for above the aggregation, by the columns it has: one that is not grouped by is simply not there. */
  readonly above?: readonly (Attribute | BoundAlias)[];
}

const groupings = new WeakMap<Aggregate, Grouping>();

/** How an Aggregate node came about: what HAVING and ORDER BY above it may still ask for. */
export function groupingOf(plan: Aggregate): Grouping | undefined { return groupings.get(plan); }

export interface AggregateRequest {
  readonly input: LogicalPlan;
  readonly grouping: Grouping;
  readonly items: readonly SelectItem[];
  readonly frame: Frame;
  /** HAVING, when it has to run below OVER. */
  readonly having?: BoundExpression;
}

export function planAggregate(request: AggregateRequest): LogicalPlan {
  const { input, grouping, items, frame } = request;
  refuseManyGenerators(items);
  const plain = items.every((item) => item.item === 'column' && !hasWindowCall(item.expression)) && !usesLateralAlias(items, input);
  if (plain) {
    const output = items.map((item) => namedItem((item as Extract<SelectItem, { item: 'column' }>).expression, grouping));
    return rememberGrouping({ kind: 'Aggregate', input, grouping: grouping.keys, output }, grouping);
  }
  const pieces = new Pieces(grouping, frame, lateralIds(items));
  const rewritten = items.map((item): SelectItem => (item.item === 'column'
    ? { item: 'column', expression: keepName(item.expression, pieces.take(item.expression)) }
    : { ...item, generator: mapChildren(item.generator, (child) => pieces.take(child)) }));
  const having = request.having === undefined ? undefined : pieces.take(request.having);
  const aggregate = rememberGrouping({ kind: 'Aggregate', input, grouping: grouping.keys, output: [...grouping.keys.map(attributeOf), ...pieces.aliases] }, grouping);
  return planProjection(rewritten, having === undefined ? aggregate : { kind: 'Filter', input: aggregate, condition: having }, frame);
}

/** Adds what expressions above an Aggregate still need to its output. Ids in `known` are columns made above it. */
export function extendAggregate(plan: Aggregate, expressions: readonly BoundExpression[], known: ReadonlySet<number>, frame: Frame): { readonly plan: Aggregate; readonly expressions: readonly BoundExpression[] } {
  const grouping = groupings.get(plan) ?? { keys: plan.grouping, byMeaning: byMeaning(plan.grouping), columns: outputOf(plan.input) };
  refuseSelected(expressions, idsOf(plan.output), [...grouping.columns, ...grouping.keys]);
  const pieces = new Pieces({ ...grouping, above: plan.output }, frame, new Set([...known, ...idsOf(outputOf(plan))]), plan.output);
  const rewritten = expressions.map((one) => pieces.take(one));
  const present = idsOf(outputOf(plan));
  const keys = grouping.keys.map(attributeOf).filter((one) => !present.has(one.id) && pieces.usedKeys.has(one.id));
  if (keys.length === 0 && pieces.aliases.length === 0) return { plan, expressions: rewritten };
  return { plan: rememberGrouping({ ...plan, output: [...plan.output, ...keys, ...pieces.aliases] }, grouping), expressions: rewritten };
}

/** Aggregates over the groups cannot take what the select list makes of them. */
export function refuseSelected(expressions: readonly BoundExpression[], selected: ReadonlySet<number>, columns: readonly (Attribute | BoundAlias)[]): void {
  const grouped = idsOf(columns);
  for (const missing of attributesIn(...aggregatesIn(expressions))) {
    if (!selected.has(missing.id) || grouped.has(missing.id)) continue;
    const shown = { missingAttributes: `"${missing.name}"`, input: columns.map((one) => `"${one.name}"`).join(', '), operator: 'Aggregate' };
    if (columns.every((one) => one.name.toLowerCase() !== missing.name.toLowerCase())) fail('MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_MISSING_FROM_INPUT', shown);
    fail('MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_APPEAR_IN_OPERATION', { ...shown, operation: shown.missingAttributes });
  }
}

/** Grouping expressions by meaning. */
export function byMeaning(keys: readonly (Attribute | BoundAlias)[]): ReadonlyMap<string, BoundExpression> {
  return new Map(keys.map((key) => [semanticKey(key), attributeOf(key)]));
}

function rememberGrouping(plan: Aggregate, grouping: Grouping): Aggregate {
  groupings.set(plan, grouping);
  return plan;
}

/** An item of a plain select list: grouping expressions become their columns, aggregates stay where they are. */
function namedItem(item: Attribute | BoundAlias, grouping: Grouping): Attribute | BoundAlias {
  const expression = rewriteGrouped(item.kind === 'Alias' ? item.input : item, grouping, checkNested);
  return keepName(item, expression);
}

function keepName(item: Attribute | BoundAlias, expression: BoundExpression): Attribute | BoundAlias {
  if (item.kind === 'Alias') return { ...item, input: expression, type: expression.type, nullable: expression.nullable, ...eventTimeOf(expression) };
  if (expression.kind === 'Attribute') return expression;
  return { kind: 'Alias', input: expression, name: item.name, id: item.id, type: expression.type, nullable: expression.nullable, qualifier: item.qualifier };
}

/** Replaces grouping expressions from the top down; what is left of plain columns is an error. */
function rewriteGrouped(node: BoundExpression, grouping: Grouping, onAggregate: (node: BoundExpression) => BoundExpression, own: ReadonlySet<number> = none): BoundExpression {
  const special = grouping.special?.(node);
  if (special !== undefined) return special;
  if (node.kind === 'Attribute' && own.has(node.id)) return node;
  const key = grouping.byMeaning.get(semanticKey(node));
  if (key !== undefined && (node.kind !== 'Literal' || grouping.special !== undefined)) return key;
  if (node.kind === 'AggregateCall') return onAggregate(mapChildren(node, (child) => withGroupingColumns(child, grouping)));
  if (isDrawnForKey(node, grouping)) return failMissing('_nondeterministic', node.at);
  if (node.kind === 'Attribute') return failUngrouped(node, grouping);
  const inside = (child: BoundExpression): BoundExpression => rewriteGrouped(child, grouping, onAggregate, own);
  if (node.kind === 'WindowCall') {
    return { ...node, function: mapChildren(node.function, inside), partitionBy: node.partitionBy.map(inside), orderBy: node.orderBy.map((one) => mapChildren(one, inside)) };
  }
  if (node.kind === 'Subquery') return rewriteSubquery(node, grouping, onAggregate, own);
  if (node.kind === 'Call' && (node.definition.name === 'grouping' || node.definition.name === 'grouping_id')) fail('UNSUPPORTED_GROUPING_EXPRESSION', {}, { at: node.at });
  return mapChildren(node, inside);
}

/** What is random inside of a key, as `rand(1)` in `GROUP BY rand(1) > 0`, is drawn once per row beforehand; outside of that key it is a column without a group. */
function isDrawnForKey(node: BoundExpression, { keys, above }: Grouping): boolean {
  if (above !== undefined || !isRandomCall(node)) return false;
  return keys.some((key) => someExpression(key, (one) => isRandomCall(one) && semanticKey(one) === semanticKey(node)));
}

/** By name: how many arguments such a call has with a seed. Without one each call draws its own, so no two are alike. */
const seeded: Readonly<Record<string, number>> = { monotonically_increasing_id: 0, spark_partition_id: 0, rand: 1, randn: 1, uuid: 1, randstr: 2, shuffle: 2, uniform: 3 };

function isRandomCall(node: ExpressionNode): boolean { return node.kind === 'Call' && seeded[node.definition.name] === node.arguments.length; }

const none: ReadonlySet<number> = new Set();

/** grouping() inside of an aggregate is computed per row of the set it belongs to. */
function withGroupingColumns(argument: BoundExpression, { special }: Grouping): BoundExpression {
  return special === undefined ? argument : transformDown(argument, (node) => (node.kind === 'Call' ? special(node) : undefined));
}

/** A correlated subquery may name grouping columns only. */
function rewriteSubquery(node: BoundSubquery, grouping: Grouping, onAggregate: (node: BoundExpression) => BoundExpression, own: ReadonlySet<number>): BoundExpression {
  if (node.subquery === 'scalar' && node.outer.length > 0 && grouping.above === undefined) fail('SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION', { sqlExpr: `"${prettySql(node)}"` }, { at: node.at });
  for (const outer of node.outer) {
    const key = grouping.byMeaning.get(semanticKey(outer));
    if (!own.has(outer.id) && (key?.kind !== 'Attribute' || key.id !== outer.id)) return failUngrouped(outer, grouping);
  }
  return withAggregates(mapChildren(node, (child) => rewriteGrouped(child, grouping, onAggregate, own)));
}

/** The aggregates that the query inside reads are columns of the groups now. */
function withAggregates({ aggregates, ...node }: BoundSubquery): BoundSubquery {
  if (aggregates === undefined) return node;
  const columns = new Map(aggregates.map((one) => [one.id, one.input as Attribute]));
  const plan = transformPlanUp(node.plan, (inside) => mapExpressions(inside, (expression) => transformUp(expression, (one) => {
    const column = one.kind === 'OuterReference' ? columns.get(one.attribute.id) : undefined;
    return column === undefined ? one : { ...one, attribute: column } as BoundExpression;
  })));
  return { ...node, plan, outer: [...new Map([...node.outer, ...columns.values()].map((one) => [one.id, one])).values()] };
}

function checkNested(aggregate: BoundExpression): BoundExpression {
  if (aggregate.kind !== 'AggregateCall') return aggregate;
  for (const argument of [...aggregate.arguments, ...(aggregate.orderBy ?? [])]) {
    if (hasAggregate(argument)) fail('NESTED_AGGREGATE_FUNCTION', {}, { at: aggregate.at });
    if (isRandom(argument)) fail('AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION', { sqlExpr: `"${prettySql(aggregate)}"` }, { at: aggregate.at });
  }
  return aggregate;
}

function failUngrouped(node: BoundExpression, grouping: Grouping): never {
  const sql = prettySql(node);
  if (grouping.above !== undefined) {
    const proposal = [...new Set([...grouping.keys, ...grouping.above].map((key) => quoteIdentifier(key.name)))].join(', ');
    const objectName = quoteIdentifier(node.kind === 'Attribute' ? node.name : sql);
    return proposal === '' ? fail('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION', { objectName }, { at: node.at }) : fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName, proposal }, { at: node.at });
  }
  if (grouping.keys.length === 0) fail('MISSING_GROUP_BY', {}, { at: node.at });
  return failMissing(sql, node.at);
}

/** Neither grouped by nor aggregated. */
export function failMissing(sql: string, at?: BoundExpression['at']): never {
  return fail('MISSING_AGGREGATION', { expression: `"${sql}"`, expressionAnyValue: `"any_value(${sql})"` }, { at });
}

/** Collects the aggregates of expressions as columns of an Aggregate node. */
class Pieces {
  readonly aliases: BoundAlias[] = [];
  readonly usedKeys = new Set<number>();
  readonly #grouping: Grouping;
  readonly #frame: Frame;
  readonly #own: ReadonlySet<number>;
  readonly #known = new Map<string, Attribute>();

  constructor(grouping: Grouping, frame: Frame, own: ReadonlySet<number>, output: readonly (Attribute | BoundAlias)[] = []) {
    this.#grouping = grouping;
    this.#frame = frame;
    this.#own = own;
    for (const one of output) if (one.kind === 'Alias') this.#known.set(semanticKey(one), attributeOf(one));
  }

  /** The expression over columns of the Aggregate node. */
  take(expression: BoundExpression): BoundExpression {
    const inner = expression.kind === 'Alias' ? expression.input : expression;
    const known = isFoldable(inner) || inner.kind === 'Attribute' ? undefined : this.#known.get(semanticKey(inner));
    const rewritten = known ?? rewriteGrouped(inner, this.#grouping, (aggregate) => this.#slot(aggregate), this.#own);
    this.#noteKeys(rewritten);
    return rewritten;
  }

  #slot(aggregate: BoundExpression): Attribute {
    const checked = checkNested(aggregate);
    const key = semanticKey(checked);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const alias = aliasOf(checked, prettySql(checked), this.#frame.analysis.context.nextId());
    this.aliases.push(alias);
    this.#known.set(key, attributeOf(alias));
    return attributeOf(alias);
  }

  #noteKeys(node: BoundExpression): void {
    for (const id of referencesOf(node)) this.usedKeys.add(id);
  }
}

/** Over groups there is one generator at most; elsewhere one follows the other. */
function refuseManyGenerators(items: readonly SelectItem[]): void {
  const generators = items.flatMap((item) => (item.item === 'generator' ? [item.generator] : []));
  if (generators.length < 2) return;
  fail('UNSUPPORTED_GENERATOR.MULTI_GENERATOR', { num: String(generators.length), generators: generators.map((one) => `"${one.written}"`).join(', ') }, { at: generators[1]!.at });
}

function lateralIds(items: readonly SelectItem[]): ReadonlySet<number> {
  return new Set(items.map(expressionOf).flatMap((one) => (one.kind === 'Alias' ? [one.id] : [])));
}
