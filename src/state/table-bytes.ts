import type { Arena } from '../columnar/arena.ts';
import { BlobStateColumn, FixedStateColumn, type StateColumn } from '../columnar/group-state.ts';
import { memory } from '../columnar/memory.ts';
import { invariant } from '../errors/stream-error.ts';

/**
 * Rows of a state table as bytes: what a delta and a piece of a snapshot are. Little-endian, every section a multiple of 8 bytes.
 *
 *   u32 version (1) | u32 removed | u32 rows | u32 kind of key (0 none, 1 long, 2 bytes) | u32 columns | u32 0
 *   removed rows     u32 each: gone, before anything is put
 *   rows             u32 each: put, whatever was there
 *   keys             long:  i64 each        bytes: u32 end of each from the start of the section's bytes, then the bytes
 *   NULL keys        one bit per row, set = NULL (kinds long and bytes)
 *   columns          fixed: values each     blob:  like byte keys
 */
export const TABLE_VERSION = 1;
const HEADER_WORDS = 6;
export const keyKinds = { none: 0, long: 1, bytes: 2 } as const;

export interface RowKeys {
  readonly kind: keyof typeof keyKinds;
  readonly longs?: BigInt64Array;
  readonly ends?: Uint32Array;
  readonly bytes?: Uint8Array;
  readonly nulls?: Uint8Array;
}

/** `slots` when the rows are written as others than those they stand in. */
export interface TableRows { readonly removed: Uint32Array; readonly rows: Uint32Array; readonly slots?: Uint32Array; readonly keys: RowKeys }

/** Sections in order; they live in the arena. */
export function writeTable({ removed, rows, slots = rows, keys }: TableRows, columns: readonly StateColumn[], arena: Arena): Uint8Array[] {
  const header = arena.uint32(HEADER_WORDS);
  header.set([TABLE_VERSION, removed.length, rows.length, keyKinds[keys.kind], columns.length, 0]);
  const parts = [bytesOf(header), padded(removed, arena), padded(slots, arena)];
  if (keys.kind === 'long') parts.push(bytesOf(keys.longs!));
  if (keys.kind === 'bytes') parts.push(padded(keys.ends!, arena), padded(keys.bytes!, arena));
  if (keys.kind !== 'none') parts.push(padded(keys.nulls!, arena));
  for (const column of columns) parts.push(...(column instanceof FixedStateColumn ? [fixedSection(column, rows, arena)] : blobSections(column, rows, arena)));
  return parts.filter((part) => part.length > 0);
}

export interface ReadTable extends TableRows { readonly columns: readonly ColumnSection[] }
export type ColumnSection = { readonly kind: 'fixed'; readonly bytes: Uint8Array } | { readonly kind: 'blob'; readonly ends: Uint32Array; readonly bytes: Uint8Array };

/** Views of the sections; `data` lies aligned in the column memory. */
export function readTable(data: Uint8Array, columns: readonly StateColumn[]): ReadTable {
  const header = new Uint32Array(data.buffer, data.byteOffset, HEADER_WORDS);
  const [version, removedCount, rowCount, keyKind, columnCount] = header as unknown as [number, number, number, number, number];
  invariant(version === TABLE_VERSION && columnCount === columns.length, 'state was written with the same columns');
  const cursor = { address: data.byteOffset + HEADER_WORDS * 4, end: data.byteOffset + data.length };
  const removed = takeWords(cursor, removedCount);
  const rows = takeWords(cursor, rowCount);
  const keys = readKeys(cursor, keyKind, rowCount);
  const sections = columns.map((column): ColumnSection => {
    if (column instanceof FixedStateColumn) return { kind: 'fixed', bytes: takeBytes(cursor, rowCount * column.width) };
    const ends = takeWords(cursor, rowCount);
    return { kind: 'blob', ends, bytes: takeBytes(cursor, ends[rowCount - 1] ?? 0) };
  });
  invariant(cursor.address === cursor.end, 'state ends after its last column');
  return { removed, rows, keys, columns: sections };
}

