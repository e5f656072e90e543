import type { Relation } from '../plan/relation.ts';
import { spelledCollations } from '../types/collation.ts';
import type { DataType } from '../types/data-type.ts';

/** The query of a view with DEFAULT COLLATION: its literals and casts make texts of that collation where they say none. Columns keep theirs. */
export function collatedQuery(query: Relation, collation: string): Relation {
  return collated(query, collation) as Relation;
}

function collated(node: unknown, collation: string): unknown {
  if (Array.isArray(node)) return node.map((one) => collated(one, collation));
  if (typeof node !== 'object' || node === null || Object.getPrototypeOf(node) !== Object.prototype) return node;
  const part = node as { readonly kind?: unknown; readonly type?: DataType; readonly to?: DataType };
  const inside = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === 'at' || key === 'type' || key === 'to' ? value as unknown : collated(value, collation)]));
  if (part.kind === 'Literal' && part.type !== undefined) return { ...inside, type: spelledCollations(part.type, collation) };
  return part.kind === 'Cast' && part.to !== undefined ? { ...inside, to: spelledCollations(part.to, collation) } : inside;
}
