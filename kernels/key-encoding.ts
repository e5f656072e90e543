// Rows of key columns as byte strings and back (layout: src/columnar/key-encoding.ts).
//
// Encoded rows are dense: row `at` belongs to physical row `selection[at]`. A NULL field is all zero bytes, and its bit in the NULL bytes is set.

import { isNull, rowAt } from './read/rows';

/** Adds the lengths of a variable field to `lengths` (u32 per row). */
export function addLengths(offsets: usize, validity: usize, selection: usize, count: usize, lengths: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row)) continue;
    const p = lengths + (at << 2);
    store<u32>(p, load<u32>(p) + load<u32>(offsets + (row << 2), 4) - load<u32>(offsets + (row << 2)));
  }
}

/** offsets[at] of rows that take `fixed` bytes plus lengths[at] (0 = none has more); returns the total. */
export function rowOffsets(lengths: usize, count: usize, fixed: u32, offsets: usize): usize {
  let end: u32 = 0;
  for (let at: usize = 0; at < count; at++) {
    store<u32>(offsets + (at << 2), end);
    end += fixed + (lengths != 0 ? load<u32>(lengths + (at << 2)) : 0);
  }
  store<u32>(offsets + (count << 2), end);
  return end;
}

/** Writes zero to the NULL bytes. */
export function clearNulls(offsets: usize, count: usize, field: usize, size: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const p = out + load<u32>(offsets + (at << 2)) + field;
    for (let byte: usize = 0; byte < size; byte++) store<u8>(p + byte, 0);
  }
}

export function writeNulls(validity: usize, selection: usize, count: usize, offsets: usize, field: usize, bit: u32, out: usize): void {
  for (let at: usize = 0; at < count; at++) {
    if (!isNull(validity, rowAt(selection, at))) continue;
    const p = out + load<u32>(offsets + (at << 2)) + field;
    store<u8>(p, load<u8>(p) | (<u8>1 << <u8>bit));
  }
}

@inline function writeFixed<T>(values: usize, validity: usize, selection: usize, count: usize, offsets: usize, field: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    store<T>(out + load<u32>(offsets + (at << 2)) + field, isNull(validity, row) ? 0 : load<T>(values + row * sizeof<T>()));
  }
}

export function write1(values: usize, validity: usize, selection: usize, count: usize, offsets: usize, field: usize, out: usize): void { writeFixed<u8>(values, validity, selection, count, offsets, field, out); }
export function write2(values: usize, validity: usize, selection: usize, count: usize, offsets: usize, field: usize, out: usize): void { writeFixed<u16>(values, validity, selection, count, offsets, field, out); }
export function write4(values: usize, validity: usize, selection: usize, count: usize, offsets: usize, field: usize, out: usize): void { writeFixed<u32>(values, validity, selection, count, offsets, field, out); }
export function write8(values: usize, validity: usize, selection: usize, count: usize, offsets: usize, field: usize, out: usize): void { writeFixed<u64>(values, validity, selection, count, offsets, field, out); }

export function write16(values: usize, validity: usize, selection: usize, count: usize, offsets: usize, field: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    const p = out + load<u32>(offsets + (at << 2)) + field;
    if (isNull(validity, row)) v128.store(p, i64x2.splat(0));
    else v128.store(p, v128.load(values + (row << 4)));
  }
}

/** All NaNs are one, and so are both zeros. */
export function normalizeDoubles(values: usize, count: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const value = load<f64>(values + (at << 3));
    store<u64>(out + (at << 3), value != value ? 0x7ff8000000000000 : value == 0 ? 0 : reinterpret<u64>(value));
  }
}

export function normalizeFloats(values: usize, count: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const value = load<f32>(values + (at << 2));
    store<u32>(out + (at << 2), value != value ? 0x7fc00000 : value == 0 ? 0 : reinterpret<u32>(value));
  }
}

/**
 * Bytes of a variable field. `cursors` (u32 per row, from the start of the row) say where, and move on. `lengthField` is the fixed field that
 * keeps the length, 0xffffffff for the last variable field, which needs none.
 */
export function writeBytes(from: usize, bytes: usize, validity: usize, selection: usize, count: usize, offsets: usize, lengthField: u32, cursors: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    const start: usize = load<u32>(from + (row << 2));
    const length = isNull(validity, row) ? <usize>0 : <usize>load<u32>(from + (row << 2), 4) - start;
    const target = out + load<u32>(offsets + (at << 2));
    if (lengthField != 0xffffffff) store<u32>(target + lengthField, <u32>length);
    const cursor: usize = load<u32>(cursors + (at << 2));
    const p = target + cursor;
    const q = bytes + start;
    let done: usize = 0;
    for (; done + 8 <= length; done += 8) store<u64>(p + done, load<u64>(q + done));
    for (; done < length; done++) store<u8>(p + done, load<u8>(q + done));
    store<u32>(cursors + (at << 2), <u32>(cursor + length));
  }
}

/**
 * Lays out rows with at most one variable field (`from` = 0: none) in one pass: offsets, zeroed NULL bytes, the bytes of that field. Bytes are copied
 * by whole vectors, so fixed fields are written afterwards. Returns the total.
 */
