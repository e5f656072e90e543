import { decodeUtf8 } from '../../columnar/read.ts';
import { invariant } from '../../errors/stream-error.ts';
import { basic, compareKeys, kindOfPrimitive, primitive, primitiveBytes, readUnsigned, type VariantKind } from './encoding.ts';

/** One value inside of a variant: where it begins in `value`, and the dictionary that its keys are in. The arrays may hold more than this variant. */
export interface VariantAt {
  readonly value: Uint8Array;
  readonly at: number;
  readonly metadata: Uint8Array;
  readonly dictionaryAt: number;
}

export function kindOf({ value, at }: VariantAt): VariantKind {
  const header = value[at]!;
  switch (header & 3) {
    case basic.shortText: return 'string';
    case basic.object: return 'object';
    case basic.array: return 'array';
    default: {
      const kind = kindOfPrimitive[header >> 2];
      invariant(kind !== undefined, `variant primitive ${header >> 2} is known`);
      return kind;
    }
  }
}

export function isNull({ value, at }: VariantAt): boolean {
  return value[at] === basic.primitive;
}

/** Length of the encoded value. */
export function sizeOf(variant: VariantAt): number {
  const { value, at } = variant;
  const header = value[at]!;
  const info = header >> 2;
  switch (header & 3) {
    case basic.shortText: return 1 + info;
    case basic.object: { const { valuesAt, offsetsAt, offsetBytes, count } = objectLayout(variant); return valuesAt - at + readUnsigned(value, offsetsAt + count * offsetBytes, offsetBytes); }
    case basic.array: { const { valuesAt, offsetsAt, offsetBytes, count } = arrayLayout(variant); return valuesAt - at + readUnsigned(value, offsetsAt + count * offsetBytes, offsetBytes); }
    default: return info === primitive.binary || info === primitive.longText ? 5 + readUnsigned(value, at + 1, 4) : 1 + primitiveBytes[info]!;
  }
}

export function booleanOf({ value, at }: VariantAt): boolean {
  return value[at]! >> 2 === primitive.true;
}

/** Whole numbers, dates (days) and timestamps (µs). */
export function longOf({ value, at }: VariantAt): bigint {
  const width = primitiveBytes[value[at]! >> 2]!;
  if (width === 8) return viewOf(value).getBigInt64(at + 1, true);
  return BigInt(width === 1 ? viewOf(value).getInt8(at + 1) : width === 2 ? viewOf(value).getInt16(at + 1, true) : viewOf(value).getInt32(at + 1, true));
}

export function doubleOf({ value, at }: VariantAt): number {
  return viewOf(value).getFloat64(at + 1, true);
}

export function floatOf({ value, at }: VariantAt): number {
  return viewOf(value).getFloat32(at + 1, true);
}

/** Without zeros at the end: 1.50 is 1.5, and 100.0 is 100. */
export function decimalOf({ value, at }: VariantAt): { readonly unscaled: bigint; readonly scale: number } {
  const view = viewOf(value);
  let scale = view.getUint8(at + 1);
  const kind = value[at]! >> 2;
  let unscaled = kind === primitive.decimal4 ? BigInt(view.getInt32(at + 2, true))
    : kind === primitive.decimal8 ? view.getBigInt64(at + 2, true) : (view.getBigInt64(at + 10, true) << 64n) | view.getBigUint64(at + 2, true);
  if (unscaled === 0n) return { unscaled, scale: 0 };
  while (scale > 0 && unscaled % 10n === 0n) {
    unscaled /= 10n;
    scale--;
  }
  return { unscaled, scale };
}

/** Where the bytes of text or binary are. */
export function rangeOf({ value, at }: VariantAt): readonly [start: number, end: number] {
  const header = value[at]!;
  if ((header & 3) === basic.shortText) return [at + 1, at + 1 + (header >> 2)];
  return [at + 5, at + 5 + readUnsigned(value, at + 1, 4)];
}

export function textOf(variant: VariantAt): string {
  const [start, end] = rangeOf(variant);
  return decodeUtf8(variant.value, start, end);
}

export function binaryOf(variant: VariantAt): Uint8Array {
  const [start, end] = rangeOf(variant);
  return variant.value.slice(start, end);
}

