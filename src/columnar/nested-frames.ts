import type { DataType } from '../types/data-type.ts';
import type { Column } from './column.ts';
import { ByteWriter, readEncoded, writeCell } from './nested-key.ts';
import type { Value } from './value.ts';

/**
 * Values one behind the other, as aggregates that keep all of them hold them in state:
 *
 *   frames = frame*      frame = u32 length, value      value  as nested-key.ts writes it
 */
export class FrameWriter {
  readonly #exact: boolean;
  readonly #out: ByteWriter;

  /** `exact`: as they are; else equal values give equal bytes. */
  constructor({ exact = false }: { readonly exact?: boolean } = {}) {
    this.#exact = exact;
    this.#out = new ByteWriter(exact);
  }

  /** The frame of one cell. Like that of a row it is good until the next one is written. */
  cell(column: Column, row: number): Uint8Array {
    this.#begin();
    writeCell(this.#out, column, row, !this.#exact);
    return this.#end();
  }

  /** The frame of the cells of a row, as a struct. */
  row(columns: readonly Column[], row: number): Uint8Array {
    this.#begin();
    this.#out.byte(1);
    for (const column of columns) writeCell(this.#out, column, row, false);
    return this.#end();
  }

  #begin(): void {
    this.#out.length = 0;
    this.#out.word(0);
  }

  #end(): Uint8Array {
    const { length } = this.#out;
    this.#out.length = 0;
    this.#out.word(length - 4);
    this.#out.length = length;
    return this.#out.bytes();
  }
}

/** All values, in order. */
export function readFrames(type: DataType, frames: Uint8Array): Value[] {
  const bytes = frames.slice();
  const from = { bytes, view: new DataView(bytes.buffer), at: 0 };
  const values: Value[] = [];
  while (from.at < bytes.length) {
    from.at += 4;
    values.push(readEncoded(from, type));
  }
  return values;
}

/** The frames but those that were there before. Equal values have equal bytes. */
export function withoutRepeats(frames: Uint8Array): Uint8Array {
  const bytes = frames.slice();
  const view = new DataView(bytes.buffer);
  let kept = 0;
  for (const at of firstFrames(bytes, view, 0, bytes.length)) {
    const end = at + 4 + view.getUint32(at, true);
    bytes.copyWithin(kept, at, end);
    kept += end - at;
  }
  return bytes.subarray(0, kept);
}

/** Where, between `from` and `to`, frames begin that were not there before, ascending. `view` is of the same bytes. */
export function firstFrames(bytes: Uint8Array, view: DataView, from: number, to: number): Uint32Array {
  let count = 0;
  for (let at = from; at < to; at += 4 + view.getUint32(at, true)) count++;
  const mask = 2 ** Math.ceil(Math.log2(2 * count + 1)) - 1;
  /** Numbers of the frames found, plus one. */
  const slots = new Uint32Array(mask + 1);
  const found = new Uint32Array(count);
  let kept = 0;
  for (let at = from; at < to;) {
    const end = at + 4 + view.getUint32(at, true);
    let slot = hashOfRange(bytes, at, end) & mask;
    while (slots[slot] !== 0 && !sameRange(bytes, found[slots[slot]! - 1]!, at, end)) slot = (slot + 1) & mask;
    if (slots[slot] === 0) {
      found[kept] = at;
      slots[slot] = ++kept;
    }
    at = end;
  }
  return found.subarray(0, kept);
}

/** Of the bytes from `start` on; its high bits are mixed into the low ones. */
function hashOfRange(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

/** Whether the bytes at `other` are those of the range; its length is among them. */
function sameRange(bytes: Uint8Array, other: number, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[other + at - start] !== bytes[at]) return false;
  return true;
}
