import {
  BOOLEAN, BYTES, clearRow, closeRow, DATE, FIELD_BYTES, isNumber, KEY, KEY_SIZE, LOCAL_TIMESTAMP, OFFSETS, openFields, packValid, RAW, readNumber, readTime, TEXT, TIMESTAMP, TOP, TYPE, VALID, VALUES,
} from './read/fields';
import { digit, usePowers } from './read/numbers';
import { isUtf8, sameBytes } from './read/texts';

export { packValid };

/**
 * JSON objects, one per row, to columns of the fields asked for. Any order of keys; unknown keys are checked and skipped.
 *
 * A row that is anything but plain (an escape in a key, half of a surrogate pair, a number out of range, a text that is no timestamp, bad JSON) is put on
 * the fallback list and leaves no trace in the columns: the exact reader does it again. So what this kernel accepts, it accepts as the exact
 * reader would.
 *
 * Rows of one stream look alike: the keys of the row before are remembered by place (`hints`, 16 bytes each: address, size, field or 0), so that a
 * key that stands where it stood is compared, not searched.
 *
 * `powers`: those of five that doubles need.
 */
const HINTS_MAX: i32 = 32;

const DEPTH_MAX: i32 = 64;

/** Number of rows on the fallback list. Rows whose range is empty are NULL in every field. */
export function scan(bytes: usize, starts: usize, ends: usize, rowCount: i32, fields: usize, fieldCount: i32, fallback: usize, hints: usize, powers: usize): i32 {
  usePowers(powers);
  let failed: i32 = 0;
  memory.fill(hints, 0, <usize>HINTS_MAX << 4);
  const hasText = openFields(fields, fieldCount, rowCount);
  for (let row: i32 = 0; row < rowCount; row++) {
    const start = bytes + <usize>load<u32>(starts + (<usize>row << 2));
    const end = bytes + <usize>load<u32>(ends + (<usize>row << 2));
    if (start < end && !scanRow(start, end, <usize>row, fields, fieldCount, hints)) {
      store<i32>(fallback + (<usize>failed << 2), row);
      failed++;
      clearRow(<usize>row, fields, fieldCount);
    }
    if (hasText) closeRow(<usize>row, fields, fieldCount);
  }
  return failed;
}

@inline function isSpace(c: u8): bool { return c == 0x20 || c == 0x0a || c == 0x0d || c == 0x09; }

function skipSpace(p: usize, end: usize): usize {
  while (p < end && isSpace(load<u8>(p))) p++;
  return p;
}

function scanRow(start: usize, end: usize, row: usize, fields: usize, fieldCount: i32, hints: usize): bool {
  let p = skipSpace(start, end);
  if (p >= end || load<u8>(p) != 0x7b) return false;
  p = skipSpace(p + 1, end);
  if (p < end && load<u8>(p) == 0x7d) return true;
  const lastHint = hints + (<usize>(HINTS_MAX - 1) << 4);
  let hint = hints;
  while (true) {
    if (p >= end || load<u8>(p) != 0x22) return false;
    let size = <usize>load<u32>(hint, 4);
    if (size == 0 || p + size >= end || !sameBytes(p, <usize>load<u32>(hint), size)) {
      const quote = endOfText(p + 1, end);
      if (quote == 0 || sawEscape) return false;
      size = quote + 1 - p;
      store<u32>(hint, <u32>p);
      store<u32>(hint, <u32>size, 4);
      store<u32>(hint, <u32>findField(p, size, fields, fieldCount), 8);
    }
    const field = <usize>load<u32>(hint, 8);
    p += size;
    if (p < end && load<u8>(p) != 0x3a) p = skipSpace(p, end);
    if (p >= end || load<u8>(p) != 0x3a) return false;
    p++;
    if (p < end && load<u8>(p) <= 0x20) p = skipSpace(p, end);
    if (p >= end) return false;
    if (field != 0) p = readValue(p, end, row, field);
    else if (load<u8>(p) == 0x22) { p = endOfText(p + 1, end) + 1; if (p == 1) return false; }
    else p = skipValue(p, end, 0);
    if (p == 0 || p > end) return false;
    if (p < end && load<u8>(p) <= 0x20) p = skipSpace(p, end);
    if (p >= end) return false;
    const after = load<u8>(p);
    if (after == 0x7d) return true; // what follows the object is not looked at
    if (after != 0x2c) return false;
    p++;
    if (p < end && load<u8>(p) <= 0x20) p = skipSpace(p, end);
    if (hint < lastHint) hint += 16;
  }
}

/** The wanted field of this key, quotes included; 0 = not wanted. */
function findField(key: usize, size: usize, fields: usize, fieldCount: i32): usize {
  for (let f: i32 = 0; f < fieldCount; f++) {
    const field = fields + <usize>f * FIELD_BYTES;
    if (<usize>load<u32>(field, KEY_SIZE) == size && sameBytes(key, <usize>load<u32>(field, KEY), size)) return field;
  }
  return 0;
}

