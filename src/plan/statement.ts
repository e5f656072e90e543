import type { Span } from '../errors/stream-error.ts';
import type { DataType, Field, Schema } from '../types/data-type.ts';
import type { Buckets, DatabaseWords, SqlFunction, ViewSchemaMode } from './catalog.ts';
import type { Expression } from './expression.ts';
import type { Relation } from './relation.ts';
import type { Script } from './script.ts';

/** What one SQL text says: a query, or a command that changes or shows the session. */
export type Statement =
  | QueryStatement | Script | Explain | CreateView | AlterView | DropView | CreateTable | DropTable | Insert | InsertAll | ChangeRows | SetConfiguration
  | CreateFunction | DropFunction | ExecuteImmediate | TruncateTable | CreateDatabase | AlterDatabase | DropDatabase | AlterTable
  | SetVariable | DeclareVariable | DropVariable | CursorStatement | ResetConfiguration | Describe | Show | Cache | Use | Unsupported;

interface Node { readonly at?: Span | undefined }
export interface QueryStatement extends Node { readonly kind: 'Query'; readonly query: Relation }
export interface Explain extends Node { readonly kind: 'Explain'; readonly mode: 'simple' | 'extended' | 'formatted' | 'codegen' | 'cost' | 'logical'; readonly statement: Statement }
/** CREATE [OR REPLACE] [[GLOBAL] TEMPORARY] VIEW [IF NOT EXISTS] name [(columns)] AS query; `sql` is the text of the query. */
export interface CreateView extends Node {
  readonly kind: 'CreateView'; readonly name: readonly string[]; readonly scope: 'temporary' | 'global' | 'session'; readonly orReplace: boolean; readonly ifNotExists: boolean;
  readonly columns?: readonly { readonly name: string; readonly comment?: string }[]; readonly query: Relation; readonly sql: string; readonly comment?: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly collation?: string; readonly schemaMode?: ViewSchemaMode;
  /** CREATE TEMP VIEW v USING format OPTIONS (…) */
  readonly using?: { readonly format: string; readonly schema?: Schema; readonly options: Readonly<Record<string, string>> };
}
export type ViewChange =
  | { readonly change: 'query'; readonly query: Relation; readonly sql: string }
  | { readonly change: 'rename'; readonly to: readonly string[] }
  | { readonly change: 'schema mode'; readonly mode: ViewSchemaMode }
  | { readonly change: 'set properties'; readonly properties: Readonly<Record<string, string>> }
  | { readonly change: 'unset properties'; readonly keys: readonly string[] };
