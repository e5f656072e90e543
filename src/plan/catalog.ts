import type { Chunk } from '../columnar/chunk.ts';
import type { Value } from '../columnar/value.ts';
import type { AggregateFunction, GeneratorFunction } from '../functions/function.ts';
import type { DataType, Field, Schema } from '../types/data-type.ts';
import type { Expression } from './expression.ts';
import type { Relation } from './relation.ts';

/**
 * What the names of a query mean: views, tables, functions of the program, variables. `api` implements it; the analyzer
 * only asks. Lookups ignore case unless spark.sql.caseSensitive says otherwise.
 */
export interface Catalog {
  /** A view or table. `name` has one to three parts as written. */
  table(name: readonly string[]): CatalogTable | undefined;
  /** Names in reach, for "did you mean". */
  tableNames(): readonly string[];
  /** `spark.udf.register`. */
  userFunction?(name: readonly string[]): CatalogFunction | undefined;
  /** `udf(fn, type)` used directly. */
  userFunctionById?(id: number): CatalogFunction | undefined;
  /** CREATE FUNCTION … RETURN. */
  sqlFunction?(name: readonly string[]): SqlFunction | undefined;
  /** DECLARE VARIABLE. */
  variable?(name: readonly string[]): CatalogVariable | undefined;
}

export type CatalogTable = CatalogView | MemoryTable;

/** A view is its query, analyzed again at each use. `name` is what qualifies its columns: one part for a temporary view. */
export interface CatalogView {
  readonly kind: 'view'; readonly name: readonly string[]; readonly temporary: boolean; readonly query: Relation;
  /** CREATE VIEW v (a, b): the names its columns get. */
  readonly columns?: readonly string[];
  /** Settings in force when a view of SQL text was made; they win inside it. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Rows in memory: CREATE TABLE, the memory sink, a DataFrame handed to foreachBatch. */
export interface MemoryTable {
  readonly kind: 'table'; readonly name: readonly string[]; readonly schema: Schema; readonly rowCount: number;
  readonly chunks: () => Iterable<Chunk>;
  /** Another value after every change of the rows. */
  readonly version?: () => unknown;
}

export interface CatalogFunction {
  readonly id: number; readonly name: string; readonly returnType: DataType; readonly inputTypes?: readonly DataType[]; readonly kind: 'scalar' | 'aggregate' | 'table';
  /** Of aggregates and table functions: bound like a function of the table. */
  readonly definition?: AggregateFunction | GeneratorFunction;
}

/** A function written in SQL: its text is put in the place of each call. */
export type SqlFunction = SqlScalarFunction | SqlTableFunction;
export interface SqlParameter { readonly name: string; readonly type: DataType; readonly default?: Expression }
interface SqlRoutine { readonly name: readonly string[]; readonly parameters: readonly SqlParameter[]; readonly temporary: boolean }
/** Without `returnType` it returns what its text gives. */
export interface SqlScalarFunction extends SqlRoutine { readonly kind: 'scalar'; readonly returnType?: DataType; readonly body: Expression }
export interface SqlTableFunction extends SqlRoutine { readonly kind: 'table'; readonly columns?: readonly Field[]; readonly query: Relation }

/** `name` is one part for the session's, `local.label.x` for those of a script. `later`: the value comes from a query that has not run yet; `value` is null until then. */
export interface CatalogVariable { readonly name: readonly string[]; readonly type: DataType; readonly value: Value; readonly later?: () => Value; /** DEFAULT of its declaration. */ readonly initial?: Expression }
