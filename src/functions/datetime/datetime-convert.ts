import type { Column } from '../../columnar/column.ts';
import { int64Values, withParts } from '../../columnar/column.ts';
import { readInt128, readValue } from '../../columnar/read.ts';
import { textReader } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { fitsMicros, type Instant, newInstant, readInstant, writeInstant } from '../../types/instant.ts';
import { offsetAt, toUtcSeconds, zoneOf, type Zone } from '../../types/time-zone.ts';
import { layoutOf } from '../../types/layout.ts';
import { wordColumn, type WriteWords, wordsIn } from './datetime-columns.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';
import { literalSql } from '../pretty-literal.ts';

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1' } as const;

/** Dates and timestamps as numbers and back; the same instant or wall-clock time in another zone. */
export const datetimeConvertFunctions: readonly ScalarFunction[] = [
  {
    ...words, name: 'unix_date', signatures: ['(date!) -> int'], doc: 'Returns the days since 1970-01-01.', examples: [["SELECT unix_date(DATE'1970-01-02')", '1']], kernel: sameMemory,
  },
  {
    ...words, name: 'date_from_unix_date', signatures: ['(int) -> date'], doc: 'Returns the date some days after 1970-01-01.', examples: [['SELECT date_from_unix_date(1)', '1970-01-02']],
    kernel: sameMemory,
  },
  {
    ...words, name: 'unix_micros', signatures: ['(timestamps!) -> bigint'], doc: 'Returns the microseconds since 1970-01-01 00:00:00 UTC.',
    examples: [["SELECT unix_micros(TIMESTAMP'1970-01-01 00:00:01')", '1000000']], kernel: sameMemory,
  },
  {
    ...words, name: 'unix_millis', signatures: ['(timestamps!) -> bigint'], doc: 'Returns the milliseconds since 1970-01-01 00:00:00 UTC, rounded down.',
    examples: [["SELECT unix_millis(TIMESTAMP'1970-01-01 00:00:01')", '1000']], kernel: unixNumber(1000),
  },
  {
    ...words, name: 'unix_seconds', signatures: ['(timestamps!) -> bigint'], doc: 'Returns the seconds since 1970-01-01 00:00:00 UTC, rounded down.',
    examples: [["SELECT unix_seconds(TIMESTAMP'1970-01-01 00:00:01.9')", '1']], kernel: unixNumber(1),
  },
  {
    ...words, name: 'timestamp_seconds', signatures: ['(numeric!) -> timestamp'], doc: 'Returns the timestamp some seconds after 1970-01-01 00:00:00 UTC; fractions count.',
    examples: [['SELECT timestamp_seconds(1230219000)', '2008-12-25 15:30:00'], ['SELECT timestamp_seconds(1230219000.123)', '2008-12-25 15:30:00.123']], kernel: fromSeconds,
  },
  {
    ...words, name: 'timestamp_millis', signatures: ['(integral!) -> timestamp'], doc: 'Returns the timestamp some milliseconds after 1970-01-01 00:00:00 UTC.',
    examples: [['SELECT timestamp_millis(1230219000123)', '2008-12-25 15:30:00.123']], kernel: fromWhole(1000n),
  },
  {
    ...words, name: 'timestamp_micros', signatures: ['(integral!) -> timestamp'], doc: 'Returns the timestamp some microseconds after 1970-01-01 00:00:00 UTC.',
    examples: [['SELECT timestamp_micros(1230219000123123)', '2008-12-25 15:30:00.123123']], kernel: fromWhole(1n),
  },
  {
    ...words, name: 'from_utc_timestamp', signatures: ['(timestamp, string) -> timestamp'],
    doc: 'Takes the wall-clock time of a timestamp as one of UTC and returns the time that clocks in the given zone show then.',
    examples: [["SELECT from_utc_timestamp(TIMESTAMP'2016-08-31 00:00:00', 'Asia/Seoul')", '2016-08-31 09:00:00']], kernel: moveZone((zone, seconds) => seconds + offsetAt(zone, seconds)),
  },
  {
    ...words, name: 'to_utc_timestamp', signatures: ['(timestamp, string) -> timestamp'],
    doc: 'Takes the wall-clock time of a timestamp as one of the given zone and returns the time in UTC.',
    examples: [["SELECT to_utc_timestamp(TIMESTAMP'2016-08-31 00:00:00', 'Asia/Seoul')", '2016-08-30 15:00:00']], kernel: moveZone(toUtcSeconds),
  },
  {
    ...words, name: 'convert_timezone', signatures: ['(string, timestamp_ntz) -> timestamp_ntz', '(string, string, timestamp_ntz) -> timestamp_ntz'],
    doc: "Converts a wall-clock time from one zone (the session's, when only one zone is given) to another.",
    examples: [["SELECT convert_timezone('Europe/Brussels', 'America/Los_Angeles', TIMESTAMP_NTZ'2021-12-06 00:00:00')", '2021-12-05 15:00:00']],
    display: (args) => `convert_timezone(${[...(args.length === 2 ? ['current_timezone()'] : []), ...args].join(', ')})`, kernel: convertZone,
  },
];

/** The same bits under another type. */
function sameMemory(call: BoundCall): Kernel {
  return ([column]) => withParts(column!, { type: call.returnType });
}

const instant: Instant = newInstant();

function unixNumber(perSecond: 1 | 1000): (call: BoundCall) => Kernel {
  return (call) => (args, rows, { arena }) => {
    const input = wordsIn(args[0]!);
    const { mask } = args[0]!;
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      readInstant(input, row & mask, instant);
      writePair(out, row, instant.seconds * perSecond + (perSecond === 1 ? 0 : Math.floor(instant.micros / 1000)));
      return true;
    });
  };
}

