import type { Expression } from './expression.ts';
import type { Relation } from './relation.ts';

/** The expression with all names in it marked as maybe those of the query around. */
export function markOuter(expression: Expression): Expression {
  return mark(expression) as Expression;
}

function mark(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(mark);
  if (typeof node !== 'object' || node === null || isValue(node)) return node;
  const { kind } = node as { readonly kind?: unknown };
  if (kind === 'UnresolvedAttribute') return { ...node, outer: true };
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === 'at' || key === 'plan' ? value : mark(value)]));
}

const known = new WeakMap<object, boolean>();

/** Whether names of a query around may be meant in here, so that it can be understood only where it is used. Subqueries answer for themselves. */
export function mentionsOuter(relation: Relation): boolean {
  return mentions(relation);
}

function mentions(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(mentions);
  if (typeof node !== 'object' || node === null || isValue(node)) return false;
  const seen = known.get(node);
  if (seen !== undefined) return seen;
  const { kind, outer } = node as { readonly kind?: unknown; readonly outer?: unknown };
  const found = (kind === 'UnresolvedAttribute' && outer === true) || (!closed.has(kind) && Object.entries(node).some(([key, value]) => key !== 'at' && !(kind === 'LateralJoin' && key === 'right') && mentions(value)));
  known.set(node, found);
  return found;
}

/** Rows at hand, and queries whose around is the node itself. */
const closed: ReadonlySet<unknown> = new Set(['LocalRelation', 'Literal', 'Subquery', 'Sql', 'ExpressionString']);

function isValue(node: object): boolean {
  return ArrayBuffer.isView(node) || (node as { readonly kind?: unknown }).kind === 'Literal';
}
