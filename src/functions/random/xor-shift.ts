import { murmurWords } from '../hashes/murmur-words.ts';

/** The generator behind rand(seed) and sampling: xorshift over 64 bits, started from a hash of the seed. */
export class XorShift {
  #high: number;
  #low: number;
  #spare: number | undefined;

  constructor(seed: bigint) {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setBigInt64(0, BigInt.asIntN(64, seed));
    const words = [bytes.getInt32(0, true), bytes.getInt32(4, true)] as const;
    this.#low = murmurWords(words, 0x3c074a61);
    this.#high = murmurWords(words, this.#low);
  }

  /** Uniform in [0, 1). */
  nextDouble(): number {
    return (this.#next(26) * 134217728 + this.#next(27)) / 9007199254740992;
  }

  /** Standard normal, two at a time by the polar method. */
  nextGaussian(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.nextDouble() - 1;
      const y = 2 * this.nextDouble() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** Fills a range with some of the given bytes, each as the remainder of the next 32 bits says. The state is in variables: texts may be long. */
  pickBytes(given: Uint8Array, out: Uint8Array, start: number, end: number): void {
    const count = given.length;
    let [high, low] = [this.#high, this.#low];
    for (let at = start; at < end; at++) {
      high ^= (high << 21) | (low >>> 11);
      low ^= low << 21;
      low ^= high >>> 3;
      high ^= (high << 4) | (low >>> 28);
      low ^= low << 4;
      out[at] = given[Math.abs(low % count)]!;
    }
    this.#high = high;
    this.#low = low;
  }

  /** The low bits of the next state: s ^= s << 21; s ^= s >>> 35; s ^= s << 4. */
  #next(bits: number): number {
    let high = this.#high ^ ((this.#high << 21) | (this.#low >>> 11));
    let low = this.#low ^ (this.#low << 21);
    low ^= high >>> 3;
    high ^= (high << 4) | (low >>> 28);
    low ^= low << 4;
    this.#high = high;
    this.#low = low;
    return low & ((1 << bits) - 1);
  }
}
