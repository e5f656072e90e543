// Hash tables from keys to dense row ids, over the shared column memory.
//
// A table is a header (below) plus slots, records and a heap for long keys, all of them blocks that JavaScript acquires. Linear probing,
// at most half full; deletion shifts entries back, so there are no tombstones. Ids that were removed are handed out again.
//
//   long keys    slot 16 B { key i64, id + 1 u32, - }     record  8 B { key }
//   byte keys    slot  8 B { hash u32, id + 1 u32 }       record 32 or 64 B { first 16 or 48 bytes, the first 16 zero padded; length; address; hash; - }
//
// A key that fits its record (16 or 48 bytes: INLINE) lies there; a longer one lies whole in the heap, in a piece of a multiple of 16 bytes (of a
// power of two above 256), which goes to a free list per size.
//
// Tables larger than the nearer caches are probed in blocks: first every slot and record of the block is touched, so that the processor waits for
// all of them at once and not for one after the other.
//
// A freed record of either kind starts with the next free id + 1.

import { isNull, rowAt } from './read/rows';

const SLOTS: usize = 0;
const MASK: usize = 4;
const COUNT: usize = 8;
const RECORDS: usize = 12;
const RECORD_CAPACITY: usize = 16;
const HIGH: usize = 20;
const FREE_ID: usize = 24;
const NULL_ID: usize = 28;
const FRESH: usize = 32;
const HEAP_TOP: usize = 36;
const HEAP_END: usize = 40;
const INLINE: usize = 44;
const FREE_PIECES: usize = 48; // one head per size class
const SINK: usize = 252; // what touching read, so that it is not optimised away

/** Positions touched at a time, in tables of more slots than this. */
const BLOCK: usize = 32;
const TOUCHED_MASK: u32 = 0x1fff;

const MISSING: u32 = 0xffffffff;

// ---------------------------------------------------------------- ids

/** An id for a new key; 0 = no room, id + 1 otherwise. */
@inline function takeId(table: usize, shift: usize): u32 {
  const free = load<u32>(table, FREE_ID);
  if (free != 0) {
    store<u32>(table, load<u32>(<usize>load<u32>(table, RECORDS) + ((<usize>(free - 1)) << shift)), FREE_ID);
    store<u32>(table, load<u32>(table, COUNT) + 1, COUNT);
    return free;
  }
  const high = load<u32>(table, HIGH);
  store<u32>(table, high + 1, HIGH);
  store<u32>(table, load<u32>(table, COUNT) + 1, COUNT);
  return high + 1;
}

@inline function hasRoom(table: usize): bool {
  return (load<u32>(table, COUNT) << 1) <= load<u32>(table, MASK) && (load<u32>(table, FREE_ID) != 0 || load<u32>(table, HIGH) < load<u32>(table, RECORD_CAPACITY));
}

@inline function giveId(table: usize, id: u32, shift: usize): void {
  store<u32>(<usize>load<u32>(table, RECORDS) + (<usize>id << shift), load<u32>(table, FREE_ID));
  store<u32>(table, id + 1, FREE_ID);
  store<u32>(table, load<u32>(table, COUNT) - 1, COUNT);
}

@inline function markFresh(table: usize, fresh: usize, row: usize): void {
  if (fresh == 0) return;
  const count = load<u32>(table, FRESH);
  store<u32>(fresh + (<usize>count << 2), <u32>row);
  store<u32>(table, count + 1, FRESH);
}

/** The NULL key, which is not in the slots. */
@inline function nullIdOf(table: usize, fresh: usize, row: usize, shift: usize): u32 {
  let id = load<u32>(table, NULL_ID);
  if (id == 0) {
    id = takeId(table, shift);
    store<u32>(table, id, NULL_ID);
    markFresh(table, fresh, row);
  }
  return id;
}

// ---------------------------------------------------------------- long keys

@inline function hashLong(key: i64): u32 {
  let hash: u64 = <u64>key;
  hash ^= hash >> 32;
  hash *= 0x9e3779b97f4a7c15;
  return <u32>(hash >> 32);
}

function touchLongs(table: usize, slots: usize, mask: u32, keys: usize, selection: usize, from: usize, count: usize): void {
  const until = min(from + BLOCK, count);
  let sum: u32 = 0;
  for (let at = from; at < until; at++) sum += load<u32>(slots + (<usize>(hashLong(load<i64>(keys + (rowAt(selection, at) << 3))) & mask) << 4), 8);
  store<u32>(table, sum, SINK);
}

