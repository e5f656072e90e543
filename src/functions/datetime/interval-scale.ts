import { columnOf } from '../../columnar/builder.ts';
import { readValue } from '../../columnar/read.ts';
import { structValue, type StructValue, type Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import type { DataType } from '../../types/data-type.ts';
import { isInt32, isInt64, MICROS_PER_DAY } from '../../types/interval-text.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';
import { eachRow } from '../row-by-row.ts';
import { failArithmetic } from '../overflow.ts';

const words = { kind: 'scalar', group: 'internal', since: '0.1', signatures: ['(interval, numeric) -> interval'], nullable: 'any argument' } as const;

/** `interval * number` and `interval / number`. Months and µs are rounded half away from zero; whole numbers and decimals are exact. */
export const intervalScaleFunctions: readonly ScalarFunction[] = [
  {
    ...words, name: 'multiply_interval', doc: 'An interval times a number.', kernel: scaleKernel('*'), display: shownAs('*'),
    examples: [["SELECT INTERVAL '1' DAY * 1.5", "INTERVAL '1 12:00:00' DAY TO SECOND"], ["SELECT INTERVAL '1-1' YEAR TO MONTH * 2", "INTERVAL '2-2' YEAR TO MONTH"]],
  },
  {
    ...words, name: 'divide_interval', doc: 'An interval divided by a number. Zero is an error.', kernel: scaleKernel('/'), display: shownAs('/'),
    examples: [["SELECT INTERVAL '1' DAY / 3", "INTERVAL '0 08:00:00' DAY TO SECOND"], ["SELECT INTERVAL '5' MONTH / 2", "INTERVAL '0-3' YEAR TO MONTH"]],
  },
];

/** Calendar intervals show the row, the others the operator. */
function shownAs(operation: '*' | '/'): (args: readonly string[], types: readonly DataType[]) => string {
  const name = operation === '*' ? 'multiply_interval' : 'divide_interval';
  return (args, types) => (types[0]?.kind === 'calendar_interval' ? `${name}(${args.join(', ')})` : `(${args[0]} ${operation} ${args[1]})`);
}

function scaleKernel(operation: '*' | '/'): (call: BoundCall) => Kernel {
  return (call) => {
    const [interval, factor] = call.argumentTypes as readonly [DataType, DataType];
    const isTry = call.name.startsWith('try_');
    const isCalendar = interval.kind === 'calendar_interval';
    const byZero = (): null => (isTry || (isCalendar && !call.settings.ansi) ? null : fail('INTERVAL_DIVIDED_BY_ZERO', {}, { at: call.at }));
    const overflow = (): null => (isTry || (isCalendar && !call.settings.ansi) ? null : failOverflow(call, isCalendar));
    const apply = isCalendar ? scaleCalendar(call.settings.ansi) : interval.kind === 'year_month_interval' ? scaleMonths : scaleMicros;
    return (args, rows, { arena }) => columnOf(call.returnType, eachRow(args, rows, (row) => {
      const by = readValue(args[1]!, row)!;
      if (operation === '/' && Number(by) === 0) return byZero();
      return apply(readValue(args[0]!, row)!, by, factor, operation) ?? overflow();
    }), arena);
  };
}

function failOverflow(call: BoundCall, isCalendar: boolean): never {
  if (isCalendar) return failArithmetic(call.at);
  return fail('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION', { operation: call.sql }, { at: call.at });
}

type Scale = (interval: NonNullable<Value>, by: NonNullable<Value>, factor: DataType, operation: '*' | '/') => Value | undefined;

const scaleMonths: Scale = (months, by, factor, operation) => {
  const size = scaleInteger(BigInt(months as number), by, factor, operation);
  return size !== undefined && isInt32(size) ? Number(size) : undefined;
};

const scaleMicros: Scale = (micros, by, factor, operation) => {
  const size = scaleInteger(micros as bigint, by, factor, operation);
  return size !== undefined && isInt64(size) ? size : undefined;
};

/** Exact for whole numbers and decimals; through a double otherwise. undefined when the double has no whole part. */
function scaleInteger(value: bigint, by: NonNullable<Value>, factor: DataType, operation: '*' | '/'): bigint | undefined {
  if (factor.kind === 'float' || factor.kind === 'double') {
    const result = operation === '*' ? Number(value) * (by as number) : Number(value) / (by as number);
    return Number.isFinite(result) ? BigInt(Math.sign(result) * Math.round(Math.abs(result))) : undefined;
  }
  const scale = factor.kind === 'decimal' ? 10n ** BigInt(factor.scale) : 1n;
  const number = BigInt(by as number | bigint);
  return operation === '*' ? divideHalfUp(value * number, scale) : divideHalfUp(value * scale, number);
}

function divideHalfUp(value: bigint, by: bigint): bigint {
  const size = value < 0n ? -value : value;
  const divisor = by < 0n ? -by : by;
  const rounded = (2n * size + divisor) / (2n * divisor);
  return (value < 0n) === (by < 0n) ? rounded : -rounded;
}

/** Months and days are cut to whole ones; the rest of a day becomes time, the rest of a month is lost. Time stops at the ends of int64, without ANSI days at those of int32. */
const scaleCalendar = (ansi: boolean): Scale => (interval, by, _, operation) => {
  const [months, days, micros] = (interval as StructValue).struct.map((part) => (operation === '*' ? Number(part) * (by as number) : Number(part) / (by as number))) as [number, number, number];
  const wholeMonths = Math.trunc(months);
  const wholeDays = ansi ? Math.trunc(days) : Math.max(-2147483648, Math.min(2147483647, Math.trunc(days)));
  if (wholeMonths !== (wholeMonths | 0) || wholeDays !== (wholeDays | 0)) return undefined;
  const rest = micros + Number(MICROS_PER_DAY) * (days - wholeDays);
  return structValue([wholeMonths + 0, wholeDays + 0, saturated(Math.floor(rest + 0.5))]);
};

function saturated(micros: number): bigint {
  if (micros >= 2 ** 63) return 0x7fffffffffffffffn;
  return micros <= -(2 ** 63) ? -0x8000000000000000n : BigInt(micros);
}
