import { fail } from '../../errors/stream-error.ts';
import type { Attribute } from '../../plan/bound.ts';
import type { IntervalLiteral } from '../../plan/expression.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { WithWatermark } from '../../plan/relation.ts';
import { field, sameType, structType, timestampType } from '../../types/data-type.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { isProblem, parseDuration, durationOf } from '../../types/interval-text.ts';
import { aliasOf } from '../build.ts';
import { resolveExpression, resolveSelectList } from '../expressions/resolve.ts';
import { type Frame, scopeOf } from './context.ts';
import { visibleOutput } from './visible.ts';

/**
 * `withWatermark(column, delay)` and `WATERMARK expression [AS name] DELAY OF interval`. The column gets the tag of event time;
 * an expression becomes a new column in front of the others.
 */
export function resolveWatermark(relation: WithWatermark, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const delayMs = delayOf(relation.delay, frame);
  const fromSql = typeof relation.delay !== 'string';
  if (!fromSql && !isStreaming(input)) return input; // nothing comes late: the column is not even looked for
  if (relation.eventTime.kind === 'Alias' && relation.eventTime.names.length > 1) fail('CANNOT_USE_MULTI_ALIASES_IN_WATERMARK_CLAUSE', {}, { at: relation.at });
  const [item] = resolveSelectList([relation.eventTime], scopeOf(frame, outputOf(input), { clause: 'OTHER' }));
  if (item?.item !== 'column') return fail('CANNOT_USE_MULTI_ALIASES_IN_WATERMARK_CLAUSE', {}, { at: relation.at });
  const { expression } = item;
  const nodeId = frame.analysis.context.nextId();
  if (expression.kind === 'Attribute') return { kind: 'Watermark', input, eventTime: eventTime(expression, delayMs), delayMs, nodeId };
  if (!fromSql) fail('EVENT_TIME_MUST_BE_TOP_LEVEL_COLUMN', { eventExpr: `"${prettySql(expression.input)}"` }, { at: relation.at });
  if (relation.eventTime.kind !== 'Alias') fail('REQUIRES_EXPLICIT_NAME_IN_WATERMARK_CLAUSE', { sqlExpr: `${prettySql(expression.input)} AS ${quoteIdentifier(expression.name)}` }, { at: relation.at });
  const named = aliasOf(expression.input, expression.name, expression.id);
  const projected: LogicalPlan = { kind: 'Project', input, expressions: [named, ...visibleOutput(input)] };
  return { kind: 'Watermark', input: projected, eventTime: eventTime(outputOf(projected)[0]!, delayMs), delayMs, nodeId };
}

const windowType = structType([field('start', timestampType), field('end', timestampType)]);

function eventTime(column: Attribute, watermarkDelayMs: number): Attribute {
  if (column.type.kind !== 'timestamp' && !sameType(column.type, windowType)) {
    fail('EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE', { eventName: quoteIdentifier(column.name), eventType: `"${typeToSql(column.type)}"` }, { at: column.at });
  }
  return { ...column, watermarkDelayMs };
}

/** Whole milliseconds, a month as 31 days. */
function delayOf(delay: string | IntervalLiteral, frame: Frame): number {
  const micros = typeof delay === 'string' ? textDelay(delay) : literalDelay(delay, frame);
  if (micros < 0n) fail('TIDEMARK_INVALID_WATERMARK_DELAY', { delay: typeof delay === 'string' ? `'${delay}'` : `${micros / 1000n} ms` }, typeof delay === 'string' ? {} : { at: delay.at });
  return Number(micros / 1000n);
}

function textDelay(text: string): bigint {
  const micros = parseDuration(text);
  return isProblem(micros) ? fail('CANNOT_PARSE_INTERVAL', { intervalString: `'${text}'` }) : micros;
}

function literalDelay(literal: IntervalLiteral, frame: Frame): bigint {
  const bound = resolveExpression(literal, scopeOf(frame, [], { clause: 'OTHER' }));
  const value = frame.analysis.context.evaluate(bound, frame.settings);
  if (bound.type.kind === 'year_month_interval') return durationOf({ months: Number(value), days: 0, micros: 0n });
  if (typeof value === 'bigint') return value;
  if (value !== null && typeof value === 'object' && 'struct' in value) {
    const [months, days, micros] = value.struct as [number, number, bigint];
    return durationOf({ months, days, micros });
  }
  return fail('TIDEMARK_INVALID_WATERMARK_DELAY', { delay: prettySql(bound) }, { at: literal.at });
}
