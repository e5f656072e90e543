import { ByteSink } from './encode.ts';

/** Larger dictionaries are given up, as other writers do. */
const DICTIONARY_BYTES_MAX = 1 << 20;

/** The distinct values of a column chunk, as PLAIN has them, in the order in which they came first. Found by their bytes: open addressing, at most half full. */
export class PlainDictionary {
  readonly values = new ByteSink();
  count = 0;
  #starts = new Int32Array(1025);
  #slots = new Int32Array(2048);

  /** Places of some values, which are plain in `bytes`: of `width` bytes each, or texts (0). Undefined, for good, when there are too many different ones. */
  placesOf(bytes: Uint8Array, width: number, count: number): Uint32Array | undefined {
    const places = new Uint32Array(count);
    for (let index = 0, at = 0; index < count; index++) {
      const size = width > 0 ? width : 4 + (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
      places[index] = this.#placeOf(bytes, at, at + size);
      if (this.values.length > DICTIONARY_BYTES_MAX) return undefined;
      at += size;
    }
    return places;
  }

  #placeOf(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
      const place = this.#slots[slot]! - 1;
      if (place < 0) {
        this.#slots[slot] = this.count + 1;
        return this.#append(bytes, start, end);
      }
      if (this.#isAt(place, bytes, start, end)) return place;
    }
  }

  #isAt(place: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.values.all;
    const from = this.#starts[place]!;
    if (this.#starts[place + 1]! - from !== end - start) return false;
    for (let at = start; at < end; at++) if (own[from + at - start] !== bytes[at]) return false;
    return true;
  }

  #append(bytes: Uint8Array, start: number, end: number): number {
    const to = this.values.reserve(end - start);
    const own = this.values.all;
    for (let at = start; at < end; at++) own[to + at - start] = bytes[at]!;
    if (this.count + 2 > this.#starts.length) {
      const longer = new Int32Array(2 * this.#starts.length);
      longer.set(this.#starts);
      this.#starts = longer;
    }
    this.#starts[++this.count] = to + end - start;
    if (2 * this.count > this.#slots.length) this.#spread();
    return this.count - 1;
  }

  /** All places again, in twice the slots. */
  #spread(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    const mask = this.#slots.length - 1;
    for (let place = 0; place < this.count; place++) {
      let slot = hashOf(this.values.all, this.#starts[place]!, this.#starts[place + 1]!) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = place + 1;
    }
  }
}

/** FNV-1a, its high bits mixed into the low ones that count. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}
