import type { Relation } from '../plan/relation.ts';
import type { Statement } from '../plan/statement.ts';
import { fail } from '../errors/stream-error.ts';
import type { Value } from '../columnar/value.ts';
import type { DataType } from '../types/data-type.ts';
import type { Expression } from '../plan/expression.ts';
import type { DataFrame } from './data-frame.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** DECLARE, SET and DROP of session variables. Values are computed at once: an expression over literals and other variables. */
export const sessionVariables = {
  declare(session: Session, { names, type, value, orReplace }: Of<'DeclareVariable'>): DataFrame {
    const { catalog } = session.engine;
    for (const name of names) {
      if (catalog.variable(name) !== undefined && !orReplace) fail('VARIABLE_ALREADY_EXISTS', { variableName: quoteName(name) });
      const computed = value === undefined ? { type: type!, value: null } : evaluateAs(session, value, type);
      catalog.setVariable({ name: [name.at(-1)!], ...computed });
    }
    return session.emptyDataFrame;
  },

  assign(session: Session, { assignments, query }: Of<'SetVariable'>): DataFrame {
    if (query !== undefined) return fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: 'SET VARIABLE from a query' });
    for (const { name, value } of assignments) {
      const known = session.engine.catalog.variable(name);
      if (known === undefined) return fail('UNRESOLVED_VARIABLE', { variableName: quoteName(name) });
      const computed = value === undefined ? { type: known.type, value: null } : evaluateAs(session, value, known.type);
      session.engine.catalog.setVariable({ name: known.name, ...computed });
    }
    return session.emptyDataFrame;
  },

  drop(session: Session, { name, ifExists }: Of<'DropVariable'>): DataFrame {
    if (!session.engine.catalog.dropVariable(name) && !ifExists) fail('VARIABLE_NOT_FOUND', { variableName: quoteName(name) });
    return session.emptyDataFrame;
  },
} as const;

function evaluateAs(session: Session, expression: Expression, type: DataType | undefined): { readonly type: DataType; readonly value: Value } {
  const input: Expression = type === undefined ? expression : { kind: 'Cast', input: expression, to: type, mode: 'cast' };
  const relation: Relation = { kind: 'Project', input: { kind: 'OneRow' }, expressions: [{ kind: 'Alias', input, names: ['value'] }] };
  return session.engine.constantOf(relation);
}
