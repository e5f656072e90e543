import type { Span } from '../errors/stream-error.ts';
import type { Value } from '../columnar/value.ts';
import type { DataType, Schema } from '../types/data-type.ts';
import type { Alias, Expression, IntervalLiteral, SortOrder, WindowSpec } from './expression.ts';
import type { CapturedSettings } from './settings.ts';

/**
 * Unresolved relations: one tree for SQL text and DataFrame calls. Plain immutable data, isomorphic to Spark Connect's
 * `Relation` messages, so that one visitor can ship the same tree to a cluster. The words of a clause are its field names.
 */
export type Relation =
  | SqlRelation | Read | NamedTable | TableFunctionCall | LocalRelation | Values | OneRow | Project | WithColumns
  | WithColumnsRenamed | Drop | Filter | Join | LateralJoin | NearestJoin | AsOfJoin | SetOperation | Sort | Limit | Offset | Tail | Aggregate | Deduplicate
  | SubqueryAlias | WithCtes | WithWatermark | WithWindows | Sample | Repartition | Generate | Pivot | Unpivot | Hint
  | RangeRelation | ToSchema | ToDf | CollectMetrics | FillNa | DropNa | Replace | GroupedMap;

export type RelationKind = Relation['kind'];

interface Node { readonly at?: Span | undefined }
interface Unary extends Node { readonly input: Relation }

/** `spark.sql(text, args)`: the text stays verbatim; the analyzer parses it. */
export interface SqlRelation extends Node { readonly kind: 'Sql'; readonly query: string; readonly positional?: readonly Expression[]; readonly named?: Readonly<Record<string, Expression>> }
/** `spark.read` and `spark.readStream`. */
export interface Read extends Node {
  readonly kind: 'Read'; readonly format: string; readonly schema?: string | Schema;
  readonly options: Readonly<Record<string, string>>; readonly paths: readonly string[]; readonly streaming: boolean;
}
/** A table, view or CTE by name. `streaming` = written with STREAM. */
export interface NamedTable extends Node {
  readonly kind: 'NamedTable';
  readonly name: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly streaming: boolean;
  /** IDENTIFIED BY: the name of the source in a checkpoint. */
  readonly sourceName?: string;
  /** VERSION AS OF, TIMESTAMP AS OF: of tables that are there it is refused. */
  readonly timeTravel?: true;
}
/** `FROM range(10)`, `FROM explode(array(1))`, also STREAM f(…). `syntax`: written with words of its own, so the name is that of a row of ours. */
export interface TableFunctionCall extends Node {
  readonly kind: 'TableFunction'; readonly name: readonly string[]; readonly arguments: readonly Expression[]; readonly streaming: boolean; readonly sourceName?: string;
  readonly syntax?: UnnestSyntax | JsonTableSyntax;
}
/** UNNEST(arrays) WITH ORDINALITY */
export interface UnnestSyntax { readonly words: 'UNNEST'; readonly ordinality: boolean }
/** JSON_TABLE(json, path COLUMNS (…) ERROR ON ERROR) */
export interface JsonTableSyntax { readonly words: 'JSON_TABLE'; readonly path: string; readonly columns: readonly JsonTableColumn[]; readonly errorOnError: boolean }
/** `ordinality`: the number of the row; `exists`: whether the path finds something; otherwise what it finds. */
export type JsonTableColumn =
  | { readonly column: 'ordinality'; readonly name: string }
  | { readonly column: 'value' | 'exists'; readonly name: string; readonly type: DataType; readonly path?: string; readonly at?: Span | undefined };