/** Finds or adds `count` keys from position `start` on; ids go to `ids[row]`, rows that added a key to `fresh`. Returns the first position not done: short when the table must grow. */
export function upsertLongs(table: usize, keys: usize, validity: usize, selection: usize, start: usize, count: usize, ids: usize, fresh: usize): usize {
  const slots: usize = load<u32>(table, SLOTS);
  const mask: u32 = load<u32>(table, MASK);
  for (let at = start; at < count; at++) {
    if (mask > TOUCHED_MASK && (at - start) % BLOCK == 0) touchLongs(table, slots, mask, keys, selection, at, count);
    const row = rowAt(selection, at);
    let id: u32;
    if (isNull(validity, row)) {
      if (load<u32>(table, NULL_ID) == 0 && !hasRoom(table)) return at;
      id = nullIdOf(table, fresh, row, 3);
    } else {
      const key = load<i64>(keys + (row << 3));
      let slot = hashLong(key) & mask;
      for (;;) {
        const p = slots + (<usize>slot << 4);
        id = load<u32>(p, 8);
        if (id == 0) {
          if (!hasRoom(table)) return at;
          id = takeId(table, 3);
          store<i64>(p, key);
          store<u32>(p, id, 8);
          store<i64>(<usize>load<u32>(table, RECORDS) + (<usize>(id - 1) << 3), key);
          markFresh(table, fresh, row);
          break;
        }
        if (load<i64>(p) == key) break;
        slot = (slot + 1) & mask;
      }
    }
    store<u32>(ids + (row << 2), id - 1);
  }
  return count;
}

/** Ids of keys, MISSING for those that are not there. */
export function findLongs(table: usize, keys: usize, validity: usize, selection: usize, count: usize, ids: usize): void {
  const slots: usize = load<u32>(table, SLOTS);
  const mask: u32 = load<u32>(table, MASK);
  const nullId = load<u32>(table, NULL_ID);
  for (let at: usize = 0; at < count; at++) {
    if (mask > TOUCHED_MASK && at % BLOCK == 0) touchLongs(table, slots, mask, keys, selection, at, count);
    const row = rowAt(selection, at);
    let id: u32;
    if (isNull(validity, row)) id = nullId;
    else {
      const key = load<i64>(keys + (row << 3));
      let slot = hashLong(key) & mask;
      for (;;) {
        const p = slots + (<usize>slot << 4);
        id = load<u32>(p, 8);
        if (id == 0 || load<i64>(p) == key) break;
        slot = (slot + 1) & mask;
      }
    }
    store<u32>(ids + (row << 2), id - 1);
  }
}

export function rehashLongs(from: usize, capacity: usize, to: usize, mask: u32): void {
  memory.fill(to, 0, (<usize>mask + 1) << 4);
  for (let at: usize = 0; at < capacity; at++) {
    const p = from + (at << 4);
    if (load<u32>(p, 8) != 0) placeLong(to, mask, load<i64>(p), load<u32>(p, 8));
  }
}

@inline function placeLong(slots: usize, mask: u32, key: i64, id: u32): void {
  let slot = hashLong(key) & mask;
  while (load<u32>(slots + (<usize>slot << 4), 8) != 0) slot = (slot + 1) & mask;
  store<i64>(slots + (<usize>slot << 4), key);
  store<u32>(slots + (<usize>slot << 4), id, 8);
}

/** The slots of keys that are about to go. */
function touchRemovedLongs(table: usize, slots: usize, mask: u32, ids: usize, from: usize, count: usize): void {
  const until = min(from + BLOCK, count);
  const records: usize = load<u32>(table, RECORDS);
  let sum: u32 = 0;
  for (let at = from; at < until; at++) sum += load<u32>(slots + (<usize>(hashLong(load<i64>(records + (<usize>load<u32>(ids + (at << 2)) << 3))) & mask) << 4), 8);
  store<u32>(table, sum, SINK);
}

