// Bytes of state rows. `pieces` has three words per row: address, length, capacity, which is a multiple of 16. Copies go by 16 bytes: pieces have
// the room, arrays in arenas have slack, and what is written too far in a run of values is overwritten by the next one.

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
