import type { LogicalPlan } from './logical.ts';
import type { PhysicalPlan } from './physical.ts';
import { describeLogical } from './explain-logical.ts';
import { describePhysical, unboundedStates } from './explain-physical.ts';
import { explainRelation } from './explain-relation.ts';
import type { Relation } from './relation.ts';
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
  const body = mode === 'formatted' ? formatted(plans.physical) : explainPhysical(plans.physical);
  return section('Physical Plan', ids.shorten(body) + warnings(plans.physical));
}

/** The tree of a logical plan, one node per line. */
export function explainLogical(plan: LogicalPlan): string {
  return tree(plan, inputsOf, describeLogical);
}

export function explainPhysical(plan: PhysicalPlan): string {
  return tree(plan, physicalInputsOf, (node) => describePhysical(node).join(' '));
}

/** Column ids in the order of their first appearance: `a#1`. */
export class ShortIds {
  readonly #short = new Map<string, number>();
  shorten(text: string): string {
    return text.replace(/#(\d+)/g, (_, id: string) => {
      if (!this.#short.has(id)) this.#short.set(id, this.#short.size + 1);
      return `#${this.#short.get(id)}`;
    });
  }
}

/** Lines of a tree in the way of EXPLAIN: `+- ` for the last child, `:- ` for those before it. */
export function tree<N>(root: N, childrenOf: (node: N) => readonly N[], describe: (node: N) => string): string {
  const lines: string[] = [];
  const walk = (node: N, head: string, indent: string): void => {
    lines.push(`${head}${describe(node)}`);
    const children = childrenOf(node);
    children.forEach((child, index) => {
      const last = index === children.length - 1;
      walk(child, `${indent}${last ? '+- ' : ':- '}`, `${indent}${last ? '   ' : ':  '}`);
    });
  };
  walk(root, '', '');
  return lines.join('\n');
}

function section(title: string, body: string): string {
  return `== ${title} ==\n${body}\n`;
}

/** The tree with numbers, then every node with its details. */
function formatted(plan: PhysicalPlan): string {
  const numbers = new Map<PhysicalPlan, number>();
  const number = (node: PhysicalPlan): void => {
    for (const input of physicalInputsOf(node)) number(input);
    numbers.set(node, numbers.size + 1);
  };
  number(plan);
  const outline = tree(plan, physicalInputsOf, (node) => `${describePhysical(node)[0]} (${numbers.get(node)})`);
  const details = [...numbers].map(([node, at]) => {
    const [name, ...rest] = describePhysical(node);
    const inputs = physicalInputsOf(node).flatMap((input) => input.output);
    return [`(${at}) ${name}`, columnsLine('Output', node.output), ...(inputs.length === 0 ? [] : [columnsLine('Input', inputs)]), ...(rest.length === 0 ? [] : [`Arguments: ${rest.join(' ')}`])].join('\n');
  });
  return [outline, '', '', details.join('\n\n')].join('\n');
}

function statistics(rows: number | undefined): string { return rows === undefined ? 'unknown' : `rowCount=${rows}`; }

function columnsLine(title: string, columns: readonly { readonly name: string; readonly id: number }[]): string {
  return `${title} [${columns.length}]: [${columns.map((one) => `${one.name}#${one.id}`).join(', ')}]`;
}

function warnings(plan: PhysicalPlan): string {
  const found = unboundedStates(plan);
  return found.length === 0 ? '' : ['', '', '== Unbounded State ==', ...found.map((one) => `${one.operator} (state ${one.stateId}): ${one.reason}; bounded by: ${one.bound}`)].join('\n');
}
