const SIZE = 624;
const SHIFT = 397;

/** Mersenne Twister MT19937 over 32-bit words, started from the two halves of a seed: what shuffle(array, seed) and uuid(seed) draw from. */
export class TwisterBits {
  readonly #state = new Uint32Array(SIZE);
  #next = SIZE;

  constructor(seed: bigint) {
    const words = [Number(BigInt.asUintN(32, seed >> 32n)), Number(BigInt.asUintN(32, seed))] as const;
    const state = this.#state;
    state[0] = 19650218;
    for (let at = 1; at < SIZE; at++) state[at] = Math.imul(1812433253, mixed(state, at)) + at;
    let at = 1;
    let word = 0;
    for (let round = SIZE; round > 0; round--) {
      state[at] = (state[at]! ^ Math.imul(mixed(state, at), 1664525)) + words[word]! + word;
      word ^= 1;
      at = this.#step(at);
    }
    for (let round = SIZE - 1; round > 0; round--) {
      state[at] = (state[at]! ^ Math.imul(mixed(state, at), 1566083941)) - at;
      at = this.#step(at);
    }
    state[0] = 0x80000000;
  }

  /** Uniform in 0 … limit - 1. */
  below(limit: number): number {
    if ((limit & -limit) === limit) return Math.floor((limit * this.#draw()) / 2 ** 31);
    for (;;) {
      const drawn = this.#draw();
      const value = drawn % limit;
      if (drawn - value + limit - 1 < 2 ** 31) return value;
    }
  }

  /** Any 32 bits, as 8 hex digits. */
  hex(): string { return this.#word().toString(16).padStart(8, '0'); }

  #step(at: number): number {
    if (at + 1 < SIZE) return at + 1;
    this.#state[0] = this.#state[SIZE - 1]!;
    return 1;
  }

  /** 31 bits. */
  #draw(): number { return this.#word() >>> 1; }

  #word(): number {
    if (this.#next === SIZE) this.#refill();
    let word = this.#state[this.#next++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> 0;
  }

  #refill(): void {
    const state = this.#state;
    for (let at = 0; at < SIZE; at++) {
      const word = (state[at]! & 0x80000000) | (state[(at + 1) % SIZE]! & 0x7fffffff);
      state[at] = state[(at + SHIFT) % SIZE]! ^ (word >>> 1) ^ ((word & 1) === 0 ? 0 : 0x9908b0df);
    }
    this.#next = 0;
  }
}

function mixed(state: Uint32Array, at: number): number {
  const before = state[at - 1]!;
  return before ^ (before >>> 30);
}
