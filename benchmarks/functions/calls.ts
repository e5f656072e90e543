import type { FunctionDefinition } from '../../src/functions/function.ts';
import type { Session } from '../../src/index.ts';
import type { Expression, UnresolvedFunction } from '../../src/plan/expression.ts';
import type { Relation } from '../../src/plan/relation.ts';
import type { ColumnPlan } from './columns.ts';
import { samplesOf } from './measure.ts';

/** A call taken out of an example: some of its arguments are columns `c0`, `c1` …, the others stay as they were written. */
export interface Trial { readonly call: UnresolvedFunction; readonly columns: readonly ColumnPlan[]; readonly how: string }

/**
 * Ways to call a function over columns, likeliest first: all arguments that are numbers or times of one type varied; the first one varied; the first one as the
 * examples have it; another one; all of them; none. Arguments that read columns of the example's own table are columns always.
 */
export async function trialsOf(spark: Session, row: FunctionDefinition): Promise<readonly Trial[]> {
  const found = row.examples.flatMap(([sql]) => {
    const relation = queryOf(spark, sql);
    const call = relation === undefined ? undefined : callIn(relation, new Set([row.name, ...(row.aliases ?? [])].map((name) => name.toLowerCase())), undefined);
    return call === undefined ? [] : [call];
  });
  const trials: Trial[] = [];
  for (const { call, input } of found) {
    const places = call.arguments.flatMap((argument, index) => (isValue(argument) ? [index] : []));
    const samples = new Map<number, ColumnPlan>();
    for (const index of places) {
      const plan = await samplesOf(spark, input, call.arguments[index]!);
      if (plan !== undefined) samples.set(index, plan);
    }
    trials.push(...waysOf(call, samples));
    if (call.arguments.length === 0) trials.push({ call, columns: [], how: isConstant(row) ? 'one value' : 'as written' });
  }
  const withoutNulls = trials.map((trial): Trial => ({ ...trial, columns: trial.columns.map((column) => ({ ...column, nulls: false })), how: `${trial.how}, no NULL` }));
  return [...trials.sort((one, other) => rank(one) - rank(other)), ...withoutNulls];
}

/** The same for all rows of a query: computed before the first of them. */
function isConstant(row: FunctionDefinition): boolean {
  return row.kind === 'scalar' && row.deterministic !== false;
}

const ways = ['one value', 'all varied', 'first varied', 'first repeated', 'another varied', 'another repeated', 'all repeated', 'as written'];
const rank = (trial: Trial): number => ways.indexOf(trial.how);

function waysOf(call: UnresolvedFunction, samples: ReadonlyMap<number, ColumnPlan>): Trial[] {
  const all = [...samples.keys()];
  const needed = all.filter((index) => readsColumn(call.arguments[index]!));
  const [first] = all;
  if (first === undefined) return call.arguments.length > 0 && !call.arguments.some(readsColumn) ? [{ call, columns: [], how: 'as written' }] : [];
  const kinds = new Set([...samples.values()].map((one) => one.type.kind));
  const alike = all.length > 1 && kinds.size === 1 && !kinds.has('string') && all.length === call.arguments.length;
  const some = [...new Set([first, ...needed])];
  return [
    ...(alike ? [withColumns(call, samples, all, () => true, 'all varied')] : []),
    withColumns(call, samples, some, (index) => index === first, 'first varied'),
    withColumns(call, samples, some, () => false, 'first repeated'),
    ...all.slice(1).flatMap((index) => {
      const places = [...new Set([index, ...needed])];
      return [withColumns(call, samples, places, (at) => at === index, 'another varied'), withColumns(call, samples, places, () => false, 'another repeated')];
    }),
    withColumns(call, samples, all, () => false, 'all repeated'),
    ...(needed.length === 0 ? [{ call, columns: [], how: 'as written' }] : []),
  ];
}

function withColumns(call: UnresolvedFunction, samples: ReadonlyMap<number, ColumnPlan>, places: readonly number[], vary: (index: number) => boolean, how: string): Trial {
  const columns = places.map((index): ColumnPlan => ({ ...samples.get(index)!, vary: vary(index) }));
  const args = call.arguments.map((argument, index): Expression => (places.includes(index) ? { kind: 'UnresolvedAttribute', name: [`c${places.indexOf(index)}`] } : argument));
  const orderBy = call.orderBy?.map((one) => ({ ...one, input: { kind: 'UnresolvedAttribute' as const, name: ['o'] } }));
  const { filter: _, ...rest } = call;
  return { call: { ...rest, arguments: args, ...(orderBy === undefined ? {} : { orderBy }) }, columns, how };
}

function queryOf(spark: Session, sql: string): Relation | undefined {
  const statement = spark.engine.parse(sql);
  return statement.kind === 'Query' ? statement.query : undefined;
}

/** The first call of one of the names, and the rows that its arguments are over. */
function callIn(node: unknown, names: ReadonlySet<string>, input: Relation | undefined): { readonly call: UnresolvedFunction; readonly input: Relation | undefined } | undefined {
  if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return undefined;
  const { kind, name, input: own } = node as { readonly kind?: string; readonly name?: readonly string[]; readonly input?: { readonly kind: string } };
  if (kind === 'UnresolvedFunction' && names.has(name!.at(-1)!.toLowerCase())) return { call: node as UnresolvedFunction, input };
  const rows = kind === 'Project' || kind === 'Aggregate' || kind === 'Generate' || kind === 'Filter' || kind === 'Sort' ? (own as Relation) : input;
  for (const child of Object.values(node)) {
    const found = callIn(child, names, rows);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What can be a column: no lambda, no star, no name of a parameter. */
function isValue(argument: Expression): boolean {
  return argument.kind !== 'Lambda' && argument.kind !== 'UnresolvedStar' && argument.kind !== 'NamedArgument';
}

function readsColumn(argument: Expression): boolean {
  return argument.kind === 'UnresolvedAttribute' || (argument.kind !== 'Lambda' && Object.values(argument).some((child) => someAttribute(child)));
}

function someAttribute(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return false;
  return (node as { readonly kind?: string }).kind === 'UnresolvedAttribute' || Object.values(node).some(someAttribute);
}
