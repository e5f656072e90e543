import { type Column, int64Values } from '../../columnar/column.ts';
import { buildText, textReader } from '../../columnar/text.ts';
import { type DataType, dateType, longType, stringType, timestampNtzType, timestampType } from '../../types/data-type.ts';
import { type Moment, newMoment, setMoment, setTimeOfDay, widthOf, writeMoment } from '../../types/datetime-format.ts';
import { type Element, timeElements } from '../../types/datetime-pattern.ts';
import { type Instant, newInstant, readInstant } from '../../types/instant.ts';
import { zoneOf } from '../../types/time-zone.ts';
import { anyNullable, becomesNullable, castInput, expectCount, expectInput } from '../define.ts';
import type { Expected } from '../../types/coercion-implicit.ts';
import { wordsIn } from './datetime-columns.ts';
import { formatSimple } from '../../types/simple-date-format.ts';
import { DEFAULT_PATTERN, isLegacy, parseKernel, patternReader, simplePatterns } from './datetime-read.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1' } as const;

const patterned: Expected = { oneOf: [stringType, dateType, timestampType, timestampNtzType] };
const castable: Expected = { oneOf: [stringType, dateType, timestampType, timestampNtzType, { family: 'numeric' }] };

interface Reader { readonly name: string; readonly doc: string; readonly example: readonly [string, string]; readonly type: (call: CallShape) => DataType }

const sessionTimestamp = (call: CallShape): DataType => (call.settings.get('spark.sql.timestampType') === 'TIMESTAMP_NTZ' ? timestampNtzType : timestampType);

const readers: readonly Reader[] = [
  { name: 'to_date', doc: 'the date', example: ["'31/12/2016', 'dd/MM/yyyy'", '2016-12-31'], type: () => dateType },
  { name: 'to_timestamp', doc: 'the timestamp', example: ["'2016-12-31 00:12', 'yyyy-MM-dd HH:mm'", '2016-12-31 00:12:00'], type: sessionTimestamp },
  { name: 'to_timestamp_ltz', doc: 'the timestamp', example: ["'2016-12-31', 'yyyy-MM-dd'", '2016-12-31 00:00:00'], type: () => timestampType },
  { name: 'to_timestamp_ntz', doc: 'the wall-clock time', example: ["'2016-12-31', 'yyyy-MM-dd'", '2016-12-31 00:00:00'], type: () => timestampNtzType },
];

/** Dates and timestamps from text and to text, with Spark's datetime patterns. */
export const datetimeTextFunctions: readonly ScalarFunction[] = [
  ...readers.map((reader): ScalarFunction => readerRow(reader, false)),
  readerRow(readers[0]!, true),
  readerRow(readers[1]!, true),
  unixRow('unix_timestamp', ['[string|date|timestamp|timestamp_ntz]', '[string]']),
  unixRow('to_unix_timestamp', ['string|date|timestamp|timestamp_ntz', '[string]']),
  {
    ...words, name: 'date_format', signatures: ['(timestamp|time, string) -> string'], resolve: resolveFormat, doc: 'Returns a timestamp or a time of day as text in a datetime pattern.',
    examples: [["SELECT date_format(DATE'2016-04-08', 'y')", '2016'], ["SELECT date_format(TIMESTAMP'2016-04-08 13:45:00', 'EEE h:mm a')", 'Fri 1:45 PM']], kernel: formatTimestamps,
  },
  {
    ...words, name: 'from_unixtime', signatures: ['(bigint, [string]) -> string'], nullable: 'always',
    doc: "Returns the time some seconds after 1970-01-01 00:00:00 UTC as text in the session's zone and a datetime pattern, by default `yyyy-MM-dd HH:mm:ss`.",
    examples: [["SELECT from_unixtime(0, 'yyyy-MM-dd HH:mm:ss')", '1970-01-01 00:00:00']],
    display: (args) => `from_unixtime(${args[0]}, ${args[1] ?? DEFAULT_PATTERN})`, kernel: formatSeconds,
  },
];

function readerRow({ name, doc, example, type }: Reader, isTry: boolean): ScalarFunction {
  const written = isTry ? `try_${name}` : name;
  const takes = name === 'to_timestamp' || name === 'to_timestamp_ltz' ? castable : patterned;
  return {
    ...words, nulls: 'custom', name: written, signatures: ['(string|date|timestamp|timestamp_ntz, [string]) -> timestamp'],
    doc: `Returns ${doc} a text shows in a datetime pattern; without a pattern, what CAST makes of it. ${isTry ? 'NULL for text that does not fit.' : 'Text that does not fit is an error (NULL without ANSI mode).'}`,
    examples: [[`SELECT ${written}(${example[0]})`, example[1]], ...(isTry ? [[`SELECT ${written}('foo', 'yyyy-MM-dd')`, 'NULL'] as const] : [])],
    resolve: (call) => resolveReader(call, type(call), { takes: type(call).kind === 'timestamp_ntz' ? patterned : takes, isTry }), kernel: (call) => parseKernel(call, call.returnType.kind as 'date'),
  };
}

