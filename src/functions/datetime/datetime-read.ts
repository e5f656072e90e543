import { datetimeCast } from '../casts/cast-datetime.ts';
import { type Column, int32Values } from '../../columnar/column.ts';
import { constantColumn } from '../../columnar/builder.ts';
import { textReader } from '../../columnar/text.ts';
import { conditionOf, fail } from '../../errors/stream-error.ts';
import { SECONDS_PER_DAY } from '../../types/calendar.ts';
import { isNumeric } from '../../types/coercion.ts';
import { type DataType, longType } from '../../types/data-type.ts';
import { NO_DATE, parseDateBytes } from '../../types/date-text.ts';
import { type MomentParser, momentParser } from '../../types/datetime-parse-fast.ts';
import { compilePattern, type Element, type PatternOptions } from '../../types/datetime-pattern.ts';
import { type Instant, instantOf, newInstant, readInstant, writeInstant } from '../../types/instant.ts';
import { compileSimple, type SimplePiece } from '../../types/simple-date-format.ts';
import { failOldText, parseSimple, type SimpleGoal } from '../../types/simple-date-parse.ts';
import { specialDate, specialTimestamp, specialTimestampNtz } from '../../types/special-datetime.ts';
import { parseTimestampBytes, parseTimestampNtzBytes, type ParseTarget } from '../../types/timestamp-text.ts';
import { offsetAt, toUtcSeconds, zoneOf, type Zone } from '../../types/time-zone.ts';
import { textToSql, typeToSql } from '../../types/print.ts';
import { NULL, numberColumn, wordColumn, wordsIn } from './datetime-columns.ts';
import { writePair } from './datetime-convert.ts';
import { parseFault } from './parse-fault.ts';
import type { BoundCall, Kernel, KernelContext } from '../function.ts';
import { textInput } from '../strings/text-kernels.ts';

/**
 * to_date, to_timestamp, unix_timestamp …: a source (text with or without a pattern, date, timestamp) read into an instant, then written
 * as the target. A source is on the UTC time line or a wall clock; the zone is applied only where source and target differ. Seconds are
 * rounded towards 1970.
 */
export type Target = 'date' | 'timestamp' | 'timestamp_ntz' | 'seconds';

export const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss';

export function parseKernel(call: BoundCall, target: Target): Kernel {
  const [source] = call.argumentTypes;
  if (source === undefined) return currentSeconds;
  const zone = zoneOf(call.settings.timeZone);
  if (isNumeric(source)) return castNumber(call);
  const patterned = call.argumentTypes.length > 1 || target === 'seconds';
  if (source.kind === 'string' && !patterned && target === 'date') return castToDate(call, zone);
  return (args, rows, context) => {
    const { clock, read } = sourceOf(call, { args, zone, target, patterned, context });
    const loop = { type: call.returnType, args: source.kind === 'string' ? args : args.slice(0, 1), rows, arena: context.arena }; // a date or timestamp has no use for a pattern, be it NULL
    if (target === 'date') {
      return numberColumn(loop, (row) => (read(row) ? Math.floor((clock === 'utc' ? instant.seconds + offsetAt(zone, instant.seconds) : instant.seconds) / SECONDS_PER_DAY) : NULL));
    }
    const wanted = target === 'timestamp_ntz' || (target === 'seconds' && source.kind === 'timestamp_ntz') ? 'local' : 'utc';
    return wordColumn(loop, (row, out) => {
      if (!read(row)) return false;
      if (clock !== wanted) instant.seconds = wanted === 'utc' ? toUtcSeconds(zone, instant.seconds) : instant.seconds + offsetAt(zone, instant.seconds);
      if (target === 'seconds') writePair(out, row, instant.seconds < 0 && instant.micros > 0 ? instant.seconds + 1 : instant.seconds);
      else writeInstant(out, row, instant.seconds, instant.micros);
      return true;
    });
  };
}

interface SourceOptions { readonly args: readonly Column[]; readonly zone: Zone; readonly target: Target; readonly patterned: boolean; readonly context: KernelContext }
interface Source { readonly clock: 'utc' | 'local'; readonly read: (row: number) => boolean }

const instant: Instant = newInstant();
const utc = zoneOf('UTC');