export function removeLongs(table: usize, ids: usize, count: usize): void {
  const slots: usize = load<u32>(table, SLOTS);
  const mask: u32 = load<u32>(table, MASK);
  for (let at: usize = 0; at < count; at++) {
    if (mask > TOUCHED_MASK && at % BLOCK == 0) touchRemovedLongs(table, slots, mask, ids, at, count);
    const id = load<u32>(ids + (at << 2));
    if (id + 1 == load<u32>(table, NULL_ID)) store<u32>(table, 0, NULL_ID);
    else {
      let hole = hashLong(load<i64>(<usize>load<u32>(table, RECORDS) + (<usize>id << 3))) & mask;
      while (load<u32>(slots + (<usize>hole << 4), 8) != id + 1) hole = (hole + 1) & mask;
      let next = hole;
      for (;;) {
        next = (next + 1) & mask;
        const p = slots + (<usize>next << 4);
        if (load<u32>(p, 8) == 0) break;
        const home = hashLong(load<i64>(p)) & mask;
        if (((next - home) & mask) < ((next - hole) & mask)) continue;
        memory.copy(slots + (<usize>hole << 4), p, 16);
        hole = next;
      }
      store<u32>(slots + (<usize>hole << 4), 0, 8);
    }
    giveId(table, id, 3);
  }
}

/** Puts the records of the given ids into empty slots (after loading). */
export function indexLongs(table: usize, ids: usize, count: usize): void {
  const slots: usize = load<u32>(table, SLOTS);
  const mask: u32 = load<u32>(table, MASK);
  for (let at: usize = 0; at < count; at++) {
    const id = load<u32>(ids + (at << 2));
    if (id + 1 != load<u32>(table, NULL_ID)) placeLong(slots, mask, load<i64>(<usize>load<u32>(table, RECORDS) + (<usize>id << 3)), id + 1);
  }
}

/** Empties the slots of a table from which nothing was ever removed, in time that depends on the keys alone. */
export function wipeLongs(table: usize): void {
  const slots: usize = load<u32>(table, SLOTS);
  const mask: u32 = load<u32>(table, MASK);
  const high = load<u32>(table, HIGH);
  for (let id: u32 = 0; id < high; id++) {
    if (id + 1 == load<u32>(table, NULL_ID)) continue;
    let slot = hashLong(load<i64>(<usize>load<u32>(table, RECORDS) + (<usize>id << 3))) & mask;
    while (load<u32>(slots + (<usize>slot << 4), 8) != id + 1) slot = (slot + 1) & mask;
    store<u32>(slots + (<usize>slot << 4), 0, 8);
  }
}

// ---------------------------------------------------------------- byte keys

/** The first 16 bytes of a key, zero behind its end. */
@inline function prefixOf(key: usize, length: usize): v128 {
  const lanes = i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<u8>(length < 16 ? length : 16)));
  return v128.and(v128.load(key), lanes);
}

@inline function hashKey(key: usize, length: usize): u32 {
  const prefix = prefixOf(key, length);
  let hash: u64 = (<u64>i64x2.extract_lane(prefix, 0) ^ <u64>length) * 0x9e3779b97f4a7c15;
  hash ^= hash >> 32;
  hash = (hash ^ <u64>i64x2.extract_lane(prefix, 1)) * 0xff51afd7ed558ccd;
  hash ^= hash >> 32;
  if (length > 16) {
    let at: usize = 16;
    for (; at + 8 < length; at += 8) {
      hash = (hash ^ load<u64>(key + at)) * 0xff51afd7ed558ccd;
      hash ^= hash >> 32;
    }
    hash = (hash ^ load<u64>(key + length - 8)) * 0xc4ceb9fe1a85ec53;
    hash ^= hash >> 29;
  }
  return <u32>((hash * 0x9e3779b97f4a7c15) >> 32);
}

/** Hashes of all keys first: the loop that probes then has its loads under way. */
export function hashKeys(offsets: usize, bytes: usize, selection: usize, count: usize, hashes: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    const start: usize = load<u32>(offsets + (row << 2));
    store<u32>(hashes + (at << 2), hashKey(bytes + start, <usize>load<u32>(offsets + (row << 2), 4) - start));
  }
}

@inline function shiftOf(inline: usize): usize { return inline == 16 ? 5 : 6; }
@inline function recordOf(table: usize, id: u32, inline: usize): usize { return <usize>load<u32>(table, RECORDS) + (<usize>id << shiftOf(inline)); }

