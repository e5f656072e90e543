import type { DataType } from '../types/data-type.ts';
import type { Span } from '../errors/stream-error.ts';
import type { Value } from '../columnar/value.ts';
import type { Relation } from './relation.ts';

/**
 * Unresolved expressions: what SQL text and DataFrame calls both produce. Plain immutable data, isomorphic to Spark
 * Connect's `Expression` messages. Names are names, types may still be text; nothing is looked up here.
 *
 * Every operator and function is an `UnresolvedFunction` under Spark's registry name: `+ - * / % div == <=> < <= > >= and
 * or not in like ilike rlike between isnull isnotnull when if struct named_struct array map window …`.
 * `!=` is `not(==)`, `count(*)` is `count(UnresolvedStar)`, `CASE` is `when(condition, value, …, otherwise?)`,
 * `a[i]` is an `ExtractValue`, `x IS [NOT] TRUE` is `<=>` with a literal.
 */
export type Expression =
  | UnresolvedAttribute | UnresolvedStar | UnresolvedRegex | UnresolvedFunction | NamedArgument | ExpressionString
  | LiteralExpression | TypedLiteral | IntervalLiteral | Parameter | Alias | CastExpression | SortOrder | WindowExpression
  | Lambda | LambdaVariable | ExtractValue | UpdateFields | SubqueryExpression | UserFunctionCall;

export type ExpressionKind = Expression['kind'];

interface Node { readonly at?: Span | undefined }

/** `a`, `t.a`, `t.a.b`. `planId` ties `df.col('x')` to the DataFrame it came from (see plan-id.ts), `outer` says that it may be one of the query around. */
export interface UnresolvedAttribute extends Node { readonly kind: 'UnresolvedAttribute'; readonly name: readonly string[]; readonly planId?: number; readonly outer?: true }
/** `*`, `t.*`, `* EXCEPT (a)`. */
export interface UnresolvedStar extends Node { readonly kind: 'UnresolvedStar'; readonly target?: readonly string[]; readonly except?: readonly (readonly string[])[] }
/** `df.colRegex` and back-quoted patterns. */
export interface UnresolvedRegex extends Node { readonly kind: 'UnresolvedRegex'; readonly pattern: string; readonly target?: readonly string[] }
export interface UnresolvedFunction extends Node {
  readonly kind: 'UnresolvedFunction';
  readonly name: readonly string[];
  readonly arguments: readonly Expression[];
  readonly distinct?: boolean;
  readonly filter?: Expression;
  readonly ignoreNulls?: boolean;
  /** WITHIN GROUP (ORDER BY …) */
  readonly orderBy?: readonly SortOrder[];
  /** Written as an operator or keyword syntax (`a + b`, `x IN (…)`) instead of as a call. Only affects messages. */
  readonly operator?: boolean;
}
/** `f(name => value)` */
export interface NamedArgument extends Node { readonly kind: 'NamedArgument'; readonly name: string; readonly value: Expression }
/** `expr("a + 1")`: SQL text kept verbatim; the analyzer parses it. */
export interface ExpressionString extends Node { readonly kind: 'ExpressionString'; readonly sql: string }
export interface LiteralExpression extends Node { readonly kind: 'Literal'; readonly value: Value; readonly type: DataType }
/** `DATE '2024-01-01'`, `TIMESTAMP '…'`, `X'1F'`: needs the session time zone, so the analyzer reads it. `typeName` is upper case. */
export interface TypedLiteral extends Node { readonly kind: 'TypedLiteral'; readonly typeName: string; readonly text: string }
/** `INTERVAL 1 DAY 2 HOURS` (units), `INTERVAL '1-2' YEAR TO MONTH` (from/to), `INTERVAL '1 day'` (text without units). */
export interface IntervalLiteral extends Node {
  readonly kind: 'IntervalLiteral';
  readonly units?: readonly { readonly value: Expression; readonly unit: string }[];
  readonly text?: string;
  readonly from?: string;
  readonly to?: string;
  readonly negative?: boolean;
}
/** `?` (position counts from 0) or `:name`. */
export interface Parameter extends Node { readonly kind: 'Parameter'; readonly name?: string; readonly position?: number }
/** One name, or several for a generator: `explode(m) AS (k, v)`. */
export interface Alias extends Node { readonly kind: 'Alias'; readonly input: Expression; readonly names: readonly string[] }
/** CAST, TRY_CAST, `::`; `given`: nobody wrote it, a value stands where a type is declared; `assigned`: the same, and it must fit whatever the mode. A string type is DDL text from the DataFrame API. */
export interface CastExpression extends Node { readonly kind: 'Cast'; readonly input: Expression; readonly to: DataType | string; readonly mode: 'cast' | 'given' | 'assigned' | 'try' | 'ansi' | 'legacy' }

/** Absent `nullOrdering`: nulls first when ascending, last when descending. */
export interface SortOrder extends Node { readonly kind: 'SortOrder'; readonly input: Expression; readonly descending: boolean; readonly nullOrdering?: 'first' | 'last' }
export interface WindowExpression extends Node { readonly kind: 'Window'; readonly function: Expression; readonly window: WindowSpec | { readonly reference: string } }
export interface Lambda extends Node { readonly kind: 'Lambda'; readonly parameters: readonly string[]; readonly body: Expression }
/** Made by the DataFrame API for lambda parameters; SQL text leaves them `UnresolvedAttribute`. */
export interface LambdaVariable extends Node { readonly kind: 'LambdaVariable'; readonly name: string }
/** `a[b]` and `expr.field` (extraction = string literal). */
export interface ExtractValue extends Node { readonly kind: 'ExtractValue'; readonly input: Expression; readonly extraction: Expression }
/** `withField` (value there) and `dropFields` (value absent). */
export interface UpdateFields extends Node { readonly kind: 'UpdateFields'; readonly input: Expression; readonly fieldName: string; readonly value?: Expression }
/** `values` are the left-hand sides of IN. */
export interface SubqueryExpression extends Node {
  readonly kind: 'Subquery';
  readonly subquery: 'scalar' | 'exists' | 'in' | 'table';
  readonly plan: Relation;
  readonly values?: readonly Expression[];
}
/** A JavaScript function used directly in a DataFrame (`udf(fn, 'INT')(col('a'))`). `id` finds it in the session's registry. */
export interface UserFunctionCall extends Node { readonly kind: 'UserFunction'; readonly id: number; readonly name: string; readonly arguments: readonly Expression[] }

export interface WindowSpec extends Node {
  /** `WINDOW w AS (other …)` and `OVER (w …)` start from a named one. */
  readonly base?: string;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortOrder[];
  readonly frame?: WindowFrame;
}
export interface WindowFrame { readonly unit: 'rows' | 'range' | 'groups'; readonly start: FrameBound; readonly end: FrameBound }
export type FrameBound =
  | { readonly bound: 'unbounded preceding' | 'current row' | 'unbounded following' }
  | { readonly bound: 'preceding' | 'following'; readonly distance: Expression };
