import { fail, type Span } from '../../errors/stream-error.ts';
import type { Expression, SortOrder, WindowSpec } from '../../plan/expression.ts';
import type { Relation, Sort } from '../../plan/relation.ts';

export interface Organization {
  readonly orderBy: readonly SortOrder[] | undefined;
  readonly clusterBy: readonly Expression[] | undefined;
  readonly distributeBy: readonly Expression[] | undefined;
  readonly sortBy: readonly SortOrder[] | undefined;
  readonly windows: Readonly<Record<string, WindowSpec>> | undefined;
  readonly limit: Expression | undefined;
  readonly offset: Expression | undefined;
}

interface Place { readonly inPipe: boolean; readonly at: Span | undefined }

/** Sorting, then the WINDOW clause, then OFFSET, then LIMIT. A pipe takes one kind of them at a time. */
export function buildOrganization(input: Relation, clauses: Organization, { inPipe, at }: Place): Relation {
  checkCombination(clauses, { inPipe, at });
  let plan: Relation = input;
  if (clauses.orderBy !== undefined) plan = sorted(plan, clauses.orderBy, true, at);
  if (clauses.clusterBy !== undefined) {
    const order = clauses.clusterBy.map((expression): SortOrder => ({ kind: 'SortOrder', input: expression, descending: false, at: expression.at }));
    plan = sorted({ kind: 'Repartition', input: plan, expressions: clauses.clusterBy, at }, order, false, at);
  }
  if (clauses.distributeBy !== undefined) plan = { kind: 'Repartition', input: plan, expressions: clauses.distributeBy, at };
  if (clauses.sortBy !== undefined) plan = sorted(plan, clauses.sortBy, false, at);
  if (clauses.windows !== undefined) plan = { kind: 'WithWindows', input: plan, windows: clauses.windows, at };
  if (clauses.offset !== undefined) plan = { kind: 'Offset', input: plan, offset: clauses.offset, at: clauses.offset.at };
  if (clauses.limit !== undefined) plan = { kind: 'Limit', input: plan, limit: clauses.limit, at: clauses.limit.at };
  return plan;
}

function checkCombination({ orderBy, clusterBy, distributeBy, sortBy, windows, limit, offset }: Organization, { inPipe, at }: Place): void {
  const given = (clause: unknown): number => (clause === undefined ? 0 : 1);
  const sorts = given(orderBy) + given(clusterBy) + Math.max(given(sortBy), given(distributeBy));
  if (sorts > 1) fail('UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES', {}, { at });
  if (!inPipe) return;
  if (windows !== undefined) fail('UNSUPPORTED_FEATURE.CLAUSE_WITH_PIPE_OPERATORS', { clauses: 'the WINDOW clause' }, { at });
  if (sorts > 0 && (limit !== undefined || offset !== undefined)) {
    fail('MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS', { clause1: 'ORDER BY', clause2: limit === undefined ? 'OFFSET' : 'LIMIT' }, { at });
  }
}

function sorted(input: Relation, order: readonly SortOrder[], global: boolean, at: Span | undefined): Sort {
  const [only] = order;
  const isAll = global && order.length === 1 && only?.input.kind === 'UnresolvedAttribute' && only.input.name.length === 1 && only.input.name[0]?.toUpperCase() === 'ALL';
  if (!isAll) return { kind: 'Sort', input, order, global, at };
  return { kind: 'Sort', input, order: [], global, all: { descending: only.descending, ...(only.nullOrdering === undefined ? {} : { nullOrdering: only.nullOrdering }) }, at };
}
