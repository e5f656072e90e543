/**
 * Stable least-significant-digit radix sort of rows by unsigned 32-bit words, the most significant word first.
 *
 * Each pass distributes by one digit; a digit that all rows share costs no pass, so small and dense keys take one or two.
 *
 * @returns the positions 0 … count-1 in order
 */
export function radixSort(words: readonly Uint32Array[], count: number): Uint32Array {
  const bits = count < FEW_ROWS ? 8 : 11;
  let from = new Uint32Array(count);
  let to = new Uint32Array(count);
  for (let at = 0; at < count; at++) from[at] = at;
  const starts = new Uint32Array(1 << bits);
  for (const word of words.toReversed()) {
    const changing = changingBits(word, count);
    for (let shift = 0; shift < 32; shift += bits) {
      if (((changing >>> shift) & ((1 << bits) - 1)) === 0) continue;
      distribute({ word, shift, from, to }, starts);
      [from, to] = [to, from];
    }
  }
  return from;
}

/** Below this many rows a table of 2,048 counters costs more than the passes it saves. */
const FEW_ROWS = 4096;

/** The bits in which some two words differ. */
function changingBits(word: Uint32Array, count: number): number {
  const first = word[0]!;
  let changing = 0;
  for (let at = 1; at < count; at++) changing |= word[at]! ^ first;
  return changing;
}

interface Pass { readonly word: Uint32Array; readonly shift: number; readonly from: Uint32Array; readonly to: Uint32Array }

function distribute({ word, shift, from, to }: Pass, starts: Uint32Array): void {
  const digit = starts.length - 1;
  const count = from.length;
  starts.fill(0);
  for (let at = 0; at < count; at++) starts[(word[at]! >>> shift) & digit]!++;
  let sum = 0;
  for (let at = 0; at <= digit; at++) {
    const size = starts[at]!;
    starts[at] = sum;
    sum += size;
  }
  for (let at = 0; at < count; at++) {
    const position = from[at]!;
    to[starts[(word[position]! >>> shift) & digit]!++] = position;
  }
}
