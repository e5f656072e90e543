// Kafka's RecordBatch v2, straight from fetched bytes into column memory.
//
// A *segment* is the records of one batch, uncompressed. JavaScript has read the batch headers; this walks the records, which is where
// the time goes. Per record: varint length, attributes, timestamp delta, offset delta, key, value, headers. Everything is
// bounds-checked against the segment: a batch with a good checksum may still have been written by a broken client.

// Offsets into the frame that `decode` works on; formats/kafka/record-kernel.ts has the same table.
const SEGMENTS: u32 = 0, SEGMENT_COUNT: u32 = 4, SEGMENT: u32 = 8, POSITION: u32 = 12, LEFT: u32 = 16, CAPACITY: u32 = 20, ROW: u32 = 24;
const OFFSETS: u32 = 28, TIMESTAMPS: u32 = 32, KEY_OFFSETS: u32 = 36, KEY_BYTES: u32 = 40, KEY_VALIDITY: u32 = 44;
const VALUE_OFFSETS: u32 = 48, VALUE_BYTES: u32 = 52, VALUE_VALIDITY: u32 = 56, HEADERS: u32 = 60, TIMESTAMP_TYPES: u32 = 64;
const KEY_NULLS: u32 = 68, VALUE_NULLS: u32 = 72, FROM: u32 = 80, UNTIL: u32 = 88;
// A segment.
const START: u32 = 0, END: u32 = 4, COUNT: u32 = 8, APPEND_TIME: u32 = 12, BASE_OFFSET: u32 = 16, FIRST_TIMESTAMP: u32 = 24, MAX_TIMESTAMP: u32 = 32, SEGMENT_BYTES: u32 = 40;

let cursor: u32 = 0;
let limit: u32 = 0;

/** Zigzag varint of at most 32 bits; moves past `limit` when the bytes end, which the caller sees. */
function varint(): i32 {
  const first: u32 = load<u8>(cursor);
  if (first < 128) { cursor++; return (first >>> 1) ^ -(first & 1); }
  return longVarint(first);
}

function longVarint(first: u32): i32 {
  let value: u32 = first & 127;
  let shift: u32 = 7;
  cursor++;
  while (cursor < limit && shift < 35) {
    const byte: u32 = load<u8>(cursor++);
    value |= (byte & 127) << shift;
    if (byte < 128) return (value >>> 1) ^ -(value & 1);
    shift += 7;
  }
  cursor = limit + 1;
  return 0;
}

function varlong(): i64 {
  let value: u64 = 0;
  let shift: u64 = 0;
  while (cursor < limit && shift < 70) {
    const byte: u64 = load<u8>(cursor++);
    value |= (byte & 127) << shift;
    if (byte < 128) return (value >>> 1) ^ -(value & 1);
    shift += 7;
  }
  cursor = limit + 1;
  return 0;
}

/** May write up to 15 bytes behind the end; every region has that much slack. */
function copy(target: u32, source: u32, length: u32): void {
  if (length > 512) { memory.copy(target, source, length); return; }
  for (let done: u32 = 0; done < length; done += 16) v128.store(target + done, v128.load(source + done));
}

function clearBit(bits: u32, row: u32): void {
  const at = bits + (row >>> 3);
  store<u8>(at, <u8>(<u32>load<u8>(at) & ~(<u32>1 << (row & 7))));
}

/**
 * Decodes records until the chunk has CAPACITY rows or the segments end; the frame says where it stopped, and calling again goes on.
 * Returns the number of rows, or -1 when a segment is malformed.
 */
