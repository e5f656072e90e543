import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import type { Join, LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import type { PhysicalPlan } from '../../plan/physical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { isCollated } from '../../types/collation.ts';
import { allOf, disjunctsOf, isCall, isNull } from '../build.ts';
import { type EquiJoin, extractEquiKeys } from '../equi-keys.ts';
import { deriveEviction } from '../join-state.ts';
import { singleEventTime } from './event-time.ts';
import type { Strategist } from '../physical.ts';
import { idsOf, isDeterministic, isSubset, referencesOf } from '../references.ts';
import { rowEstimate } from '../row-estimate.ts';
import { sameMeaning } from '../semantic-key.ts';

/** Joins: by hash where there are equal keys, by nested loops where not; two streams keep both sides as state. */
export function planJoin(node: Join, strategist: Strategist): PhysicalPlan {
  if (strategist.streaming && isStreaming(node.left) && isStreaming(node.right)) return planStreamJoin(node, strategist);
  const left = strategist.plan(node.left);
  const right = strategist.plan(node.right);
  const output = outputOf(node);
  const nullAware = nullAwareKey(node);
  if (nullAware !== undefined) {
    return { kind: 'HashJoin', left, right, type: node.type, leftKeys: [nullAware.left], rightKeys: [nullAware.right], nullSafe: [false], nullAware: true, output };
  }
  const keys = extractEquiKeys(node.left, node.right, node.condition);
  const residual = allOf(keys.rest);
  if (keys.leftKeys.length === 0) return { kind: 'NestedLoopJoin', left, right, type: node.type, output, ...(node.condition === undefined ? {} : { condition: node.condition }) };
  const parts = { nullSafe: keys.nullSafe, ...(residual === undefined ? {} : { residual }) };
  if (node.type === 'inner' && (isStreaming(node) ? isStreaming(node.right) : isMuchSmaller(node.left, node.right))) {
    const swapped: PhysicalPlan = { kind: 'HashJoin', left: right, right: left, type: 'inner', leftKeys: keys.rightKeys, rightKeys: keys.leftKeys, output: [...outputOf(node.right), ...outputOf(node.left)], ...parts };
    return { kind: 'ProjectRows', input: swapped, expressions: output, output };
  }
  return { kind: 'HashJoin', left, right, type: node.type, leftKeys: keys.leftKeys, rightKeys: keys.rightKeys, output, ...parts };
}

/** The right side is kept in a table: worth a change of sides when it is big and the left one is not. Unknown sizes change nothing. */
function isMuchSmaller(left: LogicalPlan, right: LogicalPlan): boolean {
  const [one, two] = [rowEstimate(left), rowEstimate(right)];
  return one !== undefined && two !== undefined && two > 10_000 && one * 4 < two;
}

/** NOT IN over one column is `left anti` on `key = value OR (key = value) IS NULL`. */
function nullAwareKey(node: Join): { readonly left: BoundExpression; readonly right: BoundExpression } | undefined {
  if (node.type !== 'left anti' || node.condition === undefined) return undefined;
  const parts = disjunctsOf(node.condition);
  const [equal, unknown] = parts;
  if (parts.length !== 2 || equal === undefined || !isCall(equal, '=') || unknown === undefined || !sameMeaning(unknown, isNull(equal))) return undefined;
  const keys = extractEquiKeys(node.left, node.right, equal);
  return keys.leftKeys.length === 1 ? { left: keys.leftKeys[0]!, right: keys.rightKeys[0]! } : undefined;
}

function planStreamJoin(node: Join, strategist: Strategist): PhysicalPlan {
  const keys = extractEquiKeys(node.left, node.right, node.condition);
  if (keys.leftKeys.length === 0) fail('TIDEMARK_STREAM_JOIN_WITHOUT_EQUALITY', {});
  const type = node.type === 'cross' ? 'inner' : node.type;
  if (type === 'existence' || type === 'left anti') fail('TIDEMARK_STREAM_JOIN_TYPE', { joinType: type.toUpperCase() });
  const leftOutput = outputOf(node.left);
  const rightOutput = outputOf(node.right);
  const residual = allOf(keys.rest);
  const leftOnly = onlyOver(keys, leftOutput);
  const rightOnly = onlyOver(keys, rightOutput);
  const eviction = deriveEviction({ left: leftOutput, right: rightOutput, leftKeys: keys.leftKeys, rightKeys: keys.rightKeys, condition: residual });
  const [leftEventTime, rightEventTime] = [singleEventTime(leftOutput, strategist), singleEventTime(rightOutput, strategist)];
  return {
    kind: 'SymmetricHashJoin', stateId: 0, left: strategist.plan(node.left), right: strategist.plan(node.right), type, output: outputOf(node),
    leftKeys: keys.leftKeys, rightKeys: keys.rightKeys,
    // Spark compares stored keys byte by byte; only a full outer join has NULL keys on both sides (the others filter them out before, but for texts with a collation).
    nullSafe: keys.nullSafe.map((safe, index) => safe || type === 'full' || isCollated(keys.leftKeys[index]!.type)),
    ...(leftOnly === undefined ? {} : { leftOnly }), ...(rightOnly === undefined ? {} : { rightOnly }), ...(residual === undefined ? {} : { residual }),
    ...(eviction.left === undefined ? {} : { leftEviction: eviction.left }), ...(eviction.right === undefined ? {} : { rightEviction: eviction.right }),
    ...(leftEventTime === undefined ? {} : { leftEventTime }), ...(rightEventTime === undefined ? {} : { rightEventTime }),
  };
}

/** Deterministic conjuncts that one side alone decides: a row that fails them can never match. */
function onlyOver(keys: EquiJoin, output: readonly Attribute[]): BoundExpression | undefined {
  const ids = idsOf(output);
  return allOf(keys.rest.filter((one) => isDeterministic(one) && isSubset(referencesOf(one), ids)));
}
