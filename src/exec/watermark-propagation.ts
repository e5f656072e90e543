import { fail, invariant } from '../errors/stream-error.ts';
import type { PhysicalPlan } from '../plan/physical.ts';
import { physicalInputsOf } from '../plan/walk.ts';
import { joinStateWatermarks } from './stateful/join-watermark.ts';

/**
 * Watermarks of the operators of a plan, given the global one (spark-semantics 5.2), from the leaves upwards:
 *
 *   watermark operator   outputs the global watermark
 *   stateless            the least of its inputs that have one
 *   stateful             input = the least of its inputs that have one; output:
 *     aggregation, deduplication, limit   = input
 *     stream-stream join                  = least of input and what the state of either side still waits for
 *     grouped map                         = none, but transformWithState by event time: input
 *
 * `seesRepeats` false: what is read a second time has none, see `repeated` of the plan.
 *
 * Never below 0, and 0 everywhere while the global watermark is 0. In microseconds.
 */
export function propagateWatermarks(plan: PhysicalPlan, globalMs: number, chained = true, { seesRepeats = true } = {}): ReadonlyMap<number, bigint | undefined> {
  const inputs = new Map<number, bigint | undefined>();
  visit(plan, { global: BigInt(globalMs) * 1000n, chained, seesRepeats }, inputs);
  return inputs;
}

interface Propagation { readonly global: bigint; readonly chained: boolean; readonly seesRepeats: boolean }

function visit(plan: PhysicalPlan, from: Propagation, inputs: Map<number, bigint | undefined>): bigint | undefined {
  const { global, chained } = from;
  const below = physicalInputsOf(plan).map((input) => visit(input, from, inputs));
  if (plan.kind === 'EventTimeWatermark') {
    // Spark notices it only here, once the watermark has moved: the first batch has already run.
    if (chained && global > 0n && below.some((micros) => micros !== undefined)) fail('TIDEMARK_WATERMARK_REDEFINED', {});
    return chained && plan.repeated === true && !from.seesRepeats ? undefined : global;
  }
  const input = leastOf(below);
  if (!('stateId' in plan)) return input;
  invariant(!inputs.has(plan.stateId), 'every stateful operator has a number of its own');
  inputs.set(plan.stateId, chained ? input : input === undefined ? undefined : global);
  return outputOf(plan, input);
}

function outputOf(plan: Extract<PhysicalPlan, { stateId: number }>, input: bigint | undefined): bigint | undefined {
  switch (plan.kind) {
    case 'SymmetricHashJoin': return input === undefined ? undefined : leastOf([input, ...Object.values(joinStateWatermarks(plan, input)).map(notNegative)]);
    case 'StatefulGroupedMap': return plan.map.operation === 'transformWithState' && plan.map.timeMode === 'eventTime' ? input : undefined;
    default: return input;
  }
}

function notNegative(micros: bigint | undefined): bigint | undefined {
  return micros === undefined || micros > 0n ? micros : 0n;
}

function leastOf(micros: readonly (bigint | undefined)[]): bigint | undefined {
  let least: bigint | undefined;
  for (const one of micros) if (one !== undefined && (least === undefined || one < least)) least = one;
  return least;
}