@inline function keyOf(record: usize, inline: usize): usize {
  return <usize>load<u32>(record + inline) > inline ? <usize>load<u32>(record + inline, 4) : record;
}

@inline function sameKey(record: usize, inline: usize, key: usize, length: usize, prefix: v128): bool {
  if (load<u32>(record + inline) != <u32>length) return false;
  if (v128.any_true(v128.xor(prefix, v128.load(record)))) return false;
  if (length <= 16) return true;
  const other: usize = length > inline ? <usize>load<u32>(record + inline, 4) : record;
  for (let at: usize = 16; at + 8 < length; at += 8) if (load<u64>(other + at) != load<u64>(key + at)) return false;
  return load<u64>(other + length - 8) == load<u64>(key + length - 8);
}

@inline function classOf(length: usize): usize {
  return length <= 256 ? (length + 15) >> 4 : 17 + <usize>(32 - clz<u32>(<u32>(length - 1))) - 9;
}

@inline function sizeOfClass(sizeClass: usize): usize {
  return sizeClass <= 16 ? sizeClass << 4 : (<usize>1) << (sizeClass - 17 + 9);
}

/** Room in the heap; 0 = JavaScript must give it another block. */
@inline function takePiece(table: usize, length: usize): usize {
  const sizeClass = classOf(length);
  const head = table + FREE_PIECES + (sizeClass << 2);
  const free: usize = load<u32>(head);
  if (free != 0) {
    store<u32>(head, load<u32>(free));
    return free;
  }
  const top: usize = load<u32>(table, HEAP_TOP);
  const end = top + sizeOfClass(sizeClass);
  if (end > <usize>load<u32>(table, HEAP_END)) return 0;
  store<u32>(table, <u32>end, HEAP_TOP);
  return top;
}

@inline function givePiece(table: usize, piece: usize, length: usize): void {
  const head = table + FREE_PIECES + (classOf(length) << 2);
  store<u32>(piece, load<u32>(head));
  store<u32>(head, <u32>piece);
}

@inline function storeKey(table: usize, id: u32, key: usize, length: usize, hash: u32, piece: usize): void {
  const inline: usize = load<u32>(table, INLINE);
  const record = recordOf(table, id, inline);
  if (length <= inline) for (let at: usize = 16; at < length; at += 16) v128.store(record + at, v128.load(key + at));
  else memory.copy(piece, key, length);
  v128.store(record, prefixOf(key, length));
  store<u32>(record + inline, <u32>length);
  store<u32>(record + inline, <u32>piece, 4);
  store<u32>(record + inline, hash, 8);
}

function touchKeys(table: usize, slots: usize, mask: u32, hashes: usize, from: usize, count: usize): void {
  const until = min(from + BLOCK, count);
  const records: usize = load<u32>(table, RECORDS);
  const shift = shiftOf(load<u32>(table, INLINE));
  let sum: u32 = 0;
  for (let at = from; at < until; at++) {
    const id = load<u32>(slots + (<usize>(load<u32>(hashes + (at << 2)) & mask) << 3), 4);
    sum += load<u32>(records + (<usize>(max<u32>(id, 1) - 1) << shift));
  }
  store<u32>(table, sum, SINK);
}

/**
 * Like upsertLongs. `hashes` are by position. Key rows are the positions themselves when `dense`, the selected rows otherwise.
 * A short return with the table half empty means that the heap is full.
 */
