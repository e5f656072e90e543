import type { DataType } from '../types/data-type.ts';
import { layoutOf } from '../types/layout.ts';
import { isValid } from './bitmap.ts';
import { bytesOf, type Column, offsetsOf } from './column.ts';
import { ByteWriter, readEncoded, writeValue } from './nested-key.ts';
import { readValue } from './read.ts';
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
  const bytes = Uint8Array.from(frames);
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
  const bytes = Buffer.from(frames);
  const seen = new Set<string>();
  let kept = 0;
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32LE(at);
    const key = bytes.toString('latin1', at + 4, end);
    if (!seen.has(key)) {
      seen.add(key);
      bytes.copyWithin(kept, at, end);
      kept += end - at;
    }
    at = end;
  }
  return bytes.subarray(0, kept);
}

/** Cells of plain types go from array to array, without a Value in between. */
function writeCell(out: ByteWriter, column: Column, row: number, sortMaps: boolean): void {
  const at = row & column.mask;
  if (!isValid(column.validity, at)) { out.byte(0); return; }
  switch (layoutOf(column.type)) {
    case 'i8': case 'i16': case 'i32': out.byte(1); out.word(column.values![at] as number); break;
    case 'i64': out.byte(1); out.long(column.values![at] as bigint); break;
    case 'f64': out.byte(1); out.double(column.values![at] as number); break;
    case 'struct': out.byte(1); for (const child of column.children) writeCell(out, child, at, sortMaps); break;
    case 'bytes': {
      const offsets = offsetsOf(column);
      out.byte(1);
      out.range(bytesOf(column), offsets[at]!, offsets[at + 1]!);
      break;
    }
    default: writeValue(out, column.type, readValue(column, at), sortMaps);
  }
}
