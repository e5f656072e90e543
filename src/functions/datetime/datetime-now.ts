import { constantColumn } from '../../columnar/builder.ts';
import { SECONDS_PER_DAY } from '../../types/calendar.ts';
import { type DataType, dateType, intType, stringType, timestampNtzType, timestampType } from '../../types/data-type.ts';
import { offsetAt, zoneOf } from '../../types/time-zone.ts';
import { fail } from '../../errors/stream-error.ts';
import { castInput, expectConstant, expectCount } from '../define.ts';
import type { BoundCall, CallShape, Kernel, KernelContext, ResolvedCall, ScalarFunction } from '../function.ts';
import { timeType } from './time-type.ts';
import { textToSql } from '../../types/print.ts';

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1', nullable: 'never', foldable: false } as const;

/** The time of the batch: the same in every row, and the same again when the batch is repeated after a crash. Only `now()` reads the wall clock. */
export const datetimeNowFunctions: readonly ScalarFunction[] = [
  {
    ...words, name: 'current_timestamp', signatures: ['() -> timestamp'], doc: 'Returns the time of the batch.', examples: [["SELECT current_timestamp() > TIMESTAMP'2024-01-01'", 'true']],
    kernel: constantOf(timestampType, ({ batchTimeMicros }) => batchTimeMicros),
  },
  {
    ...words, name: 'now', signatures: ['() -> timestamp'], doc: 'Returns the time of the wall clock when the batch began to compute. A batch that is repeated may see another time.',
    examples: [["SELECT now() > TIMESTAMP'2024-01-01'", 'true']], kernel: wallClock,
  },
  {
    ...words, name: 'current_date', aliases: ['curdate'], signatures: ['() -> date'], doc: "Returns the date of the batch in the session's time zone.",
    examples: [["SELECT current_date() > DATE'2024-01-01'", 'true']],
    kernel: constantOf(dateType, ({ batchTimeMicros }, call) => Number(localMicros(batchTimeMicros, call) / (BigInt(SECONDS_PER_DAY) * 1_000_000n))),
  },
  {
    ...words, name: 'localtimestamp', signatures: ['() -> timestamp_ntz'], doc: "Returns the wall-clock time of the batch in the session's time zone.",
    examples: [['SELECT localtimestamp() = CAST(current_timestamp() AS TIMESTAMP_NTZ)', 'true']],
    kernel: constantOf(timestampNtzType, ({ batchTimeMicros }, call) => localMicros(batchTimeMicros, call)),
  },
  {
    ...words, name: 'current_time', aliases: ['localtime'], signatures: ['([int]) -> time'], resolve: resolveTime, display: ([digits = '6']) => `current_time(${digits})`,
    doc: "Returns the time of day of the batch in the session's time zone, with 0 to 9 digits after the point (default: 6).", examples: [["SELECT current_time() <= TIME'23:59:59.999999'", 'true']],
    kernel: (call) => (_, rows, context) => constantColumn(call.returnType, timeOfDay(context.batchTimeMicros, call), rows.rowCount, context.arena),
  },
  {
    kind: 'scalar', group: 'datetime_funcs', since: '0.1', nullable: 'never', name: 'current_timezone', signatures: ['() -> string'], doc: "Returns the session's time zone.",
    examples: [['SELECT current_timezone()', 'UTC']], kernel: constantOf(stringType, (_, call) => call.settings.timeZone),
  },
];

function constantOf(type: DataType, compute: (context: KernelContext, call: BoundCall) => bigint | number | string): (call: BoundCall) => Kernel {
  return (call) => (_, rows, context) => constantColumn(type, compute(context, call), rows.rowCount, context.arena);
}

function resolveTime(call: CallShape): ResolvedCall {
  expectCount(call, 0, 1);
  const [argument] = call.arguments;
  if (argument === undefined) return { argumentTypes: [], returnType: timeType, nullable: false };
  const argumentTypes = [castInput(call, 0, intType)];
  const literal = expectConstant(call, 0, '`precision`', intType);
  const shown = { sqlExpr: `"${call.sql}"`, exprName: '`precision`' };
  if (literal === null && argument.type.kind !== 'string') fail('DATATYPE_MISMATCH.UNEXPECTED_NULL', shown, { at: call.at });
  const precision = Math.trunc(Number(literal) / (argument.type.kind === 'decimal' ? 10 ** argument.type.scale : 1));
  if (Number.isNaN(precision)) fail('CAST_INVALID_INPUT', { expression: textToSql(String(literal)), sourceType: '"STRING"', targetType: '"INT"' }, { at: call.at });
  if (precision < 0 || precision > 9) fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', { ...shown, valueRange: '[0, 9]', currentValue: String(precision) }, { at: call.at });
  return { argumentTypes, returnType: { kind: 'time', precision }, nullable: false };
}

function timeOfDay(batchTimeMicros: bigint, call: BoundCall): bigint {
  const { precision } = call.returnType as typeof timeType;
  const unit = 10n ** BigInt(9 - precision);
  const nanos = (localMicros(batchTimeMicros, call) % 86_400_000_000n) * 1000n;
  return nanos - (nanos % unit);
}

function localMicros(micros: bigint, call: BoundCall): bigint {
  return micros + BigInt(offsetAt(zoneOf(call.settings.timeZone), Math.floor(Number(micros) / 1_000_000))) * 1_000_000n;
}

/** Read once per batch, so that all chunks of a batch agree. */
function wallClock(): Kernel {
  let batch: bigint | undefined;
  let now = 0n;
  return (_, rows, { arena, batchTimeMicros, nowMicros }) => {
    if (batch !== batchTimeMicros) {
      batch = batchTimeMicros;
      now = nowMicros();
    }
    return constantColumn(timestampType, now, rows.rowCount, arena);
  };
}