export function layRows(from: usize, bytes: usize, validity: usize, selection: usize, count: usize, fixed: usize, nullsAt: usize, offsets: usize, out: usize): usize {
  let end: usize = 0;
  const nullBytes = fixed - nullsAt;
  for (let at: usize = 0; at < count; at++) {
    store<u32>(offsets + (at << 2), <u32>end);
    const p = out + end;
    for (let byte: usize = 0; byte < nullBytes; byte++) store<u8>(p + nullsAt + byte, 0);
    end += fixed;
    if (from == 0) continue;
    const row = rowAt(selection, at);
    if (isNull(validity, row)) continue;
    const start: usize = load<u32>(from + (row << 2));
    const length = <usize>load<u32>(from + (row << 2), 4) - start;
    for (let done: usize = 0; done < length; done += 16) v128.store(p + fixed + done, v128.load(bytes + start + done));
    end += length;
  }
  store<u32>(offsets + (count << 2), <u32>end);
  return end;
}

export function fillCursors(cursors: usize, count: usize, start: u32): void {
  for (let at: usize = 0; at < count; at++) store<u32>(cursors + (at << 2), start);
}

// ---------------------------------------------------------------- back

@inline function readFixed<T>(rows: usize, offsets: usize, count: usize, field: usize, values: usize): void {
  for (let at: usize = 0; at < count; at++) store<T>(values + at * sizeof<T>(), load<T>(rows + load<u32>(offsets + (at << 2)) + field));
}

export function read1(rows: usize, offsets: usize, count: usize, field: usize, values: usize): void { readFixed<u8>(rows, offsets, count, field, values); }
export function read2(rows: usize, offsets: usize, count: usize, field: usize, values: usize): void { readFixed<u16>(rows, offsets, count, field, values); }
export function read4(rows: usize, offsets: usize, count: usize, field: usize, values: usize): void { readFixed<u32>(rows, offsets, count, field, values); }
export function read8(rows: usize, offsets: usize, count: usize, field: usize, values: usize): void { readFixed<u64>(rows, offsets, count, field, values); }

export function read16(rows: usize, offsets: usize, count: usize, field: usize, values: usize): void {
  for (let at: usize = 0; at < count; at++) v128.store(values + (at << 4), v128.load(rows + load<u32>(offsets + (at << 2)) + field));
}

/** Validity of a field; returns the number of NULLs. `validity` is all ones before. */
export function readNulls(rows: usize, offsets: usize, count: usize, field: usize, bit: u32, validity: usize): u32 {
  let nulls: u32 = 0;
  for (let at: usize = 0; at < count; at++) {
    const set = (<u32>load<u8>(rows + load<u32>(offsets + (at << 2)) + field) >> bit) & 1;
    nulls += set;
    const p = validity + (at >> 3);
    store<u8>(p, load<u8>(p) & ~(<u8>set << (<u8>at & 7)));
  }
  return nulls;
}

/** Start of the bytes of variable field `index`, from the start of its row. `lengthFields` = the first of the length fields, `fixed` = the size of the fixed part. */
@inline function startOf(row: usize, lengthFields: usize, fixed: usize, index: usize): usize {
  let start = fixed;
  for (let before: usize = 0; before < index; before++) start += load<u32>(row + lengthFields + (before << 2));
  return start;
}

/** Offsets of a variable field (`last`: the rest of the row); returns the total. */
export function readOffsets(rows: usize, offsets: usize, count: usize, lengthFields: usize, fixed: usize, index: usize, last: u32, out: usize): usize {
  let end: usize = 0;
  store<u32>(out, 0);
  for (let at: usize = 0; at < count; at++) {
    const start: usize = load<u32>(offsets + (at << 2));
    const row = rows + start;
    if (last != 0) end += <usize>load<u32>(offsets + (at << 2), 4) - start - startOf(row, lengthFields, fixed, index);
    else end += load<u32>(row + lengthFields + (index << 2));
    store<u32>(out + (at << 2), <u32>end, 4);
  }
  return end;
}

export function readBytes(rows: usize, offsets: usize, count: usize, lengthFields: usize, fixed: usize, index: usize, outOffsets: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rows + load<u32>(offsets + (at << 2));
    const from = row + startOf(row, lengthFields, fixed, index);
    const start: usize = load<u32>(outOffsets + (at << 2));
    const length = <usize>load<u32>(outOffsets + (at << 2), 4) - start;
    for (let byte: usize = 0; byte < length; byte += 16) v128.store(out + start + byte, v128.load(from + byte));
  }
}

// ---------------------------------------------------------------- single keys as 64 bits

@inline function widen<T>(values: usize, count: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) store<i64>(out + (at << 3), <i64>load<T>(values + at * sizeof<T>()));
}

@inline function narrow<T>(values: usize, count: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) store<T>(out + at * sizeof<T>(), <T>load<i64>(values + (at << 3)));
}

export function widen1(values: usize, count: usize, out: usize): void { widen<i8>(values, count, out); }
export function widen2(values: usize, count: usize, out: usize): void { widen<i16>(values, count, out); }
export function widen4(values: usize, count: usize, out: usize): void { widen<i32>(values, count, out); }
export function narrow1(values: usize, count: usize, out: usize): void { narrow<i8>(values, count, out); }
export function narrow2(values: usize, count: usize, out: usize): void { narrow<i16>(values, count, out); }
export function narrow4(values: usize, count: usize, out: usize): void { narrow<i32>(values, count, out); }
