import type { Value } from '../../columnar/value.ts';
import type { Span } from '../../errors/stream-error.ts';
import type { EvaluationSettings } from '../../functions/function.ts';
import type { Attribute, BoundAlias, BoundExpression, GeneratorCall, LambdaParameter } from '../../plan/bound.ts';
import type { CatalogFunction, CatalogVariable, SqlFunction } from '../../plan/catalog.ts';
import type { Expression, WindowSpec } from '../../plan/expression.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import type { Relation } from '../../plan/relation.ts';
import type { CapturedSettings } from '../../plan/settings.ts';

/**
 * What the expression analyzer is told by the relation analyzer: which names mean what here, and what the session knows.
 * A scope is immutable; a narrower one is made by copying (`{ ...scope, clause: 'WHERE' }`).
 *
 * A name is looked for in this order: lambda parameters, `grouped`, `attributes`, `fallback`, `lateralAliases`, `outer`, session variables.
 */
export interface Scope {
  readonly session: AnalysisSession;
  /** The columns in reach, in the order of `*`. `hidden` attributes are found by name but are not part of `*`. */
  readonly attributes: readonly Attribute[];
  /** Found only when `attributes` has no such name: the input of a projection below ORDER BY, of an aggregate below HAVING. */
  readonly fallback?: readonly Attribute[];
  /** ORDER BY: the same, plan by plan, nearest first. A name that several columns of one have is looked for in the next. */
  readonly below?: readonly (readonly Attribute[])[];
  /** HAVING: what the rows had that are groups now. */
  readonly grouped?: GroupedColumns;
  /** Aliases to the left in the same select list. A reference becomes an Attribute with the alias's id: the caller splits the projection. */
  readonly lateralAliases?: readonly BoundAlias[];
  /** The query around a correlated subquery. What is found there becomes an OuterReference. */
  readonly outer?: Scope;
  /** Innermost last. Filled in by the expression analyzer itself. */
  readonly lambdaParameters?: readonly LambdaParameter[];
  /** The WINDOW clause. */
  readonly windows?: Readonly<Record<string, WindowSpec>>;
  /** Values of `?` and `:name`. */
  readonly parameters?: QueryParameters;
  /** Where the expression stands: decides whether aggregates, window calls and generators may appear. Absent = anything goes. */
  readonly clause?: Clause;
  /** The operator whose expressions take no calls of SQL functions, as Spark calls it. */
  readonly operator?: string;
  /** Columns of the DataFrame that `df.col('x')` came from; undefined = the name alone decides. */
  readonly attributesOfPlan?: (planId: number) => { readonly inReach: readonly Attribute[]; readonly all: readonly Attribute[] } | undefined;
}

/**
 * `SELECT max(id) AS id … GROUP BY dept HAVING max(id) > 1`: inside of aggregates names mean these columns before the select list, elsewhere those that are grouped by.
 * A name that two of them have means none.
 */
export interface GroupedColumns {
  readonly columns: readonly Attribute[];
  readonly isKey: (expression: BoundExpression) => boolean;
  readonly inAggregate?: boolean;
}

/** Clauses with a rule of their own about aggregates, window calls and generators (see clause-check.ts). */
export type Clause = 'SELECT' | 'WHERE' | 'HAVING' | 'QUALIFY' | 'GROUP BY' | 'ORDER BY' | 'JOIN' | 'VALUES' | 'LATERAL VIEW' | 'PARAMETER' | 'METRIC' | 'OTHER';

export interface QueryParameters {
  readonly positional?: readonly Expression[];
  readonly named?: Readonly<Record<string, Expression>>;
}

/** What outlives one scope: the session, seen by the analyzer. `api` implements it. */
export interface AnalysisSession {
  readonly settings: EvaluationSettings;
  /** The same session with the settings that a text was made under. */
  readonly under?: (captured: CapturedSettings) => AnalysisSession;
  /** Fresh attribute id, unique in the session. */
  readonly nextId: () => number;
  /** 64 random bits. */
  readonly drawSeed: () => bigint;
  /** The parser's entry for `expr("…")` and DataFrame text: planner may not import parser. */
  readonly parseExpression: (sql: string) => Expression;
  /** Resolves a subquery; inside, `scope` is the outer scope. `outer` lists the attributes of `scope` it refers to. */
  readonly planSubquery: (relation: Relation, scope: Scope) => PlannedSubquery;
  /** The value of a foldable expression (constant folding by the engine's own kernels). Errors of the evaluation come through. */
  readonly evaluate: (expression: BoundExpression) => Value;
  /** Wall clock in µs, for `DATE 'today'` and times without a date. Absent: these become calls of current_date() and the like. */
  readonly nowMicros?: () => bigint;
  /** DECLARE VARIABLE: the current value, undefined when there is no such variable. */
  readonly variable?: (name: readonly string[]) => CatalogVariable | undefined;
  /** CREATE FUNCTION … RETURN by name. */
  readonly sqlFunction?: (name: readonly string[]) => SqlFunction | undefined;
  /** `spark.udf.register` by name, in any case. */
  readonly userFunction?: (name: readonly string[]) => CatalogFunction | undefined;
  /** `udf(fn, type)` used directly in a DataFrame. */
  readonly userFunctionById?: (id: number) => CatalogFunction | undefined;
}

export interface PlannedSubquery {
  readonly plan: LogicalPlan;
  readonly output: readonly Attribute[];
  readonly outer: readonly Attribute[];
  /** The same as often as they are named. */
  readonly mentioned: readonly Attribute[];
  /** Aggregates of the query around that a query in HAVING reads, by the ids under which it does. */
  readonly aggregates?: readonly BoundAlias[];
}

/** One item of a select list after star expansion: a column, or a generator that makes several. `names` are empty for default names. */
export type SelectItem =
  | { readonly item: 'column'; readonly expression: Attribute | BoundAlias }
  | { readonly item: 'generator'; readonly generator: GeneratorCall; readonly names: readonly string[]; readonly at?: Span | undefined; readonly generated?: readonly Attribute[] };