/** Puts the values of the rows back. */
export function fillColumn(column: StateColumn, section: ColumnSection, rows: Uint32Array): void {
  if (column instanceof BlobStateColumn) {
    invariant(section.kind === 'blob', 'a blob column has blobs');
    for (let at = 0; at < rows.length; at++) column.set(rows[at]!, section.bytes.subarray(at === 0 ? 0 : section.ends[at - 1]!, section.ends[at]!));
    return;
  }
  const { width } = column;
  const target = new Uint8Array(column.values.buffer, column.values.byteOffset, column.values.byteLength);
  for (let at = 0; at < rows.length; at++) {
    for (let byte = 0; byte < width; byte++) target[rows[at]! * width + byte] = section.bytes[at * width + byte]!;
  }
}

interface Cursor { address: number; readonly end: number }

function readKeys(cursor: Cursor, kind: number, rowCount: number): RowKeys {
  if (kind === keyKinds.none) return { kind: 'none' };
  if (kind === keyKinds.long) {
    const longs = new BigInt64Array(memory.buffer, cursor.address, rowCount);
    cursor.address += rowCount * 8;
    return { kind: 'long', longs, nulls: takeBytes(cursor, (rowCount + 7) >> 3) };
  }
  invariant(kind === keyKinds.bytes, 'state has a known kind of key');
  const ends = takeWords(cursor, rowCount);
  const bytes = takeBytes(cursor, ends[rowCount - 1] ?? 0);
  return { kind: 'bytes', ends, bytes, nulls: takeBytes(cursor, (rowCount + 7) >> 3) };
}

function takeWords(cursor: Cursor, count: number): Uint32Array {
  const { byteOffset } = takeBytes(cursor, count * 4);
  return new Uint32Array(memory.buffer, byteOffset, count);
}

function takeBytes(cursor: Cursor, length: number): Uint8Array {
  invariant(cursor.address + length <= cursor.end, 'state is as long as it says');
  const view = new Uint8Array(memory.buffer, cursor.address, length);
  cursor.address += (length + 7) & ~7;
  return view;
}

function bytesOf(words: Uint32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** A copy with zeros up to the next multiple of 8. */
function padded(values: Uint32Array | Uint8Array, arena: Arena): Uint8Array {
  const length = values.byteLength;
  const out = arena.uint8((length + 7) & ~7);
  out.fill(0, length);
  out.set(new Uint8Array(values.buffer, values.byteOffset, length));
  return out;
}

function fixedSection(column: FixedStateColumn, rows: Uint32Array, arena: Arena): Uint8Array {
  const { width, values } = column;
  const length = rows.length * width;
  const out = arena.uint8((length + 7) & ~7);
  out.fill(0, length);
  if (width === 8) gatherWords(new BigInt64Array(out.buffer, out.byteOffset, rows.length), new BigInt64Array(values.buffer, values.byteOffset, values.byteLength >> 3), rows);
  else if (width === 1) gatherBytes(out, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), rows);
  else {
    const from = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (let at = 0; at < rows.length; at++) for (let byte = 0; byte < width; byte++) out[at * width + byte] = from[rows[at]! * width + byte]!;
  }
  return out;
}

function gatherWords(out: BigInt64Array, from: BigInt64Array, rows: Uint32Array): void {
  for (let at = 0; at < rows.length; at++) out[at] = from[rows[at]!]!;
}

function gatherBytes(out: Uint8Array, from: Uint8Array, rows: Uint32Array): void {
  for (let at = 0; at < rows.length; at++) out[at] = from[rows[at]!]!;
}

function blobSections(column: BlobStateColumn, rows: Uint32Array, arena: Arena): Uint8Array[] {
  const offsets = arena.int32(rows.length + 1);
  let bytes = arena.uint8(0);
  column.getMany(rows, offsets, (length) => (bytes = arena.uint8((length + 7) & ~7)));
  bytes.fill(0, offsets[rows.length]!);
  return [padded(new Uint32Array(offsets.buffer, offsets.byteOffset + 4, rows.length), arena), bytes];
}
