import type { DataType, Schema } from '../types/data-type.ts';
import { layoutOf } from '../types/layout.ts';
import type { Arena } from './arena.ts';
import { type Bitmap, intersectBitmaps, isValid, setNull } from './bitmap.ts';
import { allocateValues } from './builder.ts';
import { type Chunk, makeChunk } from './chunk.ts';
import { bytesOf, type Column, makeColumn, offsetsOf, type ValueArray } from './column.ts';
import { isConstantNull, nullColumn, withLength } from './constant.ts';
import { allBytes } from './memory.ts';
import { gatherLoop } from './stamp.ts';

/** In `gatherOrNull`: no row, the result is NULL. */
export const MISSING = 0xffffffff;

/** The rows of a column named by `indexes`, in that order, copied. A constant column stays constant. */
export function gatherColumn(column: Column, indexes: Uint32Array, arena: Arena): Column {
  const count = indexes.length;
  if (column.mask === 0) return withLength(column, count);
  const parts = { validity: gatherValidity(column.validity, indexes, arena) };
  switch (layoutOf(column.type)) {
    case 'none': return nullColumn(column.type, count, arena);
    case 'bytes': return makeColumn(column.type, count, { ...parts, ...gatherBytes(column, indexes, arena) });
    case 'list':
    case 'map': return makeColumn(column.type, count, { ...parts, ...gatherRanges(column, indexes, arena) });
    case 'struct': return makeColumn(column.type, count, { ...parts, children: column.children.map((child) => gatherColumn(child, indexes, arena)) });
    default: return makeColumn(column.type, count, { ...parts, values: gatherValues(column, indexes, arena) });
  }
}

/** Like `gatherColumn`, with NULL where an index is `MISSING` (outer joins, lag beyond the first row). */
export function gatherOrNull(column: Column, indexes: Uint32Array, arena: Arena): Column {
  let known = 0;
  for (let at = 0; at < indexes.length; at++) known += indexes[at] === MISSING ? 0 : 1;
  if (known === indexes.length) return gatherColumn(column, indexes, arena);
  if (known === 0 || isConstantNull(column)) return nullColumn(column.type, indexes.length, arena);
  const rows = arena.uint32(indexes.length);
  const validity = arena.bitmap(indexes.length, 0);
  for (let at = 0; at < indexes.length; at++) {
    const index = indexes[at]!;
    rows[at] = index === MISSING ? 0 : index & column.mask;
    if (index !== MISSING) validity[at >> 3]! |= 1 << (at & 7);
  }
  const gathered = gatherColumn(column.mask === 0 ? expandConstant(withLength(column, 1), arena) : column, rows, arena);
  return { ...gathered, validity: intersectBitmaps(validity, gathered.validity, indexes.length, arena) };
}

/** A column with one value per row, whatever it was before. */
export function expandConstant(column: Column, arena: Arena): Column {
  if (column.mask !== 0) return column;
  const indexes = arena.uint32(column.length).fill(0);
  return gatherColumn({ ...column, mask: -1 }, indexes, arena);
}

/** The same values in another arena. */
export function copyColumn(column: Column, arena: Arena): Column {
  const indexes = arena.uint32(column.mask === 0 ? 1 : column.length);
  for (let at = 0; at < indexes.length; at++) indexes[at] = at;
  const copied = gatherColumn({ ...column, mask: -1 }, indexes, arena);
  return { ...copied, children: copied.children.map((child) => withOwnConstants(child, arena)), length: column.length, mask: column.mask };
}

/** Gathering shares constants inside of a column with their old arena; these are copied too. */
function withOwnConstants(column: Column, arena: Arena): Column {
  if (column.mask === 0) return copyColumn(column, arena);
  return hasConstant(column) ? { ...column, children: column.children.map((child) => withOwnConstants(child, arena)) } : column;
}

/** The columns one after the other. All have the given type. */
export function concatColumns(type: DataType, columns: readonly Column[], arena: Arena): Column {
  const parts = columns.filter((column) => column.length > 0);
  if (parts.length === 1) return parts[0]!;
  const length = parts.reduce((sum, column) => sum + column.length, 0);
  if (parts.length === 0 || parts.every(isConstantNull)) return nullColumn(type, length, arena);
  const whole = parts.map((column) => (layoutOf(type) === 'none' ? column : expandConstant(column, arena)));
  const validity = concatValidity(whole, length, arena);
  switch (layoutOf(type)) {
    case 'none': return nullColumn(type, length, arena);
    case 'bytes': return makeColumn(type, length, { validity, ...concatBytes(whole, length, arena) });
    case 'list':
    case 'map': return makeColumn(type, length, { validity, ...concatRanges(whole, length, arena) });
    case 'struct': return makeColumn(type, length, { validity, children: concatChildren(whole.map(fitChildren), arena) });
    default: return makeColumn(type, length, { validity, values: concatValues(type, whole, length, arena) });
  }
}

