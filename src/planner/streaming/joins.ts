import { fail } from '../../errors/stream-error.ts';
import type { Join } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import type { OutputMode } from '../../plan/physical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { extractEquiKeys } from '../equi-keys.ts';
import { lowerBound, watermarkedKey } from '../join-state.ts';

/**
 * | join | stream–static | static–stream | stream–stream |
 * |---|---|---|---|
 * | inner, cross | yes | yes | yes, append and update |
 * | left outer | yes | no | append, if left rows can expire |
 * | left semi | yes | no | append and update, if left rows can expire |
 * | right outer | no | yes | append, if right rows can expire |
 * | full outer | no | no | append, if rows of either side can expire |
 * | left anti | yes | no | no |
 */
export function checkJoin(join: Join, mode: OutputMode): void {
  const [left, right] = [isStreaming(join.left), isStreaming(join.right)];
  if (left && right) checkStreams(join, mode);
  else if (left || right) checkOneStream(join, left ? 'left' : 'right');
}

const withStaticSide: Readonly<Record<Join['type'], { readonly left: boolean; readonly right: boolean }>> = {
  inner: { left: true, right: true }, cross: { left: true, right: true }, left: { left: true, right: false }, right: { left: false, right: true },
  full: { left: false, right: false }, 'left semi': { left: true, right: false }, 'left anti': { left: true, right: false }, existence: { left: true, right: false },
};

function checkOneStream(join: Join, side: 'left' | 'right'): void {
  if (join.setOperation === 'intersect') fail('TIDEMARK_STREAM_INTERSECT', {});
  if (join.setOperation === 'except' && side === 'right') fail('TIDEMARK_STREAM_EXCEPT', {});
  if (withStaticSide[join.type][side]) return;
  const allowed = Object.entries(withStaticSide).filter(([type, sides]) => sides[side] && type !== 'existence').map(([type]) => type).join(', ');
  fail('TIDEMARK_STREAM_STATIC_JOIN', { joinType: typeName(join), side, allowed });
}

function checkStreams(join: Join, mode: OutputMode): void {
  const { type } = join;
  if (join.setOperation === 'intersect') fail('TIDEMARK_STREAM_INTERSECT', {});
  if (join.setOperation === 'except') fail('TIDEMARK_STREAM_EXCEPT', {});
  if (type === 'left anti' || type === 'existence') fail('TIDEMARK_STREAM_JOIN_TYPE', { joinType: typeName(join) });
  if (type === 'inner' || type === 'cross') {
    if (mode === 'complete') fail('TIDEMARK_STREAM_JOIN_MODE', { joinType: typeName(join), outputMode: mode });
    return;
  }
  if (mode !== 'append' && !(type === 'left semi' && mode === 'update')) fail('TIDEMARK_STREAM_JOIN_MODE', { joinType: typeName(join), outputMode: mode });
  if (!canExpire(join)) fail('TIDEMARK_STREAM_JOIN_WITHOUT_WATERMARK', { joinType: typeName(join) });
}

function canExpire(join: Join): boolean {
  const keys = extractEquiKeys(join.left, join.right, join.condition);
  if (watermarkedKey(keys.leftKeys, keys.rightKeys) !== undefined) return true;
  const [left, right] = [outputOf(join.left), outputOf(join.right)];
  const leftExpires = lowerBound(left, right, join.condition) !== undefined;
  const rightExpires = lowerBound(right, left, join.condition) !== undefined;
  if (join.type === 'full') return leftExpires || rightExpires;
  return join.type === 'right' ? rightExpires : leftExpires;
}

function typeName(join: Join): string {
  return join.type === 'left' || join.type === 'right' || join.type === 'full' ? `${join.type} outer` : join.type;
}
