import type { AggregateFunction, EvaluationSettings, GeneratorFunction, ScalarFunction, WindowFunction } from '../functions/function.ts';
import type { Span } from '../errors/stream-error.ts';
import type { DataType } from '../types/data-type.ts';
import type { Value } from '../columnar/value.ts';
import type { LogicalPlan } from './logical.ts';

/**
 * Bound expressions: what the analyzer makes of `Expression`. Every node knows its type and whether it can be NULL.
 * Columns are referred to by attribute id, unique in a session, never by name or position.
 */
export type BoundExpression =
  | Attribute | OuterReference | Literal | Call | Cast | BoundAlias | LambdaFunction | LambdaParameter
  | AggregateCall | WindowCall | GeneratorCall | BoundSubquery | BoundSort | UserCall;

export type BoundKind = BoundExpression['kind'];

interface Typed { readonly type: DataType; readonly nullable: boolean; readonly at?: Span | undefined }

/** Works under these settings, not under those of the query: the text of a view or SQL function made under others. */
interface Settled { readonly settings?: EvaluationSettings }

/** A column of a plan's output. `qualifier` is what may stand before the dot. */
export interface Attribute extends Typed {
  readonly kind: 'Attribute';
  readonly id: number;
  readonly name: string;
  readonly qualifier: readonly string[];
  /** Event time: delay of the watermark in ms. Kept by aliases and projections, lost by any other expression. */
  readonly watermarkDelayMs?: number;
  /** Made by window()/session_window(): its `end` is the event time. */
  readonly timeWindow?: 'window' | 'session';
  /** The type with its CHAR(n) and VARCHAR(n), which expressions take for STRING. */
  readonly declared?: DataType;
  /** Of the column of a table. Kept as the tags of event time are. */
  readonly comment?: string;
  /** Named by its SQL, for want of an alias. Kept as the tags of event time are, even under another name: no view that stays may have such a column. */
  readonly generatedName?: true;
  /** Not part of `*`. */
  readonly hidden?: boolean;
}
/** An attribute of the query around a correlated subquery. */
export interface OuterReference extends Typed { readonly kind: 'OuterReference'; readonly attribute: Attribute }
export interface Literal extends Typed { readonly kind: 'Literal'; readonly value: Value }
/** `written` is the name the user wrote. `asWritten`: show it instead of the canonical one. `seed`: drawn by the analyzer (`drawsSeed`). */
export interface Call extends Typed, Settled { readonly kind: 'Call'; readonly definition: ScalarFunction; readonly written: string; readonly arguments: readonly BoundExpression[]; readonly seed?: bigint }
/** ansi: fail on bad values; try: NULL; legacy: NULL or wrap as Spark without ANSI. `implicit` casts are not shown in names. */
export interface Cast extends Typed, Settled { readonly kind: 'Cast'; readonly input: BoundExpression; readonly mode: 'ansi' | 'try' | 'legacy'; readonly implicit: boolean }
/** A named expression: the output of Project and Aggregate. `id` is the attribute it becomes. */
export interface BoundAlias extends Typed {
  readonly kind: 'Alias';
  readonly input: BoundExpression;
  readonly name: string;
  readonly id: number;
  readonly qualifier?: readonly string[];
  readonly watermarkDelayMs?: number;
  readonly timeWindow?: 'window' | 'session';
  readonly declared?: DataType;
  readonly comment?: string;
  readonly generatedName?: true;
}
export interface LambdaFunction extends Typed { readonly kind: 'Lambda'; readonly parameters: readonly LambdaParameter[]; readonly body: BoundExpression }
/** `shownByName`: in messages about a function whose arguments do not fit, so that its parameters have no types. */
export interface LambdaParameter extends Typed { readonly kind: 'LambdaParameter'; readonly id: number; readonly name: string; readonly shownByName?: true }
export interface AggregateCall extends Typed, Settled {
  readonly kind: 'AggregateCall'; readonly definition: AggregateFunction; readonly written: string; readonly arguments: readonly BoundExpression[];
  readonly distinct: boolean; readonly filter?: BoundExpression; readonly ignoreNulls: boolean; readonly orderBy?: readonly BoundSort[];
}
export interface WindowCall extends Typed {
  readonly kind: 'WindowCall'; readonly function: AggregateCall | RankingCall;
  readonly partitionBy: readonly BoundExpression[]; readonly orderBy: readonly BoundSort[]; readonly frame: BoundFrame;
}
/** row_number, lag, … : functions that exist only with OVER. */
export interface RankingCall extends Typed, Settled {
  readonly kind: 'RankingCall'; readonly definition: WindowFunction; readonly written: string; readonly arguments: readonly BoundExpression[]; readonly ignoreNulls: boolean;
}
export interface BoundFrame { readonly unit: 'rows' | 'range'; readonly start: BoundBound; readonly end: BoundBound }
/** `distance` is folded: rows as int, range in the type of the ordering key. Negative = preceding. `shown`: the bound as column names show it. */
export type BoundBound = { readonly bound: 'unbounded preceding' | 'current row' | 'unbounded following' } | { readonly bound: 'offset'; readonly distance: Literal; readonly shown?: string };
export interface GeneratorCall extends Typed, Settled {
  readonly kind: 'GeneratorCall'; readonly definition: GeneratorFunction; readonly written: string; readonly arguments: readonly BoundExpression[];
  /** Its arguments do not fit: told where it may stand. */
  readonly fault?: unknown;
}
/** `values` = left-hand sides of IN. `outer` = attributes of the surrounding query that the plan refers to. */
export interface BoundSubquery extends Typed {
  readonly kind: 'Subquery';
  readonly subquery: 'scalar' | 'exists' | 'in';
  readonly plan: LogicalPlan;
  readonly values: readonly BoundExpression[];
  readonly outer: readonly Attribute[];
  /** `outer` as often as the columns are named, which is how the name of the expression shows them. */
  readonly mentioned?: readonly Attribute[];
  /** Columns of no table that the plan reads besides `outer`, and what they are in the query around: arguments of the SQL function whose text it is. */
  readonly parameters?: readonly Attribute[];
  readonly supplied?: readonly BoundExpression[];
  /** Of the query around, not yet columns of its groups. */
  readonly aggregates?: readonly BoundAlias[];
}
export interface BoundSort extends Typed { readonly kind: 'Sort'; readonly input: BoundExpression; readonly descending: boolean; readonly nullsFirst: boolean }
export interface UserCall extends Typed { readonly kind: 'UserCall'; readonly id: number; readonly name: string; readonly arguments: readonly BoundExpression[] }
