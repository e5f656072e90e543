// Accumulators of aggregates by group: state[groups[row]] changes with values[row]. NULL rows are skipped where a validity is given.
// `step` is 1, or 0 for a constant argument.

import { groupAt, isNull, rowAt } from './read/rows';

/** counts[group] += by */
export function countRows(groups: usize, validity: usize, selection: usize, count: usize, counts: usize, by: i64): void {
  if (selection == 0 && validity == 0) {
    for (let row: usize = 0; row < count; row++) {
      const p = counts + (groupAt(groups, row) << 3);
      store<i64>(p, load<i64>(p) + by);
    }
    return;
  }
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row)) continue;
    const p = counts + (groupAt(groups, row) << 3);
    store<i64>(p, load<i64>(p) + by);
  }
}

/** Marks groups: flags[group] = 1. */
export function markRows(groups: usize, validity: usize, selection: usize, count: usize, flags: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (!isNull(validity, row)) store<u8>(flags + groupAt(groups, row), 1);
  }
}

@inline function sumLongsOf<T>(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, checked: u32): i32 {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row)) continue;
    const value = <i64>load<T>(values + row * step * sizeof<T>());
    const p = sums + (groupAt(groups, row) << 3);
    const before = load<i64>(p);
    const after = before + value;
    if (checked != 0 && ((before ^ after) & (value ^ after)) < 0) return <i32>row;
    store<i64>(p, after);
  }
  return -1;
}

/** Sums in 64 bits; when `checked`, stops at the first row that overflows and returns it, else -1. */
export function sumI8(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, checked: u32): i32 { return sumLongsOf<i8>(groups, values, step, validity, selection, count, sums, checked); }
export function sumI16(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, checked: u32): i32 { return sumLongsOf<i16>(groups, values, step, validity, selection, count, sums, checked); }
export function sumI32(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, checked: u32): i32 { return sumLongsOf<i32>(groups, values, step, validity, selection, count, sums, checked); }
export function sumI64(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, checked: u32): i32 { return sumLongsOf<i64>(groups, values, step, validity, selection, count, sums, checked); }

@inline function sumDoublesOf<T>(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, sign: f64): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row)) continue;
    const p = sums + (groupAt(groups, row) << 3);
    store<f64>(p, load<f64>(p) + sign * <f64>load<T>(values + row * step * sizeof<T>()));
  }
}

export function addI8(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, sign: f64): void { sumDoublesOf<i8>(groups, values, step, validity, selection, count, sums, sign); }
export function addI16(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, sign: f64): void { sumDoublesOf<i16>(groups, values, step, validity, selection, count, sums, sign); }
export function addI32(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, sign: f64): void { sumDoublesOf<i32>(groups, values, step, validity, selection, count, sums, sign); }
export function addI64(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, sign: f64): void { sumDoublesOf<i64>(groups, values, step, validity, selection, count, sums, sign); }
export function addF32(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, sign: f64): void { sumDoublesOf<f32>(groups, values, step, validity, selection, count, sums, sign); }
export function addF64(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize, sign: f64): void { sumDoublesOf<f64>(groups, values, step, validity, selection, count, sums, sign); }

/** 128-bit sums (two words, low first) of 64-bit values. Wraps. */
export function sumWide64(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row)) continue;
    const value = load<i64>(values + row * step * 8);
    addWide(sums + (groupAt(groups, row) << 4), <u64>value, value >> 63);
  }
}

export function sumWide128(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, sums: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row)) continue;
    const p = values + row * step * 16;
    addWide(sums + (groupAt(groups, row) << 4), load<u64>(p), load<i64>(p, 8));
  }
}

/** High word of the sums that may have more than 38 digits, or less than -38: these, and sums that are NULL already, are for the exact loop. */
const DIGITS_38: i64 = 0x4b3b4ca85a86c47a;

/** Sums of `width` 8 or 16 bytes from position `from` on, flags marked; stops before a row for the exact loop and returns its position, else the count. */
export function sumWideUnlessLarge(groups: usize, values: usize, step: usize, validity: usize, selection: usize, from: usize, count: usize, sums: usize, flags: usize, width: usize): usize {
  for (let at = from; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row)) continue;
    const group = groupAt(groups, row);
    const value = values + row * step * width;
    const low = load<u64>(value);
    const p = sums + (group << 4);
    const sum = load<u64>(p) + low;
    const high = load<i64>(p, 8) + (width == 16 ? load<i64>(value, 8) : <i64>low >> 63) + (sum < low ? 1 : 0);
    if (load<u8>(flags + group) == 2 || high >= DIGITS_38 || high <= -DIGITS_38) return at;
    store<u64>(p, sum);
    store<i64>(p, high, 8);
    store<u8>(flags + group, 1);
  }
  return count;
}

@inline function addWide(p: usize, low: u64, high: i64): void {
  const sum = load<u64>(p) + low;
  store<i64>(p, load<i64>(p, 8) + high + (sum < low ? 1 : 0), 8);
  store<u64>(p, sum);
}

/** Least (sign 1) or greatest (sign -1) value; `flags` tell whether a group has one yet. NaN is greater than everything. */
@inline function extremeOf<T>(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, best: usize, flags: usize, greatest: u32): void {
  for (let at: usize = 0; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row)) continue;
    const value = load<T>(values + row * step * sizeof<T>());
    const group = groupAt(groups, row);
    const p = best + group * sizeof<T>();
    const before = load<T>(p);
    const better = greatest != 0 ? value > before || (isFloat<T>() && value != value) : value < before || (isFloat<T>() && before != before);
    if (load<u8>(flags + group) == 0 || better) {
      store<T>(p, value);
      store<u8>(flags + group, 1);
    }
  }
}

export function extremeI8(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, best: usize, flags: usize, greatest: u32): void { extremeOf<i8>(groups, values, step, validity, selection, count, best, flags, greatest); }
export function extremeI16(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, best: usize, flags: usize, greatest: u32): void { extremeOf<i16>(groups, values, step, validity, selection, count, best, flags, greatest); }
export function extremeI32(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, best: usize, flags: usize, greatest: u32): void { extremeOf<i32>(groups, values, step, validity, selection, count, best, flags, greatest); }
export function extremeI64(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, best: usize, flags: usize, greatest: u32): void { extremeOf<i64>(groups, values, step, validity, selection, count, best, flags, greatest); }
export function extremeF32(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, best: usize, flags: usize, greatest: u32): void { extremeOf<f32>(groups, values, step, validity, selection, count, best, flags, greatest); }
export function extremeF64(groups: usize, values: usize, step: usize, validity: usize, selection: usize, count: usize, best: usize, flags: usize, greatest: u32): void { extremeOf<f64>(groups, values, step, validity, selection, count, best, flags, greatest); }