/** Reads the value of a wanted field; 0 = not plain. */
function readValue(p: usize, end: usize, row: usize, field: usize): usize {
  const type = load<u32>(field, TYPE);
  const valid = <usize>load<u32>(field, VALID) + row;
  // A repeated key: the exact reader looks at both of its values.
  if (type == RAW && load<u8>(valid) != 0) return 0;
  if (type == TEXT) store<u32>(field, load<u32>(<usize>load<u32>(field, OFFSETS) + (row << 2)), TOP);
  if (load<u8>(p) == 0x6e) {
    store<u8>(valid, 0);
    return endOfWord(p, end, 0x6c6c756e, 4);
  }
  const values = <usize>load<u32>(field, VALUES);
  let after: usize = 0;
  let mark: u8 = 1;
  if (type == TEXT) after = readText(p, end, field);
  else if (isNumber(type)) after = readNumber(p, end, row, field);
  else if (type == TIMESTAMP || type == LOCAL_TIMESTAMP || type == DATE) {
    if (load<u8>(p) != 0x22) return 0;
    const quote = endOfText(p + 1, end);
    if (quote == 0 || sawEscape) return 0;
    mark = readTime(p + 1, quote, row, field);
    if (mark == 0) return 0;
    after = quote + 1;
  } else if (type == BOOLEAN) {
    const yes = load<u8>(p) == 0x74;
    after = yes ? endOfWord(p, end, 0x65757274, 4) : load<u8>(p) == 0x66 ? endOfFalse(p, end) : 0;
    store<u8>(values + row, yes ? 1 : 0);
  } else {
    after = skipValue(p, end, 0);
    store<u32>(values + (row << 3), <u32>p);
    store<u32>(values + (row << 3), <u32>after, 4);
  }
  if (after != 0) store<u8>(valid, mark);
  return after;
}

function readText(p: usize, end: usize, field: usize): usize {
  if (load<u8>(p) != 0x22) return 0;
  const quote = endOfText(p + 1, end);
  if (quote == 0) return 0;
  const size = quote - p - 1;
  if (sawHigh && !isUtf8(p + 1, quote)) return 0;
  const top = load<u32>(field, TOP);
  const target = <usize>load<u32>(field, BYTES) + <usize>top;
  if (sawEscape) {
    const after = unescape(p + 1, quote, target);
    if (after == 0) return 0;
    store<u32>(field, top + <u32>(after - target), TOP);
    return quote + 1;
  }
  for (let at: usize = 0; at < size; at += 16) v128.store(target + at, v128.load(p + 1 + at));
  store<u32>(field, top + <u32>size, TOP);
  return quote + 1;
}

/** Text with escapes, which `endOfText` has checked, as what they stand for: never longer. Behind what was written; 0 for half of a surrogate pair alone. */
function unescape(start: usize, end: usize, target: usize): usize {
  let to = target;
  let p = start;
  while (p < end) {
    const c = load<u8>(p);
    if (c != 0x5c) { store<u8>(to++, c); p++; continue; }
    const letter = load<u8>(p, 1);
    if (letter != 0x75) { store<u8>(to++, plainEscape(letter)); p += 2; continue; }
    let code = hexAt(p + 2);
    p += 6;
    if (code >= 0xd800 && code <= 0xdfff) {
      if (code >= 0xdc00 || p + 6 > end || load<u8>(p) != 0x5c || load<u8>(p, 1) != 0x75) return 0;
      const low = hexAt(p + 2);
      if (low < 0xdc00 || low > 0xdfff) return 0;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      p += 6;
    }
    to = writeUtf8(to, code);
  }
  return to;
}

function plainEscape(letter: u8): u8 {
  if (letter == 0x62) return 0x08;
  if (letter == 0x66) return 0x0c;
  if (letter == 0x6e) return 0x0a;
  if (letter == 0x72) return 0x0d;
  return letter == 0x74 ? 0x09 : letter;
}

function hexAt(p: usize): u32 {
  let code: u32 = 0;
  for (let at = p; at < p + 4; at++) {
    const h = load<u8>(at);
    code = (code << 4) | <u32>(h <= 0x39 ? h - 0x30 : (h | 0x20) - 0x57);
  }
  return code;
}

function writeUtf8(to: usize, code: u32): usize {
  if (code < 0x80) { store<u8>(to, <u8>code); return to + 1; }
  if (code < 0x800) {
    store<u8>(to, <u8>(0xc0 | (code >> 6)));
    store<u8>(to, <u8>(0x80 | (code & 0x3f)), 1);
    return to + 2;
  }
  if (code < 0x10000) {
    store<u8>(to, <u8>(0xe0 | (code >> 12)));
    store<u8>(to, <u8>(0x80 | ((code >> 6) & 0x3f)), 1);
    store<u8>(to, <u8>(0x80 | (code & 0x3f)), 2);
    return to + 3;
  }
  store<u8>(to, <u8>(0xf0 | (code >> 18)));
  store<u8>(to, <u8>(0x80 | ((code >> 12) & 0x3f)), 1);
  store<u8>(to, <u8>(0x80 | ((code >> 6) & 0x3f)), 2);
  store<u8>(to, <u8>(0x80 | (code & 0x3f)), 3);
  return to + 4;
}