export function decode(frame: u32): i32 {
  const capacity = load<u32>(frame, CAPACITY);
  const from = load<i64>(frame, FROM), until = load<i64>(frame, UNTIL);
  const offsets = load<u32>(frame, OFFSETS), timestamps = load<u32>(frame, TIMESTAMPS), types = load<u32>(frame, TIMESTAMP_TYPES), headers = load<u32>(frame, HEADERS);
  const keyOffsets = load<u32>(frame, KEY_OFFSETS), keyBytes = load<u32>(frame, KEY_BYTES), keyValidity = load<u32>(frame, KEY_VALIDITY);
  const valueOffsets = load<u32>(frame, VALUE_OFFSETS), valueBytes = load<u32>(frame, VALUE_BYTES), valueValidity = load<u32>(frame, VALUE_VALIDITY);
  let row: u32 = 0, keyEnd: u32 = 0, valueEnd: u32 = 0, keyNulls: u32 = 0, valueNulls: u32 = 0;
  memory.fill(keyValidity, 0xff, (capacity + 7) >>> 3);
  memory.fill(valueValidity, 0xff, (capacity + 7) >>> 3);
  store<i32>(keyOffsets, 0);
  store<i32>(valueOffsets, 0);
  let index = load<u32>(frame, SEGMENT);
  cursor = load<u32>(frame, POSITION);
  let left = load<u32>(frame, LEFT);
  const count = load<u32>(frame, SEGMENT_COUNT);
  while (index < count && row < capacity) {
    const segment = load<u32>(frame, SEGMENTS) + index * SEGMENT_BYTES;
    limit = load<u32>(segment, END);
    if (cursor === 0) { cursor = load<u32>(segment, START); left = load<u32>(segment, COUNT); }
    const base = load<i64>(segment, BASE_OFFSET), first = load<i64>(segment, FIRST_TIMESTAMP), last = load<i64>(segment, MAX_TIMESTAMP);
    const appendTime = load<i32>(segment, APPEND_TIME);
    for (; left > 0 && row < capacity; left--) {
      if (cursor >= limit) return -1;
      const length = varint();
      const stop = cursor + length;
      if (length < 0 || stop > limit || stop < cursor) return -1;
      cursor++;
      const timestampDelta = varlong();
      const offset = base + <i64>varint();
      const keyLength = varint(), key = cursor;
      if (keyLength > 0) cursor += keyLength;
      if (cursor > stop || cursor < key) return -1;
      const valueLength = varint(), value = cursor;
      if (valueLength > 0) cursor += valueLength;
      if (cursor > stop || cursor < value) return -1;
      if (offset >= from && offset < until) {
        store<i64>(offsets + (row << 3), offset);
        store<i64>(timestamps + (row << 3), (appendTime ? last : first + timestampDelta) * 1000);
        store<i32>(types + (row << 2), appendTime);
        if (headers !== 0) store<u32>(headers + (row << 2), cursor);
        if (keyLength > 0) { copy(keyBytes + keyEnd, key, keyLength); keyEnd += keyLength; }
        else if (keyLength < 0) { clearBit(keyValidity, row); keyNulls++; }
        if (valueLength > 0) { copy(valueBytes + valueEnd, value, valueLength); valueEnd += valueLength; }
        else if (valueLength < 0) { clearBit(valueValidity, row); valueNulls++; }
        row++;
        store<u32>(keyOffsets + (row << 2), keyEnd);
        store<u32>(valueOffsets + (row << 2), valueEnd);
      }
      cursor = stop;
    }
    if (left === 0) { index++; cursor = 0; }
  }
  store<u32>(frame, index, SEGMENT);
  store<u32>(frame, cursor, POSITION);
  store<u32>(frame, left, LEFT);
  store<u32>(frame, row, ROW);
  store<u32>(frame, keyNulls, KEY_NULLS);
  store<u32>(frame, valueNulls, VALUE_NULLS);
  return row;
}

/** Bytes of a zigzag varint. */
function varintSize(value: i32): u32 {
  const bits: u32 = (value << 1) ^ (value >> 31);
  return bits < 128 ? 1 : bits < 16384 ? 2 : bits < 2097152 ? 3 : bits < 268435456 ? 4 : 5;
}

function writeVarint(value: i32): void {
  let bits: u32 = (value << 1) ^ (value >> 31);
  while (bits > 127) { store<u8>(cursor++, (bits & 127) | 128); bits >>>= 7; }
  store<u8>(cursor++, bits);
}

// Offsets into the frame that `encode` works on. Columns that are absent have bytes = 0; a mask of 0 repeats row 0.
const E_ROWS: u32 = 0, E_ROW: u32 = 4, E_ROW_COUNT: u32 = 8, E_TARGET: u32 = 12, E_TARGET_END: u32 = 16;
const E_KEY_OFFSETS: u32 = 20, E_KEY_BYTES: u32 = 24, E_KEY_VALIDITY: u32 = 28, E_KEY_MASK: u32 = 32;
const E_VALUE_OFFSETS: u32 = 36, E_VALUE_BYTES: u32 = 40, E_VALUE_VALIDITY: u32 = 44, E_VALUE_MASK: u32 = 48;
const E_HEADER_OFFSETS: u32 = 52, E_HEADER_BYTES: u32 = 56, E_DELTA: u32 = 60;

let cellStart: u32 = 0;

/** Length of a cell, -1 for NULL; `cellStart` is its address. */
function cell(offsets: u32, bytes: u32, validity: u32, at: u32): i32 {
  if (bytes === 0) return -1;
  if (validity !== 0 && (load<u8>(validity + (at >>> 3)) & (1 << (at & 7))) === 0) return -1;
  const start = load<u32>(offsets + (at << 2));
  cellStart = bytes + start;
  return load<u32>(offsets + (at << 2), 4) - start;
}

