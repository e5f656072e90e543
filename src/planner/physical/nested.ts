import type { LateralJoin, RecursiveLoop, TableGenerator } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import type { PhysicalPlan } from '../../plan/physical.ts';
import { oneRow } from '../local-data.ts';
import type { Strategist } from '../physical.ts';

export function planLoop(node: RecursiveLoop, { plan }: Strategist): PhysicalPlan {
  return {
    kind: 'RecursiveRows', loopId: node.loopId, anchor: plan(node.anchor), step: plan(node.step), all: node.all, maxRounds: node.maxRounds, maxRows: node.maxRows, output: node.output,
  };
}

/** A lateral join the optimizer could not turn into an ordinary one. */
export function planLateralJoin(node: LateralJoin, { plan }: Strategist): PhysicalPlan {
  return {
    kind: 'ApplyRows', left: plan(node.left), right: plan(node.right), outer: node.outer, type: node.type, output: outputOf(node),
    ...(node.condition === undefined ? {} : { condition: node.condition }),
  };
}

export function planGenerator(node: TableGenerator): PhysicalPlan {
  const data = oneRow();
  return { kind: 'GenerateRows', input: { kind: 'LocalScan', data, output: data.output }, generator: node.generator, outer: node.outer, output: node.generated };
}
