import type { Arena } from '../../columnar/arena.ts';
import { allocateValues } from '../../columnar/builder.ts';
import { type Column, int32Values, int64Values, makeColumn, type ValueArray } from '../../columnar/column.ts';
import { fail } from '../../errors/stream-error.ts';
import { commonType, isAnsiInterval, isIntegral, losesValues } from '../../types/coercion.ts';
import { arrayType, type ArrayType, type DataType, sameType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import { refuseTooLong } from './arrays-edit.ts';
import { rangesOf } from './collections.ts';
import { expectCount } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { functionName, quoted } from '../mismatch.ts';
import { type CalendarStep, calendarSteps, MICROS_PER_DAY, walkCalendar } from '../datetime/calendar-steps.ts';

/** Arrays of numbers, dates and timestamps at even distance, both ends included. */
export const sequenceFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'sequence', group: 'array_funcs', since: '0.1', signatures: ['(T, T, [S]) -> array<T>'],
    doc: 'Returns the numbers, dates or timestamps from start to stop. The step is a number or an interval; without one it is 1 (a day) in the direction of stop.',
    examples: [
      ['SELECT sequence(1, 5)', '[1, 2, 3, 4, 5]'], ['SELECT sequence(5, 1)', '[5, 4, 3, 2, 1]'],
      ["SELECT sequence(DATE'2018-01-01', DATE'2018-03-01', INTERVAL 1 MONTH)", '[2018-01-01, 2018-02-01, 2018-03-01]'],
    ],
    resolve: resolveSequence, kernel: sequenceKernel,
  },
];

const isInterval = (type: DataType): boolean => type.kind === 'calendar_interval' || isAnsiInterval(type);

function resolveSequence(call: CallShape): ResolvedCall {
  expectCount(call, 2, 3);
  const types = call.arguments.map((one) => one.type);
  const coercible = types.filter((type) => !isInterval(type));
  const common = coercible.every((type) => sameType(type, coercible[0]!)) ? coercible[0] : commonType(coercible, call.settings);
  const argumentTypes = types.map((type) => (isInterval(type) ? type : common ?? type));
  const [start, stop, step] = argumentTypes as [DataType, DataType, DataType | undefined];
  const moments = start.kind === 'date' || start.kind === 'timestamp' || start.kind === 'timestamp_ntz';
  const fits = sameType(start, stop) && (moments ? step === undefined || isInterval(step) : isIntegral(start) && (step === undefined || sameType(step, start)));
  if (!fits) {
    fail('DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES', {
      sqlExpr: quoted(call.sql), functionName: functionName(call), startType: '("TIMESTAMP" or "TIMESTAMP_NTZ" or "DATE")',
      stepType: '("INTERVAL" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND")', otherStartType: '"INTEGRAL"',
    }, { at: call.at });
  }
  const nullable = call.arguments.some((one, index) => one.nullable || losesValues(one.type, argumentTypes[index]!));
  return { argumentTypes, returnType: arrayType(start, false), nullable };
}

function sequenceKernel(call: BoundCall): Kernel {
  const { element } = call.returnType as ArrayType;
  if (element.kind === 'long') return numbers(call, longSequence);
  return isIntegral(element) ? numbers(call, shortSequence) : moments(call, element);
}

/** Values of a fixed-width type, growing in an arena. */
class ValueList {
  length = 0;
  #values: ValueArray;
  readonly #type: DataType;
  readonly #arena: Arena;

  constructor(type: DataType, arena: Arena) {
    this.#type = type;
    this.#arena = arena;
    this.#values = allocateValues(arena, layoutOf(type), 256)!;
  }

