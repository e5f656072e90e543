import type { BoundCall, KernelContext } from '../function.ts';

/** The seed of a call that has none written: the one its plan was analyzed with, and in each run of a stream another one. */
export function seedOf({ seed }: BoundCall, { random, reseeds }: KernelContext): bigint {
  return seed === undefined || reseeds === true ? BigInt(Math.floor(random() * 2 ** 53)) : seed;
}
