// xxHash of 64 bits over columns: hashes[row] is the seed before and the hash after. NULL leaves the seed as it is.

import { groupAt, isNull, rowAt } from './read/rows';

const P1: u64 = 0x9e3779b185ebca87;
const P2: u64 = 0xc2b2ae3d27d4eb4f;
const P3: u64 = 0x165667b19e3779f9;
const P4: u64 = 0x85ebca77c2b2ae63;
const P5: u64 = 0x27d4eb2f165667c5;

@inline function lane(state: u64, word: u64): u64 { return rotl<u64>(state + word * P2, 31) * P1; }
@inline function stepLong(state: u64, word: u64): u64 { return rotl<u64>(state ^ (rotl<u64>(word * P2, 31) * P1), 27) * P1 + P4; }
@inline function stepInt(state: u64, word: u64): u64 { return rotl<u64>(state ^ (word * P1), 23) * P2 + P3; }

@inline function avalanche(state: u64): u64 {
  let h = (state ^ (state >> 33)) * P2;
  h = (h ^ (h >> 29)) * P3;
  return h ^ (h >> 32);
}

@inline function fold(state: u64, one: u64): u64 { return (state ^ (rotl<u64>(one * P2, 31) * P1)) * P1 + P4; }

function hashBytes(start: usize, end: usize, seed: u64): u64 {
  let at = start;
  let state = seed + P5;
  if (end - start >= 32) {
    let a = seed + P1 + P2;
    let b = seed + P2;
    let c = seed;
    let d = seed - P1;
    for (; at + 32 <= end; at += 32) {
      a = lane(a, load<u64>(at));
      b = lane(b, load<u64>(at, 8));
      c = lane(c, load<u64>(at, 16));
      d = lane(d, load<u64>(at, 24));
    }
    state = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    state = fold(fold(fold(fold(state, a), b), c), d);
  }
  state += <u64>(end - start);
  for (; at + 8 <= end; at += 8) state = stepLong(state, load<u64>(at));
  if (at + 4 <= end) {
    state = stepInt(state, <u64>load<u32>(at));
    at += 4;
  }
  for (; at < end; at++) state = rotl<u64>(state ^ (<u64>load<u8>(at) * P5), 11) * P1;
  return avalanche(state);
}

export function hashTexts(bytes: usize, offsets: usize, step: usize, validity: usize, selection: usize, count: usize, hashes: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row * step)) continue;
    const place = offsets + ((row * step) << 2);
    const p = hashes + (row << 3);
    store<u64>(p, hashBytes(bytes + load<u32>(place), bytes + load<u32>(place, 4), load<u64>(p)));
  }
}

export function hashInts(values: usize, step: usize, validity: usize, selection: usize, count: usize, hashes: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row * step)) continue;
    const p = hashes + (row << 3);
    store<u64>(p, avalanche(stepInt(load<u64>(p) + P5 + 4, <u64>load<u32>(values + ((row * step) << 2)))));
  }
}

export function hashLongs(values: usize, step: usize, validity: usize, selection: usize, count: usize, hashes: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row * step)) continue;
    const p = hashes + (row << 3);
    store<u64>(p, avalanche(stepLong(load<u64>(p) + P5 + 8, load<u64>(values + ((row * step) << 3)))));
  }
}

/** The elements of lists, each the seed of the next. `inner` are the offsets of texts, `values` their bytes; 0 for numbers of `width` bytes. */
export function hashLists(
  offsets: usize, step: usize, validity: usize, selection: usize, count: usize, values: usize, inner: usize, width: i32, elements: usize, hashes: usize,
): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row * step)) continue;
    const place = offsets + ((row * step) << 2);
    const end = <usize>load<u32>(place, 4);
    const p = hashes + (row << 3);
    let hash = load<u64>(p);
    for (let item = <usize>load<u32>(place); item < end; item++) {
      if (isNull(elements, item)) continue;
      if (inner != 0) hash = hashBytes(values + load<u32>(inner + (item << 2)), values + load<u32>(inner + (item << 2), 4), hash);
      else if (width == 4) hash = avalanche(stepInt(hash + P5 + 4, <u64>load<u32>(values + (item << 2))));
      else hash = avalanche(stepLong(hash + P5 + 8, load<u64>(values + (item << 3))));
    }
    store<u64>(p, hash);
  }
}

/** Registers of groups (2^precision bytes each at pieces[group]): the longest run of zeros of the hashes that fall to each. */
export function countRuns(pieces: usize, groups: usize, validity: usize, step: usize, selection: usize, count: usize, hashes: usize, precision: u64): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row * step)) continue;
    const hash = load<u64>(hashes + (row << 3));
    const register = <usize>load<u32>(pieces + groupAt(groups, row) * 12) + <usize>(hash >> (64 - precision));
    const run = <u8>(clz<u64>((hash << precision) | (<u64>1 << (precision - 1))) + 1);
    if (load<u8>(register) < run) store<u8>(register, run);
  }
}
