import type { LocalScan, PhysicalPlan } from '../../plan/physical.ts';
import { physicalExpressionsOf, physicalInputsOf, someExpression } from '../../plan/walk.ts';
import type { Builder } from '../builder.ts';
import type { Leaf, Receiver } from '../operator.ts';

/**
 * The static side of a join with a stream, kept from batch to batch. It is read again when the version of its table changes: files by size and
 * time of change, tables in memory by their rows. What has no version, and what computes something else in every batch, is read every time.
 *
 * Promise: the receiver holds exactly the rows that a batch would read now.
 */
export interface KeptSide extends Receiver {
  /** The rows are outdated: others follow. */
  forget(): void;
}

/** One table below operators that give the same for the same rows, beside a stream. */
export function isWorthKeeping(built: PhysicalPlan, probe: PhysicalPlan): boolean {
  return readsStream(probe) && leafOf(built) !== undefined;
}

export function buildKeptSide(plan: PhysicalPlan, side: KeptSide, builder: Builder): void {
  const tree = builder.subtree(plan, side);
  builder.onBegin((context) => { tree.begin(context); });
  builder.onRelease(() => { tree.release(); });
  const table = leafOf(plan);
  for (const leaf of tree.leaves) builder.addLeaf(keptLeaf(leaf, side, table));
}

function keptLeaf(leaf: Leaf, side: KeptSide, table: PhysicalPlan | undefined): Leaf {
  let held: unknown;
  let offered: unknown;
  const keeps = (version: unknown): boolean => {
    offered = version;
    if (held !== undefined && held === version) return true;
    held = undefined;
    side.forget();
    return false;
  };
  if (leaf.kind === 'local') {
    return {
      kind: 'local',
      run(context) {
        if (keeps(versionOf(table as LocalScan))) return;
        leaf.run(context);
        held = offered;
      },
    };
  }
  return {
    ...leaf, keeps,
    finish(context) {
      if (held !== undefined) return;
      leaf.finish(context);
      held = offered;
    },
  };
}

function versionOf({ data: { version } }: LocalScan): unknown { return typeof version === 'function' ? version() : version; }

function readsStream(plan: PhysicalPlan): boolean {
  return plan.kind === 'SourceScan' ? plan.scan.streaming : physicalInputsOf(plan).some(readsStream);
}

const steadyKinds: ReadonlySet<PhysicalPlan['kind']> = new Set<PhysicalPlan['kind']>([
  'ProjectRows', 'FilterRows', 'HashAggregate', 'SortRows', 'LimitRows', 'ExpandRows', 'GenerateRows',
]);

/** The table at the bottom, if every operator above it is steady. */
function leafOf(plan: PhysicalPlan): PhysicalPlan | undefined {
  if (plan.kind === 'LocalScan') return plan.data.version === undefined ? undefined : plan;
  if (plan.kind === 'SourceScan') return plan.scan.streaming ? undefined : plan;
  const [input, ...others] = physicalInputsOf(plan);
  if (input === undefined || others.length > 0 || !steadyKinds.has(plan.kind) || physicalExpressionsOf(plan).some(changesByBatch)) return undefined;
  return leafOf(input);
}

/** Random, the clock, functions of the program. */
function changesByBatch(expression: Parameters<typeof someExpression>[0]): boolean {
  return someExpression(expression, (node) => (
    node.kind === 'UserCall' || node.kind === 'Subquery' || (node.kind === 'Call' && (node.definition.deterministic === false || node.definition.foldable === false))
  ));
}
