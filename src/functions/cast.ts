import { nullColumn } from '../columnar/constant.ts';
import { invariant } from '../errors/stream-error.ts';
import { sameType } from '../types/data-type.ts';
import { castableNumbers, numberCast } from './cast-number.ts';
import type { CastShape } from './cast-shape.ts';
import type { Kernel } from './function.ts';

export type { CastShape } from './cast-shape.ts';

/** The kernel of a cast. NULL gives NULL; the evaluator sees to it. Whether the cast is allowed at all was decided by the analyzer. */
export function castKernel(shape: CastShape): Kernel {
  const { from, to } = shape;
  if (from.kind === 'null') return (_, rows, { arena }) => nullColumn(to, rows.rowCount, arena);
  if (sameType(from, to)) return ([column]) => ({ ...column!, type: to });
  if (castableNumbers.has(from.kind) && castableNumbers.has(to.kind)) return numberCast(shape);
  return invariant(false, `a cast from ${from.kind} to ${to.kind} exists`) as never;
}
