import { invariant } from '../errors/stream-error.ts';
import type { DataType } from '../types/data-type.ts';
import { isValid } from './bitmap.ts';
import { bytesOf, childOf, type Column, offsetsOf } from './column.ts';
import { readInt128 } from './read.ts';

/**
 * The value hashes that SQL shows: `hash` (Murmur3, 32 bits) and `xxhash64`, chained from column to column: the hash so far is the
 * seed of the next value, NULL leaves it alone. They are part of the answers, so they may never change. Hash tables use another.
 */
export interface ValueHash<Seed> {
  readonly int: (value: number, seed: Seed) => Seed;
  readonly long: (low: number, high: number, seed: Seed) => Seed;
  readonly bytes: (bytes: Uint8Array, start: number, end: number, seed: Seed) => Seed;
}

/** Folds the cell at a logical row of one column into the hash so far. */
export type HashCell<Seed> = (row: number, seed: Seed) => Seed;

export function cellHash<Seed>(column: Column, hash: ValueHash<Seed>): HashCell<Seed> {
  const { validity, mask } = column;
  if (column.type.kind === 'null') return (_, seed) => seed;
  const value = valueHash(column, column.type, hash);
  if (validity === undefined) return mask === 0 ? (_, seed) => value(0, seed) : value;
  return (row, seed) => (isValid(validity, row & mask) ? value(row & mask, seed) : seed);
}

function valueHash<Seed>(column: Column, type: DataType, hash: ValueHash<Seed>): HashCell<Seed> {
  const values = column.values!;
  switch (type.kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'int':
    case 'date':
    case 'year_month_interval': return (row, seed) => hash.int(values[row] as number, seed);
    case 'float': return floatHash(column, hash);
    case 'double': return doubleHash(column, hash);
    case 'decimal': return type.precision <= 18 ? longHash(column, hash) : wideHash(column, hash);
    case 'string':
    case 'binary': return bytesHash(column, hash);
    case 'calendar_interval': return calendarHash(column, hash);
    case 'array': return rangeHash(column, hash);
    case 'map': return rangeHash(column, hash);
    case 'struct': return structHash(column, hash);
    case 'variant':
    case 'null': return invariant(false, `${type.kind} has no hash`) as never;
    default: return longHash(column, hash);
  }
}

function floatHash<Seed>(column: Column, hash: ValueHash<Seed>): HashCell<Seed> {
  const scratch = new Float32Array(1);
  const bits = new Int32Array(scratch.buffer);
  const values = column.values as Float32Array;
  return (row, seed) => {
    scratch[0] = values[row]! + 0;
    return hash.int(Number.isNaN(scratch[0]) ? 0x7fc00000 : bits[0]!, seed);
  };
}

function doubleHash<Seed>(column: Column, hash: ValueHash<Seed>): HashCell<Seed> {
  const scratch = new Float64Array(1);
  const bits = new Int32Array(scratch.buffer);
  const values = column.values as Float64Array;
  return (row, seed) => {
    scratch[0] = values[row]! + 0;
    return Number.isNaN(scratch[0]) ? hash.long(0, 0x7ff80000, seed) : hash.long(bits[0]!, bits[1]!, seed);
  };
}

function longHash<Seed>(column: Column, hash: ValueHash<Seed>): HashCell<Seed> {
  const values = column.values as BigInt64Array;
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  return (row, seed) => hash.long(words[2 * row]!, words[2 * row + 1]!, seed);
}

/** The fewest big-endian bytes that hold the number in two's complement. */
function wideHash<Seed>(column: Column, hash: ValueHash<Seed>): HashCell<Seed> {
  const values = column.values as BigInt64Array;
  const bytes = new Uint8Array(17);
  return (row, seed) => {
    let rest = readInt128(values, row);
    let start = bytes.length;
    do {
      bytes[--start] = Number(rest & 255n);
      rest >>= 8n;
    } while (!((rest === 0n && bytes[start]! < 128) || (rest === -1n && bytes[start]! >= 128)));
    return hash.bytes(bytes, start, bytes.length, seed);
  };
}

function bytesHash<Seed>(column: Column, hash: ValueHash<Seed>): HashCell<Seed> {
  const offsets = offsetsOf(column);
  const bytes = bytesOf(column);
  return (row, seed) => hash.bytes(bytes, offsets[row]!, offsets[row + 1]!, seed);
}

