import { fail, type Span } from '../errors/stream-error.ts';
import type { DatabaseWords, SqlFunction } from '../plan/catalog.ts';
import type { Expression } from '../plan/expression.ts';
import type { Relation } from '../plan/relation.ts';
import { spelledCollations } from '../types/collation.ts';
import type { DataType } from '../types/data-type.ts';
import type { Session } from './session.ts';

/** DEFAULT COLLATION of a schema is asked for by a setting. */
export function expectSchemaCollations({ engine }: Session, { collation }: DatabaseWords, at: Span | undefined): void {
  if (collation === undefined) return;
  if (!engine.settings.flag('spark.sql.collation.schemaLevel.enabled')) fail('UNSUPPORTED_FEATURE.SCHEMA_LEVEL_COLLATIONS', {}, { at });
  if (!engine.settings.flag('spark.sql.collation.objectLevel.enabled')) fail('UNSUPPORTED_FEATURE.OBJECT_LEVEL_COLLATIONS', {}, { at });
}

/** What is made in a schema has its collation, unless it says another. */
export function withSchemaCollation<T extends { readonly name: readonly string[]; readonly collation?: string }>({ engine }: Session, statement: T): T {
  const database = engine.catalog.fullName(statement.name).slice(1, 2);
  const collation = statement.collation ?? (engine.catalog.hasDatabase(database) ? engine.catalog.databaseWords(database).collation : undefined);
  return collation === undefined ? statement : { ...statement, collation };
}

/** The query of a view with DEFAULT COLLATION: its literals and casts make texts of that collation where they say none. Columns keep theirs. */
export function collatedQuery(query: Relation, collation: string): Relation {
  return collated(query, collation) as Relation;
}

/** The same of a function: of its parameters, its text and what it returns. */
export function collatedFunction(routine: SqlFunction, collation: string): SqlFunction {
  const parameters = routine.parameters.map((one) => ({ ...one, type: spelledCollations(one.type, collation) }));
  if (routine.kind === 'table') return { ...routine, parameters, query: collatedQuery(routine.query, collation) };
  const returned = routine.returnType === undefined ? {} : { returnType: spelledCollations(routine.returnType, collation) };
  return { ...routine, parameters, ...returned, body: collated(routine.body, collation) as Expression };
}

function collated(node: unknown, collation: string): unknown {
  if (Array.isArray(node)) return node.map((one) => collated(one, collation));
  if (typeof node !== 'object' || node === null || Object.getPrototypeOf(node) !== Object.prototype) return node;
  const part = node as { readonly kind?: unknown; readonly type?: DataType; readonly to?: DataType };
  const inside = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === 'at' || key === 'type' || key === 'to' ? value as unknown : collated(value, collation)]));
  if (part.kind === 'Literal' && part.type !== undefined) return { ...inside, type: spelledCollations(part.type, collation) };
  return part.kind === 'Cast' && part.to !== undefined ? { ...inside, to: spelledCollations(part.to, collation) } : inside;
}
