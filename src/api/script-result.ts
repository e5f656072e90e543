import type { Value } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import type { LocalRelation, Relation } from '../plan/relation.ts';
import type { Schema } from '../types/data-type.ts';

export interface ResultRows { readonly schema: Schema; readonly rows: readonly (readonly Value[])[] }

/** Rows that are not there yet, as a relation: who asks for its columns too early is told to wait. */
export class ScriptResult {
  readonly relation: LocalRelation;
  #outcome: { readonly rows: ResultRows } | { readonly error: unknown } | undefined;

  constructor() {
    const outcome = (): ResultRows => this.#rows();
    this.relation = { kind: 'LocalRelation', get schema() { return outcome().schema; }, get rows() { return outcome().rows; } };
    unfinished.add(this.relation);
  }

  resolve(rows: ResultRows): void { this.#finish({ rows }); }
  reject(error: unknown): void { this.#finish({ error }); }

  #finish(outcome: { readonly rows: ResultRows } | { readonly error: unknown }): void {
    this.#outcome = outcome;
    unfinished.delete(this.relation);
  }

  #rows(): ResultRows {
    if (this.#outcome === undefined) return fail('TIDEMARK_SCRIPT_RUNNING', {});
    if ('error' in this.#outcome) throw this.#outcome.error;
    return this.#outcome.rows;
  }
}

const unfinished = new WeakSet<object>();

/** Whether the rows of a running script are somewhere in it. */
export function mentionsUnfinished(node: Relation): boolean { return mentions(node); }

function mentions(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (unfinished.has(node)) return true;
  return (node as { kind?: unknown }).kind !== 'LocalRelation' && Object.entries(node).some(([key, value]) => key !== 'at' && mentions(value));
}