/**
 * Writes records of the rows listed at E_ROWS behind E_TARGET (where the 61 bytes of batch header already have their place) while they
 * fit below E_TARGET_END. Headers come encoded, a range of bytes per row; without them each record has none.
 * Offset deltas go on from E_DELTA, so a batch can take rows of several chunks. Returns the end of what it wrote; E_ROW and E_DELTA have moved on.
 */
export function encode(frame: u32): u32 {
  const rows = load<u32>(frame, E_ROWS), rowCount = load<u32>(frame, E_ROW_COUNT), end = load<u32>(frame, E_TARGET_END);
  const keyOffsets = load<u32>(frame, E_KEY_OFFSETS), keyBytes = load<u32>(frame, E_KEY_BYTES), keyValidity = load<u32>(frame, E_KEY_VALIDITY), keyMask = load<u32>(frame, E_KEY_MASK);
  const valueOffsets = load<u32>(frame, E_VALUE_OFFSETS), valueBytes = load<u32>(frame, E_VALUE_BYTES), valueValidity = load<u32>(frame, E_VALUE_VALIDITY), valueMask = load<u32>(frame, E_VALUE_MASK);
  const headerOffsets = load<u32>(frame, E_HEADER_OFFSETS), headerBytes = load<u32>(frame, E_HEADER_BYTES);
  cursor = load<u32>(frame, E_TARGET);
  const firstRow = load<u32>(frame, E_ROW), firstDelta = load<u32>(frame, E_DELTA);
  let at = firstRow;
  for (; at < rowCount; at++) {
    const row = load<u32>(rows + (at << 2)), delta: i32 = firstDelta + at - firstRow;
    const keyLength = cell(keyOffsets, keyBytes, keyValidity, row & keyMask), key = cellStart;
    const valueLength = cell(valueOffsets, valueBytes, valueValidity, row & valueMask), value = cellStart;
    const keySize: u32 = max(keyLength, 0), valueSize: u32 = max(valueLength, 0);
    let headerSize: u32 = 1, header: u32 = 0;
    if (headerBytes !== 0) {
      header = headerBytes + load<u32>(headerOffsets + (row << 2));
      headerSize = load<u32>(headerOffsets + (row << 2), 4) - load<u32>(headerOffsets + (row << 2));
    }
    const length: u32 = 2 + varintSize(delta) + varintSize(keyLength) + keySize + varintSize(valueLength) + valueSize + headerSize;
    if (cursor + length + varintSize(length) > end) break;
    writeVarint(length);
    store<u16>(cursor, 0); // attributes and a timestamp delta of 0
    cursor += 2;
    writeVarint(delta);
    writeVarint(keyLength);
    if (keySize > 0) { copy(cursor, key, keySize); cursor += keySize; }
    writeVarint(valueLength);
    if (valueSize > 0) { copy(cursor, value, valueSize); cursor += valueSize; }
    if (header === 0) store<u8>(cursor++, 0);
    else { copy(cursor, header, headerSize); cursor += headerSize; }
  }
  store<u32>(frame, at, E_ROW);
  store<u32>(frame, firstDelta + at - firstRow, E_DELTA);
  return cursor;
}

/** Kafka's partition of each listed row's key: murmur2, sign bit off, modulo the partition count; -1 for a NULL key. */
export function partition(rows: u32, rowCount: u32, offsets: u32, bytes: u32, validity: u32, mask: u32, partitionCount: u32, target: u32): void {
  for (let at: u32 = 0; at < rowCount; at++) {
    const length = cell(offsets, bytes, validity, load<u32>(rows + (at << 2)) & mask);
    store<i32>(target + (at << 2), length < 0 ? -1 : <i32>((murmur2(cellStart, length) & 0x7fffffff) % partitionCount));
  }
}

/** MurmurHash2 with the seed and byte order the Java client uses. */
export function murmur2(start: u32, length: u32): u32 {
  const factor: u32 = 0x5bd1e995;
  let hash: u32 = 0x9747b28c ^ length;
  const words = length >>> 2;
  for (let at: u32 = 0; at < words; at++) {
    let word: u32 = load<u32>(start + (at << 2)) * factor;
    word ^= word >>> 24;
    hash = (hash * factor) ^ (word * factor);
  }
  const rest = start + (words << 2);
  const left = length & 3;
  if (left > 2) hash ^= <u32>load<u8>(rest, 2) << 16;
  if (left > 1) hash ^= <u32>load<u8>(rest, 1) << 8;
  if (left > 0) hash = (hash ^ load<u8>(rest)) * factor;
  hash ^= hash >>> 13;
  hash *= factor;
  return hash ^ (hash >>> 15);
}
