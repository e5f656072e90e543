import { fail } from '../errors/stream-error.ts';
import type { CastShape } from './cast-shape.ts';
import type { Kernel } from './function.ts';

/** Casts from and to VARIANT are refused by name until the type can be read and written. */
export function variantCast({ at }: Pick<CastShape, 'at'>): Kernel {
  return fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: 'a cast from or to VARIANT' }, { at });
}
