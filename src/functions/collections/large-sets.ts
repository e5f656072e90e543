import { isValid } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import { layoutOf } from '../../types/layout.ts';

/** From so many elements on a table of all of them would not fit into the caches of a processor. */
const LARGE = 2 ** 18;
/** Elements of a part, whose table does. */
const PART = 2 ** 13;
const PARTS_MAX = 2 ** 12;

/** Of a pool: from, up to but not including. */
export type Range = readonly [from: number, to: number];

/**
 * Elements of ranges of a pool that were not there before, in order: large sets of numbers. They are parted by their hash first, so that equal ones meet in one
 * part, and each part has a small table of its own. Undefined for what is small or no number.
 */
export function firstOfEach(pool: Column, ranges: readonly Range[]): Uint32Array | undefined {
  const total = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  const layout = layoutOf(pool.type);
  if (total < LARGE || pool.mask === 0 || (layout !== 'i32' && layout !== 'i64' && layout !== 'f64')) return undefined;
  const parts = partsOf(pool, ranges, total, layout);
  const repeated = new Uint8Array((total + 7) >>> 3);
  for (let part = 0; part + 1 < parts.starts.length; part++) markRepeated(parts, parts.starts[part]!, parts.starts[part + 1]!, repeated);
  const found = new Uint32Array(total);
  let count = 0;
  let ordinal = 0;
  let nullSeen = false;
  for (const [from, to] of ranges) {
    for (let index = from; index < to; index++, ordinal++) {
      if ((repeated[ordinal >> 3]! & (1 << (ordinal & 7))) !== 0) continue;
      if (!isValid(pool.validity, index)) {
        if (nullSeen) continue;
        nullSeen = true;
      }
      found[count++] = index;
    }
  }
  return found.subarray(0, count);
}

/** The numbers of each part side by side, as words, and the places they had. NULLs are in none. */
interface Parts { readonly starts: Uint32Array; readonly lows: Int32Array; readonly highs: Int32Array | undefined; readonly ordinals: Uint32Array }

function partsOf({ values, validity }: Column, ranges: readonly Range[], total: number, layout: 'i32' | 'i64' | 'f64'): Parts {
  const partCount = Math.min(PARTS_MAX, 2 ** Math.ceil(Math.log2(total / PART)));
  const shift = 32 - Math.log2(partCount);
  const size = layout === 'i32' ? 1 : 2;
  const words = new Int32Array(values!.buffer, values!.byteOffset, values!.length * size);
  const highAt = (index: number): number => (size === 1 ? 0 : layout === 'f64' && isNaNAt(words, index) ? NAN_HIGH : words[2 * index + 1]!);
  const lowAt = (index: number): number => (size === 1 ? words[index]! : layout === 'f64' && isNaNAt(words, index) ? 0 : words[2 * index]!);
  const starts = new Uint32Array(partCount + 1);
  for (const [from, to] of ranges) for (let index = from; index < to; index++) if (isValid(validity, index)) starts[(hashOf(lowAt(index), highAt(index)) >>> shift) + 1]!++;
  for (let part = 0; part < partCount; part++) starts[part + 1]! += starts[part]!;
  const next = starts.slice();
  const parts: Parts = { starts, lows: new Int32Array(total), highs: size === 1 ? undefined : new Int32Array(total), ordinals: new Uint32Array(total) };
  let ordinal = 0;
  for (const [from, to] of ranges) {
    for (let index = from; index < to; index++, ordinal++) {
      if (!isValid(validity, index)) continue;
      const [low, high] = [lowAt(index), highAt(index)];
      const at = next[hashOf(low, high) >>> shift]!++;
      parts.lows[at] = low;
      if (parts.highs !== undefined) parts.highs[at] = high;
      parts.ordinals[at] = ordinal;
    }
  }
  return parts;
}

let table = new Uint32Array(2 * PART);

function markRepeated({ lows, highs, ordinals }: Parts, from: number, to: number, repeated: Uint8Array): void {
  const slots = 2 ** Math.ceil(Math.log2(2 * (to - from) + 1));
  if (table.length < slots) table = new Uint32Array(slots);
  else table.fill(0, 0, slots);
  for (let at = from; at < to; at++) {
    const low = lows[at]!;
    const high = highs === undefined ? 0 : highs[at]!;
    let slot = hashOf(low, high) & (slots - 1);
    for (let member = table[slot]!; member !== 0; member = table[slot]!) {
      if (lows[member - 1] === low && (highs === undefined || highs[member - 1] === high)) break;
      slot = (slot + 1) & (slots - 1);
    }
    if (table[slot] === 0) table[slot] = at + 1;
    else repeated[ordinals[at]! >> 3]! |= 1 << (ordinals[at]! & 7);
  }
}

function hashOf(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  const folded = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return folded ^ (folded >>> 13);
}

/** All NaN are one. */
const NAN_HIGH = 0x7ff80000;
function isNaNAt(words: Int32Array, index: number): boolean {
  const high = words[2 * index + 1]!;
  return (high & 0x7ff00000) === 0x7ff00000 && ((high & 0xfffff) | words[2 * index]!) !== 0;
}
