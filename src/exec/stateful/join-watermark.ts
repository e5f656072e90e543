import type { JoinEviction, SymmetricHashJoin } from '../../plan/physical.ts';

/**
 * Up to which time (µs, inclusive) the rows of either side of a stream-stream join are dead, given the input watermark. Undefined: that
 * side is never cleared.
 *
 *   by key    key time ≤ watermark
 *   by value  event time ≤ watermark + offset, and ≤ limit where a constant bounds the side
 */
export function joinStateWatermarks(plan: Pick<SymmetricHashJoin, 'leftEviction' | 'rightEviction'>, watermarkMicros: bigint): { readonly left: bigint | undefined; readonly right: bigint | undefined } {
  return { left: deadUpTo(plan.leftEviction, watermarkMicros), right: deadUpTo(plan.rightEviction, watermarkMicros) };
}

function deadUpTo(eviction: JoinEviction | undefined, watermarkMicros: bigint): bigint | undefined {
  if (eviction === undefined) return undefined;
  if (eviction.by === 'key') return watermarkMicros;
  const moved = watermarkMicros + eviction.offsetMicros;
  return eviction.limitMicros !== undefined && eviction.limitMicros < moved ? eviction.limitMicros : moved;
}
