import { nullColumn } from '../../columnar/constant.ts';
import { type DataType, sameType } from '../../types/data-type.ts';
import { wholeToBinary } from './cast-binary.ts';
import { collectionCast } from './cast-collection.ts';
import { datetimeCast } from './cast-datetime.ts';
import { castFromText } from './cast-from-text.ts';
import { intervalCast } from './cast-interval.ts';
import { castableNumbers, numberCast } from './cast-number.ts';
import type { CastShape } from './cast-shape.ts';
import { timeCast } from './cast-time.ts';
import { textCast } from './cast-to-text.ts';
import { variantCast } from './cast-variant.ts';
import type { Kernel } from '../function.ts';

export type { CastShape } from './cast-shape.ts';

/** The kernel of a cast. NULL gives NULL; the evaluator sees to it. Whether the cast is allowed at all was decided by the analyzer. */
export function castKernel(shape: CastShape): Kernel {
  const { from, to } = shape;
  if (from.kind === 'null') return (_, rows, { arena }) => nullColumn(to, rows.rowCount, arena);
  if (sameType(from, to)) return ([column]) => ({ ...column!, type: to });
  if (from.kind === 'variant' || to.kind === 'variant') return variantCast(shape, castKernel);
  if (isCollection(from) && isCollection(to)) return collectionCast(shape, castKernel);
  if (castableNumbers.has(from.kind) && castableNumbers.has(to.kind)) return numberCast(shape);
  if (to.kind === 'string') return textCast(from, to, shape.mode === 'try' ? { timeZone: shape.settings.timeZone, ansi: true, get: shape.settings.get } : shape.settings);
  if (from.kind === 'time' || to.kind === 'time') return timeCast(shape);
  if (from.kind === 'string') return castFromText(shape);
  if (to.kind === 'binary') return wholeToBinary(shape);
  if (isInterval(from) || isInterval(to)) return intervalCast(shape);
  return datetimeCast(shape);
}

const isCollection = (type: DataType): boolean => type.kind === 'array' || type.kind === 'map' || type.kind === 'struct';
const isInterval = (type: DataType): boolean => type.kind === 'year_month_interval' || type.kind === 'day_time_interval';
