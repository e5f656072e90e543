import { fail, type Span } from '../../errors/stream-error.ts';
import type { Buckets, ViewSchemaMode } from '../../plan/catalog.ts';
import type { Field } from '../../types/data-type.ts';

/** What CREATE VIEW and CREATE TABLE may say in any order, each once. */
export interface Clauses {
  readonly format?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly comment?: string;
  readonly location?: string;
  readonly partitionBy?: readonly string[];
  /** PARTITIONED BY (p INT): columns that stand only there. */
  readonly partitionFields?: readonly Field[];
  readonly buckets?: Buckets;
  readonly collation?: string;
  readonly schemaMode?: ViewSchemaMode;
  readonly clusterBy?: readonly (readonly string[])[];
}

export interface Clause { readonly name: string; readonly value: Clauses }

export function collectClauses(clauses: readonly Clause[], at: Span): Clauses {
  const names = clauses.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === 'USING') fail('PARSE_SYNTAX_ERROR', { error: "'USING'", hint: '', expected: ', it stands once' }, { at });
  if (twice !== undefined) fail('DUPLICATE_CLAUSES', { clauseName: twice }, { at });
  return Object.assign({}, ...clauses.map(({ value }) => value)) as Clauses;
}
