import type { LogicalPlan } from './logical.ts';
import type { PhysicalPlan } from './physical.ts';
import { describeLogical } from './explain-logical.ts';
import { describePhysical } from './explain-physical.ts';
import { relationTree } from './explain-relation.ts';
import { formatted, type Shape, section, ShortIds, type ShownColumn, tree } from './explain-tree.ts';
import type { Relation } from './relation.ts';
import type { Explain } from './statement.ts';
import { inputsOf, physicalInputsOf } from './walk.ts';

/** A line of the plan of a command: `name arguments`, with what it reads below it. */
export interface CommandNode {
  readonly name: string; readonly args: readonly string[]; readonly children: readonly CommandNode[];
  /** Named by the node above, not read by it. */
  readonly isMentioned?: boolean;
  readonly output?: readonly ShownColumn[];
}

/** The phases of a command. Without `run` it is carried out as it was understood, by `Execute`. */
export interface CommandPlans {
  readonly written: CommandNode; readonly understood: CommandNode; readonly optimized?: CommandNode; readonly run?: CommandNode;
  /** What it answers: `name: type`, in words. */
  readonly output?: readonly { readonly name: string; readonly type: string }[];
}

type Part = string | boolean | undefined;

/** Undefined parts are left out. */
export function commandNode(name: string, args: readonly Part[] = [], children: readonly (CommandNode | undefined)[] = []): CommandNode {
  return { name, args: args.filter((one) => one !== undefined).map(String), children: children.filter((one) => one !== undefined) };
}

export function mentioned(node: CommandNode): CommandNode { return { ...node, isMentioned: true }; }

/** The same modes as for queries. */
export function explainCommand(plans: CommandPlans, mode: Explain['mode']): string {
  if (mode === 'codegen') return 'Found 0 WholeStageCodegen subtrees.\n';
  const ids = new ShortIds();
  const shown = (title: string, text: string): string => section(title, ids.shorten(text));
  const { written, understood, optimized = understood, output } = plans;
  const run = plans.run ?? { ...commandNode(`Execute ${understood.name}`, [], [mentioned(understood)]), output: (output ?? []).map(({ name }, id) => ({ name, id })) };
  const answer = output === undefined || output.length === 0 ? '' : `${output.map(({ name, type }) => `${name}: ${type}`).join(', ')}\n`;
  const logical = (): string[] => [shown('Parsed Logical Plan', treeOf(written)), shown('Analyzed Logical Plan', answer + treeOf(understood)), shown('Optimized Logical Plan', treeOf(optimized))];
  const physical = (): string => shown('Physical Plan', mode === 'formatted' ? formatted(run, shape) : treeOf(run));
  if (mode === 'logical') return logical().join('\n');
  if (mode === 'extended') return [...logical(), physical()].join('\n');
  return mode === 'cost' ? [shown('Optimized Logical Plan', treeOf(optimized)), physical()].join('\n') : physical();
}

export function relationNode(relation: Relation): CommandNode { return relationTree(relation, (line, children) => ({ name: line, args: [], children })); }

export function logicalNode(plan: LogicalPlan): CommandNode { return { ...split(describeLogical(plan)), children: inputsOf(plan).map(logicalNode) }; }

export function physicalNode(plan: PhysicalPlan): CommandNode {
  const [name, ...rest] = describePhysical(plan);
  return { name: name!, args: rest.length === 0 ? [] : [rest.join(' ')], children: physicalInputsOf(plan).map(physicalNode), output: plan.output };
}

function split(line: string): Pick<CommandNode, 'name' | 'args'> {
  const space = line.indexOf(' ');
  return space < 0 ? { name: line, args: [] } : { name: line.slice(0, space), args: [line.slice(space + 1)] };
}

const childrenOf = (node: CommandNode): readonly CommandNode[] => node.children;
const isMentioned = (node: CommandNode): boolean => node.isMentioned === true;
const shape: Shape<CommandNode> & { readonly childrenOf: typeof childrenOf } = {
  childrenOf, isMentioned, outputOf: (node: CommandNode) => node.output, partsOf: (node: CommandNode) => (node.args.length === 0 ? [node.name] : [node.name, node.args.join(', ')]),
};

function treeOf(root: CommandNode): string { return tree(root, childrenOf, (node) => shape.partsOf(node).join(' '), isMentioned); }
