/**
 * GHASH, the keyed sum behind the tags of AES-GCM. Law (NIST SP 800-38D, 6.3 and 6.4): blocks are polynomials over GF(2) modulo x^128 + x^7 + x^2 + x + 1, the
 * first bit of a block being the coefficient of x^0; Y_0 = 0, Y_i = (Y_{i-1} ⊕ X_i) · H, and the sum is the last Y.
 * Kept per key: the products b · H of all bytes b, 4 KiB; a product of two blocks is then 16 look-ups, from the last byte to the first (Horner's rule in x^8).
 */
export class Ghash {
  /** The words of b · H at 4b. */
  readonly #products = new Int32Array(4 * 256);
  #y0 = 0;
  #y1 = 0;
  #y2 = 0;
  #y3 = 0;

  /** `bytes[start, start + 16)` is H, the encrypted block of zeros. */
  constructor(bytes: Uint8Array, start: number) {
    const table = this.#products;
    let w0 = wordAt(bytes, start);
    let w1 = wordAt(bytes, start + 4);
    let w2 = wordAt(bytes, start + 8);
    let w3 = wordAt(bytes, start + 12);
    for (let bit = 128; bit > 0; bit >>= 1) {
      setProduct(table, bit, w0, w1, w2, w3);
      const carry = -(w3 & 1) & 0xe1000000;
      w3 = (w3 >>> 1) | (w2 << 31);
      w2 = (w2 >>> 1) | (w1 << 31);
      w1 = (w1 >>> 1) | (w0 << 31);
      w0 = (w0 >>> 1) ^ carry;
    }
    for (let bit = 2; bit < 256; bit *= 2) {
      for (let low = 1; low < bit; low++) for (let word = 0; word < 4; word++) table[4 * (bit + low) + word] = table[4 * bit + word]! ^ table[4 * low + word]!;
    }
  }

  /** Begins a new sum. */
  reset(): void { this.#y0 = this.#y1 = this.#y2 = this.#y3 = 0; }

  /** Adds `bytes[start, end)`, its last block filled up with zeros. */
  add(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    for (; at + 16 <= end; at += 16) this.#addBlock(wordAt(bytes, at), wordAt(bytes, at + 4), wordAt(bytes, at + 8), wordAt(bytes, at + 12));
    if (at < end) this.#addBlock(partOf(bytes, at, end), partOf(bytes, at + 4, end), partOf(bytes, at + 8, end), partOf(bytes, at + 12, end));
  }

  /** Adds the block of the two lengths, which ends every sum of GCM. */
  addLengths(first: number, second: number): void {
    this.#addBlock(Math.floor(first / 2 ** 29), first << 3, Math.floor(second / 2 ** 29), second << 3);
  }

  /** Word 0 to 3 of the sum, most significant first. */
  word(index: number): number {
    return index === 0 ? this.#y0 : index === 1 ? this.#y1 : index === 2 ? this.#y2 : this.#y3;
  }

  #addBlock(x0: number, x1: number, x2: number, x3: number): void {
    const table = this.#products;
    const y0 = this.#y0 ^ x0;
    const y1 = this.#y1 ^ x1;
    const y2 = this.#y2 ^ x2;
    const y3 = this.#y3 ^ x3;
    let z0 = 0;
    let z1 = 0;
    let z2 = 0;
    let z3 = 0;
    for (let step = 0; step < 16; step++) {
      const y = step < 4 ? y3 : step < 8 ? y2 : step < 12 ? y1 : y0;
      const at = 4 * ((y >>> (8 * (step & 3))) & 255);
      const gone = reductions[z3 & 255]!;
      z3 = ((z3 >>> 8) | (z2 << 24)) ^ table[at + 3]!;
      z2 = ((z2 >>> 8) | (z1 << 24)) ^ table[at + 2]!;
      z1 = ((z1 >>> 8) | (z0 << 24)) ^ table[at + 1]!;
      z0 = (z0 >>> 8) ^ gone ^ table[at]!;
    }
    this.#y0 = z0;
    this.#y1 = z1;
    this.#y2 = z2;
    this.#y3 = z3;
  }
}

/** What the eight coefficients that a multiplication by x^8 pushes out come back as, in the first word. */
const reductions = Int32Array.from({ length: 256 }, (_, byte) => {
  let word = 0;
  for (let bit = 0; bit < 8; bit++) word = (word >>> 1) ^ (-((byte >> bit) & 1) & 0xe1000000);
  return word;
});

function setProduct(table: Int32Array, byte: number, w0: number, w1: number, w2: number, w3: number): void {
  table[4 * byte] = w0;
  table[4 * byte + 1] = w1;
  table[4 * byte + 2] = w2;
  table[4 * byte + 3] = w3;
}

/** Four bytes, the most significant first. */
export function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** A word of which only the bytes before `end` count. */
function partOf(bytes: Uint8Array, at: number, end: number): number {
  let word = 0;
  for (let index = 0; index < 4; index++) word = (word << 8) | (at + index < end ? bytes[at + index]! : 0);
  return word;
}
