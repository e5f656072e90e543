import { fail, type Span } from '../../errors/stream-error.ts';
import type { Value } from '../../columnar/value.ts';
import type { BoundBound, BoundExpression, BoundFrame, BoundSort, Literal, RankingCall } from '../../plan/bound.ts';
import type { FrameBound, WindowFrame } from '../../plan/expression.ts';
import { isFoldable, isFoldableEarly } from '../../plan/foldable.ts';
import { frameSql } from '../../plan/pretty-sql.ts';
import { canCast } from '../../types/cast-rules.ts';
import { isAnsiInterval, isNumeric } from '../../types/coercion.ts';
import { intType, sameType, type DataType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { castTo, literalOf } from '../build.ts';
import { prettyIn } from './call.ts';
import { resolve } from './resolve.ts';
import type { Scope } from './scope.ts';

/** Without a frame: up to the last peer of the row when there is an order, else the whole partition. */
export function defaultFrame(ordered: boolean): BoundFrame {
  return ordered ? { unit: 'range', start: { bound: 'unbounded preceding' }, end: { bound: 'current row' } } : { unit: 'rows', start: { bound: 'unbounded preceding' }, end: { bound: 'unbounded following' } };
}

/** The row that lag (before) or lead (after) looks at. */
export function offsetFrame(call: RankingCall, scope: Scope): BoundFrame {
  const offset = call.arguments[1];
  const distance = offset === undefined ? 1 : isFoldable(offset) ? Number(scope.session.evaluate(offset) ?? 0) : 0;
  const bound: BoundBound = { bound: 'offset', distance: literalOf(intType, call.definition.name === 'lag' ? -distance : distance) };
  return { unit: 'rows', start: bound, end: bound };
}

/** A written frame: distances folded and in the type of the ordering key, and Spark's checks in its order. */
export function resolveFrame(written: WindowFrame, orderBy: readonly BoundSort[], scope: Scope, at: Span | undefined): BoundFrame {
  const unit = written.unit === 'groups' ? 'rows' : written.unit;
  const check: FrameCheck = { unit, orderBy, scope, at, shown: `${unit.toUpperCase()} BETWEEN ${[written.start, written.end].map((one) => shownBound(one, unit, scope)).join(' AND ')}` };
  const start = resolveBound(written.start, 'lower', check);
  const end = resolveBound(written.end, 'upper', check);
  checkBounds(start, end, check, written);
  checkRange(written, [start, end], check);
  return { unit, start, end };
}

interface FrameCheck { readonly unit: 'rows' | 'range'; readonly orderBy: readonly BoundSort[]; readonly scope: Scope; readonly at: Span | undefined; readonly shown: string }

/** Ranges go back by a negative distance, rows by one before. */
function shownBound(bound: FrameBound, unit: FrameCheck['unit'], scope: Scope): string {
  if (!('distance' in bound)) return bound.bound.toUpperCase();
  const text = prettyIn(scope, resolve(bound.distance, scope));
  if (bound.bound === 'following') return `${text} FOLLOWING`;
  return unit === 'rows' ? `${text} PRECEDING` : `(- ${text}) FOLLOWING`;
}

function resolveBound(bound: FrameBound, location: 'lower' | 'upper', check: FrameCheck): BoundBound {
  if (!('distance' in bound)) return bound;
  const { unit, orderBy, scope, at, shown } = check;
  const written = resolve(bound.distance, scope);
  const sqlExpr = `"${shown}"`;
  if (!isFoldableEarly(written)) fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WITHOUT_FOLDABLE', { sqlExpr, location, expression: `"${prettyIn(scope, written)}"` }, { at });
  const distance = unit === 'range' ? inTypeOfKey(written, orderBy.length === 1 ? orderBy[0]!.type : undefined, check) : written;
  const accepted = unit === 'rows' ? distance.type.kind === 'int' : isNumeric(distance.type) || isAnsiInterval(distance.type) || distance.type.kind === 'calendar_interval';
  if (!accepted) {
    const expectedType = unit === 'rows' ? '"INT"' : '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")';
    const isNegated = unit === 'rows' && bound.bound === 'preceding' && distance.type.kind === 'string'; // which makes a number of a text
    const exprType = isNegated ? '"DOUBLE"' : `"${typeToSql(distance.type)}"`;
    fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE', { sqlExpr, location, exprType, expectedType }, { at });
  }
  const value = scope.session.evaluate(distance);
  const text = prettyIn(scope, written);
  if (bound.bound === 'following') return { bound: 'offset', distance: literalOf(distance.type, value), shown: `${text} FOLLOWING` };
  return { bound: 'offset', distance: literalOf(distance.type, negated(value)), shown: distance === written ? `${text} PRECEDING` : `(- ${text}) FOLLOWING` };
}

/** Distances become the type of the key; those from dates and timestamps stay intervals or days. */
function inTypeOfKey(distance: BoundExpression, key: DataType | undefined, { scope }: FrameCheck): BoundExpression {
  if (key === undefined || key.kind === 'date' || key.kind === 'timestamp' || key.kind === 'timestamp_ntz') return distance;
  const { settings } = scope.session;
  return !sameType(distance.type, key) && canCast(distance.type, key, settings.ansi ? 'ansi' : 'legacy') ? castTo(distance, key, settings) : distance;
}

function checkBounds(start: BoundBound, end: BoundBound, { scope, unit, at }: FrameCheck, written: WindowFrame): void {
  const sqlExpr = `"${frameSql({ unit, start, end }, (part) => prettyIn(scope, part))}"`;
  const told = (bound: BoundBound, from: FrameBound): string => {
    if (bound.bound !== 'offset') return bound.bound.toUpperCase();
    return 'distance' in from && from.bound === 'preceding' ? `(- ${prettyIn(scope, resolve(from.distance, scope))})` : prettyIn(scope, bound.distance);
  };
  if (start.bound === 'unbounded following' || end.bound === 'unbounded preceding') {
    fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_INVALID_BOUND', { sqlExpr, lower: `"${told(start, written.start)}"`, upper: `"${told(end, written.end)}"` }, { at });
  }
  if (start.bound !== 'offset' || end.bound !== 'offset') return;
  const [lower, upper] = [start.distance, end.distance];
  const shown = {
    sqlExpr, lower: `"${told(start, written.start)}"`, upper: `"${told(end, written.end)}"`,
    lowerType: `"${typeToSql(lower.type)}"`, upperType: `"${typeToSql(upper.type)}"`, comparison: 'less than or equal',
  };
  if (!sameType(lower.type, upper.type)) fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_DIFF_TYPES', shown, { at });
  if (isGreater(lower, upper)) fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON', shown, { at });
}

function checkRange(written: WindowFrame, bounds: readonly BoundBound[], { unit, orderBy, scope, at }: FrameCheck): void {
  if (unit !== 'range') return;
  const order = orderBy.length === 0 ? '' : `ORDER BY ${orderBy.map((one) => prettyIn(scope, one)).join(', ')} `;
  const sqlExpr = `"(${order}${frameSql({ unit, start: bounds[0]!, end: bounds[1]! }, (part) => prettyIn(scope, part))})"`;
  const unbounded = written.start.bound === 'unbounded preceding' && written.end.bound === 'unbounded following';
  if (!unbounded && orderBy.length === 0) fail('DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER', { sqlExpr }, { at });
  const distances = bounds.flatMap((one) => (one.bound === 'offset' ? [one.distance] : []));
  const [distance] = distances;
  if (distance === undefined) return;
  if (orderBy.length > 1) fail('DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER', { sqlExpr, orderSpec: orderBy.map((one) => prettyIn(scope, one)).join(', ') }, { at });
  const key = orderBy[0]!.type;
  if (!fitsKey(key, distance.type)) {
    fail('DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE', { sqlExpr, orderSpecType: `"${typeToSql(key)}"`, valueBoundaryType: `"${typeToSql(distance.type)}"` }, { at });
  }
}

function fitsKey(key: DataType, distance: DataType): boolean {
  if (key.kind === 'date') return distance.kind === 'int' || distance.kind === 'year_month_interval' || (distance.kind === 'day_time_interval' && distance.end === 0);
  if (key.kind === 'timestamp' || key.kind === 'timestamp_ntz') return isAnsiInterval(distance) || distance.kind === 'calendar_interval';
  return sameType(key, distance);
}

function isGreater(left: Literal, right: Literal): boolean {
  const [a, b] = [left.value, right.value];
  return (typeof a === 'number' || typeof a === 'bigint') && (typeof b === 'number' || typeof b === 'bigint') && a > b;
}

function negated(value: Value): Value {
  if (typeof value === 'number' || typeof value === 'bigint') return -value;
  if (value !== null && typeof value === 'object' && 'struct' in value) return { struct: value.struct.map(negated) };
  return value;
}
