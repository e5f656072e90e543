import type { StateMetrics } from '../context.ts';

/** The counters of a stateful operator for one batch. */
export class StateCounters {
  updated = 0;
  removed = 0;
  dropped = 0;
  custom: Record<string, number> = {};

  reset(): void {
    this.updated = this.removed = this.dropped = 0;
    this.custom = {};
  }

  metrics(numRowsTotal: number, memoryUsedBytes: number): StateMetrics {
    return {
      numRowsTotal, numRowsUpdated: this.updated, numRowsRemoved: this.removed, numRowsDroppedByWatermark: this.dropped, memoryUsedBytes, customMetrics: this.custom,
    };
  }
}