/** A chunk whose selection, if it had one, is carried out. */
export function compactChunk(chunk: Chunk, arena: Arena): Chunk {
  const { selection } = chunk;
  if (selection === undefined) return chunk;
  return gatherChunk(chunk, selection, arena);
}

/** The physical rows of a chunk named by `indexes`. */
export function gatherChunk(chunk: Chunk, indexes: Uint32Array, arena: Arena): Chunk {
  let weights: Int32Array | undefined;
  if (chunk.weights !== undefined) {
    weights = arena.int32(indexes.length);
    for (let at = 0; at < indexes.length; at++) weights[at] = chunk.weights[indexes[at]!]!;
  }
  return makeChunk(chunk.schema, chunk.columns.map((column) => gatherColumn(column, indexes, arena)), indexes.length, undefined, weights);
}

/** The same rows in another arena, compacted. */
export function copyChunk(chunk: Chunk, arena: Arena): Chunk {
  if (chunk.selection !== undefined) {
    // Gathering shares constants with their old arena.
    const compact = compactChunk(chunk, arena);
    return { ...compact, columns: compact.columns.map((column) => (hasConstant(column) ? copyColumn(column, arena) : column)) };
  }
  const weights = chunk.weights === undefined ? undefined : arena.int32(chunk.rowCount);
  weights?.set(chunk.weights!.subarray(0, chunk.rowCount));
  return makeChunk(chunk.schema, chunk.columns.map((column) => copyColumn(withLength(column, chunk.rowCount), arena)), chunk.rowCount, undefined, weights);
}

function hasConstant(column: Column): boolean {
  return column.mask === 0 || column.children.some(hasConstant);
}

/** All rows of the chunks as one chunk, compacted. */
export function concatChunks(schema: Schema, chunks: readonly Chunk[], arena: Arena): Chunk {
  const parts = chunks.map((chunk) => compactChunk(chunk, arena)).filter((chunk) => chunk.rowCount > 0);
  if (parts.length === 1) return parts[0]!;
  const rowCount = parts.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const columns = schema.fields.map((one, index) => concatColumns(one.type, parts.map((chunk) => withLength(chunk.columns[index]!, chunk.rowCount)), arena));
  let weights: Int32Array | undefined;
  if (parts.some((chunk) => chunk.weights !== undefined)) {
    weights = arena.int32(rowCount).fill(1);
    let at = 0;
    for (const chunk of parts) {
      if (chunk.weights !== undefined) weights.set(chunk.weights.subarray(0, chunk.rowCount), at);
      at += chunk.rowCount;
    }
  }
  return makeChunk(schema, columns, rowCount, undefined, weights);
}

function gatherValidity(bits: Bitmap, indexes: Uint32Array, arena: Arena): Bitmap {
  if (bits === undefined) return undefined;
  const out = arena.bitmap(indexes.length, 0);
  for (let at = 0; at < indexes.length; at++) {
    const row = indexes[at]!;
    out[at >> 3]! |= ((bits[row >> 3]! >> (row & 7)) & 1) << (at & 7);
  }
  return out;
}

function gatherValues(column: Column, indexes: Uint32Array, arena: Arena): ValueArray {
  const layout = layoutOf(column.type);
  const out = allocateValues(arena, layout, indexes.length)!;
  gatherLoop(widthOf(column))(integersOf(out), integersOf(column.values!), indexes, indexes.length);
  return out;
}

/** Width in bytes of a value of a fixed-width column. */
export function widthOf(column: Pick<Column, 'type' | 'values'>): 1 | 2 | 4 | 8 | 16 {
  return layoutOf(column.type) === 'i128' ? 16 : column.values!.BYTES_PER_ELEMENT as 1 | 2 | 4 | 8;
}

/** Copies must not touch the bits, and one array kind per width keeps the loops monomorphic. */
export function integersOf(values: ValueArray): ValueArray {
  const { buffer, byteOffset, length } = values;
  switch (values.BYTES_PER_ELEMENT) {
    case 1: return new Uint8Array(buffer, byteOffset, length);
    case 2: return new Int16Array(buffer, byteOffset, length);
    case 4: return new Int32Array(buffer, byteOffset, length);
    default: return new BigInt64Array(buffer, byteOffset, length);
  }
}

function gatherBytes(column: Column, indexes: Uint32Array, arena: Arena): Partial<Column> {
  const from = offsetsOf(column);
  const offsets = rangesOf(column, indexes, arena);
  const bytes = arena.uint8(offsets[indexes.length]!);
  copyRanges(bytes, offsets, bytesOf(column), from, indexes);
  return { offsets, bytes };
}

/** Offsets of the gathered rows; NULL rows become empty so that garbage below them is not copied. */
function rangesOf(column: Column, indexes: Uint32Array, arena: Arena): Int32Array {
  const from = offsetsOf(column);
  const out = arena.int32(indexes.length + 1);
  const { validity } = column;
  let end = 0;
  out[0] = 0;
  for (let at = 0; at < indexes.length; at++) {
    const row = indexes[at]!;
    if (validity === undefined || (validity[row >> 3]! & (1 << (row & 7))) !== 0) end += from[row + 1]! - from[row]!;
    out[at + 1] = end;
  }
  return out;
}

