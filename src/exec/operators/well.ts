import { javaRandom } from '../../functions/random/java-random.ts';

/**
 * The generator WELL19937c (Panneton, L'Ecuyer and Matsumoto 2006, with their tempering), seeded and read as the JVM's commons-math does it: Spark draws its Poisson
 * numbers with it.
 *
 *   z0 = top bit of v[-1] | rest of v[-2]      z1 = T-25 v[0] ⊕ T+27 v[70]      z2 = (v[179] >> 9) ⊕ T+1 v[449]      z3 = z1 ⊕ z2
 *   v[0] ← z3,  v[-1] ← z0 ⊕ T-9 z1 ⊕ T-21 z2 ⊕ T+21 z3, which is where the next number begins
 */
export class Well19937 {
  readonly #words = new Int32Array(WORDS);
  #at = 0;

  constructor(seed: bigint) {
    const words = this.#words;
    words[0] = Number(BigInt.asIntN(32, seed >> 32n));
    words[1] = Number(BigInt.asIntN(32, seed));
    for (let at = 2; at < WORDS; at++) {
      const before = words[at - 2]!;
      words[at] = Math.imul(1_812_433_253, before ^ (before >> 30)) + at;
    }
  }

  /** Uniform in [0, 1), 52 bits. */
  nextDouble(): number { return (this.#next(26) * 2 ** 26 + this.#next(26)) * 2 ** -52; }

  #next(bits: number): number {
    const words = this.#words;
    const at = this.#at;
    const last = (at + WORDS - 1) % WORDS;
    const [v0, v70, v179, v449] = [words[at]!, words[(at + 70) % WORDS]!, words[(at + 179) % WORDS]!, words[(at + 449) % WORDS]!];
    const z0 = (words[last]! & 0x80000000) ^ (words[(at + WORDS - 2) % WORDS]! & 0x7fffffff);
    const z1 = v0 ^ (v0 << 25) ^ v70 ^ (v70 >>> 27);
    const z2 = (v179 >>> 9) ^ v449 ^ (v449 >>> 1);
    const z3 = z1 ^ z2;
    let z4 = z0 ^ z1 ^ (z1 << 9) ^ z2 ^ (z2 << 21) ^ z3 ^ (z3 >>> 21);
    words[at] = z3;
    words[last] = z4;
    words[(at + WORDS - 2) % WORDS]! &= 0x80000000;
    this.#at = last;
    z4 ^= (z4 << 7) & 0xe46e1700;
    z4 ^= (z4 << 15) & 0x9b868000;
    return z4 >>> (32 - bits);
  }
}

const WORDS = 624;

/** The first long of java.util.Random, which Spark seeds the generator of a partition with. */
export function firstLongOf(seed: bigint): bigint {
  const bits = javaRandom(seed);
  const next = (): bigint => BigInt(bits(32) | 0);
  return BigInt.asIntN(64, (next() << 32n) + next());
}