export function upsertKeys(table: usize, offsets: usize, bytes: usize, validity: usize, selection: usize, dense: u32, start: usize, count: usize, hashes: usize, ids: usize, fresh: usize): usize {
  const slots: usize = load<u32>(table, SLOTS);
  const mask: u32 = load<u32>(table, MASK);
  const records: usize = load<u32>(table, RECORDS);
  const inline: usize = load<u32>(table, INLINE);
  const shift = shiftOf(inline);
  for (let at = start; at < count; at++) {
    if (mask > TOUCHED_MASK && (at - start) % BLOCK == 0) touchKeys(table, slots, mask, hashes, at, count);
    const row = rowAt(selection, at);
    let id: u32;
    if (isNull(validity, row)) {
      if (load<u32>(table, NULL_ID) == 0 && !hasRoom(table)) return at;
      id = nullIdOf(table, fresh, row, shift);
    } else {
      const keyRow = dense != 0 ? at : row;
      const from: usize = load<u32>(offsets + (keyRow << 2));
      const key = bytes + from;
      const length = <usize>load<u32>(offsets + (keyRow << 2), 4) - from;
      const hash = load<u32>(hashes + (at << 2));
      const prefix = prefixOf(key, length);
      let slot = hash & mask;
      for (;;) {
        const entry = load<u64>(slots + (<usize>slot << 3));
        id = <u32>(entry >> 32);
        if (id == 0) {
          if (!hasRoom(table)) return at;
          let piece: usize = 0;
          if (length > inline) {
            piece = takePiece(table, length);
            if (piece == 0) return at;
          }
          id = takeId(table, shift);
          storeKey(table, id - 1, key, length, hash, piece);
          store<u64>(slots + (<usize>slot << 3), <u64>hash | (<u64>id << 32));
          markFresh(table, fresh, row);
          break;
        }
        if (<u32>entry == hash && sameKey(records + (<usize>(id - 1) << shift), inline, key, length, prefix)) break;
        slot = (slot + 1) & mask;
      }
    }
    store<u32>(ids + (row << 2), id - 1);
  }
  return count;
}

export function findKeys(table: usize, offsets: usize, bytes: usize, validity: usize, selection: usize, dense: u32, count: usize, hashes: usize, ids: usize): void {
  const slots: usize = load<u32>(table, SLOTS);
  const mask: u32 = load<u32>(table, MASK);
  const records: usize = load<u32>(table, RECORDS);
  const nullId = load<u32>(table, NULL_ID);
  const inline: usize = load<u32>(table, INLINE);
  const shift = shiftOf(inline);
  for (let at: usize = 0; at < count; at++) {
    if (mask > TOUCHED_MASK && at % BLOCK == 0) touchKeys(table, slots, mask, hashes, at, count);
    const row = rowAt(selection, at);
    let id: u32;
    if (isNull(validity, row)) id = nullId;
    else {
      const keyRow = dense != 0 ? at : row;
      const from: usize = load<u32>(offsets + (keyRow << 2));
      const key = bytes + from;
      const length = <usize>load<u32>(offsets + (keyRow << 2), 4) - from;
      const hash = load<u32>(hashes + (at << 2));
      const prefix = prefixOf(key, length);
      let slot = hash & mask;
      for (;;) {
        const entry = load<u64>(slots + (<usize>slot << 3));
        id = <u32>(entry >> 32);
        if (id == 0 || (<u32>entry == hash && sameKey(records + (<usize>(id - 1) << shift), inline, key, length, prefix))) break;
        slot = (slot + 1) & mask;
      }
    }
    store<u32>(ids + (row << 2), id - 1);
  }
}

export function rehashKeys(from: usize, capacity: usize, to: usize, mask: u32): void {
  memory.fill(to, 0, (<usize>mask + 1) << 3);
  for (let at: usize = 0; at < capacity; at++) {
    const entry = load<u64>(from + (at << 3));
    if ((entry >> 32) != 0) placeEntry(to, mask, entry);
  }
}

@inline function placeEntry(slots: usize, mask: u32, entry: u64): void {
  let slot = <u32>entry & mask;
  while (load<u32>(slots + (<usize>slot << 3), 4) != 0) slot = (slot + 1) & mask;
  store<u64>(slots + (<usize>slot << 3), entry);
}

function touchRemoved(table: usize, slots: usize, mask: u32, ids: usize, from: usize, count: usize): void {
  const until = min(from + BLOCK, count);
  const inline: usize = load<u32>(table, INLINE);
  let sum: u32 = 0;
  for (let at = from; at < until; at++) sum += load<u32>(slots + (<usize>(load<u32>(recordOf(table, load<u32>(ids + (at << 2)), inline) + inline, 8) & mask) << 3));
  store<u32>(table, sum, SINK);
}

