import { type Chunk, selectedCount } from '../columnar/chunk.ts';
import { readValue } from '../columnar/read.ts';
import type { Value } from '../columnar/value.ts';
import { fail, invariant } from '../errors/stream-error.ts';
import { findFunction } from '../functions/index.ts';
import type { BoundExpression, BoundSubquery, Literal } from '../plan/bound.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import type { PhysicalPlan } from '../plan/physical.ts';
import { rewritePlan } from './rewrite-plan.ts';
import { booleanType } from '../types/data-type.ts';

/** Runs the plan of a subquery; chunks are good until the next is pulled. */
export type RunSubquery = (plan: LogicalPlan) => AsyncIterable<Chunk>;

/**
 * The plan with every subquery in its expressions run and replaced by its value. Correlated ones never get here: the optimizer has made joins
 * of them.
 */
export async function replaceSubqueries(plan: PhysicalPlan, run: RunSubquery): Promise<PhysicalPlan> {
  const found = new Set<BoundSubquery>();
  rewritePlan(plan, (node) => { if (isSubquery(node)) found.add(node); });
  if (found.size === 0) return plan;
  const values = new Map<BoundSubquery, BoundExpression>();
  for (const subquery of found) values.set(subquery, await answerOf(subquery, run));
  return rewritePlan(plan, (node) => (isSubquery(node) ? values.get(node) : undefined));
}

async function answerOf(subquery: BoundSubquery, run: RunSubquery): Promise<BoundExpression> {
  invariant(subquery.outer.length === 0, 'a subquery that is run on its own is not correlated');
  switch (subquery.subquery) {
    case 'scalar': return literal(subquery, await scalarOf(subquery, run));
    case 'exists': return literal(subquery, await hasRows(subquery, run));
    case 'in': return inList(subquery, await rowsOf(subquery, run));
  }
}

function literal({ type, nullable, at }: BoundSubquery, value: Value): Literal {
  return { kind: 'Literal', type, nullable: nullable || value === null, value, at };
}

async function scalarOf(subquery: BoundSubquery, run: RunSubquery): Promise<Value> {
  const rows = await rowsOf(subquery, run, 2);
  if (rows.length > 1) fail('SCALAR_SUBQUERY_TOO_MANY_ROWS', {}, { at: subquery.at });
  return rows[0]?.[0] ?? null;
}

async function hasRows(subquery: BoundSubquery, run: RunSubquery): Promise<boolean> {
  return (await rowsOf(subquery, run, 1)).length > 0;
}

async function rowsOf(subquery: BoundSubquery, run: RunSubquery, limit = Number.POSITIVE_INFINITY): Promise<Value[][]> {
  const out: Value[][] = [];
  for await (const chunk of run(subquery.plan)) {
    const count = selectedCount(chunk);
    for (let at = 0; at < count && out.length < limit; at++) {
      const row = chunk.selection === undefined ? at : chunk.selection[at]!;
      out.push(chunk.columns.map((column) => readValue(column, row)));
    }
    if (out.length >= limit) break;
  }
  return out;
}

function isSubquery(node: { readonly kind: string }): node is BoundSubquery {
  return node.kind === 'Subquery';
}

/** value IN (rows …), with the NULL rules of the function. */
function inList(subquery: BoundSubquery, rows: readonly (readonly Value[])[]): BoundExpression {
  if (rows.length === 0) return { kind: 'Literal', type: booleanType, nullable: false, value: false };
  const definition = findFunction('in');
  invariant(definition?.kind === 'scalar', 'the function table has in');
  const [first] = subquery.values;
  invariant(first !== undefined && subquery.values.length === 1, 'an IN subquery that is run on its own compares one value');
  const literals = rows.map((row): Literal => ({ kind: 'Literal', type: first.type, nullable: row[0] === null, value: row[0]! }));
  return { kind: 'Call', definition, written: 'in', arguments: [first, ...literals], type: booleanType, nullable: subquery.nullable, at: subquery.at };
}
