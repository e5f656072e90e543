import { fail } from '../../errors/stream-error.ts';
import type { ScalarFunction } from '../../functions/function.ts';
import { timeRange, windowAt, windowContains, windowIsOpen, windowTime } from '../../functions/datetime/time-window.ts';
import type { Attribute, BoundExpression, Call } from '../../plan/bound.ts';
import { evaluateConstant } from '../../plan/evaluate.ts';
import type { StructValue } from '../../columnar/value.ts';
import { isFoldable } from '../../plan/foldable.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { isIntegral } from '../../types/coercion.ts';
import { booleanType, calendarIntervalType, type DataType, field, longType, structType } from '../../types/data-type.ts';
import { failInterval } from '../../types/interval-fault.ts';
import { type IntervalProblem, isProblem, parseIntervalUnits } from '../../types/interval-text.ts';
import { className } from '../../types/class-name.ts';
import { textToSql } from '../../types/print.ts';
import { castTo, callOf, literalOf } from '../build.ts';
import type { Frame } from './context.ts';

/** The numbers of one `window()` call, µs. */
export interface WindowShape { readonly time: BoundExpression; readonly sizeMicros: bigint; readonly slideMicros: bigint; readonly startMicros: bigint }

export function readWindow(call: Call, frame: Frame): WindowShape {
  const [time, size, slide, start] = call.arguments;
  const sizeMicros = durationOf(size!, call, frame);
  const shape: WindowShape = {
    time: time!, sizeMicros, slideMicros: slide === undefined ? sizeMicros : durationOf(slide, call, frame), startMicros: start === undefined ? 0n : durationOf(start, call, frame),
  };
  checkShape(shape, call);
  return shape;
}

/** 0 < slide ≤ size, |start| < slide. */
function checkShape({ time, sizeMicros, slideMicros, startMicros }: WindowShape, { at }: Call): void {
  const sqlExpr = `"window(${prettySql(time)}, ${sizeMicros}, ${slideMicros}, ${startMicros})"`;
  const positive = (value: bigint, name: string): void => {
    if (value <= 0n) fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', { sqlExpr, exprName: `\`${name}\``, valueRange: '(0, 9223372036854775807]', currentValue: `${value}L` }, { at });
  };
  positive(sizeMicros, 'window_duration');
  positive(slideMicros, 'slide_duration');
  const inOrder = (left: readonly [string, bigint], constraint: '<' | '<=', right: readonly [string, bigint]): void => {
    if (left[1] < right[1] || (constraint === '<=' && left[1] === right[1])) return;
    fail('DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION', {
      sqlExpr, leftExprName: `\`${left[0]}\``, leftExprValue: `${left[1]}L`, constraint, rightExprName: `\`${right[0]}\``, rightExprValue: `${right[1]}L`,
    }, { at });
  };
  inOrder(['slide_duration', slideMicros], '<=', ['window_duration', sizeMicros]);
  inOrder(['abs(start_time)', startMicros < 0n ? -startMicros : startMicros], '<', ['slide_duration', slideMicros]);
}

export function windowWithIndex(shape: WindowShape, index: number): Call {
  const args = [shape.time, ...[shape.sizeMicros, shape.slideMicros, shape.startMicros, BigInt(index)].map((value) => literalOf(longType, value))];
  return internalCall(windowAt, args, windowType(shape.time.type), false);
}

/** `session_window(ts, gap)`: from ts to ts + gap. A gap that is no interval makes no session. */
export function sessionRange(call: Call): Call {
  const [time, gap] = call.arguments as [BoundExpression, BoundExpression];
  if (!gapKinds.has(gap.type.kind)) fail('_LEGACY_ERROR_TEMP_1040', { dt: className(gap.type) }, { at: gap.at ?? call.at });
  const end = callOf('timestamp_plus_interval', [time, intervalOf(gap)], time.type, true);
  return internalCall(timeRange, [time, end], windowType(time.type), false);
}

const gapKinds: ReadonlySet<DataType['kind']> = new Set<DataType['kind']>(['string', 'calendar_interval', 'null']);

/** A constant gap that opens every window: nobody has to look whether one is open. */
export function gapIsPositive(gap: BoundExpression, frame: Frame): boolean {
  if (!isFoldable(gap)) return false;
  const value = evaluateConstant(intervalOf(gap), frame.settings) as StructValue | null;
  if (value === null) return false;
  return value.struct.every((part) => BigInt(part as number | bigint) >= 0n) && value.struct.some((part) => BigInt(part as number | bigint) > 0n);
}

function intervalOf(gap: BoundExpression): BoundExpression {
  return castTo(gap, calendarIntervalType, { ansi: false, get: () => undefined });
}

export function timeOfWindow(window: Attribute): BoundExpression {
  const type = window.type.kind === 'struct' ? window.type.fields[1]!.type : window.type;
  return internalCall(windowTime, [window], type, true);
}

export function windowHolds(window: Attribute, time: BoundExpression): BoundExpression {
  return internalCall(windowContains, [window, time], booleanType, true);
}

export function windowOpens(window: Attribute): BoundExpression {
  return internalCall(windowIsOpen, [window], booleanType, false);
}

function windowType(edge: DataType): DataType {
  return structType([field('start', edge), field('end', edge)]);
}

function internalCall(definition: ScalarFunction, args: readonly BoundExpression[], type: DataType, nullable: boolean): Call {
  return { kind: 'Call', definition, written: definition.name, arguments: args, type, nullable };
}

function durationOf(argument: BoundExpression, call: Call, frame: Frame): bigint {
  const refuse = (): never => fail('_LEGACY_ERROR_TEMP_1207', {}, { at: call.at });
  if (!isFoldable(argument) || (argument.type.kind !== 'string' && !isIntegral(argument.type))) return refuse();
  const value = evaluateConstant(argument, frame.settings);
  if (typeof value === 'bigint' || typeof value === 'number') return BigInt(value);
  if (typeof value !== 'string') return refuse();
  const interval = parseIntervalUnits(value);
  if (isProblem(interval)) return failDuration(value, interval, call);
  if (interval.months !== 0) fail('_LEGACY_ERROR_TEMP_3231', { interval: value }, { at: argument.at });
  return BigInt(interval.days) * 86_400_000_000n + interval.micros;
}

/** What is wrong with the text is the cause. */
function failDuration(text: string, problem: IntervalProblem, { at }: Call): never {
  try {
    return failInterval(text, problem);
  } catch (cause) {
    return fail('CANNOT_PARSE_INTERVAL', { intervalString: textToSql(text) }, { at, cause });
  }
}