/** Neighbouring rows are moved together; short ones byte by byte, because a call costs more than they do. */
function copyRanges(out: Uint8Array, offsets: Int32Array, bytes: Uint8Array, from: Int32Array, indexes: Uint32Array): void {
  const count = indexes.length;
  for (let at = 0; at < count;) {
    const start = from[indexes[at]!]!;
    const target = offsets[at]!;
    let size = offsets[++at]! - target;
    while (at < count && from[indexes[at]!] === start + size) size = offsets[++at]! - target;
    if (size <= 32) for (let byte = 0; byte < size; byte++) out[target + byte] = bytes[start + byte]!;
    else moveBytes(out, target, bytes, start, size);
  }
}

/** Bytes within the column memory move without making views; a source elsewhere is copied through one. */
function moveBytes(out: Uint8Array, target: number, bytes: Uint8Array, start: number, size: number): void {
  const all = allBytes();
  if (bytes.buffer === all.buffer && out.buffer === all.buffer) all.copyWithin(out.byteOffset + target, bytes.byteOffset + start, bytes.byteOffset + start + size);
  else out.set(bytes.subarray(start, start + size), target);
}

function gatherRanges(column: Column, indexes: Uint32Array, arena: Arena): Partial<Column> {
  const from = offsetsOf(column);
  const offsets = rangesOf(column, indexes, arena);
  const inner = arena.uint32(offsets[indexes.length]!);
  for (let at = 0, next = 0; at < indexes.length; at++) {
    const size = offsets[at + 1]! - offsets[at]!;
    const start = from[indexes[at]!]!;
    for (let item = 0; item < size; item++) inner[next++] = start + item;
  }
  return { offsets, children: column.children.map((child) => gatherColumn(child, inner, arena)) };
}

function concatValidity(columns: readonly Column[], length: number, arena: Arena): Bitmap {
  if (columns.every((column) => column.validity === undefined)) return undefined;
  const out = arena.bitmap(length, 1);
  let at = 0;
  for (const column of columns) {
    if (column.validity !== undefined) for (let row = 0; row < column.length; row++) if (!isValid(column.validity, row)) setNull(out, at + row);
    at += column.length;
  }
  return out;
}

function concatValues(type: DataType, columns: readonly Column[], length: number, arena: Arena): ValueArray {
  const layout = layoutOf(type);
  const width = layout === 'i128' ? 2 : 1;
  const out = allocateValues(arena, layout, length)!;
  let at = 0;
  for (const column of columns) {
    (out as Float64Array).set(column.values!.subarray(0, column.length * width) as Float64Array, at);
    at += column.length * width;
  }
  return out;
}

function concatBytes(columns: readonly Column[], length: number, arena: Arena): Partial<Column> {
  const offsets = arena.int32(length + 1);
  offsets[0] = 0;
  let row = 0;
  for (const column of columns) row = appendOffsets(offsets, row, column);
  const bytes = arena.uint8(offsets[length]!);
  let at = 0;
  for (const column of columns) {
    const from = offsetsOf(column);
    const size = from[column.length]! - from[0]!;
    if (size > 0) bytes.set(bytesOf(column).subarray(from[0]!, from[0]! + size), at);
    at += size;
  }
  return { offsets, bytes };
}

function concatRanges(columns: readonly Column[], length: number, arena: Arena): Partial<Column> {
  const offsets = arena.int32(length + 1);
  offsets[0] = 0;
  let row = 0;
  for (const column of columns) row = appendOffsets(offsets, row, column);
  const whole = columns.map((column) => ({ ...column, children: column.children.map((child) => sliceColumn(child, offsetsOf(column)[0]!, offsetsOf(column)[column.length]!, arena)) }));
  const children = concatChildren(whole, arena);
  return { offsets, children: children.length > 0 ? children : columns[0]!.children.map((child) => nullColumn(child.type, 0, arena)) };
}

function concatChildren(columns: readonly Column[], arena: Arena): readonly Column[] {
  return columns[0]!.children.map((child, index) => concatColumns(child.type, columns.map((column) => column.children[index]!), arena));
}

/** A field that is constant may know another number of rows than its struct. */
function fitChildren(column: Column): Column {
  return { ...column, children: column.children.map((child) => withLength(child, column.length)) };
}

function appendOffsets(offsets: Int32Array, row: number, column: Column): number {
  const from = offsetsOf(column);
  const shift = offsets[row]! - from[0]!;
  for (let at = 1; at <= column.length; at++) offsets[row + at] = from[at]! + shift;
  return row + column.length;
}

function sliceColumn(column: Column, start: number, end: number, arena: Arena): Column {
  if (start === 0 && end === column.length) return column;
  const indexes = arena.uint32(end - start);
  for (let at = 0; at < indexes.length; at++) indexes[at] = start + at;
  return gatherColumn(column, indexes, arena);
}
