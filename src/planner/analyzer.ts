import { fail, StreamError } from '../errors/stream-error.ts';
import type { Attribute } from '../plan/bound.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import { outputOf } from '../plan/output.ts';
import { knownPlanId } from '../plan/plan-id.ts';
import type { Relation, RelationKind } from '../plan/relation.ts';
import { integerSetting } from '../plan/settings.ts';
import { resolveAggregate } from './analyzer/aggregate.ts';
import { type Analysis, type AnalysisContext, type Frame, withoutCtesAround } from './analyzer/context.ts';
import { resolveWith } from './analyzer/cte.ts';
import { resolveDeduplicate } from './analyzer/deduplicate.ts';
import { resolveFilter } from './analyzer/filter.ts';
import { earlierFault, faultOfLookup } from './analyzer/earlier-faults.ts';
import { toldOf } from './analyzer/fault-places.ts';
import { resolveGenerate, resolveTableFunction } from './analyzer/generate.ts';
import { resolveJoin, resolveLateralJoin } from './analyzer/join.ts';
import { resolveAsOfJoin, resolveNearestJoin } from './analyzer/ranked-join.ts';
import { resolveLocalRelation, resolveOneRow, resolveRange, resolveRead, resolveValues } from './analyzer/leaves.ts';
import { resolveLimit, resolveOffset, resolveTail } from './analyzer/limit.ts';
import { refuseMisplaced } from './analyzer/misplaced.ts';
import { resolveDropNa, resolveFillNa, resolveReplace } from './analyzer/na.ts';
import { resolveNamedTable, resolveSql, resolveSubqueryAlias } from './analyzer/names.ts';
import { resolvePivot } from './analyzer/pivot.ts';
import { resolveDrop, resolveProject, resolveToDf, resolveWithColumns, resolveWithColumnsRenamed } from './analyzer/project.ts';
import { resolveToSchema } from './analyzer/to-schema.ts';
import { resolveCollectMetrics, resolveGroupedMap, resolveHint, resolveRepartition, resolveSample, resolveWithWindows } from './analyzer/rest.ts';
import { resolveSetOperation } from './analyzer/set-operation.ts';
import { resolveSort } from './analyzer/sort.ts';
import { planSubquery } from './analyzer/subquery.ts';
import { resolveUnpivot } from './analyzer/unpivot.ts';
import { withVisibleOrMetadata, withVisibleOutput } from './analyzer/visible.ts';
import { isLateFault } from './expressions/late-faults.ts';
import { resolveWatermark } from './analyzer/watermark.ts';

/**
 * Relations to logical plans: looks up every name, function and type, and refuses what has no meaning. One resolver per kind
 * of relation; what is in reach besides the columns (common tables, the query around, parameters) travels in the Frame.
 */
export function analyze(relation: Relation, context: AnalysisContext): LogicalPlan {
  const analysis: Analysis = { context, resolve, planSubquery, planOutputs: new Map(), met: new Set(), depth: 0 };
  const whole = withLookups(relation, { analysis, settings: context.settings, ctes: new Map() });
  const plan = withVisibleOutput(whole);
  withMetadata.set(plan, withVisibleOrMetadata(whole));
  refuseMisplaced(plan);
  notes.set(plan, analysis.planOutputs);
  return plan;
}

const resolvers: { readonly [K in RelationKind]: (relation: Extract<Relation, { kind: K }>, frame: Frame) => LogicalPlan } = {
  Sql: resolveSql, NamedTable: resolveNamedTable, SubqueryAlias: resolveSubqueryAlias, WithCtes: resolveWith,
  Read: resolveRead, LocalRelation: resolveLocalRelation, Values: resolveValues, OneRow: resolveOneRow, Range: resolveRange, TableFunction: resolveTableFunction,
  Project: resolveProject, WithColumns: resolveWithColumns, WithColumnsRenamed: resolveWithColumnsRenamed, Drop: resolveDrop, ToDf: resolveToDf, ToSchema: resolveToSchema,
  Filter: resolveFilter, Aggregate: resolveAggregate, Pivot: resolvePivot, Unpivot: resolveUnpivot, Generate: resolveGenerate, WithWindows: resolveWithWindows,
  Join: resolveJoin, LateralJoin: resolveLateralJoin, NearestJoin: resolveNearestJoin, AsOfJoin: resolveAsOfJoin, SetOperation: resolveSetOperation, Deduplicate: resolveDeduplicate,
  Sort: resolveSort, Limit: resolveLimit, Offset: resolveOffset, Tail: resolveTail, Sample: resolveSample, Repartition: resolveRepartition, Hint: resolveHint,
  WithWatermark: resolveWatermark, CollectMetrics: resolveCollectMetrics, GroupedMap: resolveGroupedMap,
  FillNa: resolveFillNa, DropNa: resolveDropNa, Replace: resolveReplace,
};

/** Plans analyzed before, with `_metadata` still in reach of what is put on top of them. */
const withMetadata = new WeakMap<LogicalPlan, LogicalPlan>();
/** What `df.col` could mean in plans analyzed before. */
const notes = new WeakMap<LogicalPlan, ReadonlyMap<number, readonly (readonly Attribute[])[]>>();

function withLookups(relation: Relation, frame: Frame): LogicalPlan {
  try {
    return resolve(relation, frame);
  } catch (error) {
    throw faultOfLookup(relation, error, frame);
  }
}

function resolve(relation: Relation, frame: Frame): LogicalPlan {
  const { analysis } = frame;
  const { depth } = analysis;
  analysis.met.add(relation);
  try {
    return resolveNode(relation, relation.kind === 'WithCtes' ? frame : withoutCtesAround(frame));
  } catch (error) {
    analysis.depth = depth;
    throw toldOf(relation, error instanceof StreamError && isLateFault(error) ? earlierFault(relation, error, frame, (kind) => kind in resolvers) : error);
  }
}

function resolveNode(relation: Relation, frame: Frame): LogicalPlan {
  const { analysis } = frame;
  const limit = integerSetting(analysis.context.settings, 'tidemark.limits.planDepth');
  if (analysis.depth >= limit) fail('TIDEMARK_PLAN_TOO_DEEP', { limit: String(limit) }, { at: relation.at });
  analysis.depth += 1;
  const plan = known(relation, frame) ?? (resolvers[relation.kind] as (relation: Relation, frame: Frame) => LogicalPlan)(relation, frame);
  analysis.depth -= 1;
  const planId = knownPlanId(relation);
  if (planId !== undefined) analysis.planOutputs.set(planId, [...(analysis.planOutputs.get(planId) ?? []), outputOf(plan)]);
  return plan;
}

/** The plan of a DataFrame that was analyzed before. Only where nothing of the query around can change its meaning. */
function known(relation: Relation, frame: Frame): LogicalPlan | undefined {
  if (frame.ctes.size > 0 || frame.outer !== undefined || frame.parameters !== undefined || frame.windows !== undefined) return undefined;
  const plan = frame.analysis.context.analyzed?.(relation);
  if (plan === undefined) return undefined;
  for (const [planId, outputs] of notes.get(plan) ?? []) frame.analysis.planOutputs.set(planId, [...(frame.analysis.planOutputs.get(planId) ?? []), ...outputs]);
  return withMetadata.get(plan) ?? plan;
}
