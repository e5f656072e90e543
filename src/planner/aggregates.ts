import { invariant } from '../errors/stream-error.ts';
import { findFunction } from '../functions/index.ts';
import type { AggregateCall, BoundExpression } from '../plan/bound.ts';
import type { DataType } from '../types/data-type.ts';
import { longType } from '../types/data-type.ts';
import { literalOf } from './build.ts';

/** A call of an aggregate the planner itself relies on. */
export function aggregateOf(name: string, args: readonly BoundExpression[], type: DataType, nullable: boolean): AggregateCall {
  const definition = findFunction(name);
  invariant(definition?.kind === 'aggregate', `the function table has the aggregate ${name}`);
  return { kind: 'AggregateCall', definition, written: name, arguments: args, distinct: false, ignoreNulls: false, type, nullable };
}

/** count(*) */
export const countAll = (): AggregateCall => aggregateOf('count', [literalOf(longType, 1n)], longType, false);
