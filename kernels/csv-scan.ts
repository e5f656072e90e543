import {
  BOOLEAN, BYTES, clearRow, closeRow, FIELD_BYTES, isNumber, openFields, packValid, RAW, readNumber, readTime, TEXT, TOP, TYPE, VALID, VALUES,
} from './read/fields';
import { usePowers } from './read/numbers';
import { isUtf8 } from './read/texts';

export { packValid };

/**
 * Lines of values with a separator of one byte between, one per row, to columns of the values asked for: `fields` has an entry for each place.
 *
 * A line that is anything but plain (a value that begins with a quote, more or fewer values than fields, a number or time as CSV may write it but JSON
 * would not, a blank line, one that begins like a comment) is put on the fallback list and leaves no trace: the exact reader does it again. An empty value is NULL.
 *
 * `quote`, `comment`: their byte, 256 for none.
 */
export function scan(bytes: usize, starts: usize, ends: usize, rowCount: i32, fields: usize, fieldCount: i32, fallback: usize, separator: u32, quote: u32, comment: u32, powers: usize): i32 {
  usePowers(powers);
  let failed: i32 = 0;
  const hasText = openFields(fields, fieldCount, rowCount);
  for (let row: i32 = 0; row < rowCount; row++) {
    const start = bytes + <usize>load<u32>(starts + (<usize>row << 2));
    const end = bytes + <usize>load<u32>(ends + (<usize>row << 2));
    if (isBlank(start, end) || <u32>load<u8>(start) == comment || !scanLine(start, end, <usize>row, fields, fieldCount, <u8>separator, quote)) {
      store<i32>(fallback + (<usize>failed << 2), row);
      failed++;
      clearRow(<usize>row, fields, fieldCount);
    }
    if (hasText) closeRow(<usize>row, fields, fieldCount);
  }
  return failed;
}

/** Nothing but what may be space: whether such a line is blank, the exact reader knows. */
function isBlank(p: usize, end: usize): bool {
  while (p < end && (load<u8>(p) <= 0x20 || load<u8>(p) >= 0x80)) p++;
  return p == end;
}

function scanLine(start: usize, end: usize, row: usize, fields: usize, fieldCount: i32, separator: u8, quote: u32): bool {
  let p = start;
  for (let f: i32 = 0; f < fieldCount; f++) {
    if (p < end && <u32>load<u8>(p) == quote) return false;
    const close = endOfValue(p, end, separator);
    const field = fields + <usize>f * FIELD_BYTES;
    if (p < close && load<u32>(field, TYPE) != 0 && !readValue(p, close, row, field)) return false;
    if (f + 1 == fieldCount) return close == end;
    if (close == end) return false;
    p = close + 1;
  }
  return false;
}

function endOfValue(start: usize, end: usize, separator: u8): usize {
  const separators = i8x16.splat(<i8>separator);
  for (let p = start; p < end; p += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(p), separators));
    if (found == 0) continue;
    const at = p + <usize>ctz<i32>(found);
    return at < end ? at : end;
  }
  return end;
}

function readValue(p: usize, end: usize, row: usize, field: usize): bool {
  const type = load<u32>(field, TYPE);
  const values = <usize>load<u32>(field, VALUES);
  let mark: u8 = 1;
  if (type == TEXT) {
    if (!copyText(p, end, field)) return false;
  } else if (isNumber(type)) {
    if (readNumber(p, end, row, field) != end) return false;
  } else if (type == BOOLEAN) {
    const yes = end - p == 4 && load<u32>(p) == 0x65757274;
    if (!yes && !(end - p == 5 && load<u32>(p) == 0x736c6166 && load<u8>(p, 4) == 0x65)) return false;
    store<u8>(values + row, yes ? 1 : 0);
  } else if (type == RAW) {
    store<u32>(values + (row << 3), <u32>p);
    store<u32>(values + (row << 3), <u32>end, 4);
  } else {
    mark = readTime(p, end, row, field);
    if (mark == 0) return false;
  }
  store<u8>(<usize>load<u32>(field, VALID) + row, mark);
  return true;
}

function copyText(p: usize, end: usize, field: usize): bool {
  const top = load<u32>(field, TOP);
  const target = <usize>load<u32>(field, BYTES) + <usize>top;
  const size = end - p;
  let high = 0;
  let at: usize = 0;
  for (; at + 16 <= size; at += 16) {
    const block = v128.load(p + at);
    high |= i8x16.bitmask(block);
    v128.store(target + at, block);
  }
  const last = v128.load(p + at);
  high |= i8x16.bitmask(last) & ((1 << <i32>(size - at)) - 1);
  v128.store(target + at, last);
  if (high != 0 && !isUtf8(p, end)) return false;
  store<u32>(field, top + <u32>size, TOP);
  return true;
}
