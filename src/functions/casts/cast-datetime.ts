import type { Column } from '../../columnar/column.ts';
import { columnOf } from '../../columnar/builder.ts';
import { readInt128 } from '../../columnar/read.ts';
import { mapRows } from '../../columnar/stamp.ts';
import type { Value } from '../../columnar/value.ts';
import { SECONDS_PER_DAY } from '../../types/calendar.ts';
import { fail } from '../../errors/stream-error.ts';
import { type DataType, decimalType, doubleType, longType } from '../../types/data-type.ts';
import { fitsMicros, newInstant, readInstant, writeInstant } from '../../types/instant.ts';
import { typeToSql } from '../../types/print.ts';
import { offsetAt, toUtcSeconds, type Zone, zoneOf } from '../../types/time-zone.ts';
import { type CastShape, failCastInput, failCastOverflow } from './cast-shape.ts';
import { narrowSeconds, numberCast } from './cast-number.ts';
import { numberColumn, wordColumn, wordsIn } from '../datetime/datetime-columns.ts';
import { powerOfTen } from '../math/decimal.ts';
import type { Kernel } from '../function.ts';
import { eachRow } from '../row-by-row.ts';

/** Casts among DATE, TIMESTAMP and TIMESTAMP_NTZ, and between TIMESTAMP and numbers (seconds since 1970). */
export function datetimeCast(shape: CastShape): Kernel {
  const { from, to } = shape;
  if (from.kind === 'date') return to.kind === 'timestamp' || to.kind === 'timestamp_ntz' ? dateToTimestamp(shape) : neverKernel(to);
  if (from.kind === 'timestamp' || from.kind === 'timestamp_ntz') {
    if (to.kind === 'date') return timestampToDate(shape);
    if (to.kind === 'timestamp' || to.kind === 'timestamp_ntz') return betweenTimestamps(shape);
    return timestampToNumber(shape);
  }
  return to.kind === 'timestamp' ? numberToTimestamp(shape) : neverKernel(to);
}

/** Casts that old Spark allowed and that only ever give NULL. */
function neverKernel(to: DataType): Kernel {
  return (_, rows, { arena }) => columnOf(to, new Array<Value>(rows.rowCount).fill(null), arena);
}

/** Days beyond the ends of time have no microseconds: only TRY_CAST gives NULL for them. */
function dateToTimestamp(shape: CastShape): Kernel {
  const zone = shape.to.kind === 'timestamp' ? zoneOf(shape.settings.timeZone) : undefined;
  return (args, rows, { arena }) => {
    const { values, mask } = args[0]!;
    return wordColumn({ type: shape.to, args, rows, arena }, (row, words) => {
      const local = (values![row & mask] as number) * SECONDS_PER_DAY;
      const seconds = zone === undefined ? local : toUtcSeconds(zone, local);
      if (!fitsMicros(seconds, 0)) return shape.mode === 'try' ? false : fail('DATETIME_OVERFLOW', { operation: `CAST(${shape.sql} AS ${typeToSql(shape.to)})` }, { at: shape.at });
      writeInstant(words, row, seconds, 0);
      return true;
    });
  };
}

function timestampToDate(shape: CastShape): Kernel {
  const zone = shape.from.kind === 'timestamp' ? zoneOf(shape.settings.timeZone) : undefined;
  const offset = zone === undefined ? 0 : zone.fixedOffset;
  if (offset !== undefined) return dayWithOffset(shape.to, offset);
  return (args, rows, { arena }) => {
    const words = wordsIn(args[0]!);
    const { mask } = args[0]!;
    const instant = newInstant();
    return numberColumn({ type: shape.to, args, rows, arena }, (row) => {
      readInstant(words, row & mask, instant);
      return Math.floor((instant.seconds + shiftOf(zone, instant.seconds)) / SECONDS_PER_DAY);
    });
  };
}

/** Where the zone never changes its offset. */
function dayWithOffset(returnType: DataType, offset: number): Kernel {
  const loop = mapRows({
    kinds: ['words'], returnType, constants: [offset],
    apply: (low: number, high: number, shift: number) => Math.floor((high * 4294 + Math.floor((high * 967_296 + (low >>> 0)) / 1_000_000) + shift) / 86_400),
  });
  return (args, rows, { arena }) => loop(args, rows, arena);
}

function shiftOf(zone: Zone | undefined, seconds: number): number {
  return zone === undefined ? 0 : offsetAt(zone, seconds);
}

function betweenTimestamps(shape: CastShape): Kernel {
  const zone = zoneOf(shape.settings.timeZone);
  const toLocal = shape.from.kind === 'timestamp';
  return (args, rows, { arena }) => {
    const source = wordsIn(args[0]!);
    const { mask } = args[0]!;
    const instant = newInstant();
    return wordColumn({ type: shape.to, args, rows, arena }, (row, words) => {
      readInstant(source, row & mask, instant);
      writeInstant(words, row, toLocal ? instant.seconds + offsetAt(zone, instant.seconds) : toUtcSeconds(zone, instant.seconds), instant.micros);
      return true;
    });
  };
}