export function removeKeys(table: usize, ids: usize, count: usize): void {
  const slots: usize = load<u32>(table, SLOTS);
  const mask: u32 = load<u32>(table, MASK);
  const inline: usize = load<u32>(table, INLINE);
  for (let at: usize = 0; at < count; at++) {
    if (mask > TOUCHED_MASK && at % BLOCK == 0) touchRemoved(table, slots, mask, ids, at, count);
    const id = load<u32>(ids + (at << 2));
    if (id + 1 == load<u32>(table, NULL_ID)) store<u32>(table, 0, NULL_ID);
    else {
      const record = recordOf(table, id, inline);
      if (<usize>load<u32>(record + inline) > inline) givePiece(table, load<u32>(record + inline, 4), load<u32>(record + inline));
      let hole = load<u32>(record + inline, 8) & mask;
      while (load<u32>(slots + (<usize>hole << 3), 4) != id + 1) hole = (hole + 1) & mask;
      let next = hole;
      for (;;) {
        next = (next + 1) & mask;
        const entry = load<u64>(slots + (<usize>next << 3));
        if ((entry >> 32) == 0) break;
        if (((next - <u32>entry) & mask) < ((next - hole) & mask)) continue;
        store<u64>(slots + (<usize>hole << 3), entry);
        hole = next;
      }
      store<u64>(slots + (<usize>hole << 3), 0);
    }
    giveId(table, id, shiftOf(inline));
  }
}

/** Writes the key of one id (while loading); 0 = the heap is full. */
export function putKey(table: usize, id: u32, key: usize, length: usize): u32 {
  let piece: usize = 0;
  if (length > <usize>load<u32>(table, INLINE)) {
    piece = takePiece(table, length);
    if (piece == 0) return 0;
  }
  storeKey(table, id, key, length, hashKey(key, length), piece);
  return 1;
}

/** Gives back what a record that is about to be overwritten holds. */
export function dropKey(table: usize, id: u32): void {
  const inline: usize = load<u32>(table, INLINE);
  const record = recordOf(table, id, inline);
  if (<usize>load<u32>(record + inline) > inline) givePiece(table, load<u32>(record + inline, 4), load<u32>(record + inline));
  store<u32>(record + inline, 0);
}

export function indexKeys(table: usize, ids: usize, count: usize): void {
  const slots: usize = load<u32>(table, SLOTS);
  const inline: usize = load<u32>(table, INLINE);
  const mask: u32 = load<u32>(table, MASK);
  for (let at: usize = 0; at < count; at++) {
    const id = load<u32>(ids + (at << 2));
    if (id + 1 != load<u32>(table, NULL_ID)) placeEntry(slots, mask, <u64>load<u32>(recordOf(table, id, inline) + inline, 8) | (<u64>(id + 1) << 32));
  }
}

export function wipeKeys(table: usize): void {
  const slots: usize = load<u32>(table, SLOTS);
  const inline: usize = load<u32>(table, INLINE);
  const mask: u32 = load<u32>(table, MASK);
  const high = load<u32>(table, HIGH);
  for (let id: u32 = 0; id < high; id++) {
    if (id + 1 == load<u32>(table, NULL_ID)) continue;
    let slot = load<u32>(recordOf(table, id, inline) + inline, 8) & mask;
    while (load<u32>(slots + (<usize>slot << 3), 4) != id + 1) slot = (slot + 1) & mask;
    store<u64>(slots + (<usize>slot << 3), 0);
  }
}

// ---------------------------------------------------------------- keys back out of records

/** Offsets of the keys of the given ids, as a bytes column would have them; returns the total. */
export function keyOffsets(table: usize, ids: usize, count: usize, offsets: usize): usize {
  const inline: usize = load<u32>(table, INLINE);
  let end: usize = 0;
  store<u32>(offsets, 0);
  for (let at: usize = 0; at < count; at++) {
    const id = load<u32>(ids + (at << 2));
    if (id + 1 != load<u32>(table, NULL_ID)) end += load<u32>(recordOf(table, id, inline) + inline);
    store<u32>(offsets + (at << 2), <u32>end, 4);
  }
  return end;
}

export function copyKeys(table: usize, ids: usize, count: usize, offsets: usize, bytes: usize): void {
  const inline: usize = load<u32>(table, INLINE);
  for (let at: usize = 0; at < count; at++) {
    const start: usize = load<u32>(offsets + (at << 2));
    const length = <usize>load<u32>(offsets + (at << 2), 4) - start;
    copyShort(bytes + start, keyOf(recordOf(table, load<u32>(ids + (at << 2)), inline), inline), length);
  }
}

/** Copies whole vectors: both sides have slack, and what is written too far is overwritten by the next key. */
@inline function copyShort(to: usize, from: usize, length: usize): void {
  for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}
