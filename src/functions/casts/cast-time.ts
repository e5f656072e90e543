import { columnOf } from '../../columnar/builder.ts';
import { readString, readValue } from '../../columnar/read.ts';
import type { Value } from '../../columnar/value.ts';
import { offsetAt, toUtcSeconds, zoneOf } from '../../types/time-zone.ts';
import { type CastShape, failCastInput, failCastOverflow, failDecimalRange } from './cast-shape.ts';
import { fitsPrecision, powerOfTen, roundHalfUp } from '../math/decimal.ts';
import type { Kernel, KernelContext } from '../function.ts';
import { eachRow } from '../row-by-row.ts';
import { parseTimeOfDay } from '../../types/time-of-day.ts';

const NANOS_PER_DAY = 86_400_000_000_000n;

/** Casts from and to TIME, nanoseconds since midnight. As a number it is seconds; as a timestamp it is a time of today. */
export function timeCast(shape: CastShape): Kernel {
  return (args, rows, context) => columnOf(shape.to, eachRow(args, rows, (row) => {
    if (shape.from.kind === 'string') return fromText(shape, readString(args[0]!, row & args[0]!.mask));
    const value = readValue(args[0]!, row) as bigint;
    return shape.from.kind === 'time' ? fromTime(shape, value, context) : timeOfTimestamp(shape, value);
  }), context.arena);
}

const digitsKept = (shape: CastShape): bigint => powerOfTen(9 - (shape.to.kind === 'time' ? shape.to.precision : 9));
const cut = (shape: CastShape, nanos: bigint): bigint => nanos - (nanos % digitsKept(shape));

function fromText(shape: CastShape, text: string): Value {
  const nanos = parseTimeOfDay(text);
  if (nanos === undefined) return shape.mode === 'ansi' ? failCastInput(shape, text) : null;
  return cut(shape, nanos);
}

const ranges: Readonly<Record<string, bigint>> = { byte: 1n << 7n, short: 1n << 15n, int: 1n << 31n, long: 1n << 63n };

function fromTime(shape: CastShape, nanos: bigint, context: KernelContext): Value {
  const { to } = shape;
  switch (to.kind) {
    case 'time': return cut(shape, nanos);
    case 'decimal': {
      const unscaled = roundHalfUp(nanos, 9 - to.scale);
      if (fitsPrecision(unscaled, to.precision)) return unscaled;
      return shape.mode === 'ansi' ? failDecimalRange(shape, nanos) : null;
    }
    case 'timestamp':
    case 'timestamp_ntz': return today(shape, nanos / 1000n, context);
    default: {
      const seconds = nanos / 1_000_000_000n;
      if (seconds >= ranges[to.kind]!) return shape.mode === 'ansi' ? failCastOverflow(shape, nanos) : null;
      return to.kind === 'long' ? seconds : Number(seconds);
    }
  }
}

function today(shape: CastShape, micros: bigint, { nowMicros }: KernelContext): bigint {
  const zone = zoneOf(shape.settings.timeZone);
  const now = Number(nowMicros() / 1_000_000n);
  const midnight = Math.floor((now + offsetAt(zone, now)) / 86_400) * 86_400;
  const local = midnight + Number(micros / 1_000_000n);
  return BigInt(shape.to.kind === 'timestamp' ? toUtcSeconds(zone, local) : local) * 1_000_000n + (micros % 1_000_000n);
}

function timeOfTimestamp(shape: CastShape, micros: bigint): bigint {
  const seconds = Number(micros / 1_000_000n) - (micros % 1_000_000n < 0n ? 1 : 0);
  const shift = shape.from.kind === 'timestamp' ? BigInt(offsetAt(zoneOf(shape.settings.timeZone), seconds)) * 1_000_000n : 0n;
  const nanos = ((micros + shift) * 1000n) % NANOS_PER_DAY;
  return cut(shape, nanos < 0n ? nanos + NANOS_PER_DAY : nanos);
}
