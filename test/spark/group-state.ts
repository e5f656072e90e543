import type { DataFrame } from '../../src/api/data-frame.ts';
import { durationMs, type GroupState, type GroupStateTimeout } from '../../src/api/group-state.ts';
import type { RowOf } from '../../src/api/row-type.ts';
import type { StatefulProcessorHandle, TimerValues, ValueState } from '../../src/api/stateful-processor.ts';

/** The functions that recorded scenarios may name; their meaning is in stream/README.md. */
export interface GroupStateOperation {
  readonly fn: 'runningCount' | 'timeoutAfter' | 'sessionize' | 'timeoutProcessing' | 'timeoutEvent';
  readonly op?: 'mapGroupsWithState' | 'flatMapGroupsWithState' | 'transformWithState';
  readonly mode?: 'append' | 'update';
  readonly timeout?: 'none' | 'processingTime' | 'eventTime';
  readonly delay?: string;
}

const output = 'kind STRING, k STRING, n BIGINT NOT NULL, total BIGINT NOT NULL, at STRING';
const state = 'n BIGINT NOT NULL, total BIGINT NOT NULL, start BIGINT NOT NULL, end BIGINT NOT NULL';
const timeouts: Readonly<Record<string, GroupStateTimeout>> = { none: 'NoTimeout', processingTime: 'ProcessingTimeTimeout', eventTime: 'EventTimeTimeout' };

type Totals = RowOf<typeof state>;
type Output = RowOf<typeof output>;
interface Event { readonly ts: Date | null; readonly v: bigint | null }
interface Key { readonly k: string | null }

export function groupState(frame: DataFrame, operation: GroupStateOperation): DataFrame {
  const grouped = frame.to('k STRING, ts TIMESTAMP, v BIGINT').groupByKey('k');
  const delayMs = operation.delay === undefined ? 0 : durationMs(operation.delay);
  const timeout = timeouts[operation.timeout ?? 'none']!;
  if (operation.op === 'transformWithState') {
    const timeMode = operation.timeout === 'processingTime' ? 'ProcessingTime' : operation.timeout === 'eventTime' ? 'EventTime' : 'None';
    return grouped.transformWithState((handle) => new TimerProcessor(handle, operation.fn, delayMs), { output, timeMode, outputMode: operation.mode ?? 'append' });
  }
  const step = (key: Key, rows: readonly Event[], group: GroupState<Totals>): Output[] => (group.hasTimedOut ? timedOut(key, group, operation) : counted(key, rows, group, operation, delayMs));
  if (operation.op === 'mapGroupsWithState') return grouped.mapGroupsWithState((key, rows, group) => step(key, rows, group)[0]!, { state, output, timeout });
  return grouped.flatMapGroupsWithState(operation.mode ?? 'append', step, { state, output, timeout });
}

function timedOut(key: Key, group: GroupState<Totals>, { fn, timeout }: GroupStateOperation): Output[] {
  const { n, total, start, end } = group.get();
  group.remove();
  const at = fn === 'sessionize' ? `${instant(Number(start))}/${instant(Number(end))}` : instant(timeout === 'eventTime' ? group.getCurrentWatermarkMs() : group.getCurrentProcessingTimeMs());
  return [{ kind: fn === 'sessionize' ? 'session' : 'timeout', k: key.k, n, total, at }];
}

function counted(key: Key, rows: readonly Event[], group: GroupState<Totals>, { fn, timeout }: GroupStateOperation, delayMs: number): Output[] {
  const next = add(group.getOption(), rows, delayMs);
  group.update(next);
  if (fn === 'timeoutAfter' && timeout === 'processingTime') group.setTimeoutDuration(delayMs);
  else if (fn !== 'runningCount') group.setTimeoutTimestamp(Math.max(Number(next.end), group.getCurrentWatermarkMs() + 1));
  if (fn === 'sessionize') return [];
  return [{ kind: 'data', k: key.k, n: next.n, total: next.total, at: instant(timeout === 'eventTime' ? group.getCurrentWatermarkMs() : group.getCurrentProcessingTimeMs()) }];
}

function add(old: Totals | null | undefined, rows: readonly Event[], delayMs: number): Totals {
  const before = old ?? { n: 0n, total: 0n, start: 2n ** 63n - 1n, end: -(2n ** 63n) };
  const times = rows.flatMap((row) => (row.ts === null ? [] : [BigInt(row.ts.getTime())]));
  return {
    n: before.n + BigInt(rows.length),
    total: rows.reduce((sum, row) => sum + (row.v ?? 0n), before.total),
    start: times.reduce((least, time) => (time < least ? time : least), before.start),
    end: times.reduce((most, time) => (time + BigInt(delayMs) > most ? time + BigInt(delayMs) : most), before.end),
  };
}

class TimerProcessor {
  readonly #fn: string;
  readonly #delayMs: number;
  readonly #handle: StatefulProcessorHandle;
  readonly #count: ValueState<Totals>;

  constructor(handle: StatefulProcessorHandle, fn: string, delayMs: number) {
    this.#fn = fn;
    this.#delayMs = delayMs;
    this.#handle = handle;
    this.#count = handle.getValueState('count', state);
  }

  handleInputRows(key: Key, rows: readonly Event[], timers: TimerValues): Output[] {
    const next = add(this.#count.get(), rows, this.#delayMs);
    this.#count.update(next);
    if (this.#fn !== 'runningCount') {
      for (const time of this.#handle.listTimers()) this.#handle.deleteTimer(time);
      this.#handle.registerTimer(this.#fn === 'timeoutEvent' ? Number(next.end) : timers.getCurrentProcessingTimeInMs() + this.#delayMs);
    }
    return [{ kind: 'data', k: key.k, n: next.n, total: next.total, at: '' }];
  }

  handleExpiredTimer(key: Key, _: TimerValues, { expiryTimeInMs }: { readonly expiryTimeInMs: number }): Output[] {
    const { n, total } = this.#count.get()!;
    this.#count.clear();
    return [{ kind: 'timeout', k: key.k, n, total, at: instant(expiryTimeInMs) }];
  }
}

/** As java.time.Instant prints: fractions only when there are some. */
function instant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
