// Bytes of state rows. `pieces` has three words per row: address, length, capacity, which is a multiple of 16. Copies go by 16 bytes: pieces have
// the room, arrays in arenas have slack, and what is written too far in a run of values is overwritten by the next one.

import { groupAt, isNull, rowAt } from './read/rows';

@inline function copy(to: usize, from: usize, length: usize): void {
  for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}

/** Value `sources[i]` of a bytes column goes to row `rows[i]`, which has room for it. */
export function scatter(pieces: usize, rows: usize, count: usize, bytes: usize, offsets: usize, sources: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const piece = pieces + <usize>load<u32>(rows + (at << 2)) * 12;
    const source = offsets + (<usize>load<u32>(sources + (at << 2)) << 2);
    const start: usize = load<u32>(source);
    const length = <usize>load<u32>(source, 4) - start;
    store<u32>(piece, <u32>length, 4);
    copy(load<u32>(piece), bytes + start, length);
  }
}

/** Offsets of the values of rows, one after the other; returns their total. */
export function layOut(pieces: usize, rows: usize, count: usize, offsets: usize): usize {
  let end: u32 = 0;
  store<u32>(offsets, 0);
  for (let at: usize = 0; at < count; at++) {
    end += load<u32>(pieces + <usize>load<u32>(rows + (at << 2)) * 12, 4);
    store<u32>(offsets + (at << 2), end, 4);
  }
  return end;
}

export function gather(pieces: usize, rows: usize, count: usize, offsets: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const piece = pieces + <usize>load<u32>(rows + (at << 2)) * 12;
    copy(out + load<u32>(offsets + (at << 2)), load<u32>(piece), load<u32>(piece, 4));
  }
}

/** Appends what a frame begins with (see columnar/nested-frames.ts) and returns where its value goes; 0 when the piece has no room. */
@inline function openFrame(piece: usize, size: u32, wrapped: u32): usize {
  const length = load<u32>(piece, 4);
  const whole = 5 + wrapped + size;
  if (length + whole > load<u32>(piece, 8)) return 0;
  let to = <usize>load<u32>(piece) + length;
  store<u32>(piece, length + whole, 4);
  store<u32>(to, 1 + wrapped + size);
  store<u16>(to, 0x0101, 4);
  return to + 5 + wrapped;
}

/** Adds a frame per row that is not NULL, from position `from` on. Stops at the first one without room, whose position it returns; else the count. */
@inline function appendValues<T>(pieces: usize, groups: usize, validity: usize, selection: usize, from: usize, count: usize, values: usize, step: usize, wrapped: u32): usize {
  for (let at = from; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row)) continue;
    const to = openFrame(pieces + groupAt(groups, row) * 12, sizeof<T>(), wrapped);
    if (to == 0) return at;
    store<T>(to, load<T>(values + row * step * sizeof<T>()));
  }
  return count;
}

export function appendI32(pieces: usize, groups: usize, validity: usize, selection: usize, from: usize, count: usize, values: usize, step: usize, wrapped: u32): usize { return appendValues<i32>(pieces, groups, validity, selection, from, count, values, step, wrapped); }
export function appendI64(pieces: usize, groups: usize, validity: usize, selection: usize, from: usize, count: usize, values: usize, step: usize, wrapped: u32): usize { return appendValues<i64>(pieces, groups, validity, selection, from, count, values, step, wrapped); }
export function appendF64(pieces: usize, groups: usize, validity: usize, selection: usize, from: usize, count: usize, values: usize, step: usize, wrapped: u32): usize { return appendValues<f64>(pieces, groups, validity, selection, from, count, values, step, wrapped); }

/** The same of texts and binaries, which stand behind their length. */
export function appendBytes(pieces: usize, groups: usize, validity: usize, selection: usize, from: usize, count: usize, bytes: usize, offsets: usize, step: usize, wrapped: u32): usize {
  for (let at = from; at < count; at++) {
    const row = rowAt(selection, at);
    if (isNull(validity, row)) continue;
    const start = load<u32>(offsets + ((row * step) << 2));
    const length = load<u32>(offsets + ((row * step) << 2), 4) - start;
    const piece = pieces + groupAt(groups, row) * 12;
    const to = openFrame(piece, 4 + length, wrapped);
    if (to == 0) return at;
    store<u32>(to, length);
    memory.copy(to + 4, bytes + start, length);
  }
  return count;
}
