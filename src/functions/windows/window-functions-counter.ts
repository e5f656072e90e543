import { columnOf } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { readValue } from '../../columnar/read.ts';
import type { Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { type DataType, doubleType, timestampNtzType, timestampType } from '../../types/data-type.ts';
import { isNumeric } from '../../types/coercion.ts';
import { expectCount } from '../define.ts';
import type { CallShape, ResolvedCall, WindowFunction, WindowPartition } from '../function.ts';
import { failInput } from '../mismatch.ts';
import { compareValues } from '../value-order.ts';

/** What a counter that only grows has grown by since the last row that has a value. It starts again when it shrinks or its start time moves. */
export const counterFunction: WindowFunction = {
  kind: 'window', name: 'counter_diff', group: 'window_funcs', since: '0.1', signatures: [], orderRequired: true, fixedFrame: 'rows to current',
  doc: 'Returns by how much a counter grew since the row before. NULL in the first row, for NULL, and where the counter was reset: it is less than before, or its start time (second argument) is later.',
  examples: [['SELECT t, counter_diff(c) OVER (ORDER BY t) AS grown FROM VALUES (1, 100), (2, 150), (3, 20) AS v(t, c)', '1  NULL\n2  50\n3  NULL']],
  resolve: resolveCounter,
  evaluate: (call) => (args, partitions, rowCount, { arena }) => {
    const out = new Array<Value>(rowCount).fill(null);
    for (const partition of partitions) fillDifferences(out, partition, args, call.returnType);
    return columnOf(call.returnType, out, arena);
  },
};

function resolveCounter(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  const [value, since] = call.arguments;
  if (!isNumeric(value!.type) && value!.type.kind !== 'null') failInput(call, 0, { family: 'numeric' });
  if (since !== undefined && since.type.kind !== 'timestamp' && since.type.kind !== 'timestamp_ntz') failInput(call, 1, { oneOf: [timestampType, timestampNtzType] });
  const own = value!.type.kind === 'null' ? doubleType : value!.type;
  return { argumentTypes: [own, ...call.arguments.slice(1).map((one) => one.type)], returnType: own, nullable: true };
}

function fillDifferences(out: Value[], { start, end }: WindowPartition, [counter, since]: readonly Column[], type: DataType): void {
  let last: number | bigint | undefined;
  let lastSince: bigint | null = null;
  for (let row = start; row < end; row++) {
    const value = readValue(counter!, row) as number | bigint | null;
    if (value === null) continue;
    if (value < 0) fail('COUNTER_DIFF_NEGATIVE_COUNTER_VALUE', { value: String(value), function: '`counter_diff`' });
    const begun = since === undefined ? null : readValue(since, row) as bigint | null;
    const known = begun !== null && lastSince !== null;
    if (known && begun < lastSince!) fail('COUNTER_DIFF_START_TIME_DECREASED', { function: '`counter_diff`', previousStartTime: shown(lastSince!), currentStartTime: shown(begun) });
    const reset = known && begun > lastSince!;
    if (last !== undefined && !reset && compareValues(type, value, last) >= 0) out[row] = difference(value, last, type);
    last = value;
    lastSince = begun;
  }
}

function difference(value: number | bigint, last: number | bigint, type: DataType): Value {
  if (typeof value === 'bigint') return value - (last as bigint);
  return type.kind === 'float' ? Math.fround(value - (last as number)) : value - (last as number);
}

function shown(micros: bigint): string {
  return new Date(Number(micros / 1000n)).toISOString();
}