let sawEscape: bool = false;
let sawHigh: bool = false;

/** Address of the closing quote; 0 when there is none or a control character stands before it. */
function endOfText(start: usize, end: usize): usize {
  const quotes = i8x16.splat(0x22), backslashes = i8x16.splat(0x5c), controls = i8x16.splat(0x1f);
  sawEscape = false;
  sawHigh = false;
  let p = start;
  while (p < end) {
    const block = v128.load(p);
    const found = i8x16.bitmask(v128.or(v128.or(i8x16.eq(block, quotes), i8x16.eq(block, backslashes)), i8x16.le_u(block, controls)));
    const high = i8x16.bitmask(block);
    if (found == 0) {
      if (high != 0) sawHigh = true;
      p += 16;
      continue;
    }
    const at = ctz<i32>(found);
    if ((high & ((1 << at) - 1)) != 0) sawHigh = true;
    p += <usize>at;
    if (p >= end) return 0;
    const c = load<u8>(p);
    if (c == 0x22) return p;
    if (c != 0x5c) return 0;
    sawEscape = true;
    const size = sizeOfEscape(p, end);
    if (size == 0) return 0;
    p += size;
  }
  return 0;
}

function sizeOfEscape(p: usize, end: usize): usize {
  if (p + 1 >= end) return 0;
  const c = load<u8>(p, 1);
  if (c == 0x22 || c == 0x5c || c == 0x2f || c == 0x62 || c == 0x66 || c == 0x6e || c == 0x72 || c == 0x74) return 2;
  if (c != 0x75 || p + 6 > end) return 0;
  for (let at = p + 2; at < p + 6; at++) {
    const h = load<u8>(at);
    if (!((h >= 0x30 && h <= 0x39) || ((h | 0x20) >= 0x61 && (h | 0x20) <= 0x66))) return 0;
  }
  return 6;
}

/** Behind a value of any kind, checked against the grammar; 0 = bad. */
function skipValue(p: usize, end: usize, depth: i32): usize {
  const c = load<u8>(p);
  if (c == 0x22) { const quote = endOfText(p + 1, end); return quote == 0 ? 0 : quote + 1; }
  if (c == 0x7b || c == 0x5b) return depth >= DEPTH_MAX ? 0 : skipNested(p, end, depth);
  if (c == 0x74) return endOfWord(p, end, 0x65757274, 4);
  if (c == 0x6e) return endOfWord(p, end, 0x6c6c756e, 4);
  if (c == 0x66) return endOfFalse(p, end);
  return skipNumber(p, end);
}

function skipNested(start: usize, end: usize, depth: i32): usize {
  const object = load<u8>(start) == 0x7b;
  const close: u8 = object ? 0x7d : 0x5d;
  let p = skipSpace(start + 1, end);
  if (p < end && load<u8>(p) == close) return p + 1;
  while (true) {
    if (p >= end) return 0;
    if (object) {
      if (load<u8>(p) != 0x22) return 0;
      const quote = endOfText(p + 1, end);
      if (quote == 0) return 0;
      p = skipSpace(quote + 1, end);
      if (p >= end || load<u8>(p) != 0x3a) return 0;
      p = skipSpace(p + 1, end);
      if (p >= end) return 0;
    }
    p = skipValue(p, end, depth + 1);
    if (p == 0) return 0;
    p = skipSpace(p, end);
    if (p >= end) return 0;
    const c = load<u8>(p);
    if (c == close) return p + 1;
    if (c != 0x2c) return 0;
    p = skipSpace(p + 1, end);
  }
}

function skipNumber(p: usize, end: usize): usize {
  if (load<u8>(p) == 0x2d) p++;
  const first = p;
  while (p < end && digit(p) <= 9) p++;
  if (p == first || (p - first > 1 && load<u8>(first) == 0x30)) return 0;
  if (p < end && load<u8>(p) == 0x2e) {
    const fraction = ++p;
    while (p < end && digit(p) <= 9) p++;
    if (p == fraction) return 0;
  }
  if (p < end && (load<u8>(p) | 0x20) == 0x65) {
    p++;
    if (p < end && (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d)) p++;
    const exponent = p;
    while (p < end && digit(p) <= 9) p++;
    if (p == exponent) return 0;
  }
  return p;
}

/** Behind a word of four letters, 0 when it is another word. */
function endOfWord(p: usize, end: usize, word: u32, size: usize): usize {
  return p + size <= end && load<u32>(p) == word ? p + size : 0;
}

function endOfFalse(p: usize, end: usize): usize {
  return p + 5 <= end && load<u32>(p) == 0x736c6166 && load<u8>(p, 4) == 0x65 ? p + 5 : 0;
}