function sourceOf(call: BoundCall, options: SourceOptions): Source {
  const [column] = options.args as [Column];
  const { mask } = column;
  if (column.type.kind === 'date') {
    const days = int32Values(column);
    return {
      clock: 'local', read: (row) => {
        instant.seconds = days[row & mask]! * SECONDS_PER_DAY;
        instant.micros = 0;
        return true;
      },
    };
  }
  if (column.type.kind !== 'string') {
    const input = wordsIn(column);
    return {
      clock: column.type.kind === 'timestamp' ? 'utc' : 'local', read: (row) => {
        readInstant(input, row & mask, instant);
        return true;
      },
    };
  }
  return options.patterned ? patternSource(call, options) : castSource(call, options);
}

/** NULL for text that does not fit, or the error. */
function isLenient(call: BoundCall): boolean {
  return !call.settings.ansi || call.name.startsWith('try_');
}

function patternSource(call: BoundCall, options: SourceOptions): Source {
  const { args, zone, target } = options;
  if (target !== 'timestamp_ntz' && isLegacy(call.settings)) return legacySource(call, options);
  const { bytes, offsets, mask } = textInput(args[0]!);
  const isNtz = target === 'timestamp_ntz';
  const elementsAt = patternReader(args[1], { parsing: true, mentionOldVersions: !isNtz });
  const goal = { zone: isNtz ? utc : zone, into: instant, ignoreZone: isNtz };
  const refuseOld = isPolicy(call.settings, 'EXCEPTION') ? oldTextRefuser(options) : (): void => {};
  const range = { start: 0, end: 0 };
  let elements: readonly Element[] | undefined;
  let parse: MomentParser | undefined;
  return {
    clock: isNtz ? 'local' : 'utc', read: (row) => {
      const next = elementsAt(row);
      if (next !== elements || parse === undefined) {
        elements = next;
        parse = momentParser(next);
      }
      const at = row & mask;
      range.start = offsets[at]!;
      range.end = offsets[at + 1]!;
      if (parse(bytes, range, goal)) return true;
      refuseOld(row);
      return isLenient(call) ? false : failParse(call, parseFault(next, bytes, range), target);
    },
  };
}

function failParse(call: BoundCall, message: string, target: Target): never {
  return fail('CANNOT_PARSE_TIMESTAMP', { message, func: `\`${target === 'date' ? 'try_to_date' : 'try_to_timestamp'}\`` }, { at: call.at });
}

/** Whether patterns mean what they meant to Spark 2. */
export function isLegacy(settings: BoundCall['settings']): boolean { return isPolicy(settings, 'LEGACY'); }

function isPolicy(settings: BoundCall['settings'], policy: string): boolean {
  return settings.get('spark.sql.legacy.timeParserPolicy')?.toUpperCase() === policy;
}

/** An error for text that Spark 2 would have read. */
function oldTextRefuser({ args, zone, context }: SourceOptions): (row: number) => void {
  const [text, pattern] = [textReader(args[0]!), args[1] === undefined ? (): string => DEFAULT_PATTERN : textReader(args[1])];
  const piecesOf = simplePatterns();
  const goal = { zone, into: newInstant(), nowSeconds: () => Number(context.nowMicros() / 1_000_000n) };
  return (row) => { if (fitsOldPattern(piecesOf, pattern(row), text(row), goal)) failOldText(text(row)); };
}

/** A pattern that was none reads nothing. */
function fitsOldPattern(piecesOf: (pattern: string) => readonly SimplePiece[], pattern: string, text: string, goal: SimpleGoal): boolean {
  try {
    return parseSimple(piecesOf(pattern), text, goal);
  } catch (error) {
    if (conditionOf(error) === 'INVALID_DATETIME_PATTERN.WITH_SUGGESTION') return false;
    throw error;
  }
}

function legacySource(call: BoundCall, { args, zone, target, context }: SourceOptions): Source {
  const [text, pattern] = [textReader(args[0]!), args[1] === undefined ? (): string => DEFAULT_PATTERN : textReader(args[1])];
  const goal = { zone, into: instant, nowSeconds: () => Number(context.nowMicros() / 1_000_000n) };
  const piecesOf = simplePatterns();
  return { clock: 'utc', read: (row) => parseSimple(piecesOf(pattern(row)), text(row), goal) || (isLenient(call) ? false : failParse(call, `Unparseable date: "${text(row)}"`, target)) };
}