/** Rows given by the program (`createDataFrame`). */
export interface LocalRelation extends Node { readonly kind: 'LocalRelation'; readonly schema: Schema; readonly rows: readonly (readonly Value[])[] }
/** `VALUES (1, 'a'), (2, 'b')`; columns are col1, col2 … until an alias names them. */
export interface Values extends Node { readonly kind: 'Values'; readonly rows: readonly (readonly Expression[])[]; /** What its alias calls the columns, for messages. */ readonly columns?: readonly string[] }
/** SELECT without FROM. */
export interface OneRow extends Node { readonly kind: 'OneRow' }
/** `distinct` = SELECT DISTINCT. */
export interface Project extends Unary {
  readonly kind: 'Project'; readonly expressions: readonly Expression[];
  /** Written as `|> EXTEND`: refuses aggregate functions. */
  readonly pipe?: 'extend';
  /** Resolved under these, with all that is below: the text of a SQL function, or what its caller gave it. */
  readonly settings?: CapturedSettings;
}
export interface WithColumns extends Unary { readonly kind: 'WithColumns'; readonly columns: readonly Alias[]; /** Written as `|> SET`: each column must exist already. */ readonly replaceOnly?: boolean }
export interface WithColumnsRenamed extends Unary { readonly kind: 'WithColumnsRenamed'; readonly renames: readonly (readonly [string, string])[] }
export interface Drop extends Unary { readonly kind: 'Drop'; readonly columns: readonly Expression[]; readonly names: readonly string[] }
/** `having` marks the HAVING of the aggregate right below it: it may name grouping columns and contain aggregates. `qualify` likewise for QUALIFY. */
export interface Filter extends Unary { readonly kind: 'Filter'; readonly condition: Expression; readonly clause?: 'where' | 'having' | 'qualify'; /** Behind `|>`: sees only its input. */ readonly pipe?: true }
export type JoinType = 'inner' | 'cross' | 'left' | 'right' | 'full' | 'left semi' | 'left anti';
export interface Join extends Node {
  readonly kind: 'Join'; readonly left: Relation; readonly right: Relation; readonly type: JoinType;
  readonly condition?: Expression; readonly using?: readonly string[]; readonly natural?: boolean;
}
/** The right side may name columns of the left one. */
export interface LateralJoin extends Node {
  readonly kind: 'LateralJoin';
  readonly left: Relation;
  readonly right: Relation;
  readonly type: JoinType;
  readonly condition?: Expression;
  readonly using?: readonly string[];
  readonly natural?: boolean;
}
/** For each row of the left side the `count` rows of the right one of the smallest (or `largest`) ranking; rows without a ranking are none. */
export interface NearestJoin extends Node {
  readonly kind: 'NearestJoin'; readonly left: Relation; readonly right: Relation; readonly type: 'inner' | 'left';
  readonly count: number; readonly ranking: Expression; readonly largest: boolean;
}
/** For each row of the left side the one row of the right one that the comparison allows and that comes closest to it. */
export interface AsOfJoin extends Node {
  readonly kind: 'AsOfJoin'; readonly left: Relation; readonly right: Relation; readonly type: 'inner' | 'left';
  readonly match: Expression; readonly condition?: Expression; readonly using?: readonly string[];
}
export interface SetOperation extends Node {
  readonly kind: 'SetOperation'; readonly operation: 'union' | 'intersect' | 'except'; readonly left: Relation; readonly right: Relation;
  readonly all: boolean; readonly byName?: boolean; readonly allowMissingColumns?: boolean;
}
/** ORDER BY (global) or SORT BY. `all` = ORDER BY ALL. */
export interface Sort extends Unary {
  readonly kind: 'Sort'; readonly order: readonly SortOrder[]; readonly global: boolean; readonly all?: { readonly descending: boolean; readonly nullOrdering?: 'first' | 'last' };
  /** As in Filter. */
  readonly pipe?: true;
  /** Only the order within the groups of one batch counts. */
  readonly forGroups?: true;
}
export interface Limit extends Unary { readonly kind: 'Limit'; readonly limit: Expression }
export interface Offset extends Unary { readonly kind: 'Offset'; readonly offset: Expression }
export interface Tail extends Unary { readonly kind: 'Tail'; readonly limit: number }

/**
 * GROUP BY. `aggregates` is the whole select list, as written (SQL), or keys and aggregates (DataFrame, where
 * `keysFirst` asks for the grouping columns to be put in front).
 */
export interface Aggregate extends Unary {
  readonly kind: 'Aggregate';
  readonly grouping: readonly GroupingElement[];
  /** The place of the clause GROUP BY. */
  readonly groupingAt?: Span;
  readonly aggregates: readonly Expression[];
  readonly keysFirst?: boolean;
  /** Written as `|> AGGREGATE`: each of `aggregates` must contain an aggregate function, and keys may be aliases. */
  readonly pipe?: boolean;
  readonly pivot?: { readonly column: Expression; readonly values?: readonly Expression[] };
}
export type GroupingElement =
  | { readonly grouping: 'expression'; readonly expression: Expression }
  | { readonly grouping: 'all' }
  | { readonly grouping: 'rollup' | 'cube'; readonly sets: readonly (readonly Expression[])[] }
  /** `listed`: what stands before GROUPING SETS without a comma. It is grouped by, and NULL in the sets that leave it out. */
  | { readonly grouping: 'sets'; readonly sets: readonly (readonly GroupingElement[])[]; readonly listed?: readonly Expression[] };

