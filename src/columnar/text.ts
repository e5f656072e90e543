import { fail } from '../errors/stream-error.ts';
import type { DataType } from '../types/data-type.ts';
import type { Arena } from './arena.ts';
import { type Bitmap, isValid, setNull } from './bitmap.ts';
import type { Rows } from './chunk.ts';
import { bytesOf, type Column, makeColumn, offsetsOf } from './column.ts';
import { nullColumn } from './constant.ts';
import { decodeUtf8 } from './read.ts';
import { commonValidity } from './stamp.ts';

/** Much longer texts are no strings in JavaScript any more, and take seconds to make. */
export const VALUE_BYTES_MAX = 1 << 28;

/** From here on Node's own encoder is faster than a loop. */
const LONG_TEXT = 80;

/** Where the text of a row goes: append bytes, then the row is closed by the loop. */
export class TextWriter {
  bytes: Uint8Array;
  top = 0;
  readonly #arena: Arena;

  constructor(arena: Arena, guessBytes: number) {
    this.#arena = arena;
    this.bytes = arena.uint8(Math.max(64, guessBytes));
  }

  /** Room for `size` more bytes at `top`. Ask before writing into `bytes` directly. */
  reserve(size: number): void {
    if (this.top + size <= this.bytes.length) return;
    if (size > VALUE_BYTES_MAX || this.top + size > 0x7fffffff) fail('TIDEMARK_COLUMN_TOO_LARGE', {});
    const bigger = this.#arena.uint8(Math.max(Math.min(this.bytes.length * 2, 0x7fffffff), this.top + size));
    bigger.set(this.bytes.subarray(0, this.top));
    this.bytes = bigger;
  }

  /** Short runs byte by byte: `set` costs more than a dozen bytes. */
  copy(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { bytes } = this;
    let { top } = this;
    if (end - start > 48) {
      bytes.set(from.subarray(start, end), top);
      top += end - start;
    } else {
      for (let at = start; at < end; at++) bytes[top++] = from[at]!;
    }
    this.top = top;
  }

  writeByte(byte: number): void {
    this.reserve(1);
    this.bytes[this.top++] = byte;
  }

  /** Text as UTF-8; a lone surrogate becomes `?`, as in Java. */
  writeText(text: string): void {
    if (text.length > LONG_TEXT) { this.#writeWide(text, 0); return; }
    this.reserve(text.length * 3);
    const { bytes } = this;
    let { top } = this;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= 128) { this.top = top; this.#writeWide(text, index); return; }
      bytes[top++] = unit;
    }
    this.top = top;
  }

  #writeWide(text: string, from: number): void {
    const rest = text.slice(from);
    const whole = rest.isWellFormed() ? rest : rest.replace(loneSurrogate, '?');
    this.reserve(whole.length * 3);
    this.top += Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.top, this.bytes.length - this.top).write(whole);
  }
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Writes the text of `row` (index into the arguments with `row & mask`); false = NULL. */
export type WriteRow = (row: number, out: TextWriter) => boolean;

export interface TextLoop {
  readonly type: DataType;
  readonly args: readonly Column[];
  readonly rows: Rows;
  readonly arena: Arena;
  readonly write: WriteRow;
  /** Bytes expected in all; a guess saves copies. */
  readonly guessBytes?: number;
  /** False: `write` is also called for rows with NULL arguments. */
  readonly skipNulls?: boolean;
}

/** Builds a string or binary column row by row: NULL where an argument is NULL, nothing for rows that are not selected. */
export function buildText({ type, args, rows, arena, write, guessBytes, skipNulls = true }: TextLoop): Column {
  const constant = args.every((column) => column.mask === 0);
  if (skipNulls && args.some((column) => column.mask === 0 && !isValid(column.validity, 0))) return nullColumn(type, rows.rowCount, arena);
  const count = constant ? 1 : rows.rowCount;
  const selection = constant ? undefined : rows.selection;
  const validity = skipNulls && !constant ? commonValidity(args, count, arena) : undefined;
  const out = new TextWriter(arena, guessBytes ?? count * 16);
  const offsets = arena.int32(count + 1);
  let bits: Uint8Array | undefined;
  let next = 0;
  const wanted = selection?.length ?? count;
  for (let index = 0; index < wanted; index++) {
    const row = selection === undefined ? index : selection[index]!;
    while (next <= row) offsets[next++] = out.top;
    if (validity !== undefined && !isValid(validity, row)) continue;
    const start = out.top;
    if (write(row, out)) continue;
    out.top = start;
    bits ??= copyBits(validity, count, arena);
    setNull(bits, row);
  }
  while (next <= count) offsets[next++] = out.top;
  return makeColumn(type, rows.rowCount, { validity: bits ?? validity, offsets, bytes: out.bytes.subarray(0, out.top), mask: constant ? 0 : -1 });
}

/** Text of each row as a JavaScript string, for functions that need one. Repeated values (a constant, sorted data) are decoded once. */
export function textReader(column: Column): (row: number) => string {
  const offsets = offsetsOf(column);
  const bytes = bytesOf(column);
  const { mask } = column;
  if (mask === 0) {
    const text = decodeUtf8(bytes, offsets[0]!, offsets[1]!);
    return () => text;
  }
  return (row) => decodeUtf8(bytes, offsets[row]!, offsets[row + 1]!);
}

/** Rows selected and valid in all arguments, in order. */
export function forEachRow(args: readonly Column[], rows: Rows, arena: Arena, visit: (row: number) => void): void {
  const constant = args.length > 0 && args.every((column) => column.mask === 0);
  const count = constant ? Math.min(1, rows.rowCount) : rows.rowCount;
  if (args.some((column) => column.mask === 0 && !isValid(column.validity, 0))) return;
  const validity: Bitmap = constant ? undefined : commonValidity(args, rows.rowCount, arena);
  const selection = constant ? undefined : rows.selection;
  const wanted = selection?.length ?? count;
  for (let index = 0; index < wanted; index++) {
    const row = selection === undefined ? index : selection[index]!;
    if (validity === undefined || isValid(validity, row)) visit(row);
  }
}

/** Number of characters (code points) in a range of UTF-8. */
export function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if ((bytes[at]! & 0xc0) !== 0x80) count++;
  return count;
}

/** Byte position of character `index` counted from `start`, at most `end`. */
export function skipCharacters(bytes: Uint8Array, start: number, end: number, index: number): number {
  let at = start;
  for (let left = index; left > 0 && at < end; left--) at = nextCharacter(bytes, at, end);
  return at;
}

/** The first byte says how long a character is, also in text that is no valid UTF-8; a byte that cannot start one stands alone. */
export function nextCharacter(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  if (first < 0xc2 || first > 0xf4) return at + 1;
  const next = at + (first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);
  return next < end ? next : end;
}

/** Bytes of the character that begins at `at`, 0 where that is no well-formed UTF-8. */
export function wellFormedSize(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + size > end) return 0;
  const second = bytes[at + 1]!;
  if (second < (first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80) || second > (first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf)) return 0;
  for (let more = 2; more < size; more++) if ((bytes[at + more]! & 0xc0) !== 0x80) return 0;
  return size;
}

function copyBits(bits: Bitmap, count: number, arena: Arena): Uint8Array {
  const copy = arena.bitmap(count, 1);
  if (bits !== undefined) copy.set(bits.subarray(0, copy.length));
  return copy;
}
