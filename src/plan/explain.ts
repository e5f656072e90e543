import type { LogicalPlan } from './logical.ts';
import type { PhysicalPlan } from './physical.ts';
import { describeLogical } from './explain-logical.ts';
import { describePhysical, unboundedStates } from './explain-physical.ts';
import { explainRelation } from './explain-relation.ts';
import type { Relation } from './relation.ts';
import { formatted, section, type Shape, ShortIds, tree } from './explain-tree.ts';
import { inputsOf, physicalInputsOf } from './walk.ts';

export interface ExplainedPlans {
  readonly parsed: Relation;
  readonly analyzed: LogicalPlan;
  readonly optimized: LogicalPlan;
  readonly physical: PhysicalPlan;
  /** Roughly the rows that a node gives, for `cost`. */
  readonly rowsOf?: (plan: LogicalPlan) => number | undefined;
}

/**
 * EXPLAIN. `simple` is the physical plan, `cost` the optimized one besides, `extended` all phases, `logical` those
 * before the last, `formatted` the physical plan with numbered nodes and their details below; `codegen` says that no code is generated. Ids of columns are
 * renumbered from 1, so that the same query always gives the same text.
 */
export function explainPlans(plans: ExplainedPlans, mode: 'simple' | 'extended' | 'formatted' | 'codegen' | 'cost' | 'logical'): string {
  const ids = new ShortIds();
  const logical = (): string[] => [
    section('Parsed Logical Plan', explainRelation(plans.parsed)), section('Analyzed Logical Plan', ids.shorten(explainLogical(plans.analyzed))),
    section('Optimized Logical Plan', ids.shorten(explainLogical(plans.optimized))),
  ];
  if (mode === 'logical') return logical().join('\n');
  if (mode === 'extended') return [...logical(), section('Physical Plan', ids.shorten(explainPhysical(plans.physical)) + warnings(plans.physical))].join('\n');
  if (mode === 'codegen') return 'Found 0 WholeStageCodegen subtrees.\n';
  if (mode === 'cost') {
    const optimized = section('Optimized Logical Plan', ids.shorten(tree(plans.optimized, inputsOf, (node) => `${describeLogical(node)}, Statistics(${statistics(plans.rowsOf?.(node))})`)));
    return [optimized, section('Physical Plan', ids.shorten(explainPhysical(plans.physical)) + warnings(plans.physical))].join('\n');
  }
  const body = mode === 'formatted' ? formatted(plans.physical, physicalShape) : explainPhysical(plans.physical);
  return section('Physical Plan', ids.shorten(body) + warnings(plans.physical));
}

/** The tree of a logical plan, one node per line. */
export function explainLogical(plan: LogicalPlan): string {
  return tree(plan, inputsOf, describeLogical);
}

export function explainPhysical(plan: PhysicalPlan): string {
  return tree(plan, physicalInputsOf, (node) => describePhysical(node).join(' '));
}

const physicalShape: Shape<PhysicalPlan> = { childrenOf: physicalInputsOf, partsOf: describePhysical, outputOf: (node) => node.output };

function statistics(rows: number | undefined): string { return rows === undefined ? 'unknown' : `rowCount=${rows}`; }

function warnings(plan: PhysicalPlan): string {
  const found = unboundedStates(plan);
  return found.length === 0 ? '' : ['', '', '== Unbounded State ==', ...found.map((one) => `${one.operator} (state ${one.stateId}): ${one.reason}; bounded by: ${one.bound}`)].join('\n');
}
