import { Arena } from '../../columnar/arena.ts';
import { CHUNK_ROWS } from '../../columnar/chunk.ts';
import type { TextRanges } from './text-ranges.ts';

/** Bytes that can be read from any place: an open file, or bytes at hand. */
export interface ByteReader {
  read(into: Uint8Array, position: number): number;
}

const BLOCK_BYTES = 1 << 20;
const LF = 10;
const CR = 13;

/**
 * The lines of a file in blocks of at most CHUNK_ROWS, without their ends. A line ends at LF, CR LF or CR, or at `separator` and nothing else; the
 * last one need not end. A block is good until the next one is pulled. Memory: one block, or the longest line.
 */
export function* readLines(file: ByteReader, separator?: Uint8Array): Generator<TextRanges> {
  const arena = new Arena();
  try {
    let bytes = arena.uint8(BLOCK_BYTES);
    const starts = arena.uint32(CHUNK_ROWS);
    const ends = arena.uint32(CHUNK_ROWS);
    let filled = 0;
    let position = 0;
    for (let last = false; !last;) {
      if (filled === bytes.length) bytes = doubled(bytes, arena);
      const count = file.read(bytes.subarray(filled), position);
      last = count === 0;
      filled += count;
      let at = position === 0 && hasMark(bytes, filled) ? 3 : 0;
      position += count;
      const splitter = splitterOf(bytes.subarray(0, filled), last, separator);
      for (;;) {
        let rowCount = 0;
        for (let end = -1; rowCount < CHUNK_ROWS && (end = splitter.end(at)) >= 0; rowCount++) {
          starts[rowCount] = at;
          ends[rowCount] = end;
          at = splitter.next(end);
        }
        if (rowCount === CHUNK_ROWS || (rowCount > 0 && !last)) yield { bytes, starts, ends, rowCount };
        if (rowCount === CHUNK_ROWS) continue;
        if (!last) break;
        if (at < filled) {
          starts[rowCount] = at;
          ends[rowCount++] = filled;
        }
        if (rowCount > 0) yield { bytes, starts, ends, rowCount };
        break;
      }
      bytes.copyWithin(0, at, filled);
      filled -= at;
    }
  } finally {
    arena.release();
  }
}

/** The whole of a file as one record. */
export function* readWhole(file: ByteReader): Generator<TextRanges> {
  const arena = new Arena();
  try {
    let bytes = arena.uint8(BLOCK_BYTES);
    let filled = 0;
    for (let count = 1; count > 0; filled += count) {
      if (filled === bytes.length) bytes = doubled(bytes, arena);
      count = file.read(bytes.subarray(filled), filled);
    }
    yield { bytes, starts: arena.uint32(1).fill(hasMark(bytes, filled) ? 3 : 0), ends: arena.uint32(1).fill(filled), rowCount: 1 };
  } finally {
    arena.release();
  }
}

/** `end(at)`: where the line from `at` ends, -1 when that is not known yet. `next(end)`: where the next one begins. */
interface Splitter { end(at: number): number; next(end: number): number }

function splitterOf(bytes: Uint8Array, last: boolean, separator: Uint8Array | undefined): Splitter {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (separator !== undefined) return { end: (at) => view.indexOf(separator, at), next: (end) => end + separator.length };
  if (view.indexOf(CR) < 0) return { end: (at) => view.indexOf(LF, at), next: (end) => end + 1 };
  return {
    end: (from) => {
      for (let at = from; at < view.length; at++) {
        if (view[at] === LF) return at;
        // A CR at the very end may be the first half of CR LF.
        if (view[at] === CR) return at + 1 < view.length || last ? at : -1;
      }
      return -1;
    },
    next: (end) => (view[end] === CR && view[end + 1] === LF ? end + 2 : end + 1),
  };
}

function hasMark(bytes: Uint8Array, filled: number): boolean {
  return filled >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function doubled(bytes: Uint8Array, arena: Arena): Uint8Array {
  const bigger = arena.uint8(bytes.length * 2);
  bigger.set(bytes);
  return bigger;
}
