import { int32Values } from '../../columnar/column.ts';
import { addMonths, type Civil, dayOfYear, isoWeekOf, lastDayOfMonth, lengthOfMonth, newCivil, SECONDS_PER_DAY, splitDays, weekdayOf, weekYearOf } from '../../types/calendar.ts';
import { type DataType, doubleType, intType } from '../../types/data-type.ts';
import { shortDayNames, shortMonthNames } from '../../types/datetime-names.ts';
import { readInstant, newInstant, readSeconds, type Instant } from '../../types/instant.ts';
import { offsetAt, toUtcSeconds, zoneOf, type Zone } from '../../types/time-zone.ts';
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

/** A number of the time of day, in the session's zone for TIMESTAMP. */
export function timeField(compute: (secondOfDay: number) => number): (call: BoundCall) => Kernel {
  return (call) => {
    if (call.argumentTypes[0]!.kind === 'time') return fieldOfTime(call, compute);
    const zone = zoneOfType(call, 0);
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

export const yearOf = (days: number): number => { splitDays(days, civil); return civil.year; };
export const monthOf = (days: number): number => { splitDays(days, civil); return civil.month; };
export const dayOf = (days: number): number => { splitDays(days, civil); return civil.day; };
export const quarterOf = (days: number): number => Math.floor((monthOf(days) + 2) / 3);
export const sundayWeekdayOf = (days: number): number => ((weekdayOf(days) + 1) % 7) + 1;
export const hourOf = (second: number): number => Math.floor(second / 3600);
export const minuteOf = (second: number): number => Math.floor(second / 60) % 60;
export const secondOf = (second: number): number => second % 60;
export { dayOfYear, isoWeekOf, weekdayOf, weekYearOf };

const onDate = (name: string, doc: string, example: readonly [string, string], compute: (days: number) => number): ScalarFunction => ({
  ...words, name, doc, examples: [example], signatures: ['(date) -> int'], kernel: dayField(compute),
});

const onTime = (name: string, doc: string, example: readonly [string, string], compute: (second: number) => number): ScalarFunction => ({
  ...words, name, doc, examples: [example], signatures: ['(timestamps|time) -> int'], resolve: resolveTimeField, display: (args) => `${name}(${args[0]})`,
  kernel: (call) => firstOnly(timeField(compute)(call)),
});

const dayText = (names: readonly string[], indexOf: (days: number) => number): ((call: BoundCall) => Kernel) => (call) => (args, rows, { arena }) => {
  const days = int32Values(args[0]!);
  const { mask } = args[0]!;
  return buildText({ type: call.returnType, args, rows, arena, guessBytes: rows.rowCount * 3, write: (row, out) => { out.writeText(names[indexOf(days[row & mask]!)]!); return true; } });
};

/** Parts of dates and times. */
export const datetimeFieldFunctions: readonly ScalarFunction[] = [
  onDate('year', 'Returns the year of a date.', ["SELECT year(DATE'2024-02-29')", '2024'], yearOf),
  onDate('quarter', 'Returns the quarter of the year, 1 to 4.', ["SELECT quarter(DATE'2024-02-29')", '1'], quarterOf),
  onDate('month', 'Returns the month of a date, 1 to 12.', ["SELECT month(DATE'2024-02-29')", '2'], monthOf),
  { ...onDate('day', 'Returns the day of the month, 1 to 31.', ["SELECT day(DATE'2024-02-29')", '29'], dayOf), aliases: ['dayofmonth'], displayAsWritten: true },
  onDate('dayofweek', 'Returns the day of the week: 1 is Sunday, 7 is Saturday.', ["SELECT dayofweek(DATE'2024-02-29')", '5'], sundayWeekdayOf),
  onDate('weekday', 'Returns the day of the week: 0 is Monday, 6 is Sunday.', ["SELECT weekday(DATE'2024-02-29')", '3'], weekdayOf),
  onDate('dayofyear', 'Returns the day of the year, 1 to 366.', ["SELECT dayofyear(DATE'2024-02-29')", '60'], dayOfYear),
  onDate('weekofyear', 'Returns the ISO week of the year: weeks begin on Monday, week 1 is the first with at least four days.', ["SELECT weekofyear(DATE'2024-02-29')", '9'], isoWeekOf),
  onTime('hour', 'Returns the hour of a timestamp, 0 to 23.', ["SELECT hour(TIMESTAMP'2024-02-29 13:45:59')", '13'], hourOf),
  onTime('minute', 'Returns the minute of a timestamp, 0 to 59.', ["SELECT minute(TIMESTAMP'2024-02-29 13:45:59')", '45'], minuteOf),
  onTime('second', 'Returns the second of a timestamp, 0 to 59.', ["SELECT second(TIMESTAMP'2024-02-29 13:45:59')", '59'], secondOf),
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

