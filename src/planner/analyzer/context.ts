import type { EvaluationSettings } from '../../functions/function.ts';
import type { Value } from '../../columnar/value.ts';
import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import type { Catalog } from '../../plan/catalog.ts';
import type { Expression, WindowSpec } from '../../plan/expression.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import type { Read, Relation } from '../../plan/relation.ts';
import { settingsInside } from '../../plan/settings.ts';
import type { Schema } from '../../types/data-type.ts';
import type { AnalysisSession, Clause, GroupedColumns, PlannedSubquery, QueryParameters, Scope } from '../expressions/scope.ts';

/** What the analyzer needs from the session around it; `api` provides it. Parsing is injected: planner may not import parser. */
export interface AnalysisContext {
  readonly settings: EvaluationSettings;
  readonly catalog: Catalog;
  /** Fresh attribute id, unique in the session. */
  readonly nextId: () => number;
  /** 64 random bits. */
  readonly drawSeed: () => bigint;
  /** The query of one SQL text; a command in its place is refused. */
  readonly parseQuery: (sql: string) => Relation;
  readonly parseExpression: (sql: string) => Expression;
  /** The schema of a source, or what is wrong with its options. */
  readonly sourceSchema: (read: Read) => Schema;
  /** The plan of a relation that was analyzed before, so that a DataFrame keeps what its names meant then. */
  readonly analyzed?: (relation: Relation) => LogicalPlan | undefined;
  /** The value of a foldable expression. */
  readonly evaluate: (expression: BoundExpression, settings: EvaluationSettings) => Value;
  /** Wall clock in µs, for literals such as `DATE 'today'`. */
  readonly nowMicros?: () => bigint;
}

/** A common table expression in reach. `plan` is its plan, resolved once; each use gets fresh ids. */
export type CommonTableEntry =
  | { readonly kind: 'plan'; readonly name: string; readonly plan: LogicalPlan }
  | { readonly kind: 'loop'; readonly name: string; readonly loopId: number; readonly output: readonly Attribute[] };

/** State of one run of the analyzer. */
export interface Analysis {
  readonly context: AnalysisContext;
  readonly resolve: (relation: Relation, frame: Frame) => LogicalPlan;
  readonly planSubquery: (relation: Relation, scope: Scope, frame: Frame) => PlannedSubquery;
  /** Outputs of the relations that `df.col('x')` may mean, by plan id; several after a self-join. */
  readonly planOutputs: Map<number, (readonly Attribute[])[]>;
  /** Relations that were begun. */
  readonly met: Set<Relation>;
  depth: number;
}

/** What is in reach at one place of the tree besides the columns. Immutable; narrower ones are copies. */
export interface Frame {
  readonly analysis: Analysis;
  readonly settings: EvaluationSettings;
  readonly ctes: ReadonlyMap<string, CommonTableEntry>;
  /** Views around it. */
  readonly viewDepth?: number;
  /** Names of common tables around this definition or subquery: what a WITH in it does to them is a setting. */
  readonly ctesAround?: ReadonlySet<string>;
  /** The query around this one, for correlated names. */
  readonly outer?: Scope;
  readonly parameters?: QueryParameters;
  readonly windows?: Readonly<Record<string, WindowSpec>>;
}

export interface ScopeParts {
  readonly clause?: Clause;
  readonly fallback?: readonly Attribute[];
  readonly below?: readonly (readonly Attribute[])[];
  readonly operator?: string;
  readonly grouped?: GroupedColumns;
}

/** The scope of expressions that read `attributes`. */
export function scopeOf(frame: Frame, attributes: readonly Attribute[], parts: ScopeParts = {}): Scope {
  return {
    session: sessionOf(frame), attributes, ...parts,
    ...(frame.outer === undefined ? {} : { outer: frame.outer }),
    ...(frame.parameters === undefined ? {} : { parameters: frame.parameters }),
    ...(frame.windows === undefined ? {} : { windows: frame.windows }),
    attributesOfPlan: (planId) => attributesOfPlan(frame, planId, [...attributes, ...(parts.fallback ?? [])]),
  };
}

/** The frame for the inside of a derived table: the windows of the select block around it do not count there. */
export function withoutWindows(frame: Frame): Frame {
  if (frame.windows === undefined) return frame;
  const { windows: _, ...rest } = frame;
  return rest;
}

/** The frame for the inside of a common table or of a subquery. */
export function withCtesAround(frame: Frame): Frame {
  return frame.ctes.size === 0 ? frame : { ...frame, ctesAround: new Set(frame.ctes.keys()) };
}

/** The frame below the first clause of a common table or of a subquery. */
export function withoutCtesAround(frame: Frame): Frame {
  if (frame.ctesAround === undefined) return frame;
  const { ctesAround: _, ...rest } = frame;
  return rest;
}

/** Case-insensitive unless the session says otherwise. */
export function sameName(frame: Pick<Frame, 'settings'>, left: string, right: string): boolean {
  return left === right || (!isCaseSensitive(frame) && left.toLowerCase() === right.toLowerCase());
}

export function isCaseSensitive(frame: Pick<Frame, 'settings'>): boolean {
  return frame.settings.get('spark.sql.caseSensitive')?.toLowerCase() === 'true';
}

function sessionOf(frame: Frame): AnalysisSession {
  const { context } = frame.analysis;
  const { catalog } = context;
  return {
    settings: frame.settings,
    under: (captured) => sessionOf({ ...frame, settings: settingsInside(captured, frame.settings) }),
    nextId: context.nextId,
    drawSeed: context.drawSeed,
    parseExpression: context.parseExpression,
    planSubquery: (relation, scope) => frame.analysis.planSubquery(relation, scope, frame),
    evaluate: (expression) => context.evaluate(expression, frame.settings),
    ...(context.nowMicros === undefined ? {} : { nowMicros: context.nowMicros }),
    ...(catalog.variable === undefined ? {} : { variable: (name) => catalog.variable!(name) }),
    ...(catalog.sqlFunction === undefined ? {} : { sqlFunction: (name) => catalog.sqlFunction!(name) }),
    ...(catalog.userFunction === undefined ? {} : { userFunction: (name) => catalog.userFunction!(name) }),
    ...(catalog.userFunctionById === undefined ? {} : { userFunctionById: (id) => catalog.userFunctionById!(id) }),
  };
}

/** Columns of the DataFrame a column came from, as far as they are in reach; several copies are all listed, so that they are ambiguous. */
function attributesOfPlan(frame: Frame, planId: number, inReach: readonly Attribute[]): ReturnType<NonNullable<Scope['attributesOfPlan']>> {
  const outputs = frame.analysis.planOutputs.get(planId);
  if (outputs === undefined) return undefined;
  const all = outputs.flat();
  const ids = new Set(all.map((one) => one.id));
  return { inReach: inReach.filter((one) => ids.has(one.id)), all };
}
