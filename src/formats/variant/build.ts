import { basic, bytesFor, compareKeys, primitive, SHORT_TEXT_MAX, VERSION } from './encoding.ts';
import { fieldsOf, itemsOf, kindOf, sizeOf, type VariantAt } from './read.ts';

/** The two byte strings of a variant. */
export interface VariantBytes { readonly value: Uint8Array; readonly metadata: Uint8Array }

/** A key that an object has twice. The caller knows what to say. */
export class DuplicateKey extends Error {
  readonly key: string;
  constructor(key: string) {
    super(`the key ${key} occurs twice`);
    this.key = key;
  }
}

/** Copied one by one: `set` costs more than that many. */
const FEW_BYTES = 48;

/** Where the value of a key begins, counted from the first value of its object. */
export interface FieldPlace { readonly key: string; readonly id: number; readonly start: number }

/**
 * Writes one variant. Containers write their parts first and are given their header afterwards, when its widths are known; keys get their id in the
 * order in which they come.
 */
export class VariantBuilder {
  #bytes = new Uint8Array(64);
  #view = new DataView(this.#bytes.buffer);
  #top = 0;
  readonly #ids = new Map<string, number>();
  #lastKeys: readonly string[] = [];
  #lastDictionary = dictionaryOf([]);

  /** What was appended, and a builder as good as new. */
  finish(): VariantBytes {
    const result = { value: this.#bytes.slice(0, this.#top), metadata: this.#dictionary() };
    this.reset();
    return result;
  }

  /** What was appended, without a copy: good until the next value is. */
  take(): VariantBytes {
    const result = { value: this.#bytes.subarray(0, this.#top), metadata: this.#dictionary() };
    this.reset();
    return result;
  }

  reset(): void {
    this.#top = 0;
    this.#ids.clear();
  }

  get top(): number { return this.#top; }

  null(): void { this.#header(primitive.null, 0); }
  boolean(value: boolean): void { this.#header(value ? primitive.true : primitive.false, 0); }

  long(value: bigint): void {
    if (BigInt.asIntN(32, value) !== value) { this.#header(primitive.int8, 8); this.#view.setBigInt64(this.#top - 8, value, true); } else this.int(Number(value));
  }

  int(value: number): void {
    if (value << 24 >> 24 === value) { this.#header(primitive.int1, 1); this.#view.setInt8(this.#top - 1, value); }
    else if (value << 16 >> 16 === value) { this.#header(primitive.int2, 2); this.#view.setInt16(this.#top - 2, value, true); }
    else { this.#header(primitive.int4, 4); this.#view.setInt32(this.#top - 4, value, true); }
  }

  double(value: number): void { this.#header(primitive.double, 8); this.#view.setFloat64(this.#top - 8, value, true); }
  float(value: number): void { this.#header(primitive.float, 4); this.#view.setFloat32(this.#top - 4, value, true); }
  date(days: number): void { this.#header(primitive.date, 4); this.#view.setInt32(this.#top - 4, days, true); }
  timestamp(micros: bigint): void { this.#header(primitive.timestamp, 8); this.#view.setBigInt64(this.#top - 8, micros, true); }
  timestampNtz(micros: bigint): void { this.#header(primitive.timestampNtz, 8); this.#view.setBigInt64(this.#top - 8, micros, true); }

  /** At most 38 digits. */
  decimal(unscaled: bigint, scale: number): void {
    const magnitude = unscaled < 0n ? -unscaled : unscaled;
    if (scale <= 9 && magnitude < 1_000_000_000n) { this.#header(primitive.decimal4, 5); this.#view.setInt32(this.#top - 4, Number(unscaled), true); this.#bytes[this.#top - 5] = scale; }
    else if (scale <= 18 && magnitude < 10n ** 18n) { this.#header(primitive.decimal8, 9); this.#view.setBigInt64(this.#top - 8, unscaled, true); this.#bytes[this.#top - 9] = scale; }
    else {
      this.#header(primitive.decimal16, 17);
      this.#view.setBigUint64(this.#top - 16, BigInt.asUintN(64, unscaled), true);
      this.#view.setBigInt64(this.#top - 8, unscaled >> 64n, true);
      this.#bytes[this.#top - 17] = scale;
    }
  }

  /** At most nine digits and decimals. */
  smallDecimal(unscaled: number, scale: number): void {
    this.#header(primitive.decimal4, 5);
    this.#view.setInt32(this.#top - 4, unscaled, true);
    this.#bytes[this.#top - 5] = scale;
  }

  text(text: string): void {
    if (text.length > SHORT_TEXT_MAX || !this.#ascii(text)) this.utf8(Buffer.from(text, 'utf8'));
  }

  /** Short text of ASCII, byte by byte; false, and nothing written, for any other. */
  #ascii(text: string): boolean {
    this.#reserve(1 + text.length);
    const bytes = this.#bytes;
    const start = this.#top + 1;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) return false;
      bytes[start + at] = code;
    }
    bytes[this.#top] = basic.shortText | (text.length << 2);
    this.#top = start + text.length;
    return true;
  }

  /** The text that lies in these bytes. */
  slice(bytes: Uint8Array, start: number, end: number): void {
    const size = end - start;
    if (size > SHORT_TEXT_MAX) { this.utf8(bytes.subarray(start, end)); return; }
    this.#reserve(1 + size);
    const own = this.#bytes;
    let to = this.#top;
    own[to++] = basic.shortText | (size << 2);
    for (let at = start; at < end; at++) own[to++] = bytes[at]!;
    this.#top = to;
  }

  utf8(bytes: Uint8Array): void {
    if (bytes.length > SHORT_TEXT_MAX) { this.#sized(primitive.longText, bytes); return; }
    this.#reserve(1 + bytes.length);
    this.#bytes[this.#top++] = basic.shortText | (bytes.length << 2);
    this.#bytes.set(bytes, this.#top);
    this.#top += bytes.length;
  }

  binary(bytes: Uint8Array): void { this.#sized(primitive.binary, bytes); }

  /** `write` appends exactly one value per item. */
  array<T>(items: readonly T[], write: (item: T) => void): void {
    const start = this.#top;
    const starts: number[] = [];
    for (const item of items) {
      starts.push(this.#top - start);
      write(item);
    }
    this.closeArray(start, starts);
  }

  /** Makes an array of the values appended since `start`, which begin at `starts` from there. */
  closeArray(start: number, starts: readonly number[]): void {
    const size = this.#top - start;
    const large = starts.length > 0xff;
    const width = bytesFor(size);
    const head = this.#shift(start, 1 + (large ? 4 : 1) + (starts.length + 1) * width);
    this.#bytes[head] = basic.array | (((width - 1) | (large ? 4 : 0)) << 2);
    let at = this.#unsigned(head + 1, starts.length, large ? 4 : 1);
    for (const offset of starts) at = this.#unsigned(at, offset, width);
    this.#unsigned(at, size, width);
  }

  /** `write` appends exactly one value per entry. A key that comes again replaces the value before, or fails. */
  object<T>(entries: readonly (readonly [string, T])[], write: (item: T) => void, keepLast = false): void {
    const start = this.#top;
    const fields: FieldPlace[] = [];
    for (const [key, item] of entries) {
      fields.push(this.placeOf(key, start));
      write(item);
    }
    this.closeObject(start, fields, keepLast);
  }

  /** The place of the value that is appended next, in the object that began at `start`. */
  placeOf(key: string, start: number): FieldPlace { return { key, id: this.#idOf(key), start: this.#top - start }; }

  /** Makes an object of the values appended since `start`, whose places are given. */
  closeObject(start: number, places: FieldPlace[], keepLast: boolean): void {
    let fields = places;
    let ascending = true;
    let idMax = 0;
    for (let index = 0; index < fields.length; index++) {
      if (index > 0) ascending &&= compareKeys(fields[index - 1]!.key, fields[index]!.key) < 0;
      idMax = Math.max(idMax, fields[index]!.id);
    }
    if (!ascending) {
      fields.sort((left, right) => compareKeys(left.key, right.key));
      if (hasRepeated(fields)) fields = this.#withoutRepeated(fields, keepLast);
    }
    const size = this.#top - start;
    const large = fields.length > 0xff;
    const width = bytesFor(size);
    const idWidth = bytesFor(idMax);
    const head = this.#shift(start, 1 + (large ? 4 : 1) + fields.length * idWidth + (fields.length + 1) * width);
    this.#bytes[head] = basic.object | (((width - 1) | ((idWidth - 1) << 2) | (large ? 16 : 0)) << 2);
    let at = this.#unsigned(head + 1, fields.length, large ? 4 : 1);
    for (const one of fields) at = this.#unsigned(at, one.id, idWidth);
    for (const one of fields) at = this.#unsigned(at, one.start, width);
    this.#unsigned(at, size, width);
  }

  /** Another variant, with its keys in this dictionary. */
  variant(source: VariantAt): void {
    const kind = kindOf(source);
    if (kind === 'object') this.object(fieldsOf(source), (value) => this.variant(value));
    else if (kind === 'array') this.array(itemsOf(source), (value) => this.variant(value));
    else {
      const size = sizeOf(source);
      this.#reserve(size);
      if (size > FEW_BYTES) this.#bytes.set(source.value.subarray(source.at, source.at + size), this.#top);
      else for (let at = 0; at < size; at++) this.#bytes[this.#top + at] = source.value[source.at + at]!;
      this.#top += size;
    }
  }

  /** Of equal keys the one written last; its bytes stay, those of the others are dead. */
  #withoutRepeated(fields: readonly FieldPlace[], keepLast: boolean): FieldPlace[] {
    return fields.filter((one, index) => {
      const next = fields[index + 1];
      if (next?.key !== one.key) return true;
      if (!keepLast) throw new DuplicateKey(one.key);
      return false;
    });
  }

  #idOf(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.#ids.size);
    return this.#ids.size - 1;
  }

  /** Rows of one shape have one dictionary: it is made once. */
  #dictionary(): Uint8Array {
    let at = 0;
    let same = this.#ids.size === this.#lastKeys.length;
    for (const key of this.#ids.keys()) if (!(same &&= this.#lastKeys[at++] === key)) break;
    if (!same) {
      this.#lastKeys = [...this.#ids.keys()];
      this.#lastDictionary = dictionaryOf(this.#lastKeys);
    }
    return this.#lastDictionary;
  }

  #sized(kind: number, bytes: Uint8Array): void {
    this.#header(kind, 4 + bytes.length);
    this.#unsigned(this.#top - bytes.length - 4, bytes.length, 4);
    this.#bytes.set(bytes, this.#top - bytes.length);
  }

  /** A header, and room for what follows it. */
  #header(kind: number, size: number): void {
    this.#reserve(1 + size);
    this.#bytes[this.#top] = kind << 2;
    this.#top += 1 + size;
  }

  /** Moves what was written since `start` and returns where the header goes. */
  #shift(start: number, size: number): number {
    this.#reserve(size);
    this.#bytes.copyWithin(start + size, start, this.#top);
    this.#top += size;
    return start;
  }

  #unsigned(at: number, value: number, width: number): number {
    return writeUnsigned(this.#bytes, at, value, width);
  }

  #reserve(size: number): void {
    if (this.#top + size <= this.#bytes.length) return;
    const bigger = new Uint8Array(2 * (this.#top + size));
    bigger.set(this.#bytes.subarray(0, this.#top));
    this.#bytes = bigger;
    this.#view = new DataView(bigger.buffer);
  }
}

function hasRepeated(sorted: readonly FieldPlace[]): boolean {
  for (let index = 1; index < sorted.length; index++) if (sorted[index]!.key === sorted[index - 1]!.key) return true;
  return false;
}

function dictionaryOf(keys: readonly string[]): Uint8Array {
  const texts = keys.map((key) => Buffer.from(key, 'utf8'));
  const size = texts.reduce((sum, text) => sum + text.length, 0);
  const width = bytesFor(Math.max(size, texts.length));
  const out = new Uint8Array(1 + (texts.length + 2) * width + size);
  out[0] = VERSION | ((width - 1) << 6);
  let at = writeUnsigned(out, 1, texts.length, width);
  let offset = 0;
  for (const text of texts) {
    at = writeUnsigned(out, at, offset, width);
    offset += text.length;
  }
  at = writeUnsigned(out, at, offset, width);
  for (const text of texts) {
    out.set(text, at);
    at += text.length;
  }
  return out;
}

function writeUnsigned(bytes: Uint8Array, at: number, value: number, width: number): number {
  if (width === 1) {
    bytes[at] = value;
    return at + 1;
  }
  for (let index = 0, left = value; index < width; index++, left = Math.floor(left / 256)) bytes[at + index] = left % 256;
  return at + width;
}
