import { invariant } from '../errors/stream-error.ts';
import { findFunction } from '../functions/index.ts';
import type { BoundAlias, BoundExpression, BoundSort, RankingCall, WindowCall } from '../plan/bound.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import { attributeOf } from '../plan/output.ts';
import { booleanType, intType } from '../types/data-type.ts';
import { aliasOf, callOf, literalOf } from './build.ts';

/** row_number() over the rows of each partition, as a column of a Window node. */
export function rowNumberOf(partitionBy: readonly BoundExpression[], orderBy: readonly BoundSort[], id: number): BoundAlias & { readonly input: WindowCall } {
  const definition = findFunction('row_number');
  invariant(definition?.kind === 'window', 'the function table has row_number');
  const ranking: RankingCall = { kind: 'RankingCall', definition, written: 'row_number', arguments: [], ignoreNulls: false, type: intType, nullable: false };
  const input: WindowCall = {
    kind: 'WindowCall', function: ranking, partitionBy, orderBy, type: intType, nullable: false,
    frame: { unit: 'rows', start: { bound: 'unbounded preceding' }, end: { bound: 'current row' } },
  };
  return { ...aliasOf(input, 'row_number', id), input };
}

/** The first `count` rows of each partition. */
export function firstRows(input: LogicalPlan, partitionBy: readonly BoundExpression[], orderBy: readonly BoundSort[], count: number, id: number): LogicalPlan {
  const number = rowNumberOf(partitionBy, orderBy, id);
  const condition = callOf('<=', [attributeOf(number), literalOf(intType, count)], booleanType, false);
  return { kind: 'Filter', input: { kind: 'Window', input, calls: [number] }, condition };
}
