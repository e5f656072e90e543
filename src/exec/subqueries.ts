import { type Chunk, selectedCount } from '../columnar/chunk.ts';
import { readValue } from '../columnar/read.ts';
import type { Value } from '../columnar/value.ts';
import { fail, invariant } from '../errors/stream-error.ts';
import { findFunction } from '../functions/index.ts';
import type { BoundExpression, BoundSubquery, Literal } from '../plan/bound.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import type { PhysicalPlan } from '../plan/physical.ts';
import { booleanType } from '../types/data-type.ts';

/** Runs the plan of a subquery; chunks are good until the next is pulled. */
export type RunSubquery = (plan: LogicalPlan) => AsyncIterable<Chunk>;

/**
 * The plan with every subquery in its expressions run and replaced by its value. Correlated ones never get here: the optimizer has made joins
 * of them.
 */
export async function replaceSubqueries(plan: PhysicalPlan, run: RunSubquery): Promise<PhysicalPlan> {
  const found = new Set<BoundSubquery>();
  mapNodes(plan, (subquery) => { found.add(subquery); return subquery; });
  if (found.size === 0) return plan;
  const values = new Map<BoundSubquery, BoundExpression>();
  for (const subquery of found) values.set(subquery, await answerOf(subquery, run));
  return mapNodes(plan, (subquery) => values.get(subquery)!) as PhysicalPlan;
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

/** Parts of a plan that are no expressions and may be large or not data at all. */
const opaque = new Set(['definition', 'scan', 'data', 'map', 'at', 'type', 'value', 'outer']);

/** Plans and expressions are plain data: everything with a kind `Subquery` is replaced, nodes without one stay the same objects. */
function mapNodes(node: unknown, change: (subquery: BoundSubquery) => unknown): unknown {
  if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return node;
  if (Array.isArray(node)) {
    const items = node.map((item: unknown) => mapNodes(item, change));
    return items.some((item, index) => item !== node[index]) ? items : node;
  }
  const fields = node as Readonly<Record<string, unknown>>;
  if (fields['kind'] === 'Subquery') return change(mapFields(fields, ['values'], change) as unknown as BoundSubquery);
  return mapFields(fields, Object.keys(fields).filter((key) => !opaque.has(key)), change);
}

function mapFields(fields: Readonly<Record<string, unknown>>, keys: readonly string[], change: (subquery: BoundSubquery) => unknown): object {
  let copy: Record<string, unknown> | undefined;
  for (const key of keys) {
    const after = mapNodes(fields[key], change);
    if (after !== fields[key]) (copy ??= { ...fields })[key] = after;
  }
  return copy ?? fields;
}
