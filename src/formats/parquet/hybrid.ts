import { damaged, expectSound } from './damage.ts';

/**
 * Parquet's mix of runs and packed groups of small numbers, both ways: levels and places in dictionaries.
 *
 *   run = varint(count << 1) value | varint(groups << 1 | 1) groups of 8 values, `width` bits each, lowest first
 *
 * Read as far as asked for: a run may claim any length without costing memory.
 */
export class HybridReader {
  readonly #bytes: Uint8Array;
  readonly #width: number;
  #at: number;
  readonly #end: number;
  #runLeft = 0;
  #runValue = 0;
  #packedLeft = 0;
  #bitAt = 0;

  constructor(bytes: Uint8Array, { start, end, width }: { readonly start: number; readonly end: number; readonly width: number }) {
    expectSound(width >= 0 && width <= 32, `numbers have ${width} bits`);
    expectSound(start <= end && end <= bytes.length, 'a list of small numbers ends behind its page');
    this.#bytes = bytes;
    this.#width = width;
    this.#at = start;
    this.#end = end;
  }

  /** The next values, into `out` from `from` to `to`. */
  read(out: Uint8Array | Uint32Array, from: number, to: number): void {
    let at = from;
    while (at < to) {
      if (this.#runLeft === 0 && this.#packedLeft === 0) this.#next();
      const take = Math.min(to - at, this.#runLeft > 0 ? this.#runLeft : this.#packedLeft);
      if (this.#runLeft > 0) {
        out.fill(this.#runValue, at, at + take);
        this.#runLeft -= take;
      } else {
        this.#unpack(out, at, take);
        this.#packedLeft -= take;
      }
      at += take;
    }
  }

  #next(): void {
    if (this.#width === 0 && this.#at >= this.#end) { this.#runLeft = Number.MAX_SAFE_INTEGER; return; }
    const head = this.#varint();
    if (head % 2 === 0) {
      this.#runLeft = head / 2;
      this.#runValue = 0;
      for (let byte = 0; byte < (this.#width + 7) >> 3; byte++) this.#runValue += this.#byte() * 2 ** (8 * byte);
      return;
    }
    this.#packedLeft = ((head - 1) / 2) * 8;
    this.#bitAt = this.#at * 8;
    const bytes = (this.#packedLeft / 8) * this.#width;
    // The last group may be cut where its values end.
    this.#at = Math.min(this.#end, this.#at + bytes);
  }

  #unpack(out: Uint8Array | Uint32Array, from: number, count: number): void {
    const [bytes, width] = [this.#bytes, this.#width];
    expectSound(this.#bitAt + count * width <= this.#at * 8, 'a group of small numbers is cut');
    let bit = this.#bitAt;
    // Four bytes hold a number of up to 25 bits wherever it begins; bytes behind the end are 0 once shifted out of sight.
    if (width <= 25) {
      const mask = 2 ** width - 1;
      for (let index = 0; index < count; index++, bit += width) {
        const at = bit >>> 3;
        out[from + index] = ((bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> (bit & 7)) & mask;
      }
    } else {
      for (let index = 0; index < count; index++, bit += width) out[from + index] = wideBits(bytes, bit, width);
    }
    this.#bitAt = bit;
  }

  #byte(): number {
    if (this.#at >= this.#end) damaged('a list of small numbers ends early');
    return this.#bytes[this.#at++]!;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    return damaged('the length of a run is beyond all sizes');
  }
}

function wideBits(bytes: Uint8Array, start: number, width: number): number {
  let value = 0;
  for (let have = 0, bit = start; have < width;) {
    const take = Math.min(8 - (bit & 7), width - have);
    value += ((bytes[bit >>> 3]! >> (bit & 7)) & ((1 << take) - 1)) * 2 ** have;
    have += take;
    bit += take;
  }
  return value;
}

/** Bits that hold every number up to `max`. */
export function widthFor(max: number): number { return 32 - Math.clz32(max); }

const RUN_MIN = 8;

/** The numbers as runs where at least eight are equal, as packed groups between. */
export function writeHybrid(values: Uint8Array | Uint32Array, width: number): Uint8Array {
  // A run or group of eight takes at most a head of five bytes and its bits; the last run may be shorter.
  const out: Bits = { bytes: new Uint8Array((Math.ceil(values.length / 8) + 1) * (width + 9)), top: 0 };
  let from = 0;
  while (from < values.length) {
    const run = runAt(values, from);
    if (run >= RUN_MIN || from + run === values.length) {
      putRun(out, run, values[from]!, width);
      from += run;
      continue;
    }
    let to = from;
    while (to < values.length && (to === from || runAt(values, to) < RUN_MIN)) to += 8;
    putPacked(out, values, { from, to, width });
    from = to;
  }
  return out.bytes.subarray(0, out.top);
}

interface Bits { readonly bytes: Uint8Array; top: number }

/** Equal numbers from here on. */
function runAt(values: Uint8Array | Uint32Array, from: number): number {
  let at = from + 1;
  while (at < values.length && values[at] === values[from]) at++;
  return at - from;
}

function putRun(out: Bits, count: number, value: number, width: number): void {
  putVarint(out, count * 2);
  for (let byte = 0; byte < (width + 7) >> 3; byte++) out.bytes[out.top++] = value >>> (8 * byte);
}

/** Whole groups of eight; the last one is filled with zeros. */
function putPacked(out: Bits, values: Uint8Array | Uint32Array, { from, to, width }: { readonly from: number; readonly to: number; readonly width: number }): void {
  putVarint(out, ((to - from) / 8) * 2 + 1);
  const { bytes } = out;
  let { top } = out;
  let byte = 0;
  let bits = 0;
  for (let at = from; at < to; at++) {
    const value = at < values.length ? values[at]! : 0;
    for (let done = 0; done < width;) {
      const take = Math.min(8 - bits, width - done);
      byte |= ((value >>> done) & ((1 << take) - 1)) << bits;
      bits += take;
      done += take;
      if (bits === 8) { bytes[top++] = byte; byte = 0; bits = 0; }
    }
  }
  out.top = top;
}

function putVarint(out: Bits, value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.bytes[out.top++] = (rest % 128) | 128;
  out.bytes[out.top++] = rest;
}