export interface AlterView extends Node { readonly kind: 'AlterView'; readonly name: readonly string[]; readonly nameAt?: Span; readonly change: ViewChange }
export interface DropView extends Node { readonly kind: 'DropView'; readonly name: readonly string[]; readonly ifExists: boolean }
export interface CreateTable extends Node {
  readonly kind: 'CreateTable'; readonly name: readonly string[]; readonly orReplace: boolean; readonly ifNotExists: boolean; readonly schema?: Schema;
  readonly format?: string; readonly options: Readonly<Record<string, string>>; readonly partitionBy: readonly string[]; readonly query?: Relation; readonly comment?: string;
  /** DEFAULT of a column, by the column's name. */
  readonly defaults?: Readonly<Record<string, Expression>>; readonly properties?: Readonly<Record<string, string>>; readonly location?: string;
  readonly buckets?: Buckets; readonly collation?: string;
  /** LIKE name: columns, partitions and defaults of that table or view. */
  readonly like?: readonly string[];
  readonly likeAt?: Span;
  /** A part of it that tables do not keep: generated columns, constraints. */
  readonly refused?: string;
  /** Conditions of CHECK constraints: looked at before they are refused. */
  readonly checks?: readonly Expression[];
}
/** CREATE [OR REPLACE] [TEMPORARY] FUNCTION … RETURN: `routine.name` is as written. */
export interface CreateFunction extends Node { readonly kind: 'CreateFunction'; readonly routine: SqlFunction; readonly orReplace: boolean; readonly ifNotExists: boolean }
export interface DropFunction extends Node { readonly kind: 'DropFunction'; readonly name: readonly string[]; readonly temporary: boolean; readonly ifExists: boolean }
/** DECLARE CURSOR, OPEN, FETCH, CLOSE. Only scripts have cursors, which run these themselves. */
export interface CursorStatement extends Node {
  readonly kind: 'Cursor'; readonly operation: 'declare' | 'open' | 'fetch' | 'close'; readonly name: readonly string[];
  /** FETCH … INTO. */
  readonly into?: readonly (readonly string[])[];
  /** OPEN … USING. */
  readonly using?: ExecuteImmediate['using'];
}
/** EXECUTE IMMEDIATE text INTO variables USING values. */
export interface ExecuteImmediate extends Node {
  readonly kind: 'ExecuteImmediate'; readonly text: Expression; readonly into: readonly (readonly string[])[]; readonly intoAt?: Span; readonly usingAt?: Span;
  readonly using: readonly { readonly name?: string; readonly value: Expression }[];
}
export interface TruncateTable extends Node { readonly kind: 'TruncateTable'; readonly name: readonly string[]; readonly nameAt?: Span; readonly partition?: PartitionSpec }
export interface CreateDatabase extends Node { readonly kind: 'CreateDatabase'; readonly name: readonly string[]; readonly ifNotExists: boolean; readonly words: DatabaseWords }
/** ALTER DATABASE, COMMENT ON DATABASE: `unset` are properties that go. */
export interface AlterDatabase extends Node { readonly kind: 'AlterDatabase'; readonly name: readonly string[]; readonly words: DatabaseWords; readonly unset?: readonly string[] }
export interface DropDatabase extends Node { readonly kind: 'DropDatabase'; readonly name: readonly string[]; readonly ifExists: boolean; readonly cascade: boolean }
export type TableChange =
  | { readonly change: 'rename'; readonly to: readonly string[] }
  | { readonly change: 'add columns'; readonly columns: readonly AddedColumn[] }
  | { readonly change: 'clusters'; readonly columns: readonly (readonly string[])[] }
  | { readonly change: 'recover partitions'; readonly operation: string }
  | { readonly change: 'set properties'; readonly properties: Readonly<Record<string, string>> }
  | { readonly change: 'unset properties'; readonly keys: readonly string[] }
  | { readonly change: 'comment'; readonly comment: string | null }
  /** `located`: somewhere else than in the folder of the table. */
  | { readonly change: 'add partitions'; readonly partitions: readonly PartitionSpec[]; readonly ifNotExists: boolean; readonly located?: boolean }
  | { readonly change: 'drop partitions'; readonly partitions: readonly PartitionSpec[]; readonly ifExists: boolean }
  | { readonly change: 'rename partition'; readonly partition: PartitionSpec; readonly to: PartitionSpec }
  /** `standard`: null for DROP DEFAULT. */
  | { readonly change: 'column'; readonly column: readonly string[]; readonly to?: string; readonly type?: DataType; readonly comment?: string; readonly standard?: Expression | null }
  | { readonly change: 'collation'; readonly collation: string }
  /** Nothing happens, but a partition that it names has to be there; `serde`: its properties, which Spark's own tables do not keep. */
  | { readonly change: 'nothing'; readonly partition?: PartitionSpec; readonly serde?: boolean }
  /** What Spark's own tables do not do either: DROP COLUMN, constraints. */
  | { readonly change: 'refused'; readonly operation: string; /** They must be there, whatever becomes of it. */ readonly columns?: readonly (readonly string[])[] };
