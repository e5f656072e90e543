import { crc32 } from 'node:zlib';
import type { Column } from '../../columnar/column.ts';
import { type Bounds, statisticsOf, widenBounds } from './bounds.ts';
import { codecOf } from './codecs.ts';
import { PlainDictionary } from './dictionary.ts';
import { ByteSink, encodePlain } from './encode.ts';
import { widthFor, writeHybrid } from './hybrid.ts';
import { encoding, pageType } from './pages.ts';
import { physicalTypes } from './schema.ts';
import type { Slots } from './shred.ts';
import { type ThriftFields, writeStruct } from './thrift.ts';
import type { WrittenLeaf } from './write-schema.ts';

export interface FinishedChunk { readonly pages: readonly Uint8Array[]; readonly words: ThriftFields; readonly size: number }

const PAGE_BYTES = 1 << 20;
const PAGE_ENTRIES = 20_000;

/**
 * A stored column of the row group that is being written. Its pages name places in a dictionary as long as that is smaller: it is given up, for this row group, when
 * the first page gains nothing by it or when it has too many values; pages from there on are plain.
 */
export class ChunkWriter {
  readonly #leaf: WrittenLeaf;
  readonly #codec: number;
  readonly #values = new ByteSink();
  #dictionary: PlainDictionary | undefined;
  /** Of the values of the page that fills. */
  #places: Uint32Array[] = [];
  /** The dictionary as far as pages name it. */
  #named: { readonly values: Uint8Array; readonly count: number } | undefined;
  #slots: Slots[] = [];
  #entries = 0;
  #pages: Uint8Array[] = [];
  #pageBytes = 0;
  #unpackedBytes = 0;
  #entryCount = 0;
  #nullCount = 0;
  #bounds: Bounds = undefined;

  constructor(leaf: WrittenLeaf, codec: number) {
    this.#leaf = leaf;
    this.#codec = codec;
    this.#reset();
  }

