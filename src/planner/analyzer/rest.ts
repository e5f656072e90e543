import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { CollectMetrics, GroupedMap, Hint, Repartition, Sample, WithWindows } from '../../plan/relation.ts';
import { someExpression, visitExpression } from '../../plan/walk.ts';
import { containsKind } from '../../types/coercion.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { aliasOf } from '../build.ts';
import { resolveExpression, resolveSelectList } from '../expressions/resolve.ts';
import { hasAggregate, hasWindowCall } from '../references.ts';
import { attributesOf } from '../local-data.ts';
import { columnsBelow } from './extend.ts';
import { countOf } from './limit.ts';
import { refuseGroups } from './sort.ts';
import { type Frame, sameName, scopeOf } from './context.ts';
import { visibleOutput, withVisibleOutput } from './visible.ts';

/** TABLESAMPLE: a fraction of the rows, or so many of them. BUCKET x OUT OF y is the fraction x / y. */
export function resolveSample(relation: Sample, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  if (relation.rows !== undefined) return { kind: 'Limit', input, count: countOf(relation.rows, 'limit', input, frame) };
  const fraction = relation.bucket === undefined ? (relation.fraction ?? 1) : relation.bucket[0] / relation.bucket[1];
  if (!(fraction >= 0) || (!relation.withReplacement && fraction > 1)) fail('INVALID_TABLESAMPLE_FRACTION', { fraction: String(fraction) }, { at: relation.at });
  return { kind: 'Sample', input, lower: relation.from ?? 0, upper: fraction, withReplacement: relation.withReplacement, seed: relation.seed ?? Number(BigInt.asIntN(32, frame.analysis.context.drawSeed())) };
}

