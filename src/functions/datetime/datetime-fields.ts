import { int32Values } from '../../columnar/column.ts';
import { addMonths, type Civil, dayOfYear, isoWeekOf, lastDayOfMonth, lengthOfMonth, newCivil, SECONDS_PER_DAY, splitDays, weekdayOf, weekYearOf } from '../../types/calendar.ts';
import { type DataType, doubleType, intType } from '../../types/data-type.ts';
import { shortDayNames, shortMonthNames } from '../../types/datetime-names.ts';
import { readInstant, newInstant, readSeconds, type Instant } from '../../types/instant.ts';
import { offsetAt, toUtcSeconds, zoneOf, type Zone } from '../../types/time-zone.ts';
import { mapRows } from '../../columnar/stamp.ts';
import { buildText } from '../../columnar/text.ts';
import { numberColumn, wordsIn } from './datetime-columns.ts';
import { anyNullable, castInput, expectCount } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { requireTimeType } from './time-type.ts';
import { failArithmetic } from '../overflow.ts';

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1' } as const;

/** A number of a day: `year`, `weekofyear` … */
export function dayField(compute: (days: number) => number): (call: BoundCall) => Kernel {
  return (call) => (args, rows, { arena }) => {
    const days = int32Values(args[0]!);
    const { mask } = args[0]!;
    return numberColumn({ type: call.returnType, args, rows, arena }, (row) => compute(days[row & mask]!));
  };
}

/** Year, month, day or quarter, by the calendar that repeats every 400 years; its years begin in March, so that the day that is sometimes there comes last. */
function civilField(part: CivilPart): (call: BoundCall) => Kernel {
  return ({ returnType }) => {
    const loop = mapRows({
      kinds: ['i32'], returnType, constants: [civilParts.indexOf(part)],
      apply: (days: number, wanted: number) => {
        const era = Math.floor((days + 719_468) / 146_097);
        const day = (days + 719_468 - era * 146_097) | 0;
        const year = ((day - ((day / 1460) | 0) + ((day / 36_524) | 0) - ((day / 146_096) | 0)) / 365) | 0;
        const rest = day - (365 * year + (year >> 2) - ((year / 100) | 0));
        const march = ((5 * rest + 2) / 153) | 0;
        if (wanted === 2) return rest - (((153 * march + 2) / 5) | 0) + 1;
        const month = march < 10 ? march + 3 : march - 9;
        return wanted === 1 ? month : wanted === 3 ? ((month + 2) / 3) | 0 : year + era * 400 + (month <= 2 ? 1 : 0);
      },
    });
    return (args, rows, { arena }) => loop(args, rows, arena);
  };
}

const civilParts = ['year', 'month', 'day', 'quarter'] as const;
type CivilPart = (typeof civilParts)[number];

export const yearField = civilField('year');
export const monthField = civilField('month');
export const dayOfMonthField = civilField('day');
export const quarterField = civilField('quarter');

/** A count of some seconds, from 0 up to a limit: hours of the day, minutes of the hour. */
export interface ClockPart { readonly seconds: number; readonly limit: number }

/** A number of the time of day, in the session's zone for TIMESTAMP. */
export function timeField(part: ClockPart): (call: BoundCall) => Kernel {
  const compute = (second: number): number => Math.floor(second / part.seconds) % part.limit;
  return (call) => {
    if (call.argumentTypes[0]!.kind === 'time') return fieldOfTime(call, compute);
    const zone = zoneOfType(call, 0);
    if (zone.fixedOffset !== undefined) return fieldOfClock(call, part, zone.fixedOffset);
    return (args, rows, { arena }) => {
      const input = wordsIn(args[0]!);
      const { mask } = args[0]!;
      return numberColumn({ type: call.returnType, args, rows, arena }, (row) => {
        const seconds = readSeconds(input, row & mask);
        const local = seconds + (zone.fixedOffset ?? offsetAt(zone, seconds));
        return compute(local - Math.floor(local / SECONDS_PER_DAY) * SECONDS_PER_DAY);
      });
    };
  };
}

/** Where the zone never changes its offset. */
function fieldOfClock({ returnType }: BoundCall, { seconds, limit }: ClockPart, offset: number): Kernel {
  const loop = mapRows({
    kinds: ['words'], returnType, constants: [offset, seconds, limit],
    apply: (low: number, high: number, shift: number, unit: number, end: number) => {
      const local = high * 4294 + Math.floor((high * 967_296 + (low >>> 0)) / 1_000_000) + shift;
      const second = local - Math.floor(local / 86_400) * 86_400;
      return Math.floor(second / unit) % end;
    },
  });
  return (args, rows, { arena }) => loop(args, rows, arena);
}