  /** Bytes held. */
  get size(): number { return this.#pageBytes + this.#values.length + (this.#dictionary?.values.length ?? 0); }

  add(column: Column, slots: Slots): void {
    const { maxDef, physical } = this.#leaf;
    const count = slots.defs.length;
    const rows = new Int32Array(count);
    let present = 0;
    for (let at = 0; at < count; at++) if (slots.defs[at] === maxDef) rows[present++] = slots.rows[at]!;
    // Bits of booleans do not go on from one run of rows to the next.
    if (physical === 'BOOLEAN' && this.#entries > 0) this.#endPage();
    const from = this.#values.length;
    encodePlain(this.#leaf, column, rows.subarray(0, present), this.#values);
    const places = this.#dictionary?.placesOf(this.#values.bytes.subarray(from), plainBytes(this.#leaf), present);
    if (places === undefined) this.#dictionary = undefined;
    else this.#places.push(places);
    this.#bounds = widenBounds(this.#bounds, this.#leaf, column, rows.subarray(0, present));
    this.#nullCount += count - present;
    this.#slots.push(slots);
    this.#entries += count;
    if (this.#values.length >= PAGE_BYTES || this.#entries >= PAGE_ENTRIES) this.#endPage();
  }

  finish(at: number): FinishedChunk {
    this.#endPage();
    const { physical, path } = this.#leaf;
    const first = this.#dictionaryPage();
    const dictionaryBytes = first.reduce((sum, part) => sum + part.length, 0);
    const words: ThriftFields = [
      { id: 1, kind: 'i32', value: physicalTypes.indexOf(physical) }, { id: 2, kind: 'i32s', value: [encoding.plain, encoding.rle, ...(first.length > 0 ? [encoding.dictionary] : [])] },
      { id: 3, kind: 'binaries', value: path }, { id: 4, kind: 'i32', value: this.#codec }, { id: 5, kind: 'i64', value: this.#entryCount }, { id: 6, kind: 'i64', value: this.#unpackedBytes },
      { id: 7, kind: 'i64', value: this.#pageBytes }, { id: 9, kind: 'i64', value: at + dictionaryBytes }, { id: 11, kind: 'i64', value: first.length > 0 ? at : undefined },
      { id: 12, kind: 'struct', value: statisticsOf(this.#bounds, this.#nullCount, this.#leaf) },
    ];
    const finished = { pages: [...first, ...this.#pages], words, size: this.#unpackedBytes };
    this.#reset();
    return finished;
  }

  #reset(): void {
    this.#dictionary = this.#leaf.physical === 'BOOLEAN' ? undefined : new PlainDictionary();
    [this.#pages, this.#bounds, this.#named] = [[], undefined, undefined];
    this.#pageBytes = this.#unpackedBytes = this.#entryCount = this.#nullCount = 0;
  }

  #endPage(): void {
    if (this.#entries === 0) return;
    const { maxRep, maxDef } = this.#leaf;
    const places = this.#placesInPage();
    const parts = [...this.#levels(maxRep, 'reps'), ...this.#levels(maxDef, 'defs'), ...(places ?? [this.#values.bytes])];
    const header: ThriftFields = [this.#entries, places === undefined ? encoding.plain : encoding.dictionary, encoding.rle, encoding.rle].map((value, index) => ({ id: index + 1, kind: 'i32', value }));
    this.#pages.push(...this.#page(pageType.data, Buffer.concat(parts), { id: 5, kind: 'struct', value: header }));
    this.#entryCount += this.#entries;
    this.#values.clear();
    [this.#slots, this.#places] = [[], []];
    this.#entries = 0;
  }

  /** What stands for the values of the page that ends; undefined: they stand for themselves. */
  #placesInPage(): readonly Uint8Array[] | undefined {
    if (this.#dictionary === undefined || this.#values.length === 0) return undefined;
    const { values, count } = this.#dictionary;
    const width = Math.max(1, widthFor(Math.max(0, count - 1)));
    const all = new Uint32Array(this.#places.reduce((sum, one) => sum + one.length, 0));
    let top = 0;
    for (const one of this.#places) { all.set(one, top); top += one.length; }
    const packed = writeHybrid(all, width);
    if (this.#named === undefined && packed.length + values.length >= this.#values.length) {
      this.#dictionary = undefined;
      return undefined;
    }
    this.#named = { values: values.bytes, count };
    return [Uint8Array.of(width), packed];
  }

  #dictionaryPage(): readonly Uint8Array[] {
    if (this.#named === undefined) return [];
    const { values, count } = this.#named;
    return this.#page(pageType.dictionary, Buffer.from(values), { id: 7, kind: 'struct', value: [{ id: 1, kind: 'i32', value: count }, { id: 2, kind: 'i32', value: encoding.plain }] });
  }

  /** Header and bytes. */
  #page(type: number, bytes: Buffer, own: ThriftFields[number]): readonly [Uint8Array, Uint8Array] {
    const packed = codecOf(this.#codec).pack(bytes);
    const header = writeStruct([
      { id: 1, kind: 'i32', value: type }, { id: 2, kind: 'i32', value: bytes.length }, { id: 3, kind: 'i32', value: packed.length }, { id: 4, kind: 'i32', value: crc32(packed) | 0 }, own,
    ]);
    this.#pageBytes += header.length + packed.length;
    this.#unpackedBytes += header.length + bytes.length;
    return [header, packed];
  }

  #levels(max: number, kind: 'reps' | 'defs'): readonly Uint8Array[] {
    if (max === 0) return [];
    const all = this.#slots.length === 1 ? this.#slots[0]![kind] : new Uint8Array(Buffer.concat(this.#slots.map((one) => one[kind])));
    const runs = writeHybrid(all, widthFor(max));
    const head = Buffer.alloc(4);
    head.writeUInt32LE(runs.length);
    return [head, runs];
  }
}

/** Of a plain value; 0 = texts, which have their length in front. */
function plainBytes({ physical, width }: WrittenLeaf): number {
  switch (physical) {
    case 'BYTE_ARRAY': return 0;
    case 'INT32': case 'FLOAT': return 4;
    case 'INT96': return 12;
    case 'FIXED_LEN_BYTE_ARRAY': return width;
    default: return 8;
  }
}