function resolveReader(call: CallShape, returnType: DataType, { takes, isTry }: { readonly takes: Expected; readonly isTry: boolean }): ResolvedCall {
  expectCount(call, 1, 2);
  const [input, format] = call.arguments;
  if (format === undefined) {
    const type = castInput(call, 0, takes);
    const lossy = type.kind !== 'string' || !input!.foldable ? becomesNullable(input!, type) || becomesNullable({ ...input!, type }, returnType) : true;
    return { argumentTypes: [type], returnType, nullable: lossy || (!call.settings.ansi && type.kind === 'string') };
  }
  const argumentTypes = [castInput(call, 0, patterned), castInput(call, 1, stringType)];
  return { argumentTypes, returnType, nullable: isTry || !call.settings.ansi || call.arguments.some((one, index) => becomesNullable(one, argumentTypes[index]!)) };
}

function unixRow(name: string, parameters: readonly string[]): ScalarFunction {
  return {
    ...words, nulls: 'custom', name, signatures: [`(${parameters.join(', ')}) -> bigint`],
    doc: `Returns the seconds from 1970-01-01 00:00:00 UTC to a date, a timestamp or a text in a datetime pattern (default \`${DEFAULT_PATTERN}\`)`
      + `${name === 'unix_timestamp' ? '; without arguments, to the time of the batch' : ''}. Text that does not fit is an error (NULL without ANSI mode).`,
    examples: [[`SELECT ${name}('2016-04-08', 'yyyy-MM-dd')`, '1460073600']],
    display: (args) => `${name}(${args[0] ?? 'current_timestamp()'}, ${args[1] ?? DEFAULT_PATTERN})`,
    resolve: (call) => resolveUnix(call, name === 'unix_timestamp' ? 0 : 1), kernel: (call) => parseKernel(call, 'seconds'),
  };
}

function resolveUnix(call: CallShape, minimumCount: number): ResolvedCall {
  expectCount(call, minimumCount, 2);
  const argumentTypes = call.arguments.map((_, index) => expectInput(call, index, index === 0 ? patterned : stringType));
  const nullable = call.arguments.length > 0 && (!call.settings.ansi || call.arguments.some((one, index) => becomesNullable(one, argumentTypes[index]!)));
  return { argumentTypes, returnType: longType, nullable };
}

const instant: Instant = newInstant();

function resolveFormat(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const { type } = call.arguments[0]!;
  const argumentTypes = [type.kind === 'time' ? type : castInput(call, 0, timestampType), castInput(call, 1, stringType)];
  return { argumentTypes, returnType: stringType, nullable: anyNullable(call, argumentTypes) };
}

function formatTimestamps(call: BoundCall): Kernel {
  if (call.argumentTypes[0]!.kind === 'time') return formatTimes(call);
  return formatKernel(call, (column) => {
    const input = wordsIn(column);
    return (row) => readInstant(input, row & column.mask, instant);
  });
}

function formatTimes(call: BoundCall): Kernel {
  const moment = newMoment(zoneOf('UTC'));
  return (args, rows, { arena }) => {
    const [time, pattern] = args as [Column, Column];
    const nanos = int64Values(time);
    const patternAt = textReader(pattern);
    let last: string | undefined;
    let elements: readonly Element[] = [];
    return buildText({
      type: call.returnType, args, rows, arena, guessBytes: rows.rowCount * 12, write: (row, out) => {
        const text = patternAt(row);
        if (text !== last) {
          elements = timeElements(text);
          last = text;
        }
        setTimeOfDay(moment, nanos[row & time.mask]!);
        out.reserve(widthOf(elements));
        out.top = writeMoment(elements, out.bytes, out.top, moment);
        return true;
      },
    });
  };
}

function formatSeconds(call: BoundCall): Kernel {
  return formatKernel(call, (column) => {
    const seconds = int64Values(column);
    return (row) => {
      instant.seconds = Number(BigInt.asIntN(64, seconds[row & column.mask]! * 1_000_000n) / 1_000_000n);
      instant.micros = 0;
    };
  });
}

function formatKernel(call: BoundCall, reader: (column: Column) => (row: number) => void): Kernel {
  const moment = newMoment(zoneOf(call.settings.timeZone));
  if (isLegacy(call.settings)) return formatLegacy(call, moment, reader);
  return (args, rows, { arena }) => {
    const read = reader(args[0]!);
    const patternAt = patternReader(args[1], { parsing: false, mentionOldVersions: true });
    let elements: readonly Element[] | undefined;
    let width = 0;
    return buildText({
      type: call.returnType, args, rows, arena, guessBytes: rows.rowCount * 20, write: (row, out) => {
        const next = patternAt(row);
        if (next !== elements) {
          elements = next;
          width = widthOf(next);
        }
        read(row);
        setMoment(moment, instant.seconds, instant.micros);
        out.reserve(width);
        out.top = writeMoment(next, out.bytes, out.top, moment);
        return true;
      },
    });
  };
}

function formatLegacy(call: BoundCall, moment: Moment, reader: (column: Column) => (row: number) => void): Kernel {
  return (args, rows, { arena }) => {
    const read = reader(args[0]!);
    const pattern = args[1] === undefined ? (): string => DEFAULT_PATTERN : textReader(args[1]);
    const piecesOf = simplePatterns();
    return buildText({
      type: call.returnType, args, rows, arena, guessBytes: rows.rowCount * 20, write: (row, out) => {
        read(row);
        setMoment(moment, instant.seconds, instant.micros);
        const text = encoder.encode(formatSimple(piecesOf(pattern(row)), moment));
        out.reserve(text.length);
        out.bytes.set(text, out.top);
        out.top += text.length;
        return true;
      },
    });
  };
}

const encoder = new TextEncoder();