export function uuidOf({ value, at }: VariantAt): string {
  const hex = Buffer.from(value.buffer, value.byteOffset + at + 1, 16).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Elements of an array, fields of an object. */
export function countOf(variant: VariantAt): number {
  return (variant.value[variant.at]! & 3) === basic.object ? objectLayout(variant).count : arrayLayout(variant).count;
}

export function itemsOf(variant: VariantAt): VariantAt[] {
  const { count, offsetsAt, offsetBytes, valuesAt } = arrayLayout(variant);
  const items: VariantAt[] = [];
  for (let index = 0; index < count; index++) items.push(partAt(variant, valuesAt + readUnsigned(variant.value, offsetsAt + index * offsetBytes, offsetBytes)));
  return items;
}

export function itemOf(variant: VariantAt, index: number): VariantAt | undefined {
  const { count, offsetsAt, offsetBytes, valuesAt } = arrayLayout(variant);
  return index < count ? partAt(variant, valuesAt + readUnsigned(variant.value, offsetsAt + index * offsetBytes, offsetBytes)) : undefined;
}

/** Fields in the order of their keys. */
export function fieldsOf(variant: VariantAt): (readonly [key: string, value: VariantAt])[] {
  const layout = objectLayout(variant);
  const fields: (readonly [string, VariantAt])[] = [];
  for (let index = 0; index < layout.count; index++) fields.push([keyAt(variant, layout, index), fieldAt(variant, layout, index)]);
  return fields;
}

/** Keys are sorted: halving finds one. */
export function fieldOf(variant: VariantAt, key: string): VariantAt | undefined {
  const layout = objectLayout(variant);
  let [low, high] = [0, layout.count - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = compareKeys(keyAt(variant, layout, middle), key);
    if (order === 0) return fieldAt(variant, layout, middle);
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

function keyAt(variant: VariantAt, { idsAt, idBytes }: ObjectLayout, index: number): string {
  return keyOfDictionary(variant, readUnsigned(variant.value, idsAt + index * idBytes, idBytes));
}

function fieldAt(variant: VariantAt, { offsetsAt, offsetBytes, valuesAt }: ObjectLayout, index: number): VariantAt {
  return partAt(variant, valuesAt + readUnsigned(variant.value, offsetsAt + index * offsetBytes, offsetBytes));
}

function partAt({ value, metadata, dictionaryAt }: VariantAt, at: number): VariantAt {
  return { value, at, metadata, dictionaryAt };
}

function keyOfDictionary({ metadata, dictionaryAt }: VariantAt, id: number): string {
  const width = (metadata[dictionaryAt]! >> 6) + 1;
  const count = readUnsigned(metadata, dictionaryAt + 1, width);
  invariant(id < count, 'a key is in the dictionary');
  const offsets = dictionaryAt + 1 + width;
  const texts = offsets + (count + 1) * width;
  return internedKey(metadata, texts + readUnsigned(metadata, offsets + id * width, width), texts + readUnsigned(metadata, offsets + (id + 1) * width, width));
}

/** Rows share their keys: a text that was decoded lately is not decoded again. */
const recentKeys = new Array<string>(256).fill('');

function internedKey(bytes: Uint8Array, start: number, end: number): string {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (hash * 31 + bytes[at]!) | 0;
  const slot = (hash ^ (hash >>> 8)) & 255;
  const recent = recentKeys[slot]!;
  if (recent.length === end - start && equalsAscii(bytes, start, recent)) return recent;
  return recentKeys[slot] = decodeUtf8(bytes, start, end);
}

/** Whether the bytes are that text of ASCII. */
function equalsAscii(bytes: Uint8Array, start: number, text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) !== bytes[start + at]! || bytes[start + at]! > 127) return false;
  return true;
}

interface Layout { readonly count: number; readonly offsetsAt: number; readonly offsetBytes: number; readonly valuesAt: number }
interface ObjectLayout extends Layout { readonly idsAt: number; readonly idBytes: number }

function objectLayout({ value, at }: VariantAt): ObjectLayout {
  const info = value[at]! >> 2;
  const offsetBytes = (info & 3) + 1;
  const idBytes = ((info >> 2) & 3) + 1;
  const countBytes = (info & 16) === 0 ? 1 : 4;
  const count = readUnsigned(value, at + 1, countBytes);
  const idsAt = at + 1 + countBytes;
  const offsetsAt = idsAt + count * idBytes;
  return { count, idsAt, idBytes, offsetsAt, offsetBytes, valuesAt: offsetsAt + (count + 1) * offsetBytes };
}

function arrayLayout({ value, at }: VariantAt): Layout {
  const info = value[at]! >> 2;
  const offsetBytes = (info & 3) + 1;
  const countBytes = (info & 4) === 0 ? 1 : 4;
  const count = readUnsigned(value, at + 1, countBytes);
  const offsetsAt = at + 1 + countBytes;
  return { count, offsetsAt, offsetBytes, valuesAt: offsetsAt + (count + 1) * offsetBytes };
}

let lastView: DataView = new DataView(new ArrayBuffer(0));

/** A view that begins with the array. Columns come one after the other: the last one is kept. */
function viewOf(bytes: Uint8Array): DataView {
  if (lastView.buffer !== bytes.buffer || lastView.byteOffset !== bytes.byteOffset || lastView.byteLength !== bytes.byteLength) {
    lastView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return lastView;
}
