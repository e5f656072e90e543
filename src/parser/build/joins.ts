import { fail, type Span } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import type { JoinType, Relation } from '../../plan/relation.ts';

export interface JoinTail {
  readonly type: JoinType;
  readonly natural: boolean;
  readonly lateral: boolean;
  readonly condition?: Expression;
  readonly using?: readonly string[];
}

const typeNames: Readonly<Record<JoinType, string>> = { inner: 'INNER', cross: 'CROSS', left: 'LEFT OUTER', right: 'RIGHT OUTER', full: 'FULL OUTER', 'left semi': 'LEFT SEMI', 'left anti': 'LEFT ANTI' };
const lateralTypes: ReadonlySet<JoinType> = new Set(['inner', 'cross', 'left']);

/** Two relations as a join, after the checks that Spark makes while it reads. */
export function joinRelations(left: Relation, right: Relation, { type, natural, lateral, condition, using }: JoinTail, at: Span): Relation {
  if (natural && lateral) fail('INCOMPATIBLE_JOIN_TYPES', { joinType1: 'LATERAL', joinType2: 'NATURAL' }, { at });
  if (natural && type === 'cross') fail('INCOMPATIBLE_JOIN_TYPES', { joinType1: 'NATURAL', joinType2: 'CROSS' }, { at });
  if (lateral && using !== undefined) fail('UNSUPPORTED_FEATURE.LATERAL_JOIN_USING', {}, { at });
  if (lateral && !lateralTypes.has(type)) fail('INVALID_LATERAL_JOIN_TYPE', { joinType: typeNames[type] }, { at });
  return {
    kind: lateral ? 'LateralJoin' : 'Join', left, right, type, at,
    ...(condition === undefined ? {} : { condition }),
    ...(using === undefined ? {} : { using }),
    ...(natural ? { natural } : {}),
  };
}
