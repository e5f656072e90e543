import type { Column } from '../../columnar/column.ts';
import { int32Values, int64Values } from '../../columnar/column.ts';
import { fail } from '../../errors/stream-error.ts';
import { failArithmetic } from '../overflow.ts';
import { daysFromCivil, isCivilDate, SECONDS_PER_DAY } from '../../types/calendar.ts';
import { type DataType, timestampNtzType } from '../../types/data-type.ts';
import { fitsMicros, writeInstant } from '../../types/instant.ts';
import { toUtcSeconds, zoneOf, type Zone } from '../../types/time-zone.ts';
import { NULL, numberColumn, wordColumn } from './datetime-columns.ts';
import { zoneReader } from './datetime-convert.ts';
import { anyNullable } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { matchSignatures } from '../signature-match.ts';
import { dateFault, LAST_YEAR, timeFault } from './range-fault.ts';

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1' } as const;

interface Maker { readonly name: string; readonly kind: 'session' | 'timestamp' | 'timestamp_ntz'; readonly isTry: boolean }

const makers: readonly Maker[] = ['', '_ltz', '_ntz'].flatMap((suffix) => ['', 'try_'].map((prefix): Maker => ({
  name: `${prefix}make_timestamp${suffix}`, kind: suffix === '' ? 'session' : suffix === '_ltz' ? 'timestamp' : 'timestamp_ntz', isTry: prefix !== '',
})));

/** Dates and timestamps from their parts. A part out of its range is an error; NULL in the `try_` forms and without ANSI mode. */
export const datetimeMakeFunctions: readonly ScalarFunction[] = [
  {
    ...words, name: 'make_date', signatures: ['(int, int, int) -> date'], doc: 'Returns the date of a year, month and day. An error if there is no such date (NULL without ANSI mode).',
    examples: [['SELECT make_date(2024, 2, 29)', '2024-02-29']], resolve: (call) => resolveMake(call, ['(int, int, int) -> date'], false), kernel: makeDate,
  },
  ...makers.map((maker): ScalarFunction => {
    const signatures = signaturesOf(maker);
    const zoned = maker.kind !== 'timestamp_ntz';
    return {
      ...words, name: maker.name, signatures,
      doc: `Returns the ${zoned ? 'timestamp' : 'wall-clock time'} of year, month, day, hour, minute and second (with fraction; exactly 60 is the next minute)`
        + `${zoned ? ', in the given time zone or the session\'s' : ''}. `
        + (maker.isTry ? 'NULL if a part is out of its range.' : 'An error if a part is out of its range (NULL without ANSI mode).'),
      examples: [[`SELECT ${maker.name}(2024, 2, 29, 13, 45, 59.5)`, '2024-02-29 13:45:59.5'], ...(maker.isTry ? [[`SELECT ${maker.name}(2024, 2, 30, 0, 0, 0)`, 'NULL'] as const] : [])],
      resolve: (call) => resolveTimestamp(call, maker, signatures), kernel: makeTimestamp, display: (args) => displayMaker(maker, args),
    };
  }),
];

/** Of a date and a time, the zoned forms are all shown as `make_timestamp`; `try_make_timestamp` does not show its zone. */
function displayMaker({ name }: Maker, args: readonly string[]): string {
  const shown = name === 'make_timestamp_ltz' && args.length < 6 ? 'make_timestamp' : name;
  return `${shown}(${(name === 'try_make_timestamp' ? args.slice(0, args.length === 7 ? 6 : args.length) : args).join(', ')})`;
}

function signaturesOf({ kind }: Maker): readonly string[] {
  const result = kind === 'timestamp_ntz' ? 'timestamp_ntz' : 'timestamp';
  const zone = kind === 'timestamp_ntz' ? '' : ', [string]';
  const time = kind === 'session' ? '[time!]' : 'time!';
  return [`(int, int, int, int, int, decimal(16,6)${zone}) -> ${result}`, `(date!, ${time}${zone.replace('string', 'string!')}) -> ${result}`];
}

function resolveMake(call: CallShape, signatures: readonly string[], isTry: boolean): ResolvedCall {
  const match = matchSignatures(signatures, call);
  return { ...match, nullable: isTry || !call.settings.ansi || anyNullable(call, match.argumentTypes) };
}

