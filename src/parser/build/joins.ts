import { fail, type Span } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import type { JoinType, Relation } from '../../plan/relation.ts';

export interface NearestTail { readonly count: number; readonly largest: boolean; readonly ranking: Expression }

export interface JoinTail {
  readonly type: JoinType;
  readonly natural: boolean;
  readonly lateral: boolean;
  readonly condition?: Expression;
  readonly using?: readonly string[];
  readonly nearest?: NearestTail;
}

const typeNames: Readonly<Record<JoinType, string>> = { inner: 'INNER', cross: 'CROSS', left: 'LEFT OUTER', right: 'RIGHT OUTER', full: 'FULL OUTER', 'left semi': 'LEFT SEMI', 'left anti': 'LEFT ANTI' };
const lateralTypes: ReadonlySet<JoinType> = new Set(['inner', 'cross', 'left']);

/** Two relations as a join, after the checks that Spark makes while it reads. */
export function joinRelations(left: Relation, right: Relation, { type, natural, lateral, condition, using, nearest }: JoinTail, at: Span): Relation {
  if (natural && lateral) fail('INCOMPATIBLE_JOIN_TYPES', { joinType1: 'LATERAL', joinType2: 'NATURAL' }, { at });
  if (natural && type === 'cross') fail('INCOMPATIBLE_JOIN_TYPES', { joinType1: 'NATURAL', joinType2: 'CROSS' }, { at });
  if (lateral && using !== undefined) fail('UNSUPPORTED_FEATURE.LATERAL_JOIN_USING', {}, { at });
  if (lateral && nearest !== undefined) fail('UNSUPPORTED_FEATURE.LATERAL_JOIN_NEAREST_BY', {}, { at });
  if (lateral && !lateralTypes.has(type)) fail('INVALID_LATERAL_JOIN_TYPE', { joinType: typeNames[type] }, { at });
  if (nearest !== undefined) {
    if (type !== 'inner' && type !== 'left') return fail('NEAREST_BY_JOIN.UNSUPPORTED_JOIN_TYPE', { joinType: typeNames[type], supported: "'INNER', 'LEFT OUTER'" }, { at });
    return { kind: 'NearestJoin', left, right, type, ...nearest, at };
  }
  return {
    kind: lateral ? 'LateralJoin' : 'Join', left, right, type, at,
    ...(condition === undefined ? {} : { condition }),
    ...(using === undefined ? {} : { using }),
    ...(natural ? { natural } : {}),
  };
}

/** How many rows are near: between 1 and what Spark takes at most. */
export function checkNearest(count: string, at: Span): number {
  const most = 100_000;
  if (!(Number(count) >= 1 && Number(count) <= most)) fail('NEAREST_BY_JOIN.NUM_RESULTS_OUT_OF_RANGE', { numResults: count, min: '1', max: String(most) }, { at });
  return Number(count);
}

export interface AsOfTail {
  readonly type: 'inner' | 'left';
  readonly match: Expression;
  readonly condition?: Expression;
  readonly using?: readonly string[];
  /** The setting that allows it. */
  readonly enabled: boolean;
}

/** ASOF JOIN: what it compares has to be a comparison. */
export function asOfRelations(left: Relation, right: Relation, { enabled, match, ...rest }: AsOfTail, at: Span): Relation {
  if (!enabled) fail('UNSUPPORTED_FEATURE.ASOF_JOIN', { config: 'spark.sql.join.asofJoin.enabled' }, { at });
  const operator = match.kind === 'UnresolvedFunction' && match.operator === true ? match.name[0]! : undefined;
  if (operator === undefined || !asOfOperators.has(operator)) fail('ASOF_JOIN_MATCH_CONDITION_INVALID_OPERATOR', { operator: operator ?? match.kind }, { at });
  return { kind: 'AsOfJoin', left, right, match, ...rest, at };
}

const asOfOperators: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);
