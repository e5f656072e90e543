import type { LogicalPlan } from './logical.ts';
import { inputsOf } from './walk.ts';

const known = new WeakMap<LogicalPlan, boolean>();

/** True when any source below is a stream. Remembered per node: plans never change. */
export function isStreaming(plan: LogicalPlan): boolean {
  const before = known.get(plan);
  if (before !== undefined) return before;
  const streaming = plan.kind === 'Scan' ? plan.streaming : inputsOf(plan).some(isStreaming);
  known.set(plan, streaming);
  return streaming;
}
