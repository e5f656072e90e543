import { fail } from '../errors/stream-error.ts';
import type { Expression } from '../plan/expression.ts';
import { routineName } from '../planner/expressions/sql-functions.ts';
import { splitName } from './column.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';

/** Names of the functions that are called in a part of a statement. */
export function* calledIn(node: unknown): Generator<readonly string[]> {
  if (typeof node !== 'object' || node === null) return;
  const part = node as { readonly kind?: unknown; readonly name?: readonly string[]; readonly operator?: boolean };
  if ((part.kind === 'UnresolvedFunction' && part.operator !== true) || part.kind === 'TableFunction') yield part.name!;
  for (const [key, value] of Object.entries(node)) if (key !== 'at') yield* calledIn(value);
}

/** Defaults of columns and variables call no functions written in SQL. */
export function refuseSqlFunctions(session: Session, expression: Expression, nodeName: string): void {
  for (const name of calledIn(expression)) {
    const routine = session.engine.catalog.sqlFunction(name);
    if (routine !== undefined) fail('UNSUPPORTED_SQL_UDF_USAGE', { functionName: quoteName(splitName(routineName(routine))), nodeName }, { at: expression.at });
  }
}
