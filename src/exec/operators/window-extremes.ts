import type { Arena } from '../../columnar/arena.ts';
import type { Column } from '../../columnar/column.ts';
import { comparatorOf } from '../../columnar/compare.ts';
import { gatherOrNull, MISSING } from '../../columnar/gather.ts';
import type { AggregateKernel } from '../../functions/function.ts';
import { isNullAt } from './join-pairs.ts';
import type { Frames } from './window-frames.ts';

/** Rows by position, and frames of positions. */
export interface Taken { readonly rows: Uint32Array; readonly frames: Frames }

/** Whether no frame begins or ends before the one in front of it; empty ones aside. */
export function goForward({ start, end }: Frames): boolean {
  let [from, to] = [0, 0];
  for (let at = 0; at < start.length; at++) {
    if (start[at]! >= end[at]!) continue;
    if (start[at]! < from || end[at]! < to) return false;
    from = start[at]!;
    to = end[at]!;
  }
  return true;
}

/**
 * The greatest or least value of each frame, as its row. Kept are the positions of the frame that none behind them beats, best first: one more at the end of the
 * frame drops those that it beats, and the first one goes when the frame has passed it. Every position comes and goes once.
 */
export function pickExtremes(args: readonly Column[], { rows, frames: { start, end } }: Taken, { by, greatest, last }: NonNullable<AggregateKernel['extreme']>, arena: Arena): Column {
  const column = args[by]!;
  const { mask } = column;
  const compare = comparatorOf(column.type);
  const least = last ? 0 : 1;
  const beats = (row: number, held: number): boolean => {
    const order = compare(column, row & mask, column, held & mask);
    return (greatest ? order : -order) >= least;
  };
  const kept = new Uint32Array(rows.length);
  const picked = arena.uint32(start.length);
  let [head, tail, next] = [0, 0, 0];
  for (let at = 0; at < start.length; at++) {
    const [from, to] = [start[at]!, end[at]!];
    picked[at] = MISSING;
    if (from >= to) continue;
    for (next = Math.max(next, from); next < to; next++) {
      const row = rows[next]!;
      if (isNullAt(column, row)) continue;
      while (tail > head && beats(row, rows[kept[tail - 1]!]!)) tail--;
      kept[tail++] = next;
    }
    while (head < tail && kept[head]! < from) head++;
    if (head < tail) picked[at] = rows[kept[head]!]!;
  }
  return gatherOrNull(args[0]!, picked, arena);
}
