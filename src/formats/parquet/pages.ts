import { crc32 } from 'node:zlib';
import type { ByteReader } from '../text/lines.ts';
import type { ColumnChunk } from './footer.ts';
import { codecOf } from './codecs.ts';
import { damaged, expectSound, PAGE_BYTES_MAX } from './damage.ts';
import { HybridReader, widthFor } from './hybrid.ts';
import { isStruct, type ParquetLeaf } from './schema.ts';
import { readStruct, type ThriftStruct, type ThriftValue } from './thrift.ts';

export const encoding = { plain: 0, plainDictionary: 2, rle: 3, bitPacked: 4, delta: 5, deltaLength: 6, deltaBytes: 7, dictionary: 8, split: 9 } as const;
export const pageType = { data: 0, index: 1, dictionary: 2, dataV2: 3 } as const;

/** A page, unpacked. `values` begins behind the levels. */
export type Page =
  | { readonly kind: 'dictionary'; readonly count: number; readonly values: Uint8Array }
  | { readonly kind: 'data'; readonly entryCount: number; readonly encoding: number; readonly reps: HybridReader | undefined; readonly defs: HybridReader | undefined; readonly values: Uint8Array };

/** A header is small; what does not fit into so many bytes is none. */
const HEADER_BYTES_MAX = 1 << 16;
const WINDOW_BYTES = 1 << 20;

/** Pages of a column, one after the other; no more of the file is held than one page and what was read ahead. */
export function* readPages(file: ByteReader, chunk: ColumnChunk, leaf: ParquetLeaf): Generator<Page> {
  const window = new Window(file, chunk);
  let entries = 0;
  while (entries < chunk.entryCount) {
    const input = { bytes: window.peek(HEADER_BYTES_MAX), at: 0 };
    expectSound(input.bytes.length > 0, `a column ends after ${entries} of ${chunk.entryCount} values`);
    const { fields: [, type, unpackedSize, packedSize, checksum, dataHeader, , dictionaryHeader, dataV2Header] } = readStruct(input);
    window.skip(input.at);
    const size = sizeOf(unpackedSize, 'unpacked');
    const packed = window.take(sizeOf(packedSize, 'packed'));
    expectSound(checksum === undefined || ((checksum as number) | 0) === (crc32(packed) | 0), 'the checksum of a page differs');
    const unpack = (bytes: Uint8Array, whole: number): Uint8Array => unpacked(bytes, whole, chunk.codec);
    if (type === pageType.dictionary) yield dictionaryPage(unpack(packed, size), dictionaryHeader);
    else if (type === pageType.data || type === pageType.dataV2) {
      const page = type === pageType.data ? dataPage(unpack(packed, size), dataHeader, leaf) : dataPageV2(packed, { size, header: dataV2Header, leaf, unpack });
      entries += page.entryCount;
      expectSound(entries <= chunk.entryCount, `a column has more than its ${chunk.entryCount} values`);
      yield page;
    }
  }
}