/** DISTINCT and dropDuplicates: all columns when `columns` is absent. `distinct` = SELECT DISTINCT, an aggregation on a stream. */
export interface Deduplicate extends Unary { readonly kind: 'Deduplicate'; readonly columns?: readonly string[]; readonly withinWatermark: boolean; readonly distinct: boolean }
/** The name of a derived table without one. */
export const SUBQUERY_NAME = '__auto_generated_subquery_name';

/** `relation AS t(a, b)` */
export interface SubqueryAlias extends Unary { readonly kind: 'SubqueryAlias'; readonly alias: readonly string[]; readonly columns?: readonly string[] }
export interface WithCtes extends Unary { readonly kind: 'WithCtes'; readonly recursive: boolean; readonly ctes: readonly CommonTable[] }
export interface CommonTable { readonly name: string; readonly columns?: readonly string[]; readonly query: Relation; readonly maxRecursion?: number; readonly at?: Span | undefined }
/** `delay` is DDL-ish interval text from the DataFrame API or an INTERVAL from SQL; `eventTime` may be an Alias (SQL). */
export interface WithWatermark extends Unary { readonly kind: 'WithWatermark'; readonly eventTime: Expression; readonly delay: string | IntervalLiteral }
/** The WINDOW clause of the select block below. */
export interface WithWindows extends Unary { readonly kind: 'WithWindows'; readonly windows: Readonly<Record<string, WindowSpec>> }
export interface Sample extends Unary {
  readonly kind: 'Sample';
  readonly fraction?: number;
  /** Where the range of drawn numbers begins whose end is `fraction`; absent = 0. */
  readonly from?: number;
  readonly rows?: Expression;
  readonly bucket?: readonly [number, number];
  readonly withReplacement: boolean;
  readonly seed?: number;
}
/** Accepted and without effect on answers: one process has one partition. */
export interface Repartition extends Unary { readonly kind: 'Repartition'; readonly count?: number; readonly expressions: readonly Expression[] }
/** LATERAL VIEW [OUTER] generator alias AS columns. */
export interface Generate extends Unary { readonly kind: 'Generate'; readonly generator: Expression; readonly outer: boolean; readonly alias?: string; readonly columns: readonly string[] }
export interface Pivot extends Unary { readonly kind: 'Pivot'; readonly aggregates: readonly Expression[]; readonly columns: readonly Expression[]; readonly values: readonly Expression[] }
export interface Unpivot extends Unary {
  readonly kind: 'Unpivot'; readonly ids?: readonly Expression[];
  readonly values?: readonly { readonly expressions: readonly Expression[]; readonly alias?: string }[];
  readonly variableColumn: string; readonly valueColumns: readonly string[]; readonly includeNulls: boolean;
}
export interface Hint extends Unary { readonly kind: 'Hint'; readonly name: string; readonly parameters: readonly Expression[] }
export interface RangeRelation extends Node { readonly kind: 'Range'; readonly start: bigint; readonly end: bigint; readonly step: bigint }
export interface ToSchema extends Unary { readonly kind: 'ToSchema'; readonly schema: Schema }
export interface ToDf extends Unary { readonly kind: 'ToDf'; readonly names: readonly string[] }
export interface CollectMetrics extends Unary { readonly kind: 'CollectMetrics'; readonly name: string; readonly metrics: readonly Expression[] }
export interface FillNa extends Unary {
  readonly kind: 'FillNa'; readonly columns?: readonly string[]; readonly values: readonly Expression[];
  /** A value for each of `columns`, cast to its type; otherwise one for those of them whose type it has. */
  readonly perColumn?: true;
}
export interface DropNa extends Unary { readonly kind: 'DropNa'; readonly columns?: readonly string[]; readonly minNonNulls?: number }
export interface Replace extends Unary { readonly kind: 'Replace'; readonly columns?: readonly string[]; readonly replacements: readonly (readonly [Expression, Expression])[] }
/**
 * groupByKey(...).mapGroupsWithState / flatMapGroupsWithState / transformWithState, and mapGroups and cogroup, which keep nothing; `id` finds the program's
 * functions in the session.
 */
export interface GroupedMap extends Unary {
  readonly kind: 'GroupedMap'; readonly keys: readonly Expression[];
  readonly operation: 'mapGroups' | 'cogroup' | 'mapGroupsWithState' | 'flatMapGroupsWithState' | 'transformWithState';
  readonly id: number; readonly output: Schema; readonly state?: Schema;
  readonly outputMode: 'append' | 'update'; readonly timeMode: 'none' | 'processingTime' | 'eventTime';
  readonly initialState?: { readonly input: Relation; readonly keys: readonly Expression[] };
  readonly eventTimeColumn?: string;
}