function resolveTimestamp(call: CallShape, maker: Maker, signatures: readonly string[]): ResolvedCall {
  const ofDate = call.arguments.length < 6;
  const resolved = resolveMake(call, signatures, maker.isTry && !ofDate);
  const returnType: DataType = maker.kind === 'session' && !ofDate && call.settings.get('spark.sql.timestampType') === 'TIMESTAMP_NTZ' ? timestampNtzType : resolved.returnType;
  return { ...resolved, returnType, ...(ofDate ? { nullable: anyNullable(call, resolved.argumentTypes) } : {}) };
}

function isLenient(call: BoundCall): boolean {
  return !call.settings.ansi || call.name.startsWith('try_');
}

function failParts(call: BoundCall, rangeMessage: string): never {
  return fail('DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION', { rangeMessage }, { at: call.at });
}

function makeDate(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [year, month, day] = args as [Column, Column, Column];
    const [years, months, days] = args.map(int32Values) as [Int32Array, Int32Array, Int32Array];
    return numberColumn({ type: call.returnType, args, rows, arena }, (row) => {
      const parts = [years[row & year.mask]!, months[row & month.mask]!, days[row & day.mask]!] as const;
      if (isCivilDate(...parts) && Math.abs(parts[0]) <= LAST_YEAR) {
        const result = daysFromCivil(...parts);
        return result === (result | 0) ? result : failArithmetic(undefined);
      }
      return isLenient(call) ? NULL : failParts(call, dateFault(...parts));
    });
  };
}

function makeTimestamp(call: BoundCall): Kernel {
  const ofDate = call.argumentTypes.length < 6;
  const zoneIndex = ofDate ? 2 : 6;
  const session = zoneOf(call.returnType.kind === 'timestamp_ntz' ? 'UTC' : call.settings.timeZone);
  return (args, rows, { arena }) => {
    const zoneAt = args[zoneIndex] === undefined ? (): Zone => session : zoneReader(args[zoneIndex]!);
    const readParts = ofDate ? dateAndTime(args) : timeParts(args);
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      const written = zoneAt(row);
      const zone = call.returnType.kind === 'timestamp_ntz' ? session : written;
      const problem = readParts(row);
      if (problem !== undefined) {
        if (isLenient(call)) return false;
        return problem.fraction === undefined ? failParts(call, problem.text) : fail('INVALID_FRACTION_OF_SECOND', { secAndMicros: problem.fraction }, { at: call.at });
      }
      const seconds = toUtcSeconds(zone, parts.seconds);
      if (!fitsMicros(seconds, parts.micros)) return isLenient(call) ? false : fail('DATETIME_OVERFLOW', { operation: call.sql }, { at: call.at });
      writeInstant(out, row, seconds, parts.micros);
      return true;
    });
  };
}

const parts = { seconds: 0, micros: 0 };
interface PartProblem { readonly text: string; readonly fraction?: string }
type ReadParts = (row: number) => PartProblem | undefined;

function dateAndTime([date, time]: readonly Column[]): ReadParts {
  const days = int32Values(date!);
  const nanos = time === undefined ? undefined : int64Values(time);
  return (row) => {
    const micros = nanos === undefined ? 0 : Number(nanos[row & time!.mask]! / 1000n);
    const seconds = Math.floor(micros / 1_000_000);
    parts.seconds = days[row & date!.mask]! * SECONDS_PER_DAY + seconds;
    parts.micros = micros - seconds * 1_000_000;
    return undefined;
  };
}

function timeParts(args: readonly Column[]): ReadParts {
  const values = args.slice(0, 5).map(int32Values);
  const masks = args.map((column) => column.mask);
  const seconds = int64Values(args[5]!);
  const at = (row: number, index: number): number => values[index]![row & masks[index]!]!;
  return (row) => {
    const [year, month, day, hour, minute] = [at(row, 0), at(row, 1), at(row, 2), at(row, 3), at(row, 4)];
    const micros = Number(seconds[row & masks[5]!]!);
    const second = Math.floor(micros / 1_000_000);
    if (second === 60 && micros !== 60_000_000) return { text: '', fraction: String(micros / 1_000_000) };
    if (!isCivilDate(year, month, day) || Math.abs(year) > LAST_YEAR) return { text: dateFault(year, month, day) };
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return { text: timeFault(hour, minute, second) };
    parts.seconds = daysFromCivil(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
    parts.micros = micros - second * 1_000_000;
    return undefined;
  };
}