const firstOnly = (kernel: Kernel): Kernel => (args, rows, context) => kernel(args.slice(0, 1), rows, context);

/** TIME keeps nanoseconds of the day. */
function fieldOfTime(call: BoundCall, compute: (secondOfDay: number) => number): Kernel {
  return (args, rows, { arena }) => {
    const input = wordsIn(args[0]!);
    const { mask } = args[0]!;
    return numberColumn({ type: call.returnType, args, rows, arena }, (row) => compute(Math.floor(readSeconds(input, row & mask) / 1000)));
  };
}

/** A timestamp of either kind (strings and dates are cast to one), or a time of day. */
export function castTimed(call: CallShape, index: number): DataType {
  const { type } = call.arguments[index]!;
  if (type.kind !== 'time') return castInput(call, index, { family: 'timestamps' });
  requireTimeType(call);
  return type;
}

/** Spark looks at the first argument only and ignores others. */
function resolveTimeField(call: CallShape): ResolvedCall {
  expectCount(call, 1);
  const type = castTimed(call, 0);
  return { argumentTypes: call.arguments.map((one, index) => (index === 0 ? type : one.type)), returnType: intType, nullable: type.kind === 'time' || anyNullable(call, [type]) };
}

/** The zone an argument is seen in: the session's for TIMESTAMP, none (UTC) for TIMESTAMP_NTZ. */
export function zoneOfType(call: BoundCall, index: number): Zone {
  return call.argumentTypes[index]!.kind === 'timestamp' ? zoneOf(call.settings.timeZone) : zoneOf('UTC');
}

const civil: Civil = newCivil();

const monthOf = (days: number): number => { splitDays(days, civil); return civil.month; };
export const sundayWeekdayOf = (days: number): number => ((weekdayOf(days) + 1) % 7) + 1;
export const hours: ClockPart = { seconds: 3600, limit: 24 };
export const minutes: ClockPart = { seconds: 60, limit: 60 };
const seconds: ClockPart = { seconds: 1, limit: 60 };
export { dayOfYear, isoWeekOf, weekdayOf, weekYearOf };

const onDate = (name: string, doc: string, example: readonly [string, string], kernel: (call: BoundCall) => Kernel): ScalarFunction => ({
  ...words, name, doc, examples: [example], signatures: ['(date) -> int'], kernel,
});

const onTime = (name: string, doc: string, example: readonly [string, string], part: ClockPart): ScalarFunction => ({
  ...words, name, doc, examples: [example], signatures: ['(timestamps|time) -> int'], resolve: resolveTimeField, display: (args) => `${name}(${args[0]})`,
  kernel: (call) => firstOnly(timeField(part)(call)),
});

const dayText = (names: readonly string[], indexOf: (days: number) => number): ((call: BoundCall) => Kernel) => (call) => (args, rows, { arena }) => {
  const days = int32Values(args[0]!);
  const { mask } = args[0]!;
  return buildText({ type: call.returnType, args, rows, arena, guessBytes: rows.rowCount * 3, write: (row, out) => { out.writeText(names[indexOf(days[row & mask]!)]!); return true; } });
};

