/** The next `count` bits, at most 32, of java.util.Random: a linear congruence over 48 bits. */
export function javaRandom(seed: bigint): (count: number) => number {
  let state = BigInt.asUintN(48, seed ^ 0x5deece66dn);
  return (count) => Number((state = BigInt.asUintN(48, state * 0x5deece66dn + 11n)) >> BigInt(48 - count));
}
