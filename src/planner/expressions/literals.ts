import { fail, type Span, StreamError } from '../../errors/stream-error.ts';
import type { BoundExpression, Literal } from '../../plan/bound.ts';
import type { Expression, IntervalLiteral, TypedLiteral } from '../../plan/expression.ts';
import { structValue, type Value } from '../../columnar/value.ts';
import { isTrue } from '../../plan/settings.ts';
import { parseDate } from '../../types/date-text.ts';
import { binaryType, dateType, intType, timestampNtzType, timestampType, type DataType } from '../../types/data-type.ts';
import { intervalOfRange, intervalOfText, intervalOfUnits, negateInterval, type IntervalLiteralValue, type IntervalRules } from '../../types/interval-literal.ts';
import { formatDecimal, formatDouble } from '../../types/numeric-text.ts';
import { specialDate, specialTimestamp, specialTimestampNtz } from '../../types/special-datetime.ts';
import { parseTimeOfDay } from '../../types/time-of-day.ts';
import { zoneOf, type Zone } from '../../types/time-zone.ts';
import { parseTimestamp, parseTimestampNtz } from '../../types/timestamp-text.ts';
import { literalOf } from '../build.ts';
import { callFunction } from './call.ts';
import { CALENDAR_INTERVALS } from '../../functions/setting.ts';
import type { Scope } from './scope.ts';

/** `DATE '…'`, `TIMESTAMP '…'`, `X'…'`, `TIME '…'` in the session's time zone. */
export function resolveTypedLiteral(node: TypedLiteral, scope: Scope): BoundExpression {
  const special = specialMoment(node, scope);
  if (special !== undefined) return special;
  const [type, value] = readTyped(node, scope);
  if (value === undefined) return fail('INVALID_TYPED_LITERAL', { valueType: `"${node.typeName}"`, value: `'${node.text}'` }, { at: node.at });
  return at(literalOf(type, value), node.at);
}

/** Units that do not go together are the fault of the whole. */
const MIXED_UNITS = '_LEGACY_ERROR_TEMP_0029';

/** `INTERVAL '1' DAY`, `INTERVAL 1 DAY 2 HOURS`, `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '1 day'`. */
export function resolveIntervalLiteral(node: IntervalLiteral, { session: { settings } }: Scope): BoundExpression {
  try {
    const { type, value } = readInterval(node, { calendar: isTrue(settings, CALENDAR_INTERVALS), lax: isTrue(settings, 'spark.sql.legacy.fromDayTimeString.enabled') });
    return at(literalOf(type, typeof value === 'object' ? structValue([value.months, value.days, value.micros]) : value), node.at);
  } catch (error) {
    if (!(error instanceof StreamError) || node.at === undefined) throw error;
    if (error.condition === MIXED_UNITS) fail(MIXED_UNITS, { literal: node.at.sql.slice(node.at.start, node.at.end) }, { at: node.at });
    throw error.movedTo(placeOfFault(node.at, node));
  }
}

/** What cannot be read stands behind the word INTERVAL. */
function placeOfFault(place: Span, { units, from }: IntervalLiteral): Span {
  const word = units === undefined && from === undefined ? undefined : /^INTERVAL\s*/i.exec(place.sql.slice(place.start, place.end))?.[0];
  return word === undefined ? place : { ...place, start: place.start + word.length };
}

function readInterval(node: IntervalLiteral, rules: IntervalRules): IntervalLiteralValue {
  if (node.from !== undefined && node.to !== undefined) {
    const range = intervalOfRange(node.text ?? '', node.from, node.to, rules);
    return node.negative === true ? negateInterval(range) : range;
  }
  if (node.units !== undefined) return intervalOfUnits(node.units.map(({ value, unit }) => ({ value: unitText(value), unit })), rules);
  return intervalOfText(node.text ?? '', rules);
}

function unitText(value: Expression): string {
  if (value.kind !== 'Literal') return '';
  const { type, value: number } = value;
  if (type.kind === 'decimal') return formatDecimal(number as bigint, type.scale);
  return type.kind === 'double' || type.kind === 'float' ? formatDouble(number as number) : String(number);
}

