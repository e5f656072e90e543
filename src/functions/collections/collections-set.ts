import { isValid } from '../../columnar/bitmap.ts';
import { canonicalValues } from '../../columnar/collation.ts';
import { bytesOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { type CompareCells, comparatorOf } from '../../columnar/compare.ts';
import { encodeValue } from '../../columnar/nested-key.ts';
import { readValue } from '../../columnar/read.ts';
import { layoutOf } from '../../types/layout.ts';

/** Up to here members are compared one by one, beyond that looked up by hash. */
const SMALL = 16;
const SLOTS_FIRST = 64;

type HashCell = (at: number) => number;

/**
 * Distinct elements of a pool, by their index. NULL equals NULL, NaN equals NaN, -0.0 equals 0.0. One set serves row after
 * row: `clear` costs nothing. Members are numbered as they come; `#slots` holds their hashes and numbers from 1 side by side.
 *
 * Whole numbers hash to themselves, so neighbours lie in neighbouring slots, which are in the cache; when a slot is taken, the upper bits of the hash say where to
 * go on (as in Python's dictionaries).
 */
export class ElementSet {
  readonly #pool: Column;
  readonly #compare: CompareCells;
  readonly #hashOf: HashCell;
  #members = new Uint32Array(SLOTS_FIRST / 2);
  #count = 0;
  #slots: Int32Array | undefined;
  #nullAt = -1;
  #expected = 0;

  /** `twoZeros`: -0.0 is another element than 0.0. */
  constructor(pool: Column, { twoZeros = false } = {}) {
    this.#pool = pool;
    this.#compare = pool.type.kind === 'null' ? () => 0 : twoZeros ? withTwoZeros(comparatorOf(pool.type)) : comparatorOf(pool.type);
    this.#hashOf = hashReader(pool);
  }

  /** `expected`: at most so many will be added, if it is known. */
  clear(expected = 0): void {
    this.#expected = expected;
    this.#count = 0;
    this.#nullAt = -1;
    this.#slots = undefined;
  }

  /** Number of the member that equals the element, -1 when there is none. */
  find(index: number): number {
    const pool = this.#pool;
    const at = index & pool.mask;
    if (pool.type.kind === 'null' || !isValid(pool.validity, at)) return this.#nullAt;
    if (this.#slots !== undefined) return this.#slots[this.#slotOf(this.#hashOf(at), at) + 1]! - 1;
    const members = this.#members;
    for (let member = 0; member < this.#count; member++) {
      if (member !== this.#nullAt && this.#compare(pool, members[member]! & pool.mask, pool, at) === 0) return member;
    }
    return -1;
  }

  /** False when an equal element is there already. */
  add(index: number): boolean {
    const pool = this.#pool;
    const at = index & pool.mask;
    if (pool.type.kind === 'null' || !isValid(pool.validity, at)) {
      if (this.#nullAt >= 0) return false;
      this.#nullAt = this.#count;
      this.#append(index);
      return true;
    }
    if (this.#slots === undefined) {
      if (this.find(index) >= 0) return false;
      this.#append(index);
      return true;
    }
    const hash = this.#hashOf(at);
    const slot = this.#slotOf(hash, at);
    if (this.#slots[slot + 1] !== 0) return false;
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = this.#count + 1;
    this.#append(index);
    return true;
  }

  /** The slot of an equal member, or the free one where the element belongs. */
  #slotOf(hash: number, at: number): number {
    const slots = this.#slots!;
    const members = this.#members;
    const pool = this.#pool;
    const mask = (slots.length >> 1) - 1;
    let rest = hash;
    let slot = rest & mask;
    for (let member = slots[2 * slot + 1]!; member !== 0; member = slots[2 * slot + 1]!) {
      if (slots[2 * slot] === hash && this.#compare(pool, members[member - 1]! & pool.mask, pool, at) === 0) return 2 * slot;
      rest >>>= 5;
      slot = nextSlot(slot, rest, mask);
    }
    return 2 * slot;
  }

  #append(index: number): void {
    if (this.#count === this.#members.length) {
      const bigger = new Uint32Array(2 * this.#count);
      bigger.set(this.#members);
      this.#members = bigger;
    }
    this.#members[this.#count++] = index;
    if (this.#count >= SMALL && 4 * this.#count >= (this.#slots?.length ?? 0)) this.#spread(Math.max(SLOTS_FIRST, 2 * this.#count + 1, 2 * this.#expected));
  }

  #spread(wanted: number): void {
    const slotCount = 2 ** Math.ceil(Math.log2(wanted));
    const mask = slotCount - 1;
    const slots = new Int32Array(2 * slotCount);
    for (let member = 0; member < this.#count; member++) {
      if (member === this.#nullAt) continue;
      const hash = this.#hashOf(this.#members[member]! & this.#pool.mask);
      let rest = hash;
      let slot = rest & mask;
      while (slots[2 * slot + 1] !== 0) {
        rest >>>= 5;
        slot = nextSlot(slot, rest, mask);
      }
      slots[2 * slot] = hash;
      slots[2 * slot + 1] = member + 1;
    }
    this.#slots = slots;
  }
}

/** Comes to every slot once `rest` is used up. */
function nextSlot(slot: number, rest: number, mask: number): number { return (5 * slot + 1 + rest) & mask; }

/** Equal elements have equal hashes. */
function hashReader(column: Column): HashCell {
  const canonical = canonicalValues(column.type);
  if (canonical !== undefined) return hashOfKey((at) => encodeValue(column.type, canonical(readValue(column, at)), { sortMaps: true }));
  switch (layoutOf(column.type)) {
    case 'i64': return hashOfWords(column, 2);
    case 'i128': return hashOfWords(column, 4);
    case 'f32':
    case 'f64': return hashOfFractions(column);
    case 'bytes': {
      const offsets = offsetsOf(column);
      const bytes = bytesOf(column);
      return (at) => hashOfBytes(bytes, offsets[at]!, offsets[at + 1]!);
    }
    case 'none':
    case 'list':
    case 'map':
    case 'struct': return hashOfKey((at) => encodeValue(column.type, readValue(column, at), { sortMaps: true }));
    default: {
      const values = column.values as Int32Array;
      return (at) => values[at]! | 0;
    }
  }
}

function hashOfWords(column: Column, size: number): HashCell {
  const { buffer, byteOffset, byteLength } = column.values!;
  const words = new Int32Array(buffer, byteOffset, byteLength >>> 2);
  return (at) => {
    let upper = 0;
    for (let word = size - 1; word > 0; word--) upper = Math.imul(upper ^ words[size * at + word]!, 0x85ebca6b);
    return words[size * at]! ^ upper ^ (upper >>> 13);
  };
}

/** Fractions that are the same but for the sign of zero are told apart by it. */
function withTwoZeros(compare: CompareCells): CompareCells {
  return (left, at, right, other) => {
    const order = compare(left, at, right, other);
    if (order !== 0 || (left.type.kind !== 'double' && left.type.kind !== 'float')) return order;
    return Object.is((left.values as Float64Array)[at], -0) === Object.is((right.values as Float64Array)[other], -0) ? 0 : 1;
  };
}

/** A whole number is its own hash, -0.0 is one; all else is told apart by its bits, but for NaN. */
function hashOfFractions(column: Column): HashCell {
  const values = column.values as Float64Array;
  const cell = new Float64Array(1);
  const words = new Int32Array(cell.buffer);
  return (at) => {
    const value = values[at]!;
    if (value === (value | 0)) return value | 0;
    if (Number.isNaN(value)) return 0;
    cell[0] = value;
    const mixed = Math.imul(words[1]! ^ Math.imul(words[0]!, 0x85ebca6b), 0x9e3779b1);
    return mixed ^ (mixed >>> 15);
  };
}

function hashOfKey(keyOf: (at: number) => Uint8Array): HashCell {
  return (at) => {
    const key = keyOf(at);
    return hashOfBytes(key, 0, key.length);
  };
}

function hashOfBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x9e3779b1) ^ (hash >>> 13);
}