function unpacked(bytes: Uint8Array, size: number, codec: number): Uint8Array {
  try {
    const out = codecOf(codec).unpack(bytes, size);
    expectSound(out.length === size, `a page unpacks to ${out.length} bytes, its header claims ${size}`);
    return out;
  } catch (error) {
    return damaged(`a page cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function sizeOf(value: ThriftValue, what: string): number {
  expectSound(typeof value === 'number' && value >= 0, `a page has no ${what} size`);
  expectSound(value <= PAGE_BYTES_MAX, `a page claims ${value} bytes ${what}, more than ${PAGE_BYTES_MAX}`);
  return value;
}

function headerOf(value: ThriftValue): ThriftStruct {
  expectSound(isStruct(value), 'a page has no header of its kind');
  return value;
}

function wholeOf(value: ThriftValue, what: string): number {
  expectSound(typeof value === 'number' && value >= 0, `a page has a ${what} that cannot be`);
  return value;
}

function dictionaryPage(values: Uint8Array, header: ThriftValue): Page {
  const { fields: [, count, how] } = headerOf(header);
  expectSound(how === encoding.plain || how === encoding.plainDictionary, `a dictionary is encoded as ${String(how)}`);
  return { kind: 'dictionary', count: wholeOf(count, 'number of values'), values };
}

function dataPage(bytes: Uint8Array, header: ThriftValue, { maxRep, maxDef }: ParquetLeaf): Page & { readonly kind: 'data' } {
  const { fields: [, count, how, defHow, repHow] } = headerOf(header);
  expectSound((maxRep === 0 || repHow === encoding.rle) && (maxDef === 0 || defHow === encoding.rle), 'levels are encoded in the old way');
  let at = 0;
  const levels = (max: number): HybridReader | undefined => {
    if (max === 0) return undefined;
    expectSound(at + 4 <= bytes.length, 'a page ends in its levels');
    const end = at + 4 + new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
    const reader = new HybridReader(bytes, { start: at + 4, end, width: widthFor(max) });
    at = end;
    return reader;
  };
  const reps = levels(maxRep);
  const defs = levels(maxDef);
  return { kind: 'data', entryCount: wholeOf(count, 'number of values'), encoding: wholeOf(how, 'encoding'), reps, defs, values: bytes.subarray(at) };
}

interface V2Words { readonly size: number; readonly header: ThriftValue; readonly leaf: ParquetLeaf; readonly unpack: (bytes: Uint8Array, size: number) => Uint8Array }

/** Levels are not packed in these, values may be. */
function dataPageV2(bytes: Uint8Array, { size, header, leaf: { maxRep, maxDef }, unpack }: V2Words): Page & { readonly kind: 'data' } {
  const { fields: [, count, , , how, defBytes, repBytes, isPacked] } = headerOf(header);
  const repEnd = wholeOf(repBytes, 'size of levels');
  const defEnd = repEnd + wholeOf(defBytes, 'size of levels');
  expectSound(defEnd <= bytes.length && defEnd <= size, 'a page ends in its levels');
  const rest = bytes.subarray(defEnd);
  return {
    kind: 'data', entryCount: wholeOf(count, 'number of values'), encoding: wholeOf(how, 'encoding'),
    reps: maxRep === 0 ? undefined : new HybridReader(bytes, { start: 0, end: repEnd, width: widthFor(maxRep) }),
    defs: maxDef === 0 ? undefined : new HybridReader(bytes, { start: repEnd, end: defEnd, width: widthFor(maxDef) }),
    values: isPacked === false || (rest.length === 0 && size === defEnd) ? rest : unpack(rest, size - defEnd),
  };
}

/** A part of a file, read ahead in large pieces. */
class Window {
  readonly #file: ByteReader;
  readonly #end: number;
  #position: number;
  #bytes = new Uint8Array(0);
  #at = 0;

  constructor(file: ByteReader, { start, size }: ColumnChunk) {
    this.#file = file;
    this.#position = start;
    this.#end = start + size;
  }

  /** Up to `count` bytes from here; fewer at the end only. */
  peek(count: number): Uint8Array {
    if (this.#bytes.length - this.#at < count) this.#fill(count);
    return this.#bytes.subarray(this.#at, Math.min(this.#bytes.length, this.#at + count));
  }

  skip(count: number): void { this.#at += count; }

  take(count: number): Uint8Array {
    const bytes = this.peek(count);
    expectSound(bytes.length === count, `a page claims ${count} bytes, its column has ${bytes.length} left`);
    this.#at += count;
    return bytes;
  }

  #fill(count: number): void {
    const kept = this.#bytes.subarray(this.#at);
    const more = Math.min(Math.max(count - kept.length, WINDOW_BYTES), this.#end - this.#position);
    const bytes = new Uint8Array(kept.length + Math.max(0, more));
    bytes.set(kept);
    const got = more <= 0 ? 0 : this.#file.read(bytes.subarray(kept.length), this.#position);
    this.#position += got;
    this.#bytes = got === more || more <= 0 ? bytes : bytes.subarray(0, kept.length + got);
    this.#at = 0;
  }
}
