import type { Arena } from '../../columnar/arena.ts';
import { mergeSort } from '../../columnar/sort-rows.ts';

/** Spans of time of some keys, as parallel arrays. Times in µs, as doubles: exact up to the year 2255. */
export interface Spans { readonly keys: Uint32Array; readonly starts: Float64Array; readonly ends: Float64Array; readonly count: number }

/** Spans in order of key and start, each with the number of the session it belongs to; and the sessions, in that order. */
export interface MergedSpans { readonly order: Uint32Array; readonly sessions: Uint32Array; readonly merged: Spans }

/**
 * Sessions of spans: spans of a key that overlap or touch become one.
 *
 *   sorted by (key, start);  a span joins the session before it when key is the same and start ≤ end of the session, which then ends at the later end
 */
export function mergeSpans({ keys, starts, ends, count }: Spans, arena: Arena): MergedSpans {
  const order = inOrder({ keys, starts, ends, count }, arena);
  const sessions = arena.uint32(count);
  const merged = makeSpans(count, arena);
  let last = -1;
  for (let at = 0; at < count; at++) {
    const span = order[at]!;
    if (last >= 0 && merged.keys[last] === keys[span] && starts[span]! <= merged.ends[last]!) merged.ends[last] = Math.max(merged.ends[last]!, ends[span]!);
    else {
      last++;
      merged.keys[last] = keys[span]!;
      merged.starts[last] = starts[span]!;
      merged.ends[last] = ends[span]!;
    }
    sessions[at] = last;
  }
  return { order, sessions, merged: { ...merged, count: last + 1 } };
}

/** By key, start and end: counted out by key, then sorted within those keys whose spans did not come in order. Most do. */
function inOrder({ keys, starts, ends, count }: Spans, arena: Arena): Uint32Array {
  let keyCount = 0;
  for (let at = 0; at < count; at++) if (keys[at]! >= keyCount) keyCount = keys[at]! + 1;
  const places = arena.uint32(keyCount + 1).fill(0);
  for (let at = 0; at < count; at++) places[keys[at]! + 1]!++;
  for (let key = 0; key < keyCount; key++) places[key + 1]! += places[key]!;
  const order = arena.uint32(count);
  for (let at = 0; at < count; at++) order[places[keys[at]!]!++] = at;
  const compare = (left: number, right: number): number => starts[left]! - starts[right]! || ends[left]! - ends[right]!;
  // Every place has moved on to where its key ends.
  for (let key = 0, from = 0; key < keyCount; from = places[key++]!) {
    const until = places[key]!;
    let at = from + 1;
    while (at < until && compare(order[at - 1]!, order[at]!) <= 0) at++;
    if (at >= until) continue;
    const part = order.subarray(from, until);
    const sorted = mergeSort(part, arena.uint32(until - from), compare);
    if (sorted !== part) part.set(sorted);
  }
  return order;
}

export function makeSpans(count: number, arena: Arena): Spans {
  return { keys: arena.uint32(count), starts: arena.float64(count), ends: arena.float64(count), count };
}

/** An int64 column of times as doubles, through the two halves of its words. */
export function microsOf(values: BigInt64Array, row: number): number {
  const words = wordsOf(values);
  return words[2 * row + 1]! * 4294967296 + (words[2 * row]! >>> 0);
}

let lastValues: BigInt64Array | undefined;
let lastWords = new Int32Array(0) as Int32Array;

function wordsOf(values: BigInt64Array): Int32Array {
  if (lastValues !== values) {
    lastValues = values;
    lastWords = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  }
  return lastWords;
}
