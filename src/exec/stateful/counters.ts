import type { BatchContext, StateMetrics } from '../context.ts';

/** The counters of a stateful operator for one batch. */
export class StateCounters {
  updated = 0;
  removed = 0;
  dropped = 0;
  custom: Record<string, number> = {};
  readonly #spentMs = { updates: 0, removals: 0 };

  reset(): void {
    this.updated = this.removed = this.dropped = 0;
    this.custom = {};
    this.#spentMs.updates = this.#spentMs.removals = 0;
  }

  /** Runs `action` and adds its time. */
  timed<T>(phase: 'updates' | 'removals', { monotonicMs }: BatchContext, action: () => T): T {
    if (monotonicMs === undefined) return action();
    const start = monotonicMs();
    const result = action();
    this.#spentMs[phase] += monotonicMs() - start;
    return result;
  }

  metrics(numRowsTotal: number, memoryUsedBytes: number): StateMetrics {
    return {
      numRowsTotal, numRowsUpdated: this.updated, numRowsRemoved: this.removed, numRowsDroppedByWatermark: this.dropped, memoryUsedBytes,
      allUpdatesTimeMs: this.#spentMs.updates, allRemovalsTimeMs: this.#spentMs.removals, customMetrics: this.custom,
    };
  }
}
