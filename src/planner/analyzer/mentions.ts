import type { Relation } from '../../plan/relation.ts';

/** True when a relation reads a table of this name anywhere, subqueries included. Walks plain data: nothing is resolved yet. */
export function mentionsName(relation: Relation, name: string): boolean {
  return walk(relation, name.toLowerCase());
}

function walk(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((one) => walk(one, name));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  if ('kind' in value && value.kind === 'NamedTable' && 'name' in value && Array.isArray(value.name)) {
    return value.name.length === 1 && String(value.name[0]).toLowerCase() === name;
  }
  return Object.entries(value).some(([key, part]) => key !== 'at' && walk(part, name));
}