/** Seconds rounded down as a whole number, exact as decimal, nearest as double. Seconds that do not fit never wrap around. */
function timestampToNumber(shape: CastShape): Kernel {
  const { to } = shape;
  if (to.kind === 'boolean') return (args, rows, { arena }) => numberColumn({ type: to, args, rows, arena }, (row) => Number((args[0]!.values as BigInt64Array)[row & args[0]!.mask] !== 0n));
  const target = to.kind === 'float' || to.kind === 'double' ? doubleType : to.kind === 'decimal' ? decimalType(38, 6) : longType;
  const narrowed = to.kind === 'byte' || to.kind === 'short' || to.kind === 'int' ? narrowSeconds({ ...shape, mode: shape.mode === 'legacy' ? 'try' : shape.mode }, to.kind) : undefined;
  const finish = narrowed === undefined ? numberCast({ ...shape, from: target }) : undefined;
  return (args, rows, context) => {
    const seconds = secondsColumn(args, { type: target, rows, arena: context.arena });
    if (finish === undefined) return narrowed!(seconds, args[0]!, rows, context);
    return target.kind === to.kind && to.kind !== 'decimal' ? seconds : finish([seconds], rows, context);
  };
}

function secondsColumn(args: readonly Column[], { type, rows, arena }: Omit<Parameters<typeof numberColumn>[0], 'args'>): Column {
  const words = wordsIn(args[0]!);
  const { mask } = args[0]!;
  const instant = newInstant();
  if (type.kind === 'decimal') return columnOf(type, eachRow(args, rows, (row) => (args[0]!.values as BigInt64Array)[row & mask]!), arena);
  if (type.kind === 'double') {
    return numberColumn({ type, args, rows, arena }, (row) => Number((args[0]!.values as BigInt64Array)[row & mask]) / 1e6);
  }
  return wordColumn({ type, args, rows, arena }, (row, out) => {
    readInstant(words, row & mask, instant);
    out[2 * row + 1] = Math.floor(instant.seconds / 4294967296);
    out[2 * row] = instant.seconds - out[2 * row + 1]! * 4294967296;
    return true;
  });
}

const LONG_MAX = 0x7fffffffffffffffn;
const LONG_MIN = -0x8000000000000000n;

/** Whole seconds saturate at the ends of time; fractions of a second are cut at the microsecond. */
function numberToTimestamp(shape: CastShape): Kernel {
  const { from, to } = shape;
  return (args, rows, { arena }) => columnOf(to, eachRow(args, rows, (row) => {
    const [column] = args;
    const at = row & column!.mask;
    switch (from.kind) {
      case 'boolean': return BigInt(column!.values![at]!);
      case 'decimal': return BigInt.asIntN(64, with34Digits(unscaled(column!, at, from.precision) * 1_000_000n) / powerOfTen(from.scale));
      case 'float':
      case 'double': return fractionToMicros(shape, column!, at);
      default: {
        const micros = BigInt(column!.values![at]!) * 1_000_000n;
        return micros > LONG_MAX ? LONG_MAX : micros < LONG_MIN ? LONG_MIN : micros;
      }
    }
  }), arena);
}

function unscaled(column: Column, row: number, precision: number): bigint {
  const values = column.values as BigInt64Array;
  return precision <= 18 ? values[row]! : readInt128(values, row);
}

/** Products of decimals keep 34 digits in Spark, the last rounded half to even. */
function with34Digits(value: bigint): bigint {
  const spare = String(value < 0n ? -value : value).length - 34;
  if (spare <= 0) return value;
  const unit = powerOfTen(spare);
  const whole = value / unit;
  const rest = 2n * (value - whole * unit);
  const away = rest > unit || -rest > unit || ((rest === unit || -rest === unit) && whole % 2n !== 0n);
  return (away ? whole + (value < 0n ? -1n : 1n) : whole) * unit;
}

function fractionToMicros(shape: CastShape, column: Column, row: number): bigint | null {
  const seconds = column.values![row] as number;
  const micros = seconds * 1e6;
  if (!Number.isFinite(seconds)) return shape.mode === 'ansi' ? failCastInput({ ...shape, from: doubleType }, seconds) : null;
  if (micros <= 2 ** 63 && micros >= -(2 ** 63)) {
    const cut = BigInt(Math.trunc(micros));
    return cut > LONG_MAX ? LONG_MAX : cut;
  }
  if (shape.mode === 'ansi') return failCastOverflow({ ...shape, from: doubleType, to: longType }, micros);
  return shape.mode === 'try' ? null : micros > 0 ? LONG_MAX : LONG_MIN;
}