  /** Room for so many more; what is written is counted by the caller in `length`. */
  reserve(count: number): ValueArray {
    if (this.length + count > this.#values.length) {
      const bigger = allocateValues(this.#arena, layoutOf(this.#type), Math.max(this.#values.length * 2, this.length + count))!;
      (bigger as Int32Array).set(this.#values.subarray(0, this.length) as Int32Array);
      this.#values = bigger;
    }
    return this.#values;
  }

  finish(): Column {
    return makeColumn(this.#type, this.length, { values: this.#values.subarray(0, this.length) as ValueArray });
  }
}

/** Appends a row's sequence: `rows` are the places of its arguments, the step missing when there is none. */
type Append = (call: BoundCall, args: readonly Column[], row: number, out: ValueList) => void;

function numbers(call: BoundCall, append: Append): Kernel {
  const { element } = call.returnType as ArrayType;
  return (args, rows, { arena }) => {
    const out = new ValueList(element, arena);
    const ranges = rangesOf(args, rows, arena, () => out.length, (row) => { append(call, args, row, out); });
    return makeColumn(call.returnType, rows.rowCount, { ...ranges, children: [out.finish()] });
  };
}

function shortSequence(call: BoundCall, [start, stop, step]: readonly Column[], row: number, out: ValueList): void {
  const first = start!.values![row & start!.mask] as number;
  const last = stop!.values![row & stop!.mask] as number;
  const by = step === undefined ? (first <= last ? 1 : -1) : step.values![row & step.mask] as number;
  const count = countOf(call, first, last, by);
  const values = out.reserve(count) as Int32Array;
  for (let at = 0; at < count; at++) values[out.length++] = first + at * by;
}

function longSequence(call: BoundCall, [start, stop, step]: readonly Column[], row: number, out: ValueList): void {
  const first = int64Values(start!)[row & start!.mask]!;
  const last = int64Values(stop!)[row & stop!.mask]!;
  appendLongs(call, first, last, step === undefined ? (first <= last ? 1n : -1n) : int64Values(step)[row & step.mask]!, out);
}

function appendLongs(call: BoundCall, first: bigint, last: bigint, by: bigint, out: ValueList): void {
  if (by === 0n ? first !== last : by > 0n ? first > last : first < last) failBounds(call, first, last, by);
  const count = by === 0n ? 1 : Number((last - first) / by) + 1;
  refuseTooLong(call, count, 'count');
  const values = out.reserve(count) as BigInt64Array;
  let value = first;
  for (let at = 0; at < count; at++) {
    values[out.length++] = value;
    value += by;
  }
}

function countOf(call: BoundCall, first: number, last: number, by: number): number {
  if (by === 0 ? first !== last : by > 0 ? first > last : first < last) failBounds(call, first, last, by);
  const count = by === 0 ? 1 : Math.floor((last - first) / by) + 1;
  refuseTooLong(call, count, 'count');
  return count;
}

function failBounds(call: BoundCall, start: number | bigint, stop: number | bigint, step: number | bigint): never {
  return fail('TIDEMARK_SEQUENCE_BOUNDS', { start: String(start), stop: String(stop), step: String(step) }, { at: call.at });
}

/** Dates by days and timestamps by microseconds are plain numbers; all else walks the calendar of the session's zone. */
function moments(call: BoundCall, element: DataType): Kernel {
  const dates = element.kind === 'date';
  const zone = element.kind === 'timestamp' ? call.settings.timeZone : 'UTC';
  return (args, rows, { arena }) => {
    const [start, stop, step] = args as readonly [Column, Column, Column | undefined];
    const out = new ValueList(element, arena);
    const stepAt = calendarSteps(step);
    const read = (column: Column, row: number): bigint => (dates ? BigInt(int32Values(column)[row & column.mask]!) * MICROS_PER_DAY : int64Values(column)[row & column.mask]!);
    const ranges = rangesOf(args, rows, arena, () => out.length, (row) => {
      const [first, last] = [read(start, row), read(stop, row)];
      const by: CalendarStep = stepAt?.(row) ?? { months: 0, days: first <= last ? 1 : -1, micros: 0n };
      if (dates && by.months === 0 && by.days === 0) fail('_LEGACY_ERROR_TEMP_3242', { intervalType: 'interval day to second' }, { at: call.at });
      if (dates && by.months === 0 && by.micros === 0n) appendDays(call, Number(first / MICROS_PER_DAY), Number(last / MICROS_PER_DAY), by.days, out);
      else if (!dates && by.months === 0 && by.days === 0) appendLongs(call, first, last, by.micros, out);
      else appendWalk(call, first, last, by, { zone, dates, out });
    });
    return makeColumn(call.returnType, rows.rowCount, { ...ranges, children: [out.finish()] });
  };
}

function appendDays(call: BoundCall, first: number, last: number, by: number, out: ValueList): void {
  const count = countOf(call, first, last, by);
  const values = out.reserve(count) as Int32Array;
  for (let at = 0; at < count; at++) values[out.length++] = first + at * by;
}

function appendWalk(call: BoundCall, first: bigint, last: bigint, by: CalendarStep, { zone, dates, out }: { readonly zone: string; readonly dates: boolean; readonly out: ValueList }): void {
  const direction = by.micros + (BigInt(by.months) * 28n + BigInt(by.days)) * MICROS_PER_DAY;
  if (direction === 0n ? first !== last : direction > 0n ? first > last : first < last) failBounds(call, first, last, direction);
  walkCalendar({ first, last, by, zone, forward: direction > 0n }, (micros) => {
    const values = out.reserve(1);
    if (dates) (values as Int32Array)[out.length++] = Number((micros - (((micros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY)) / MICROS_PER_DAY);
    else (values as BigInt64Array)[out.length++] = micros;
  });
}