/** One process has one partition: only mistakes in the expressions matter. */
export function resolveRepartition(relation: Repartition, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const scope = scopeOf(frame, outputOf(input), { clause: 'OTHER', operator: 'RepartitionByExpression', fallback: input.kind === 'Aggregate' ? [] : columnsBelow(input) });
  for (const one of relation.expressions) {
    const bound = resolveExpression(one.kind === 'SortOrder' ? one.input : one, scope);
    if (someExpression(bound, (node) => node.kind === 'GeneratorCall')) fail('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { plan: 'DISTRIBUTE BY' }, { at: bound.at });
    refuseGroups(bound, 'RepartitionByExpression');
    if (containsKind(bound.type, 'variant')) fail('UNSUPPORTED_FEATURE.PARTITION_BY_VARIANT', { expr: `"${prettySql(bound)}"`, dataType: `"${typeToSql(bound.type)}"` }, { at: bound.at });
  }
  return input;
}

/** Hints change no answer; what they name must be there. */
export function resolveHint(relation: Hint, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const { name, parameters, at } = relation;
  const word = name.toUpperCase();
  const strange = joinHints.has(word) ? parameters.find((one) => columnIn(one) === undefined) : undefined;
  if (strange !== undefined) fail('_LEGACY_ERROR_TEMP_1046', { unsupported: shownParameter(strange) }, { at });
  if (!partitionHints.has(word)) return input;
  const [first] = parameters;
  const count = first?.kind === 'Literal' && first.type.kind === 'int' ? Number(first.value) : undefined;
  if (word === 'COALESCE' && (count === undefined || parameters.length !== 1)) fail('_LEGACY_ERROR_TEMP_1048', { hintName: word }, { at });
  if (count !== undefined && count <= 0) fail('TIDEMARK_HINT_PARAMETERS', { hint: word }, { at });
  const scope = scopeOf(frame, outputOf(input), { clause: 'OTHER', fallback: input.kind === 'Aggregate' ? [] : columnsBelow(input) });
  for (const one of count === undefined ? parameters : parameters.slice(1)) {
    const column = columnIn(one);
    if (column === undefined) return fail('_LEGACY_ERROR_TEMP_1047', { hintName: word, invalidParams: shownParameter(one) }, { at });
    resolveExpression({ kind: 'UnresolvedAttribute', name: column, at: one.at }, scope);
  }
  return input;
}

const shownParameter = (parameter: Hint['parameters'][number]): string => (parameter.kind === 'Literal' ? String(parameter.value) : parameter.kind);

const joinHints: ReadonlySet<string> = new Set(['BROADCAST', 'BROADCASTJOIN', 'MAPJOIN', 'MERGE', 'SHUFFLE_MERGE', 'MERGEJOIN', 'SHUFFLE_HASH', 'SHUFFLE_REPLICATE_NL']);
const partitionHints: ReadonlySet<string> = new Set(['COALESCE', 'REPARTITION', 'REPARTITION_BY_RANGE', 'REBALANCE']);

/** A column, by name or as text. */
function columnIn(parameter: Hint['parameters'][number]): readonly string[] | undefined {
  if (parameter.kind === 'UnresolvedAttribute') return parameter.name;
  return parameter.kind === 'Literal' && typeof parameter.value === 'string' ? [parameter.value] : undefined;
}

export function resolveWithWindows(relation: WithWindows, frame: Frame): LogicalPlan {
  return frame.analysis.resolve(relation.input, { ...frame, windows: { ...frame.windows, ...relation.windows } });
}

/** `df.observe(name, metrics…)`: aggregates over the rows that pass. */
export function resolveCollectMetrics(relation: CollectMetrics, frame: Frame): LogicalPlan {
  if (relation.name === '') fail('INVALID_OBSERVED_METRICS.MISSING_NAME', { operator: 'observe' }, { at: relation.at });
  const input = frame.analysis.resolve(relation.input, frame);
  const metrics = resolveSelectList(relation.metrics, scopeOf(frame, outputOf(input), { clause: 'METRIC' })).map((item) => {
    const expression: BoundExpression = item.item === 'column' ? item.expression : item.generator;
    checkMetric(expression.kind === 'Alias' ? expression.input : expression);
    return expression.kind === 'Alias' ? expression : aliasOf(expression, prettySql(expression), frame.analysis.context.nextId());
  });
  return { kind: 'CollectMetrics', nodeId: frame.analysis.context.nextId(), input, name: relation.name, metrics };
}

function checkMetric(expression: BoundExpression): void {
  const expr = `"${prettySql(expression)}"`;
  if (hasWindowCall(expression)) fail('INVALID_OBSERVED_METRICS.WINDOW_EXPRESSIONS_UNSUPPORTED', { expr });
  visitExpression(expression, (node) => {
    if (node.kind === 'Attribute') fail('INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE', { expr: `"${node.name}"` });
    if (node.kind === 'UserCall' || (node.kind === 'Call' && node.definition.deterministic === false)) fail('INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC', { expr });
    if (node.kind !== 'AggregateCall') return true;
    if (node.filter !== undefined) fail('INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED', { expr });
    if (node.distinct) fail('INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED', { expr });
    if (node.arguments.some(hasAggregate)) fail('INVALID_OBSERVED_METRICS.NESTED_AGGREGATES_UNSUPPORTED', { expr });
    return false;
  });
}

/** State of the program's own per key. Its output is what the program says it is. */
export function resolveGroupedMap(relation: GroupedMap, frame: Frame): LogicalPlan {
  const input = withVisibleOutput(frame.analysis.resolve(relation.input, frame));
  const { nextId } = frame.analysis.context;
  const keysOver = (plan: LogicalPlan, expressions: GroupedMap['keys']): readonly (Attribute | BoundAlias)[] => expressions.map((one) => {
    const key = resolveExpression(one, scopeOf(frame, outputOf(plan), { clause: 'GROUP BY' }));
    return key.kind === 'Attribute' || key.kind === 'Alias' ? key : aliasOf(key, prettySql(key), nextId());
  });
  const output = attributesOf(relation.output, nextId);
  const delay = visibleOutput(input).find((one) => one.watermarkDelayMs !== undefined)?.watermarkDelayMs;
  const eventTime = relation.eventTimeColumn === undefined ? undefined : eventTimeOf(relation.eventTimeColumn, output, delay, frame);
  const initial = relation.initialState === undefined ? undefined : frame.analysis.resolve(relation.initialState.input, frame);
  return {
    kind: 'GroupedMap', input, keys: keysOver(input, relation.keys), operation: relation.operation, functionId: relation.id,
    output: eventTime === undefined ? output : output.map((one) => (one.id === eventTime.id ? { ...one, watermarkDelayMs: delay ?? 0 } : one)),
    outputMode: relation.outputMode, timeMode: relation.timeMode,
    ...(relation.state === undefined ? {} : { state: relation.state }),
    ...(initial === undefined ? {} : { initialState: initial, initialKeys: keysOver(initial, relation.initialState!.keys) }),
    ...(eventTime === undefined ? {} : { eventTime }),
  };
}

/** The column of the result whose times the watermark of the input is taken to speak of from here on. */
function eventTimeOf(name: string, output: readonly Attribute[], delayMs: number | undefined, frame: Frame): Attribute {
  const column = output.find((one) => sameName(frame, one.name, name))
    ?? fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName: quoteIdentifier(name), proposal: output.map((one) => quoteIdentifier(one.name)).join(', ') });
  if (column.type.kind !== 'timestamp') fail('EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE', { eventName: quoteIdentifier(name), eventType: `"${typeToSql(column.type)}"` });
  if (delayMs === undefined) fail('CANNOT_ASSIGN_EVENT_TIME_COLUMN_WITHOUT_WATERMARK', {});
  return column;
}