export interface AddedColumn extends Omit<Field, 'name'> { readonly name: readonly string[]; readonly default?: Expression }
/** `operation`: what the statement calls itself in errors. */
export interface AlterTable extends Node { readonly kind: 'AlterTable'; readonly operation: string; readonly name: readonly string[]; readonly nameAt?: Span; readonly change: TableChange }
export interface DropTable extends Node { readonly kind: 'DropTable'; readonly name: readonly string[]; readonly ifExists: boolean }
export interface Insert extends Node {
  readonly kind: 'Insert'; readonly table: readonly string[]; readonly nameAt?: Span; /** From INSERT to the columns or partitions. */ readonly targetAt?: Span;
  readonly columns?: readonly string[]; readonly overwrite: boolean; readonly byName: boolean; readonly query: Relation;
  readonly partition?: PartitionSpec;
  /** INSERT OVERWRITE … PARTITION (…) IF NOT EXISTS: nothing happens when the partition has rows. */
  readonly ifNotExists?: boolean;
  /** INSERT OVERWRITE DIRECTORY: files in place of a table, which has no name then. */
  readonly directory?: Directory;
}
export interface Directory { readonly path?: string; readonly format: string; readonly options: Readonly<Record<string, string>>; readonly at: Span }
/** PARTITION (a = 1, b): with their constants. */
export type PartitionSpec = readonly { readonly name: string; readonly value?: Expression }[];
/** FROM … INSERT … INSERT …: one after the other. */
export interface InsertAll extends Node { readonly kind: 'InsertAll'; readonly inserts: readonly Insert[] }
/** UPDATE, DELETE, MERGE: checked, then refused, as Spark's own tables refuse them. `reads` holds what it names. */
export interface ChangeRows extends Node {
  readonly kind: 'ChangeRows'; readonly operation: string; readonly table: readonly string[]; readonly reads: readonly Relation[];
  /** `SET *` and `INSERT *` of MERGE: has a column for each of the table. */
  readonly every?: Relation;
}
/** SET key = value; SET key; SET; SET -v; SET TIME ZONE …  */
export interface SetConfiguration extends Node {
  readonly kind: 'SetConfiguration';
  readonly key?: string;
  readonly value?: string;
  readonly verbose?: boolean;
  /** SET PATH = …: schemas by their parts, words as one part. */
  readonly path?: readonly (readonly string[])[];
  /** SET TIME ZONE INTERVAL …: the offset. */
  readonly interval?: Expression;
}
export interface ResetConfiguration extends Node { readonly kind: 'ResetConfiguration'; readonly key?: string }
export interface DeclareVariable extends Node {
  readonly kind: 'DeclareVariable';
  readonly names: readonly (readonly string[])[];
  /** The place of each name. */
  readonly namesAt?: readonly Span[];
  readonly type?: DataType;
  readonly value?: Expression;
  readonly orReplace: boolean;
}
export interface SetVariable extends Node { readonly kind: 'SetVariable'; readonly assignments: readonly Assignment[]; readonly query?: Relation }
export interface Assignment { readonly name: readonly string[]; readonly nameAt?: Span; readonly value: Expression | undefined }
export interface DropVariable extends Node { readonly kind: 'DropVariable'; readonly name: readonly string[]; readonly nameAt?: Span; readonly ifExists: boolean }
export interface Describe extends Node {
  readonly kind: 'Describe';
  readonly what: 'table' | 'query' | 'function' | 'database';
  readonly name?: readonly string[];
  readonly column?: readonly string[];
  readonly query?: Relation;
  readonly partition?: PartitionSpec;
  readonly extended: boolean;
  /** AS JSON */
  readonly json?: boolean;
  /** Where the name stands. */
  readonly nameAt?: Span;
}
export interface Show extends Node {
  readonly kind: 'Show';
  readonly what: 'tables' | 'views' | 'columns' | 'functions' | 'databases' | 'catalogs' | 'create table' | 'tblproperties' | 'partitions' | 'current namespace' | 'table extended' | 'collations';
  /** SHOW USER FUNCTIONS, SHOW SYSTEM FUNCTIONS. */
  readonly only?: 'user' | 'system';
  readonly name?: readonly string[];
  readonly pattern?: string;
  readonly partition?: PartitionSpec;
  /** SHOW COLUMNS IN table IN database. */
  readonly database?: readonly string[];
  /** Where the name stands. */
  readonly nameAt?: Span;
  /** SHOW CREATE TABLE … AS SERDE */
  readonly serde?: boolean;
}
/** CACHE/UNCACHE/REFRESH TABLE, ANALYZE …: accepted, nothing to do in one process. */
export interface Cache extends Node {
  readonly kind: 'Cache';
  readonly what: string;
  readonly name?: readonly string[];
  readonly nameAt?: Span;
  readonly ifExists?: boolean;
  readonly lazy?: boolean;
  /** CACHE TABLE … OPTIONS. */
  readonly options?: Readonly<Record<string, string>>;
  readonly noScan?: boolean;
  /** ANALYZE TABLE … FOR COLUMNS. */
  readonly columns?: readonly string[] | 'all';
  /** ANALYZE TABLE … PARTITION. */
  readonly partition?: PartitionSpec;
  /** MSCK REPAIR TABLE. */
  readonly change?: 'ADD' | 'DROP' | 'SYNC';
  /** CACHE TABLE name AS query: the query becomes a temporary view of that name. */
  readonly query?: Relation;
}
/** USE of a schema; `catalog`: SET CATALOG. */
export interface Use extends Node { readonly kind: 'Use'; readonly name: readonly string[]; readonly catalog?: true }
/** Valid Spark SQL without a meaning (yet) in one process: refused by name and position when it is run. */
export interface Unsupported extends Node {
  readonly kind: 'Unsupported'; readonly feature: string;
  /** A table that has to be there before it is refused. */
  readonly table?: { readonly name: readonly string[]; readonly operation: string; readonly condition: '_LEGACY_ERROR_TEMP_1261' | '_LEGACY_ERROR_TEMP_1332' };
}
