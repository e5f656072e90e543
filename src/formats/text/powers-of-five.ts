import type { Arena } from '../../columnar/arena.ts';

/** Of the table; the kernel leaves numbers with other powers of ten to the exact reader. */
const POWERS_MAX = 64;

/** The table of `kernels/read/numbers.ts`, in memory that lives as long as the arena keeps it: the first 128 bits of 5^-64 … 5^64, low word first. */
export function powersOfFive(arena: Arena): BigInt64Array {
  made ??= BigInt64Array.from(Array.from({ length: 2 * POWERS_MAX + 1 }, (_, index) => firstBits(index - POWERS_MAX)).flatMap((bits) => [BigInt.asIntN(64, bits), BigInt.asIntN(64, bits >> 64n)]));
  const table = arena.int64(made.length);
  table.set(made);
  return table;
}

let made: BigInt64Array | undefined;

/** Cut off for positive powers; for negative ones the reciprocal, a little more than it is (Lemire 2021, section 5). */
function firstBits(power: number): bigint {
  const whole = 5n ** BigInt(Math.abs(power));
  const size = whole.toString(2).length;
  if (power >= 0) return size <= 128 ? whole << BigInt(128 - size) : whole >> BigInt(size - 128);
  return cutTo128((1n << BigInt(power >= -27 ? size + 127 : 2 * size + 128)) / whole + 1n);
}

function cutTo128(bits: bigint): bigint {
  const size = bits.toString(2).length;
  return size <= 128 ? bits : bits >> BigInt(size - 128);
}
