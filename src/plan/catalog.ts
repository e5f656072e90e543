import type { Chunk } from '../columnar/chunk.ts';
import type { Value } from '../columnar/value.ts';
import type { AggregateFunction, GeneratorFunction } from '../functions/function.ts';
import type { DataType, Field, Schema } from '../types/data-type.ts';
import type { Expression } from './expression.ts';
import type { Read, Relation } from './relation.ts';
import type { CapturedSettings } from './settings.ts';

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
  /** What the names in the text of a view mean: those of when it was made. */
  seenFrom?(view: CatalogView): Catalog;
  /** DECLARE VARIABLE. */
  variable?(name: readonly string[]): CatalogVariable | undefined;
}

export type CatalogTable = CatalogView | MemoryTable;

/** A view is its query, analyzed again at each use. `name` is what qualifies its columns: one part for a temporary view. */
export interface CatalogView {
  readonly kind: 'view'; readonly name: readonly string[]; readonly temporary: boolean; readonly query: Relation;
  /** CREATE VIEW v (a, b): the names its columns get. */
  readonly columns?: readonly string[];
  /** What a view of SQL text was made under: inside it the session's do not count. */
  readonly settings?: CapturedSettings;
  /** What the view was when it was made; absent for views of DataFrames. */
  readonly words?: ViewWords;
}

/**
 * What becomes of a view when its tables change: BINDING takes only types that fit into the old ones, COMPENSATION casts, TYPE EVOLUTION takes the
 * new types, EVOLUTION the new columns too.
 */
export type ViewSchemaMode = 'BINDING' | 'COMPENSATION' | 'TYPE EVOLUTION' | 'EVOLUTION';

/** `fields` are its columns then, `output` the names its query gave them, `database` where its names were looked up. */
export interface ViewWords {
  readonly sql: string; readonly mode: ViewSchemaMode; readonly fields: readonly Field[]; readonly output: readonly string[]; readonly database: string; readonly createdMs: number;
  readonly comment?: string; readonly properties?: Readonly<Record<string, string>>; readonly collation?: string;
  /** Temporary views that a temporary view reads, in lower case. */
  readonly temporaries: readonly string[];
}

/** CLUSTERED BY (columns) SORTED BY (columns) INTO n BUCKETS: kept and shown. */
export interface Buckets { readonly columns: readonly string[]; readonly sorted: readonly string[]; readonly count: number }

export interface DatabaseWords { readonly comment?: string | null; readonly location?: string; readonly properties?: Readonly<Record<string, string>>; readonly collation?: string }

/** Rows in memory: CREATE TABLE, the memory sink, a DataFrame handed to foreachBatch. */
export interface MemoryTable {
  readonly kind: 'table'; readonly name: readonly string[]; readonly schema: Schema; readonly rowCount: number;
  readonly chunks: () => Iterable<Chunk>;
  /** Another value after every change of the rows. */
  readonly version?: () => unknown;
  /** Its rows lie in files, which are read anew each time. */
  readonly source?: Read;
}

export interface CatalogFunction {
  readonly id: number; readonly name: string; readonly returnType: DataType; readonly inputTypes?: readonly DataType[]; readonly kind: 'scalar' | 'aggregate' | 'table';
  /** Of aggregates and table functions: bound like a function of the table. */
  readonly definition?: AggregateFunction | GeneratorFunction;
}

/** A function written in SQL: its text is put in the place of each call. */
export type SqlFunction = SqlScalarFunction | SqlTableFunction;
export interface SqlParameter { readonly name: string; readonly type: DataType; readonly default?: Expression; readonly comment?: string }
interface SqlRoutine {
  readonly name: readonly string[]; readonly parameters: readonly SqlParameter[]; readonly temporary: boolean;
  /** What stands behind RETURN. */
  readonly text: string;
  readonly comment?: string; readonly createdMs?: number;
  /** What it was made under: its text means what it meant then, the arguments what they mean to the caller. */
  readonly settings?: CapturedSettings;
  /** What the statement says, or what its text shows. */
  readonly deterministic?: boolean; readonly readsData?: boolean;
}
/** Without `returnType` it returns what its text gives. */
export interface SqlScalarFunction extends SqlRoutine { readonly kind: 'scalar'; readonly returnType?: DataType; readonly body: Expression }
export interface SqlTableFunction extends SqlRoutine { readonly kind: 'table'; readonly columns?: readonly Field[]; readonly query: Relation }

/** `name` is one part for the session's, `local.label.x` for those of a script. `later`: the value comes from a query that has not run yet; `value` is null until then. */
export interface CatalogVariable { readonly name: readonly string[]; readonly type: DataType; readonly value: Value; readonly later?: () => Value; /** DEFAULT of its declaration. */ readonly initial?: Expression }
