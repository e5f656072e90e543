// Pairs of rows that join.

import { rowAt } from './read/rows';

/** Pairs of a probe: for each position with an id, every row of `rows[starts[id] … starts[id + 1])`. Stops before a position whose pairs do not fit; `from` says where to go on. Returns the number of pairs; the position reached is written to `reached`. */
export function expandPairs(ids: usize, selection: usize, from: usize, count: usize, starts: usize, rows: usize, left: usize, right: usize, limit: usize, reached: usize): usize {
  let pairs: usize = 0;
  let at = from;
  for (; at < count; at++) {
    const row = rowAt(selection, at);
    const id = load<u32>(ids + (row << 2));
    if (id == 0xffffffff) continue;
    let next: usize = load<u32>(starts + (<usize>id << 2));
    const end: usize = load<u32>(starts + (<usize>id << 2), 4);
    if (pairs + end - next > limit && pairs > 0) break;
    for (; next < end; next++) {
      store<u32>(left + (pairs << 2), <u32>row);
      store<u32>(right + (pairs << 2), load<u32>(rows + (next << 2)));
      pairs++;
    }
  }
  store<u32>(reached, <u32>at);
  return pairs;
}

/** Counting sort of rows by id: `starts` (one more than ids) get the ranges, `rows` the row numbers in their old order. Rows without an id are left out. */
export function groupRows(ids: usize, count: usize, idCount: usize, starts: usize, rows: usize): void {
  memory.fill(starts, 0, (idCount + 1) << 2);
  for (let row: usize = 0; row < count; row++) {
    const id = load<u32>(ids + (row << 2));
    if (id == 0xffffffff) continue;
    const p = starts + (<usize>id << 2);
    store<u32>(p, load<u32>(p) + 1);
  }
  let end: u32 = 0;
  for (let id: usize = 0; id <= idCount; id++) {
    const p = starts + (id << 2);
    const size = load<u32>(p);
    store<u32>(p, end);
    end += size;
  }
  for (let row: usize = 0; row < count; row++) {
    const id = load<u32>(ids + (row << 2));
    if (id == 0xffffffff) continue;
    const p = starts + (<usize>id << 2);
    const at = load<u32>(p);
    store<u32>(rows + (<usize>at << 2), <u32>row);
    store<u32>(p, at + 1);
  }
  // Every start has moved to its end: move them back by one place.
  for (let id = idCount; id > 0; id--) store<u32>(starts + (id << 2), load<u32>(starts + ((id - 1) << 2)));
  store<u32>(starts, 0);
}

/**
 * Pairs of a probe over rows that are linked: `heads[id]` and `next[row]` are row + 1, 0 = end. `state` is { position, row + 1 to go on with }.
 * Returns the number of pairs, at most `limit`.
 */
export function followChains(ids: usize, selection: usize, count: usize, heads: usize, next: usize, left: usize, right: usize, limit: usize, state: usize): usize {
  let pairs: usize = 0;
  let at: usize = load<u32>(state);
  let link = load<u32>(state, 4);
  while (at < count) {
    const row = rowAt(selection, at);
    const id = load<u32>(ids + (row << 2));
    if (link == 0 && id != 0xffffffff) link = load<u32>(heads + (<usize>id << 2));
    while (link != 0) {
      if (pairs == limit) {
        store<u32>(state, <u32>at);
        store<u32>(state, link, 4);
        return pairs;
      }
      store<u32>(left + (pairs << 2), <u32>row);
      store<u32>(right + (pairs << 2), link - 1);
      pairs++;
      link = load<u32>(next + (<usize>(link - 1) << 2));
    }
    at++;
  }
  store<u32>(state, <u32>at);
  store<u32>(state, 0, 4);
  return pairs;
}
