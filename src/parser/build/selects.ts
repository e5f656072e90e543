import type { Span } from '../../errors/stream-error.ts';
import type { Expression, WindowSpec } from '../../plan/expression.ts';
import type { GroupingElement, Relation } from '../../plan/relation.ts';

export interface SelectClause {
  readonly expressions: readonly Expression[];
  readonly distinct: boolean;
  readonly hints: readonly { readonly name: string; readonly parameters: readonly Expression[] }[];
  readonly at: Span;
}

export interface SelectBlock {
  readonly clause: SelectClause;
  readonly from: Relation | undefined;
  readonly where: Expression | undefined;
  readonly grouping: readonly GroupingElement[] | undefined;
  readonly having: Expression | undefined;
  readonly groupingAt?: Span;
  readonly qualify: Expression | undefined;
  readonly windows: Readonly<Record<string, WindowSpec>> | undefined;
  readonly at: Span;
}

/** The clauses of one SELECT in the order in which they work: FROM, WHERE, GROUP BY with the select list, HAVING, QUALIFY, DISTINCT, WINDOW, hints. */
export function buildSelect(block: SelectBlock, options: { readonly havingIsWhere?: boolean | undefined } = {}): Relation {
  const { clause, from, where, grouping, groupingAt, having, qualify, windows, at } = block;
  let plan: Relation = from ?? { kind: 'OneRow', at };
  if (where !== undefined) plan = { kind: 'Filter', input: plan, condition: where, clause: 'where', at };
  const filters = having !== undefined && grouping === undefined && options.havingIsWhere === true;
  if (filters) plan = { kind: 'Filter', input: plan, condition: having, clause: 'where', at };
  const placed = grouping === undefined || groupingAt === undefined ? {} : { groupingAt };
  if (grouping !== undefined || (having !== undefined && !filters)) plan = { kind: 'Aggregate', input: plan, grouping: grouping ?? [], ...placed, aggregates: clause.expressions, at };
  else plan = { kind: 'Project', input: plan, expressions: clause.expressions, at };
  if (having !== undefined && !filters) plan = { kind: 'Filter', input: plan, condition: having, clause: 'having', at };
  if (qualify !== undefined) plan = { kind: 'Filter', input: plan, condition: qualify, clause: 'qualify', at };
  if (clause.distinct) plan = { kind: 'Deduplicate', input: plan, withinWatermark: false, distinct: true, at };
  if (windows !== undefined) plan = { kind: 'WithWindows', input: plan, windows, at };
  for (const hint of clause.hints.toReversed()) plan = { kind: 'Hint', input: plan, ...hint, at: clause.at };
  return plan;
}
