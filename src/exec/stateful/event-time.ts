import type { Arena } from '../../columnar/arena.ts';
import { intersectBitmaps, isValid } from '../../columnar/bitmap.ts';
import { CHUNK_ROWS, type Rows } from '../../columnar/chunk.ts';
import { type Column, childOf, int64Values } from '../../columnar/column.ts';
import { withLength } from '../../columnar/constant.ts';
import { expandConstant } from '../../columnar/gather.ts';
import { fail } from '../../errors/stream-error.ts';
import type { StateTable } from '../../state/table.ts';
import { typeToSql } from '../../types/print.ts';

/** Event times in µs: a timestamp as it is, of a window its end. One value per row. */
export interface EventTimes { readonly values: BigInt64Array; readonly validity: Uint8Array | undefined }

export function eventTimesOf(column: Column, rowCount: number, arena: Arena): EventTimes {
  const whole = column.mask === 0 ? expandConstant(withLength(column, rowCount), arena) : column;
  if (whole.type.kind === 'struct') {
    const end = eventTimesOf(childOf(whole, whole.children.length - 1), rowCount, arena);
    return { values: end.values, validity: intersectBitmaps(whole.validity, end.validity, rowCount, arena) };
  }
  if (whole.type.kind !== 'timestamp' && whole.type.kind !== 'timestamp_ntz') {
    fail('EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE', { eventName: 'event time', eventType: `"${typeToSql(whole.type)}"` });
  }
  return { values: int64Values(whole), validity: whole.validity };
}

/** The selected rows in two parts: those whose time the watermark has passed (time ≤ watermark), and the others. Without a time a row is never late. */
export function splitLate(times: EventTimes, rows: Rows, watermarkMicros: bigint, arena: Arena): { readonly late: Uint32Array; readonly kept: Uint32Array } | undefined {
  const { values, validity } = times;
  const count = rows.selection?.length ?? rows.rowCount;
  let first = 0;
  const lateAt = (at: number): boolean => {
    const row = rows.selection === undefined ? at : rows.selection[at]!;
    return values[row]! <= watermarkMicros && isValid(validity, row);
  };
  while (first < count && !lateAt(first)) first++;
  if (first === count) return undefined;
  const late = arena.uint32(count);
  const kept = arena.uint32(count);
  let lateCount = 0;
  let keptCount = 0;
  for (let at = 0; at < count; at++) {
    const row = rows.selection === undefined ? at : rows.selection[at]!;
    if (at >= first && lateAt(at)) late[lateCount++] = row;
    else kept[keptCount++] = row;
  }
  return { late: late.subarray(0, lateCount), kept: kept.subarray(0, keptCount) };
}

/** These rows of a table die when the watermark reaches the time of this key. */
export function scheduleByKey(table: Pick<StateTable, 'keyColumns' | 'expiry'>, rows: Uint32Array, key: number, arena: Arena): void {
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const mark = arena.mark();
    const part = rows.subarray(start, start + CHUNK_ROWS);
    const { values, validity } = eventTimesOf(table.keyColumns(part, arena)[key]!, part.length, arena);
    for (let at = 0; at < part.length; at++) if (isValid(validity, at)) table.expiry.schedule(part[at]!, values[at]!);
    arena.rewind(mark);
  }
}
