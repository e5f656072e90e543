/**
 * Marsaglia's xorshift (21, 35, 4) over 64 bits, seeded through MurmurHash3 and read like java.util.Random: the generator Spark samples with.
 */
export class XorShiftRandom {
  #state: bigint;

  constructor(seed: bigint) {
    this.#state = scatterSeed(seed);
  }

  /** Uniform in [0, 1), 53 bits. */
  nextDouble(): number {
    return (this.#next(26) * 2 ** 27 + this.#next(27)) * 2 ** -53;
  }

  #next(bits: number): number {
    let next = this.#state ^ BigInt.asIntN(64, this.#state << 21n);
    next ^= BigInt.asUintN(64, next) >> 35n;
    next = BigInt.asIntN(64, next ^ BigInt.asIntN(64, next << 4n));
    this.#state = next;
    return Number(BigInt.asUintN(bits, next));
  }
}

/** The low bits of a seed are often the only ones that differ. */
function scatterSeed(seed: bigint): bigint {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, seed, false);
  const low = murmurHash3(bytes, ARRAY_SEED);
  return BigInt.asIntN(64, (BigInt(murmurHash3(bytes, low)) << 32n) | (BigInt(low) & 0xffffffffn));
}

const ARRAY_SEED = 0x3c074a61;

/** MurmurHash3, 32 bits, of whole words read little-endian. */
function murmurHash3(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let hash = seed | 0;
  for (let at = 0; at < bytes.length; at += 4) {
    let word = Math.imul(view.getInt32(at, true), 0xcc9e2d51);
    word = Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    hash ^= word;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