/** Remembers the last pattern. */
export function simplePatterns(): (pattern: string) => readonly SimplePiece[] {
  let last: string | undefined;
  let pieces: readonly SimplePiece[] = [];
  return (pattern) => {
    if (pattern !== last) {
      pieces = compileSimple(pattern);
      last = pattern;
    }
    return pieces;
  };
}

function castSource(call: BoundCall, { args, zone, target, context }: SourceOptions): Source {
  const [column] = args as [Column];
  const { bytes, offsets, mask } = textInput(column);
  const goal = { zone, nowSeconds: Number.NaN, into: instant };
  const today = (): ParseTarget => ({ ...goal, nowSeconds: Number(context.nowMicros() / 1_000_000n) });
  const isNtz = target === 'timestamp_ntz';
  return {
    clock: isNtz ? 'local' : 'utc', read: (row) => {
      const start = offsets[row & mask]!;
      const end = offsets[(row & mask) + 1]!;
      if (isNtz ? parseTimestampNtzBytes(bytes, start, end, instant) : parseTimestampBytes(bytes, start, end, goal)) return true;
      if (!isNtz && bareTime.test(textReader(column)(row)) && parseTimestampBytes(bytes, start, end, today())) return true;
      const special = specialOf(call, context, (text, now) => (isNtz ? specialTimestampNtz(text, zone, now) : specialTimestamp(text, zone, now)));
      if (special !== undefined) {
        instantOf(special, instant);
        return true;
      }
      return isLenient(call) ? false : failCast(call, textReader(column)(row));
    },
  };
}

function castToDate(call: BoundCall, zone: Zone): Kernel {
  return (args, rows, context) => {
    const [column] = args as [Column];
    const { bytes, offsets, mask } = textInput(column);
    return numberColumn({ type: call.returnType, args, rows, arena: context.arena }, (row) => {
      const days = parseDateBytes(bytes, offsets[row & mask]!, offsets[(row & mask) + 1]!);
      if (days !== NO_DATE) return days;
      return specialOf(call, context, (text, now) => specialDate(text, zone, now)) ?? (isLenient(call) ? NULL : failCast(call, textReader(column)(row)));
    });
  };
}

/** A time without a date is one of today: the clock is asked only for such text. */
const bareTime = /^[\0- ]*T?\d{1,2}(:|$)/;

/** `today`, `epoch` … are read only where the text is a constant. All but `epoch` ask the clock. */
function specialOf<T>(call: BoundCall, { nowMicros }: KernelContext, read: (text: string, nowMicros: bigint) => T | undefined): T | undefined {
  const [literal] = call.literals;
  if (typeof literal !== 'string' || read(literal, 0n) === undefined) return undefined;
  return read(literal, /^\s*epoch/i.test(literal) ? 0n : nowMicros());
}

function failCast(call: BoundCall, value: string, sourceType: DataType = call.argumentTypes[0]!): never {
  return fail('CAST_INVALID_INPUT', { expression: sourceType.kind === 'string' ? textToSql(value) : value, sourceType: `"${typeToSql(sourceType)}"`, targetType: `"${typeToSql(call.returnType)}"` }, { at: call.at });
}

/** Numbers are seconds, as where they are cast. */
function castNumber(call: BoundCall): Kernel {
  const mode = call.settings.ansi && !isLenient(call) ? 'ansi' : 'legacy';
  return datetimeCast({ from: call.argumentTypes[0]!, to: call.returnType, mode, settings: call.settings, sql: call.sql, at: call.at });
}

const currentSeconds: Kernel = (_, rows, { arena, batchTimeMicros }) => constantColumn(longType, batchTimeMicros / 1_000_000n, rows.rowCount, arena);

/** The compiled pattern of each row; a constant one is compiled once, when the first row needs it. */
export function patternReader(column: Column | undefined, options: PatternOptions): (row: number) => readonly Element[] {
  const text = column === undefined ? (): string => DEFAULT_PATTERN : textReader(column);
  let last: string | undefined;
  let elements: readonly Element[] = [];
  return (row) => {
    const pattern = text(row);
    if (pattern !== last) {
      elements = compilePattern(pattern, options);
      last = pattern;
    }
    return elements;
  };
}
