import { readDecimal, readDouble, readInteger } from './numbers';
import { NOTHING, readDays, readTimestamp, sawZone } from './times';

/**
 * The columns that a scan of text fills, one entry each.
 *
 * field (48 bytes): key u32 (JSON: address of `"name"`, quotes included), keySize u32, type u32 (0 = nobody wants it), values u32, bytes u32 (string
 * data), top u32 (bytes used so far), valid u32 (one byte per row), offsets u32 (rows + 1 of i32), precision u32, scale u32, 2 spare words.
 */
export const KEY: usize = 0, KEY_SIZE: usize = 4, TYPE: usize = 8, VALUES: usize = 12, BYTES: usize = 16, TOP: usize = 20, VALID: usize = 24, OFFSETS: usize = 28, PRECISION: usize = 32, SCALE: usize = 36;
export const FIELD_BYTES: usize = 48;

export const LONG: u32 = 1, TEXT: u32 = 2, TIMESTAMP: u32 = 3, DOUBLE: u32 = 4, BOOLEAN: u32 = 5, INT: u32 = 6, DATE: u32 = 7, RAW: u32 = 8, SHORT: u32 = 9, BYTE: u32 = 10, DECIMAL: u32 = 11, FLOAT: u32 = 12, LOCAL_TIMESTAMP: u32 = 13;

/** A timestamp without a zone: local time, to be shifted by the session's. */
export const LOCAL: u8 = 3;

/** Nothing is valid yet. True when there are texts, whose rows have to be closed. */
export function openFields(fields: usize, fieldCount: i32, rowCount: i32): bool {
  let hasText = false;
  for (let f: i32 = 0; f < fieldCount; f++) {
    const field = fields + <usize>f * FIELD_BYTES;
    if (load<u32>(field, VALID) != 0) memory.fill(<usize>load<u32>(field, VALID), 0, <usize>rowCount);
    if (load<u32>(field, TYPE) == TEXT) { hasText = true; store<i32>(<usize>load<u32>(field, OFFSETS), 0); }
  }
  return hasText;
}

@inline export function isNumber(type: u32): bool { return type == LONG || type == INT || type == DOUBLE || (type >= SHORT && type <= FLOAT); }

/** Address behind the number; 0 = not plain. */
@inline export function readNumber(p: usize, end: usize, row: usize, field: usize): usize {
  const type = load<u32>(field, TYPE);
  const values = <usize>load<u32>(field, VALUES);
  if (type == LONG) return readInteger(p, end, values + (row << 3), 8);
  if (type == INT) return readInteger(p, end, values + (row << 2), 4);
  if (type == SHORT) return readInteger(p, end, values + (row << 1), 2);
  if (type == BYTE) return readInteger(p, end, values + row, 1);
  if (type == DECIMAL) return readDecimal(p, end, values + (row << 3), load<i32>(field, PRECISION), load<i32>(field, SCALE));
  if (type == DOUBLE) return readDouble(p, end, values + (row << 3), false);
  if (type == FLOAT) return readDouble(p, end, values + (row << 2), true);
  return 0;
}

/** A date or timestamp that takes all bytes up to `end`: the mark of its validity, 0 = not plain. */
@inline export function readTime(p: usize, end: usize, row: usize, field: usize): u8 {
  const type = load<u32>(field, TYPE);
  const values = <usize>load<u32>(field, VALUES);
  if (type == DATE) {
    if (end - p != 10) return 0;
    const days = readDays(p);
    if (days == NOTHING) return 0;
    store<i32>(values + (row << 2), <i32>days);
    return 1;
  }
  const micros = readTimestamp(p, end);
  if (micros == NOTHING || (sawZone && type == LOCAL_TIMESTAMP)) return 0;
  store<i64>(values + (row << 3), micros);
  return sawZone ? 1 : LOCAL;
}

/** Bytes to a bitmap; returns how many are not 0. */
export function packValid(valid: usize, rowCount: i32, bitmap: usize): i32 {
  let count: i32 = 0;
  const zero = i8x16.splat(0);
  let row: i32 = 0;
  for (; row + 16 <= rowCount; row += 16) {
    const bits = ~i8x16.bitmask(i8x16.eq(v128.load(valid + <usize>row), zero)) & 0xffff;
    store<u16>(bitmap + (<usize>row >> 3), <u16>bits);
    count += popcnt<i32>(bits);
  }
  let last: u32 = 0;
  const tail = row;
  for (; row < rowCount; row++) if (load<u8>(valid + <usize>row) != 0) { last |= 1 << (row - tail); count++; }
  for (let bit = tail; bit < rowCount; bit += 8) store<u8>(bitmap + (<usize>bit >> 3), <u8>(last >> (bit - tail)));
  return count;
}

export function clearRow(row: usize, fields: usize, fieldCount: i32): void {
  for (let f: i32 = 0; f < fieldCount; f++) {
    const field = fields + <usize>f * FIELD_BYTES;
    if (load<u32>(field, VALID) != 0) store<u8>(<usize>load<u32>(field, VALID) + row, 0);
    if (load<u32>(field, TYPE) == TEXT) store<u32>(field, load<u32>(<usize>load<u32>(field, OFFSETS) + (row << 2)), TOP);
  }
}

/** Every text column gets the end of this row, whether it has text or not. */
export function closeRow(row: usize, fields: usize, fieldCount: i32): void {
  for (let f: i32 = 0; f < fieldCount; f++) {
    const field = fields + <usize>f * FIELD_BYTES;
    if (load<u32>(field, TYPE) != TEXT) continue;
    store<u32>(<usize>load<u32>(field, OFFSETS) + (row << 2), load<u32>(field, TOP), 4);
  }
}
