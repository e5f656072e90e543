import type { LocalScan, PhysicalPlan } from '../../plan/physical.ts';
import { physicalExpressionsOf, physicalInputsOf, someExpression } from '../../plan/walk.ts';
import type { Builder } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import type { Leaf, Receiver } from '../operator.ts';

/**
 * The static side of a join with a stream, kept from batch to batch. It is made again when the version of one of its tables changes: files by size and
 * time of change, tables in memory by their rows. What has no version, and what computes something else in every batch, is made every time.
 *
 * Promise: the receiver holds exactly the rows that a batch would read now.
 */
export interface KeptSide extends Receiver {
  /** The rows are outdated: others follow. */
  forget(): void;
}

/** Tables below operators that give the same for the same rows, beside a stream. */
export function isWorthKeeping(built: PhysicalPlan, probe: PhysicalPlan): boolean {
  return readsStream(probe) && tablesOf(built) !== undefined;
}

export function buildKeptSide(plan: PhysicalPlan, side: KeptSide, builder: Builder): void {
  const versions = new Versions((tablesOf(plan) ?? []).filter((table) => table.kind === 'LocalScan'), side);
  const tree = builder.subtree(plan, {
    push: (chunk, context) => { side.push(chunk, context); },
    finish(context) {
      side.finish(context);
      versions.hold();
    },
  });
  builder.onBegin((context) => {
    tree.begin(context);
    versions.begin();
  });
  builder.onRelease(() => { tree.release(); });
  tree.leaves.forEach((leaf, index) => { builder.addLeaf(keptLeaf(leaf, index, versions)); });
}

/** The versions of all tables of a side: those its rows were made from, and those of now. */
class Versions {
  readonly #local: readonly LocalScan[];
  readonly #side: KeptSide;
  readonly #offered = new Map<number, unknown>();
  #held: readonly unknown[] | undefined;
  #now: readonly unknown[] = [];
  #kept: boolean | undefined;

  constructor(local: readonly LocalScan[], side: KeptSide) {
    this.#local = local;
    this.#side = side;
  }

  begin(): void {
    this.#offered.clear();
    this.#kept = undefined;
  }

  offer(leaf: number, version: unknown): void { this.#offered.set(leaf, version); }

  /** Whether the rows of before are those of now; asked when all versions are known. If not, they are gone. */
  areKept(): boolean {
    if (this.#kept !== undefined) return this.#kept;
    this.#now = [...this.#local.map(versionOf), ...this.#offered.values()];
    const held = this.#held;
    this.#kept = held !== undefined && this.#now.every((version, index) => version !== undefined && version === held[index]);
    if (!this.#kept) {
      this.#held = undefined;
      this.#side.forget();
    }
    return this.#kept;
  }

  hold(): void { this.#held = this.#now; }
}

function keptLeaf(leaf: Leaf, index: number, versions: Versions): Leaf {
  if (leaf.kind === 'local') return { kind: 'local', run: (context) => { if (!versions.areKept()) leaf.run(context); } };
  return {
    ...leaf,
    offer: (version) => { versions.offer(index, version); },
    keeps: () => versions.areKept(),
    finish(context: BatchContext) { if (!versions.areKept()) leaf.finish(context); },
  };
}

function versionOf({ data: { version } }: LocalScan): unknown { return typeof version === 'function' ? version() : version; }

export function readsStream(plan: PhysicalPlan): boolean {
  return plan.kind === 'SourceScan' ? plan.scan.streaming : physicalInputsOf(plan).some(readsStream);
}

const steadyKinds: ReadonlySet<PhysicalPlan['kind']> = new Set<PhysicalPlan['kind']>([
  'ProjectRows', 'FilterRows', 'HashAggregate', 'SortRows', 'LimitRows', 'ExpandRows', 'GenerateRows', 'HashJoin', 'NestedLoopJoin', 'UnionRows',
]);

/** The tables at the bottom, if every operator above them is steady. */
function tablesOf(plan: PhysicalPlan): readonly (PhysicalPlan & { readonly kind: 'LocalScan' | 'SourceScan' })[] | undefined {
  if (plan.kind === 'LocalScan') return plan.data.version === undefined ? undefined : [plan];
  if (plan.kind === 'SourceScan') return plan.scan.streaming ? undefined : [plan];
  if (!steadyKinds.has(plan.kind) || physicalExpressionsOf(plan).some(changesByBatch)) return undefined;
  const tables = physicalInputsOf(plan).map(tablesOf);
  return tables.length === 0 || tables.includes(undefined) ? undefined : tables.flatMap((one) => one ?? []);
}

/** Random, the clock, functions of the program. */
function changesByBatch(expression: Parameters<typeof someExpression>[0]): boolean {
  return someExpression(expression, (node) => (
    node.kind === 'UserCall' || node.kind === 'Subquery' || (node.kind === 'Call' && (node.definition.deterministic === false || node.definition.foldable === false))
  ));
}
