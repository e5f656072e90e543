/** When batches run (spark-semantics.md 3). Interval 0 = as soon as the batch before has ended. */
export type Trigger =
  | { readonly kind: 'processingTime'; readonly intervalMs: number }
  | { readonly kind: 'availableNow' }
  | { readonly kind: 'once' };

/** Ticks lie on multiples of the interval since 1970, whenever the query was started. */
export function nextTriggerMs(nowMs: number, intervalMs: number): number {
  return intervalMs === 0 ? nowMs : Math.floor(nowMs / intervalMs) * intervalMs + intervalMs;
}

export function describeTrigger(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'processingTime': return `ProcessingTime(${trigger.intervalMs} ms)`;
    case 'availableNow': return 'AvailableNow';
    case 'once': return 'Once';
  }
}
