import { damaged, ENTRIES_MAX, expectSound } from './damage.ts';

/**
 * Whole numbers as differences, in blocks:
 *
 *   varint(values per block) varint(parts per block) varint(count) zigzag(first)  then per block  zigzag(least difference) a width per part  packed parts
 */
export class DeltaReader {
  readonly count: number;
  readonly #bytes: Uint8Array;
  readonly #partSize: number;
  readonly #partCount: number;
  readonly #widths: Uint8Array;
  #at: number;
  #value: bigint;
  #given = 0;
  #part: number;
  #partLeft = 0;
  #least = 0n;
  #bit = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
    const blockSize = Number(this.#varint());
    this.#partCount = Number(this.#varint());
    this.count = Number(this.#varint());
    expectSound(this.#partCount > 0 && this.#partCount <= 512 && blockSize > 0 && blockSize <= 1 << 20 && blockSize % (this.#partCount * 8) === 0, 'differences are in blocks that cannot be');
    expectSound(this.count <= ENTRIES_MAX, `a page claims ${this.count} differences`);
    this.#partSize = blockSize / this.#partCount;
    this.#widths = new Uint8Array(this.#partCount);
    this.#part = this.#partCount;
    this.#value = this.#zigzag();
  }

  /** The next values; sums wrap around, as writers let them. */
  read(out: BigInt64Array, from: number, to: number): void {
    for (let at = from; at < to; at++) out[at] = this.#next();
  }

  /** Where the bytes behind the numbers begin. All must have been read. */
  end(): number { return this.#at; }

  #next(): bigint {
    expectSound(this.#given < this.count, 'a page has fewer differences than values');
    if (this.#given++ === 0) return this.#value;
    if (this.#partLeft === 0) this.#nextPart();
    this.#partLeft--;
    this.#value = BigInt.asIntN(64, this.#value + this.#least + this.#bits(this.#widths[this.#part]!));
    return this.#value;
  }

  #nextPart(): void {
    this.#part++;
    if (this.#part >= this.#partCount) {
      this.#least = this.#zigzag();
      expectSound(this.#at + this.#partCount <= this.#bytes.length, 'differences end early');
      this.#widths.set(this.#bytes.subarray(this.#at, this.#at + this.#partCount));
      this.#at += this.#partCount;
      this.#part = 0;
    }
    expectSound(this.#widths[this.#part]! <= 64, 'a difference has more than 64 bits');
    this.#partLeft = this.#partSize;
    // A part that has values is filled to its end; those of the last block that have none are not there.
    this.#bit = this.#at * 8;
    this.#at += (this.#partSize * this.#widths[this.#part]!) / 8;
  }

  #bits(width: number): bigint {
    if (width === 0) return 0n;
    const bytes = this.#bytes;
    expectSound(this.#bit + width <= bytes.length * 8, 'differences end early');
    let [low, high] = [0, 0];
    for (let have = 0; have < width;) {
      const take = Math.min(8 - (this.#bit % 8), width - have, have < 32 ? 32 - have : 64);
      const piece = (bytes[Math.floor(this.#bit / 8)]! >> (this.#bit % 8)) & ((1 << take) - 1);
      if (have < 32) low += piece * 2 ** have;
      else high += piece * 2 ** (have - 32);
      have += take;
      this.#bit += take;
    }
    return high === 0 ? BigInt(low) : (BigInt(high) << 32n) | BigInt(low);
  }

  #zigzag(): bigint {
    const value = this.#varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.#at >= this.#bytes.length) damaged('differences end early');
      const byte = this.#bytes[this.#at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    return damaged('a difference has too many bytes');
  }
}

/** All numbers of a list, as lengths: none below 0, none above `max`. */
export function readLengths(bytes: Uint8Array, at: number, max: number): { readonly lengths: Int32Array; readonly end: number } {
  const reader = new DeltaReader(bytes, at);
  const lengths = new Int32Array(reader.count);
  const one = new BigInt64Array(1);
  for (let index = 0; index < lengths.length; index++) {
    reader.read(one, 0, 1);
    expectSound(one[0]! >= 0n && one[0]! <= BigInt(max), 'a text has a length that cannot be');
    lengths[index] = Number(one[0]!);
  }
  return { lengths, end: reader.end() };
}
