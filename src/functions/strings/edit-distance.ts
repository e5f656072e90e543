import { bytesOf, offsetsOf } from '../../columnar/column.ts';
import { decodeUtf8 } from '../../columnar/read.ts';
import type { Kernel } from '../function.ts';
import { intColumn, intReader } from './text-kernels.ts';

/** Letters of the two texts of a row, as numbers below `letterCount`; used again by the next row. */
let shorter = new Int32Array(64);
let longer = new Int32Array(64);

const ASCII = 128;
const WORD = 32;

/** Bits of the places where a letter stands in the shorter text, by word and letter; zero between calls. */
let places = new Int32Array(ASCII);
let rising = new Int32Array(1);
let falling = new Int32Array(1);

/** levenshtein(left, right [, threshold]): -1 for a distance above the threshold. */
export const levenshteinKernel: Kernel = (args, rows, { arena }) => {
  const [left, right] = [args[0]!, args[1]!];
  const [leftBytes, rightBytes, leftOffsets, rightOffsets] = [bytesOf(left), bytesOf(right), offsetsOf(left), offsetsOf(right)];
  const threshold = args[2] === undefined ? undefined : intReader(args[2]);
  return intColumn(args, rows, arena, (row) => {
    const leftRow = row & left.mask;
    const rightRow = row & right.mask;
    const distance = distanceOf(leftBytes, leftOffsets[leftRow]!, leftOffsets[leftRow + 1]!, rightBytes, rightOffsets[rightRow]!, rightOffsets[rightRow + 1]!);
    return threshold !== undefined && distance > threshold(row) ? -1 : distance;
  });
};

function distanceOf(left: Uint8Array, leftStart: number, leftEnd: number, right: Uint8Array, rightStart: number, rightEnd: number): number {
  const leftSize = leftEnd - leftStart;
  const rightSize = rightEnd - rightStart;
  if (Math.max(leftSize, rightSize) > longer.length) {
    longer = new Int32Array(2 * Math.max(leftSize, rightSize));
    shorter = new Int32Array(longer.length);
  }
  const [short, long] = leftSize <= rightSize ? [shorter, longer] : [longer, shorter];
  if (!copyAscii(left, leftStart, leftSize, short) || !copyAscii(right, rightStart, rightSize, long)) return distanceOfText(decodeUtf8(left, leftStart, leftEnd), decodeUtf8(right, rightStart, rightEnd));
  return distance(Math.min(leftSize, rightSize), Math.max(leftSize, rightSize), ASCII);
}

function copyAscii(bytes: Uint8Array, start: number, size: number, into: Int32Array): boolean {
  let seen = 0;
  for (let at = 0; at < size; at++) {
    const byte = bytes[start + at]!;
    seen |= byte;
    into[at] = byte;
  }
  return seen < ASCII;
}

/** Characters beyond ASCII get numbers in the order in which they are met. */
function distanceOfText(left: string, right: string): number {
  const numbers = new Map<number, number>();
  const leftSize = numberLetters(left, longer, numbers);
  const swapped = longer;
  longer = shorter;
  shorter = swapped;
  const rightSize = numberLetters(right, longer, numbers);
  if (rightSize < leftSize) [shorter, longer] = [longer, shorter];
  return distance(Math.min(leftSize, rightSize), Math.max(leftSize, rightSize), ASCII + numbers.size);
}

function numberLetters(text: string, into: Int32Array, numbers: Map<number, number>): number {
  let size = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at)!;
    if (code > 0xffff) at++;
    let letter = code;
    if (code >= ASCII) {
      const known = numbers.get(code);
      letter = known ?? ASCII + numbers.size;
      if (known === undefined) numbers.set(code, letter);
    }
    into[size++] = letter;
  }
  return size;
}

/**
 * Distance of `shorter` and `longer` by Myers' bit vectors: a column of Wagner and Fischer's table at a time, as the bits where it rises and where it falls
 * downwards, 32 rows to a word (Hyyrö 2003).
 */
function distance(shortSize: number, longSize: number, letterCount: number): number {
  if (shortSize === 0) return longSize;
  const words = Math.ceil(shortSize / WORD);
  if (places.length < words * letterCount) places = new Int32Array(2 * words * letterCount);
  if (rising.length < words) { rising = new Int32Array(2 * words); falling = new Int32Array(2 * words); }
  for (let at = 0; at < shortSize; at++) places[(at >>> 5) * letterCount + shorter[at]!]! |= 1 << (at & 31);
  const found = words === 1 ? inOneWord(shortSize, longSize) : inWords(words, shortSize, longSize, letterCount);
  for (let at = 0; at < shortSize; at++) places[(at >>> 5) * letterCount + shorter[at]!] = 0;
  return found;
}

function inOneWord(shortSize: number, longSize: number): number {
  let up = -1;
  let down = 0;
  let score = shortSize;
  const last = shortSize - 1;
  for (let at = 0; at < longSize; at++) {
    const same = places[longer[at]!]!;
    const across = (((same & up) + up) ^ up) | same;
    const more = down | ~(across | up);
    const less = up & across;
    score += ((more >>> last) & 1) - ((less >>> last) & 1);
    const shifted = (more << 1) | 1;
    up = (less << 1) | ~(same | down | shifted);
    down = shifted & (same | down);
  }
  return score;
}

function inWords(words: number, shortSize: number, longSize: number, letterCount: number): number {
  rising.fill(-1, 0, words);
  falling.fill(0, 0, words);
  let score = shortSize;
  const last = (shortSize - 1) & 31;
  for (let at = 0; at < longSize; at++) {
    const letter = longer[at]!;
    let carry = 1; // what the row above the word adds from the column before to this one: 1, 0 or -1
    for (let word = 0; word < words; word++) {
      const up = rising[word]!;
      const down = falling[word]!;
      const same = places[word * letterCount + letter]!;
      const matched = carry < 0 ? same | 1 : same;
      const across = (((matched & up) + up) ^ up) | matched;
      const more = down | ~(across | up);
      const less = up & across;
      const bit = word === words - 1 ? last : 31;
      const next = ((more >>> bit) & 1) - ((less >>> bit) & 1);
      const moreShifted = (more << 1) | (carry > 0 ? 1 : 0);
      rising[word] = (less << 1) | (carry < 0 ? 1 : 0) | ~(same | down | moreShifted);
      falling[word] = moreShifted & (same | down);
      carry = next;
    }
    score += carry;
  }
  return score;
}
