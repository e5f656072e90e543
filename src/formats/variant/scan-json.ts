import { decodeUtf8 } from '../../columnar/read.ts';
import { ByteCursor, wordBytes } from '../json/byte-cursor.ts';
import { DuplicateKey, type FieldPlace, type VariantBuilder } from './build.ts';
import { appendNumber } from './from-json.ts';
import { KeyCache } from './key-cache.ts';

const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST, COMMA, COLON, QUOTE] = [0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x3a, 0x22];
const [LETTER_T, LETTER_F, LETTER_N] = [0x74, 0x66, 0x6e];
const DEPTH_MAX = 1000;
const INT_MAX = 1_000_000_000;

/** Standard JSON from bytes into a variant, with nothing in between: what `appendJson` makes of the nodes of the same text. */
export class VariantScanner {
  readonly #cursor = new ByteCursor();
  readonly #keys = new KeyCache();
  readonly #into: VariantBuilder;
  readonly #keepLast: boolean;

  constructor(into: VariantBuilder, keepLast: boolean) {
    this.#into = into;
    this.#keepLast = keepLast;
  }

  /** Whether the bytes begin with a value, which was appended; otherwise something of it may have been. What follows the value is not looked at, but behind a number. */
  append(bytes: Uint8Array, start: number, end: number): boolean {
    this.#cursor.reset(bytes, start, end);
    try {
      return this.#value(0);
    } catch (error) {
      if (error instanceof DuplicateKey) return false;
      throw error;
    }
  }

  #value(depth: number): boolean {
    if (depth > DEPTH_MAX) return false;
    const cursor = this.#cursor;
    switch (cursor.peek()) {
      case OPEN_OBJECT: return this.#object(depth);
      case OPEN_LIST: return this.#list(depth);
      case QUOTE: return this.#text();
      case LETTER_T: return cursor.word(wordBytes.true) && this.#boolean(true);
      case LETTER_F: return cursor.word(wordBytes.false) && this.#boolean(false);
      case LETTER_N: {
        if (!cursor.word(wordBytes.null)) return false;
        this.#into.null();
        return true;
      }
      default: return cursor.number() && (depth > 0 || this.#endsHere()) && this.#number();
    }
  }

  /** A number that is the whole text ends with it or before a blank. */
  #endsHere(): boolean {
    const { at, end, bytes } = this.#cursor;
    const byte = bytes[at]!;
    return at >= end || byte === 32 || byte === 10 || byte === 13 || byte === 9;
  }

  #boolean(value: boolean): true {
    this.#into.boolean(value);
    return true;
  }

  #number(): true {
    const cursor = this.#cursor;
    const value = cursor.isNegative ? 0 - cursor.unscaled : cursor.unscaled;
    if (cursor.isExact && cursor.scale === 0 && cursor.unscaled < INT_MAX) this.#into.int(value);
    else if (cursor.isExact && cursor.scale > 0 && cursor.scale <= 9 && cursor.unscaled < INT_MAX) this.#into.smallDecimal(value, cursor.scale);
    else appendNumber(decodeUtf8(cursor.bytes, cursor.start, cursor.stop), this.#into);
    return true;
  }

  #text(): boolean {
    const cursor = this.#cursor;
    if (!cursor.text()) return false;
    if (cursor.isPlain) {
      this.#into.slice(cursor.bytes, cursor.start, cursor.stop);
      return true;
    }
    const text = cursor.decoded();
    if (text !== undefined) this.#into.text(text);
    return text !== undefined;
  }

  #key(): string | undefined {
    const cursor = this.#cursor;
    if (cursor.peek() !== QUOTE || !cursor.text()) return undefined;
    return cursor.isPlain ? this.#keys.keyOf(cursor.bytes, cursor.start, cursor.stop) : cursor.decoded();
  }

  #object(depth: number): boolean {
    const cursor = this.#cursor;
    const into = this.#into;
    const fields: FieldPlace[] = [];
    const start = into.top;
    cursor.at++;
    if (cursor.take(CLOSE_OBJECT)) { into.closeObject(start, fields, this.#keepLast); return true; }
    for (;;) {
      const key = this.#key();
      if (key === undefined || !cursor.take(COLON)) return false;
      fields.push(into.placeOf(key, start));
      if (!this.#value(depth + 1)) return false;
      if (cursor.take(COMMA)) continue;
      if (!cursor.take(CLOSE_OBJECT)) return false;
      into.closeObject(start, fields, this.#keepLast);
      return true;
    }
  }

  #list(depth: number): boolean {
    const cursor = this.#cursor;
    const into = this.#into;
    const starts: number[] = [];
    const start = into.top;
    cursor.at++;
    if (cursor.take(CLOSE_LIST)) { into.closeArray(start, starts); return true; }
    for (;;) {
      starts.push(into.top - start);
      if (!this.#value(depth + 1)) return false;
      if (cursor.take(COMMA)) continue;
      if (!cursor.take(CLOSE_LIST)) return false;
      into.closeArray(start, starts);
      return true;
    }
  }
}
