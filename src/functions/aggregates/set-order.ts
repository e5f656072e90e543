import type { Value } from '../../columnar/value.ts';
import { isCollated } from '../../types/collation.ts';
import type { DataType } from '../../types/data-type.ts';
import { folded, hashOf } from './aggregate-mode.ts';

const SMALLEST_TABLE = 16;
const LOAD = 0.75;

/**
 * Distinct values in the order in which Spark gives them, which is that of Scala's mutable.HashSet: by their place in a table that is never more than three
 * quarters full, those of one place by their hash. Types whose hash is not known here stay as they were first seen.
 */
export function inSetOrder(type: DataType, values: Value[]): Value[] {
  const hashes = new Int32Array(values.length);
  for (const [at, value] of values.entries()) {
    const hash = isCollated(type) ? undefined : value === null ? 0 : numberHash(type, value);
    if (hash === undefined) return values;
    hashes[at] = hash ^ (hash >>> 16);
  }
  let places = SMALLEST_TABLE;
  while (values.length >= places * LOAD) places *= 2;
  const placeOf = (at: number): number => hashes[at]! & (places - 1);
  return Array.from(values.keys()).sort((one, other) => placeOf(one) - placeOf(other) || hashes[one]! - hashes[other]!).map((at) => values[at]!);
}

/** Scala's `##` of whole numbers: those that fit 32 bits are their own. */
function numberHash(type: DataType, value: NonNullable<Value>): number | undefined {
  if (typeof value === 'bigint' && type.kind !== 'decimal') return BigInt.asIntN(32, value) === value ? Number(value) : folded(value);
  return hashOf(type, value);
}