function readTyped({ typeName, text, at }: TypedLiteral, scope: Scope): readonly [DataType, Value | undefined] {
  const { settings } = scope.session;
  if (typeName.startsWith('TIMESTAMP')) refuseNanoseconds(text, scope, at);
  switch (typeName) {
    case 'DATE': return [dateType, parseDate(text)];
    case 'TIMESTAMP_NTZ': return [timestampNtzType, parseTimestampNtz(text)];
    case 'TIMESTAMP':
      if (settings.get('spark.sql.timestampType') === 'TIMESTAMP_NTZ' && !/[+-]\d|Z|UTC|GMT|\//.test(text.slice(10))) return [timestampNtzType, parseTimestampNtz(text)];
      return [timestampType, parseTimestamp(text, zoneOf(settings.timeZone), Number((scope.session.nowMicros?.() ?? 0n) / 1_000_000n))];
    case 'TIMESTAMP_LTZ': return [timestampType, parseTimestamp(text, zoneOf(settings.timeZone), Number((scope.session.nowMicros?.() ?? 0n) / 1_000_000n))];
    case 'TIME': return readTime(text);
    default: return [binaryType, readHex(text)];
  }
}

/** Seven digits and more would be another type, which is not there (decision 0026); without the setting Spark cuts them off. */
function refuseNanoseconds(text: string, { session: { settings } }: Scope, at: TypedLiteral['at']): void {
  const wanted = settings.get('spark.sql.timestampNanosTypes.enabled')?.toLowerCase() === 'true';
  if (wanted && /:\d+\.\d{7,}/.test(text)) fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: 'a timestamp of nanosecond precision' }, { at });
}

/** A literal has the digits that are written, microseconds at least. */
function readTime(text: string): readonly [DataType, Value | undefined] {
  const digits = /\.(\d*)/.exec(text)?.[1]?.length ?? 0;
  const nanos = parseTimeOfDay(text);
  if (nanos !== undefined && digits > 9) fail('INVALID_TIME_LITERAL_PRECISION', { value: `'${text}'` });
  return [{ kind: 'time', precision: Math.max(6, digits) }, nanos];
}

function readHex(text: string): Uint8Array | undefined {
  if (!/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const padded = text.length % 2 === 0 ? text : `0${text}`;
  return Uint8Array.from(padded.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** `DATE 'today'`, `TIMESTAMP 'now'` follow the clock, so they are calls. */
function specialMoment(written: TypedLiteral, scope: Scope): BoundExpression | undefined {
  const { nowMicros, settings } = scope.session;
  const isLocal = written.typeName === 'TIMESTAMP' && settings.get('spark.sql.timestampType') === 'TIMESTAMP_NTZ';
  const node: TypedLiteral = isLocal ? { ...written, typeName: 'TIMESTAMP_NTZ' } : written;
  const known = specialLiteral(node, zoneOf(settings.timeZone), nowMicros?.());
  if (known !== undefined) return at(known, node.at);
  const word = /^\s*(now|today|tomorrow|yesterday)\s*$/i.exec(node.text)?.[1]?.toLowerCase();
  if (word === undefined || (node.typeName !== 'DATE' && !node.typeName.startsWith('TIMESTAMP'))) return undefined;
  if (node.typeName === 'DATE') return dayAway(word, scope, node.at);
  if (word === 'now') return callFunction(node.typeName === 'TIMESTAMP_NTZ' ? 'localtimestamp' : 'current_timestamp', [], scope, node.at);
  const day = dayAway(word, scope, node.at);
  return { kind: 'Cast', input: day, type: node.typeName === 'TIMESTAMP_NTZ' ? timestampNtzType : timestampType, nullable: false, mode: 'ansi', implicit: true, at: node.at };
}

/** `epoch` needs no clock. */
function specialLiteral({ typeName, text }: TypedLiteral, zone: Zone, nowMicros: bigint | undefined): Literal | undefined {
  if (nowMicros === undefined && text.trim().toLowerCase() !== 'epoch') return undefined;
  const now = nowMicros ?? 0n;
  const literal = (type: DataType, value: Value | undefined): Literal | undefined => (value === undefined ? undefined : literalOf(type, value));
  switch (typeName) {
    case 'DATE': return literal(dateType, specialDate(text, zone, now));
    case 'TIMESTAMP_NTZ': return literal(timestampNtzType, specialTimestampNtz(text, zone, now));
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': return literal(timestampType, specialTimestamp(text, zone, now));
    default: return undefined;
  }
}

function dayAway(word: string, scope: Scope, place: Span | undefined): BoundExpression {
  const today = callFunction('current_date', [], scope, place);
  if (word === 'now' || word === 'today') return today;
  return callFunction(word === 'tomorrow' ? 'date_add' : 'date_sub', [today, literalOf(intType, 1)], scope, place);
}

function at(literal: Literal, place: Span | undefined): Literal {
  return place === undefined ? literal : { ...literal, at: place };
}
