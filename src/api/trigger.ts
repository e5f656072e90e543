import { fail } from '../errors/stream-error.ts';
import { parseDurationMillis } from '../types/interval-text.ts';
import type { Trigger } from '../exec/trigger.ts';

/** When a batch runs. At most one of them. */
export interface TriggerOptions {
  /** Interval text: every so often, aligned to multiples of it. */
  readonly processingTime?: string;
  /** Everything there is now, in as many batches as the limits ask for, then stop. */
  readonly availableNow?: boolean;
  /** One batch with everything there is now, then stop. Spark calls it deprecated in favour of availableNow. */
  readonly once?: boolean;
}

export function triggerOf(options: TriggerOptions): Trigger {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== false);
  if (given.length > 1) fail('TIDEMARK_INVALID_API_CALL', { call: 'trigger', problem: 'it takes one of processingTime, availableNow, once' });
  if (options.availableNow) return { kind: 'availableNow' };
  if (options.once) return { kind: 'once' };
  return { kind: 'processingTime', intervalMs: options.processingTime === undefined ? 0 : parseDurationMillis(options.processingTime) };
}