/** Parts of dates and times. */
export const datetimeFieldFunctions: readonly ScalarFunction[] = [
  onDate('year', 'Returns the year of a date.', ["SELECT year(DATE'2024-02-29')", '2024'], yearField),
  onDate('quarter', 'Returns the quarter of the year, 1 to 4.', ["SELECT quarter(DATE'2024-02-29')", '1'], quarterField),
  onDate('month', 'Returns the month of a date, 1 to 12.', ["SELECT month(DATE'2024-02-29')", '2'], monthField),
  { ...onDate('day', 'Returns the day of the month, 1 to 31.', ["SELECT day(DATE'2024-02-29')", '29'], dayOfMonthField), aliases: ['dayofmonth'], displayAsWritten: true },
  onDate('dayofweek', 'Returns the day of the week: 1 is Sunday, 7 is Saturday.', ["SELECT dayofweek(DATE'2024-02-29')", '5'], dayField(sundayWeekdayOf)),
  onDate('weekday', 'Returns the day of the week: 0 is Monday, 6 is Sunday.', ["SELECT weekday(DATE'2024-02-29')", '3'], dayField(weekdayOf)),
  onDate('dayofyear', 'Returns the day of the year, 1 to 366.', ["SELECT dayofyear(DATE'2024-02-29')", '60'], dayField(dayOfYear)),
  onDate('weekofyear', 'Returns the ISO week of the year: weeks begin on Monday, week 1 is the first with at least four days.', ["SELECT weekofyear(DATE'2024-02-29')", '9'], dayField(isoWeekOf)),
  onTime('hour', 'Returns the hour of a timestamp, 0 to 23.', ["SELECT hour(TIMESTAMP'2024-02-29 13:45:59')", '13'], hours),
  onTime('minute', 'Returns the minute of a timestamp, 0 to 59.', ["SELECT minute(TIMESTAMP'2024-02-29 13:45:59')", '45'], minutes),
  onTime('second', 'Returns the second of a timestamp, 0 to 59.', ["SELECT second(TIMESTAMP'2024-02-29 13:45:59')", '59'], seconds),
  {
    ...words, name: 'dayname', signatures: ['(date) -> string'], doc: 'Returns the day of the week in three English letters.', examples: [["SELECT dayname(DATE'2024-02-29')", 'Thu']],
    kernel: dayText(shortDayNames, weekdayOf),
  },
  {
    ...words, name: 'monthname', signatures: ['(date) -> string'], doc: 'Returns the month in three English letters.', examples: [["SELECT monthname(DATE'2024-02-29')", 'Feb']],
    kernel: dayText(shortMonthNames, (days) => monthOf(days) - 1),
  },
  {
    ...words, name: 'last_day', signatures: ['(date) -> date'], doc: 'Returns the last day of the month a date is in.', examples: [["SELECT last_day(DATE'2024-02-03')", '2024-02-29']],
    kernel: dayField(lastDayOfMonth),
  },
  {
    ...words, name: 'add_months', signatures: ['(date, int) -> date'], doc: 'Returns the date some months later; the day is cut to the length of the month.',
    examples: [["SELECT add_months(DATE'2024-01-31', 1)", '2024-02-29']],
    kernel: (call) => (args, rows, { arena }) => {
      const [date, months] = args as [(typeof args)[0], (typeof args)[0]];
      const days = int32Values(date);
      const counts = int32Values(months);
      return numberColumn({ type: call.returnType, args, rows, arena }, (row) => expectDays(call, addMonths(days[row & date.mask]!, counts[row & months.mask]!)));
    },
  },
  {
    ...words, name: 'months_between', signatures: ['(timestamp, timestamp, [boolean]) -> double'],
    doc: 'Returns the months from the second timestamp to the first: whole if both are on the same day of the month or both on the last one, '
      + 'otherwise a day counts 1/31. Rounded to 8 digits unless the third argument is FALSE.',
    examples: [["SELECT months_between(DATE'2024-03-15', DATE'2024-01-10')", '2.16129032']],
    display: (args) => `months_between(${args.length === 2 ? `${args.join(', ')}, true` : args.join(', ')})`,
    kernel: monthsBetween,
  },
];

/** Days that a DATE can hold, or the error. */
export function expectDays(call: BoundCall, days: number): number {
  return days === (days | 0) ? days : failArithmetic(call.at);
}

function monthsBetween(call: BoundCall): Kernel {
  const zone = zoneOf(call.settings.timeZone);
  const first = newMonthMoment();
  const second = newMonthMoment();
  return (args, rows, { arena }) => {
    const inputs = args.slice(0, 2).map(wordsIn) as [Int32Array, Int32Array];
    const masks = args.map((column) => column.mask);
    const rounded = args[2]?.values;
    return numberColumn({ type: doubleType, args, rows, arena }, (row) => {
      setMonthMoment(first, zone, inputs[0], row & masks[0]!);
      setMonthMoment(second, zone, inputs[1], row & masks[1]!);
      const months = first.months - second.months;
      if (first.day === second.day || (first.last && second.last)) return months;
      const seconds = (first.day - second.day) * SECONDS_PER_DAY + first.secondOfDay - second.secondOfDay;
      const difference = months + seconds / (31 * SECONDS_PER_DAY);
      return rounded === undefined || rounded[row & masks[2]!] === 1 ? Math.floor(difference * 1e8 + 0.5) / 1e8 : difference;
    });
  };
}

interface MonthMoment { months: number; day: number; last: boolean; secondOfDay: number }
const newMonthMoment = (): MonthMoment => ({ months: 0, day: 0, last: false, secondOfDay: 0 });
const instant: Instant = newInstant();

function setMonthMoment(moment: MonthMoment, zone: Zone, input: Int32Array, row: number): void {
  readInstant(input, row, instant);
  const local = instant.seconds + offsetAt(zone, instant.seconds);
  const days = Math.floor(local / SECONDS_PER_DAY);
  splitDays(days, civil);
  moment.months = civil.year * 12 + civil.month;
  moment.day = civil.day;
  moment.last = civil.day === lengthOfMonth(civil.year, civil.month);
  moment.secondOfDay = instant.seconds - toUtcSeconds(zone, days * SECONDS_PER_DAY);
}

