import type { Column } from '../../columnar/column.ts';
import { fail } from '../../errors/stream-error.ts';
import { type Civil, newCivil, SECONDS_PER_DAY, splitDays } from '../../types/calendar.ts';
import { type DataType, dayTimeIntervalType, timestampNtzType, timestampType, yearMonthIntervalType } from '../../types/data-type.ts';
import { type Instant, instantOf, microsOf, newInstant, readInstant, writeInstant } from '../../types/instant.ts';
import { isInt64, MICROS_PER_DAY } from '../../types/interval-text.ts';
import { formatDayTime, formatYearMonth } from '../../types/interval-format.ts';
import { offsetAt, type Zone } from '../../types/time-zone.ts';
import { wordColumn, wordsIn } from './datetime-columns.ts';
import { zoneOfType } from './datetime-fields.ts';
import { newShift, type Shift, shiftInstant, splitDuration } from './datetime-shift.ts';
import { anyNullable, expectConstant, expectCount, expectInput } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { nullColumn } from '../../columnar/constant.ts';
import { failArithmetic } from '../overflow.ts';

/**
 * Buckets of one width from an origin: bucket k begins at `origin + k * width`, where months and whole days are those of the calendar
 * in the zone. Widths below a day are counted on the time line.
 */
export const timeBucketFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'time_bucket', group: 'datetime_funcs', since: '0.1',
    signatures: ['(day_time_interval|year_month_interval, timestamps, [timestamps]) -> timestamp'],
    doc: 'Returns the start of the bucket a timestamp is in. Buckets have a constant width above 0 and begin at a constant origin, by default 1970-01-01 00:00:00.',
    examples: [["SELECT time_bucket(INTERVAL '15' MINUTE, TIMESTAMP'2024-01-01 11:27:00')", '2024-01-01 11:15:00'], ["SELECT time_bucket(INTERVAL '1' MONTH, TIMESTAMP'2024-07-20 14:30:00')", '2024-07-01 00:00:00']],
    display: (args, types) => `time_bucket(${[...args, ...(args.length === 2 ? [`${types[1]?.kind === 'timestamp_ntz' ? 'TIMESTAMP_NTZ' : 'TIMESTAMP'} '1970-01-01 00:00:00'`] : [])].join(', ')})`,
    resolve, kernel,
  },
];

function resolve(call: CallShape): ResolvedCall {
  expectCount(call, 2, 3);
  const width = expectInput(call, 0, { oneOf: [dayTimeIntervalType, yearMonthIntervalType].map((type): DataType => (call.arguments[0]!.type.kind === type.kind ? call.arguments[0]!.type : type)) });
  const time = expectInput(call, 1, { family: 'timestamps' });
  const origin = call.arguments.length === 3 ? expectInput(call, 2, call.arguments[2]!.type.kind === 'timestamp' || call.arguments[2]!.type.kind === 'timestamp_ntz' ? time : { family: 'timestamps' }) : undefined;
  const value = expectConstant(call, 0, 'bucketSize', width);
  if (origin !== undefined) expectConstant(call, 2, 'origin', origin);
  if (value !== null && Number(value) <= 0) {
    fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', {
      sqlExpr: `"${call.sql}"`, exprName: '`bucketSize`', valueRange: '(0, inf)',
      currentValue: width.kind === 'year_month_interval' ? formatYearMonth(value as number, width) : width.kind === 'day_time_interval' ? formatDayTime(value as bigint, width) : '',
    }, { at: call.at });
  }
  const argumentTypes = [width, time, ...(origin === undefined ? [] : [origin])];
  return { argumentTypes, returnType: time.kind === 'timestamp_ntz' ? timestampNtzType : timestampType, nullable: anyNullable(call, argumentTypes) };
}

const instant: Instant = newInstant();
const start: Instant = newInstant();
const next: Instant = newInstant();
const shift: Shift = newShift();

function kernel(call: BoundCall): Kernel {
  const zone = zoneOfType(call, 1);
  const [width, , written] = call.literals;
  if (width === null || width === undefined || written === null) return (_, rows, { arena }) => nullColumn(call.returnType, rows.rowCount, arena);
  const origin = (written as bigint | undefined) ?? BigInt(-offsetAt(zone, 0)) * 1_000_000n;
  const bad = (): never => failArithmetic(undefined);
  const startOf = typeof width === 'number' ? monthBuckets(width, origin, zone) : (width as bigint) < MICROS_PER_DAY ? plainBuckets(width as bigint, origin) : dayBuckets(width as bigint, origin, zone);
  return (args, rows, { arena }) => {
    const [, time] = args as [Column, Column];
    const input = wordsIn(time);
    return wordColumn({ type: call.returnType, args: [time], rows, arena }, (row, out) => {
      readInstant(input, row & time.mask, instant);
      if (!startOf()) return bad();
      writeInstant(out, row, start.seconds, start.micros);
      return true;
    });
  };
}

/** Finds `start` of the bucket `instant` is in. */
type FindStart = () => boolean;

function plainBuckets(width: bigint, origin: bigint): FindStart {
  return () => {
    const micros = microsOf(instant);
    const past = (micros - origin) % width;
    const found = micros - (past < 0n ? past + width : past);
    if (!isInt64(found)) return false;
    instantOf(found, start);
    return true;
  };
}

function dayBuckets(width: bigint, origin: bigint, zone: Zone): FindStart {
  return nearestBucket((into, index) => {
    const micros = index * width;
    if (!isInt64(micros)) return false;
    splitDuration(instantOf(micros, into), shift);
    instantOf(origin, into);
    return shiftInstant(into, zone, shift);
  }, () => floorDivide(microsOf(instant) - origin, width));
}

const civil: Civil = newCivil();

function monthOf(seconds: number): number {
  splitDays(Math.floor(seconds / SECONDS_PER_DAY), civil);
  return civil.year * 12 + civil.month;
}

function monthBuckets(width: number, origin: bigint, zone: Zone): FindStart {
  const first = instantOf(origin);
  const firstMonth = monthOf(first.seconds + offsetAt(zone, first.seconds));
  return nearestBucket((into, index) => {
    into.seconds = first.seconds;
    into.micros = first.micros;
    shift.months = Number(index) * width;
    shift.days = 0;
    shift.seconds = 0;
    shift.micros = 0;
    return shiftInstant(into, zone, shift);
  }, () => BigInt(Math.floor((monthOf(instant.seconds + offsetAt(zone, instant.seconds)) - firstMonth) / width)));
}

/** The calendar moves bucket edges a little against the guess: looks at the neighbours. */
function nearestBucket(edge: (into: Instant, index: bigint) => boolean, guess: () => bigint): FindStart {
  return () => {
    const index = guess();
    if (!edge(start, index)) return false;
    if (isAfter(start, instant)) return edge(start, index - 1n);
    if (edge(next, index + 1n) && !isAfter(next, instant)) {
      start.seconds = next.seconds;
      start.micros = next.micros;
    }
    return true;
  };
}

function isAfter(left: Instant, right: Instant): boolean {
  return left.seconds > right.seconds || (left.seconds === right.seconds && left.micros > right.micros);
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
