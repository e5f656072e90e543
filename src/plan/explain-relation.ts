import { tree } from './explain-tree.ts';
import type { Relation } from './relation.ts';
import { expressionText } from './explain-expression.ts';
import type { Expression } from './expression.ts';

/** The unresolved tree as written: kinds of relations with their short fields, names marked with ' as not looked up yet. */
export function explainRelation(root: Relation): string {
  interface Line { readonly text: string; readonly children: readonly Line[] }
  return tree(relationTree(root, (text, children): Line => ({ text, children })), (node) => node.children, (node) => node.text);
}

/** The same as nodes of another kind. */
export function relationTree<N>(relation: Relation, nodeOf: (line: string, children: readonly N[]) => N): N {
  const { inputs, details } = partsOf(relation);
  return nodeOf([`'${relation.kind}`, ...details].join(' '), inputs.map((input) => relationTree(input, nodeOf)));
}

function partsOf(relation: Relation): { readonly inputs: readonly Relation[]; readonly details: readonly string[] } {
  const inputs: Relation[] = [];
  const details: string[] = [];
  for (const [key, value] of Object.entries(relation)) {
    if (key === 'kind' || key === 'at' || value === undefined) continue;
    if (relationKeys.has(key)) inputs.push(value as Relation);
    else if (key === 'ctes') for (const one of value as readonly { readonly query: Relation }[]) inputs.push(one.query);
    else details.push(`${key}=${text(value)}`);
  }
  return { inputs, details };
}

const relationKeys: ReadonlySet<string> = new Set(['input', 'left', 'right']);

function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if ('kind' in value) return expressionText(value as Expression);
  return `{${Object.entries(value).filter(([key, part]) => key !== 'at' && part !== undefined).map(([key, part]) => `${key}: ${text(part)}`).join(', ')}}`;
}