function calendarHash<Seed>(column: Column, hash: ValueHash<Seed>): HashCell<Seed> {
  const [months, days, micros] = [0, 1, 2].map((index) => cellHash(childOf(column, index), hash));
  return (row, seed) => months!(row, days!(row, micros!(row, seed)));
}

/** Elements of an array, or keys and values of a map in turn. */
function rangeHash<Seed>(column: Column, hash: ValueHash<Seed>): HashCell<Seed> {
  const offsets = offsetsOf(column);
  const parts = column.children.map((child) => cellHash(child, hash));
  return (row, seed) => {
    let folded = seed;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) for (const part of parts) folded = part(at, folded);
    return folded;
  };
}

function structHash<Seed>(column: Column, hash: ValueHash<Seed>): HashCell<Seed> {
  const parts = column.children.map((child) => cellHash(child, hash));
  return (row, seed) => parts.reduce((folded, part) => part(row, folded), seed);
}

/** Murmur3 for 32 bits; the bytes after the last whole word are mixed in one by one, sign-extended. */
export const murmur3: ValueHash<number> = {
  int: (value, seed) => finish(mix(seed, value), 4),
  long: (low, high, seed) => finish(mix(mix(seed, low), high), 8),
  bytes: (bytes, start, end, seed) => {
    let state = seed;
    const wordsEnd = start + ((end - start) & ~3);
    for (let at = start; at < wordsEnd; at += 4) state = mix(state, bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    for (let at = wordsEnd; at < end; at++) state = mix(state, (bytes[at]! << 24) >> 24);
    return finish(state, end - start);
  },
};

function mix(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = state ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(state: number, length: number): number {
  let h = state ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;
const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint): bigint => wrap((value << by) | (value >> (64n - by)));

/** xxHash, 64 bits. Seeds and results are unsigned. */
export const xxhash64: ValueHash<bigint> = {
  int: (value, seed) => avalanche(stepInt(wrap(seed + P5 + 4n), BigInt(value >>> 0))),
  long: (low, high, seed) => avalanche(stepLong(wrap(seed + P5 + 8n), (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0))),
  bytes: (bytes, start, end, seed) => {
    let at = start;
    let state = end - start >= 32 ? stripes(bytes, start, end, seed) : wrap(seed + P5);
    if (end - start >= 32) at = start + ((end - start) & ~31);
    state = wrap(state + BigInt(end - start));
    for (; at + 8 <= end; at += 8) state = stepLong(state, readLong(bytes, at));
    if (at + 4 <= end) {
      state = stepInt(state, BigInt((bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0));
      at += 4;
    }
    for (; at < end; at++) state = wrap(rotate(state ^ wrap(BigInt(bytes[at]!) * P5), 11n) * P1);
    return avalanche(state);
  },
};

function stripes(bytes: Uint8Array, start: number, end: number, seed: bigint): bigint {
  const lanes = [wrap(seed + P1 + P2), wrap(seed + P2), seed, wrap(seed - P1)];
  for (let at = start; at + 32 <= end; at += 32) {
    for (let lane = 0; lane < 4; lane++) lanes[lane] = wrap(rotate(wrap(lanes[lane]! + readLong(bytes, at + 8 * lane) * P2), 31n) * P1);
  }
  let state = wrap(rotate(lanes[0]!, 1n) + rotate(lanes[1]!, 7n) + rotate(lanes[2]!, 12n) + rotate(lanes[3]!, 18n));
  for (const lane of lanes) state = wrap((state ^ wrap(rotate(wrap(lane * P2), 31n) * P1)) * P1 + P4);
  return state;
}

function readLong(bytes: Uint8Array, at: number): bigint {
  const low = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
  const high = (bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24)) >>> 0;
  return (BigInt(high) << 32n) | BigInt(low);
}

function stepLong(state: bigint, word: bigint): bigint {
  return wrap(rotate(state ^ wrap(rotate(wrap(word * P2), 31n) * P1), 27n) * P1 + P4);
}

function stepInt(state: bigint, word: bigint): bigint {
  return wrap(rotate(state ^ wrap(word * P1), 23n) * P2 + P3);
}

function avalanche(state: bigint): bigint {
  let h = wrap((state ^ (state >> 33n)) * P2);
  h = wrap((h ^ (h >> 29n)) * P3);
  return h ^ (h >> 32n);
}