/** A whole number that a double holds exactly, as an int64. */
export function writePair(out: Int32Array, row: number, value: number): void {
  const high = Math.floor(value / 4_294_967_296);
  out[2 * row] = value - high * 4_294_967_296;
  out[2 * row + 1] = high;
}

/** Any int64 as a pair. */
export function writeBigint(out: Int32Array, row: number, value: bigint): void {
  out[2 * row] = Number(BigInt.asIntN(32, value));
  out[2 * row + 1] = Number(BigInt.asIntN(32, value >> 32n));
}

function failOverflow(call: BoundCall): never {
  return fail('DATETIME_OVERFLOW', { operation: call.sql }, { at: call.at });
}

function failCount(call: BoundCall, column: Column, row: number, unit: string): never {
  const count = literalSql(readValue(column, row), column.type, call.settings.timeZone);
  return fail('DATETIME_OVERFLOW', { operation: `create a TIMESTAMP from ${count} ${unit} since the epoch` }, { at: call.at });
}

function fromSeconds(call: BoundCall): Kernel {
  return (args, rows, { arena }) => wordColumn({ type: call.returnType, args, rows, arena }, secondsWriter(args[0]!, (row) => failCount(call, args[0]!, row, 'seconds')));
}

/**
 * Seconds of any number type as an instant. Decimals finer than a microsecond are an error; NaN and infinity are NULL;
 * doubles out of range stop at the ends of the range.
 */
function secondsWriter(column: Column, onOverflow: (row: number) => never): WriteWords {
  const { mask, type } = column;
  if (type.kind === 'float' || type.kind === 'double') {
    const values = column.values as Float64Array;
    return (row, out) => {
      const micros = values[row & mask]! * 1_000_000;
      if (!Number.isFinite(values[row & mask]!)) return false;
      writeBigint(out, row, BigInt.asIntN(64, clampToInt64(micros)));
      return true;
    };
  }
  if (type.kind === 'decimal') return decimalSeconds(column, type.scale, onOverflow);
  if (layoutOf(type) === 'i64') {
    const values = int64Values(column);
    return (row, out) => {
      const micros = values[row & mask]! * 1_000_000n;
      if (micros !== BigInt.asIntN(64, micros)) return onOverflow(row);
      writeBigint(out, row, micros);
      return true;
    };
  }
  const values = column.values as Int32Array;
  return (row, out) => {
    writeInstant(out, row, values[row & mask]!, 0);
    return true;
  };
}

function clampToInt64(value: number): bigint {
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  return value <= -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(value));
}

function decimalSeconds(column: Column, scale: number, onOverflow: (row: number) => never): WriteWords {
  const values = column.values as BigInt64Array;
  const wide = layoutOf(column.type) === 'i128';
  const divisor = 10n ** BigInt(Math.max(0, scale - 6));
  const factor = 10n ** BigInt(Math.max(0, 6 - scale));
  return (row, out) => {
    const at = row & column.mask;
    const unscaled = (wide ? readInt128(values, at) : values[at]!) * factor;
    const micros = unscaled / divisor;
    if (micros !== BigInt.asIntN(64, micros) || micros * divisor !== unscaled) return onOverflow(row);
    writeBigint(out, row, micros);
    return true;
  };
}

function fromWhole(microsPerUnit: bigint): (call: BoundCall) => Kernel {
  return (call) => (args, rows, context) => {
    const [column] = args as [Column];
    if (layoutOf(column.type) === 'i64') {
      if (microsPerUnit === 1n) return withParts(column, { type: call.returnType });
      const values = int64Values(column);
      return wordColumn({ type: call.returnType, args, rows, arena: context.arena }, (row, out) => {
        const micros = values[row & column.mask]! * microsPerUnit;
        if (micros !== BigInt.asIntN(64, micros)) return failCount(call, column, row, 'milliseconds');
        writeBigint(out, row, micros);
        return true;
      });
    }
    const values = column.values as Int32Array;
    return wordColumn({ type: call.returnType, args, rows, arena: context.arena }, (row, out) => {
      writePair(out, row, values[row & column.mask]! * Number(microsPerUnit));
      return true;
    });
  };
}

/** The zone named in each row; the last one is kept. */
export function zoneReader(column: Column): (row: number) => Zone {
  const text = textReader(column);
  let name: string | undefined;
  let zone: Zone | undefined;
  return (row) => {
    const next = text(row);
    if (next !== name || zone === undefined) {
      zone = zoneOf(next);
      name = next;
    }
    return zone;
  };
}

function moveZone(move: (zone: Zone, seconds: number) => number): (call: BoundCall) => Kernel {
  return (call) => (args, rows, { arena }) => {
    const [time, name] = args as [Column, Column];
    const input = wordsIn(time);
    const zoneAt = zoneReader(name);
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      readInstant(input, row & time.mask, instant);
      const seconds = move(zoneAt(row), instant.seconds);
      if (!fitsMicros(seconds, instant.micros)) return failOverflow(call);
      writeInstant(out, row, seconds, instant.micros);
      return true;
    });
  };
}

function convertZone(call: BoundCall): Kernel {
  const session = zoneOf(call.settings.timeZone);
  return (args, rows, { arena }) => {
    const [target, time] = args.slice(-2) as [Column, Column];
    const input = wordsIn(time);
    const sourceAt = args.length === 3 ? zoneReader(args[0]!) : (): Zone => session;
    const targetAt = zoneReader(target);
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      readInstant(input, row & time.mask, instant);
      const seconds = toUtcSeconds(sourceAt(row), instant.seconds);
      writeInstant(out, row, seconds + offsetAt(targetAt(row), seconds), instant.micros);
      return true;
    });
  };
}

