import type { DataType } from '../types/data-type.ts';
import { type Layout, layoutOf } from '../types/layout.ts';
import type { Arena } from './arena.ts';
import { type Bitmap, setNull } from './bitmap.ts';
import { allocateValues, columnOf } from './builder.ts';
import { type Column, makeColumn, type ValueArray } from './column.ts';
import { nullColumn } from './constant.ts';
import { type HashTable, NO_ID } from './hash-table.ts';
import type { KeyLayout, KeyLeaf } from './key-encoding.ts';
import { loadKernels } from './kernels.ts';
import { decodeValue } from './nested-key.ts';
import { gatherLoop } from './stamp.ts';

interface DecodingKernels {
  read1: FixedReader; read2: FixedReader; read4: FixedReader; read8: FixedReader; read16: FixedReader;
  readNulls(rows: number, offsets: number, count: number, field: number, bit: number, validity: number): number;
  readOffsets(rows: number, offsets: number, count: number, lengthFields: number, fixed: number, index: number, last: number, out: number): number;
  readBytes(rows: number, offsets: number, count: number, lengthFields: number, fixed: number, index: number, outOffsets: number, out: number): void;
  narrow1: Mapper; narrow2: Mapper; narrow4: Mapper;
}
type FixedReader = (rows: number, offsets: number, count: number, field: number, values: number) => void;
type Mapper = (values: number, count: number, out: number) => void;

let loaded: DecodingKernels | undefined;
const kernels = (): DecodingKernels => (loaded ??= loadKernels<DecodingKernels>('key-encoding'));

/** The key columns of the given ids: what `encodeKeys` was given, but for NaNs and zeros, which are all alike. */
export function decodeKeys(layout: KeyLayout, table: HashTable, ids: Uint32Array, arena: Arena): readonly Column[] {
  if (layout.types.length === 0) return [];
  if (layout.shape === 'long') return [decodeLongs(layout.types[0]!, table, ids, arena)];
  const offsets = arena.int32(ids.length + 1);
  const bytes = table.byteKeys(ids, offsets, (length) => arena.uint8(length));
  if (layout.shape === 'bytes') return [makeColumn(layout.types[0]!, ids.length, { validity: nullRow(table, ids, arena), offsets, bytes })];
  const rows = { bytes, offsets, count: ids.length };
  const leaves = layout.leaves.map((leaf) => decodeLeaf(layout, leaf, rows, arena));
  return layout.types.map((_, index) => assemble(layout.leaves, leaves, [index]));
}

interface EncodedRows { readonly bytes: Uint8Array; readonly offsets: Int32Array; readonly count: number }

function decodeLongs(type: DataType, table: HashTable, ids: Uint32Array, arena: Arena): Column {
  const longs = arena.int64(ids.length);
  gatherLoop(8)(longs, table.longKeys(), ids, ids.length);
  const validity = nullRow(table, ids, arena);
  const layout = layoutOf(type);
  if (layout === 'i64') return makeColumn(type, ids.length, { values: longs, validity });
  if (layout === 'f64') return makeColumn(type, ids.length, { values: new Float64Array(longs.buffer, longs.byteOffset, longs.length), validity });
  const values = allocateValues(arena, layout, ids.length)!;
  narrowerOf(layout)(longs.byteOffset, ids.length, values.byteOffset);
  return makeColumn(type, ids.length, { values, validity });
}

/** Validity of single keys, where NULL is an id of its own. */
function nullRow(table: HashTable, ids: Uint32Array, arena: Arena): Bitmap {
  const at = ids.indexOf(table.nullId ?? NO_ID);
  if (at < 0) return undefined;
  const bits = arena.bitmap(ids.length, 1);
  for (let row = at; row < ids.length; row++) if (ids[row] === table.nullId) setNull(bits, row);
  return bits;
}

function decodeLeaf(layout: KeyLayout, leaf: KeyLeaf, rows: EncodedRows, arena: Arena): Column {
  const { bytes, offsets, count } = rows;
  if (leaf.layout === 'none') return nullColumn(leaf.type, count, arena);
  const bits = arena.bitmap(count, 1);
  const nulls = kernels().readNulls(bytes.byteOffset, offsets.byteOffset, count, layout.nullsAt + (leaf.nullBit >> 3), leaf.nullBit & 7, bits.byteOffset);
  const validity = nulls > 0 ? bits : undefined;
  if (leaf.layout === 'struct') return makeColumn(leaf.type, count, { validity });
  if (leaf.variable >= 0) {
    const variable = decodeVariable(layout, leaf, rows, arena);
    if (leaf.layout === 'bytes') return { ...variable, type: leaf.type, validity };
    return decodeNestedColumn(leaf.type, { ...variable, validity }, count, arena);
  }
  const values = allocateValues(arena, leaf.layout, count)!;
  readerOf(leaf.width)(bytes.byteOffset, offsets.byteOffset, count, leaf.at, values.byteOffset);
  return makeColumn(leaf.type, count, { values: values as ValueArray, validity });
}

function decodeVariable(layout: KeyLayout, leaf: KeyLeaf, { bytes, offsets, count }: EncodedRows, arena: Arena): Column {
  const last = leaf.variable === layout.variableCount - 1 ? 1 : 0;
  const outOffsets = arena.int32(count + 1);
  const total = kernels().readOffsets(bytes.byteOffset, offsets.byteOffset, count, layout.lengthsAt, layout.fixedBytes, leaf.variable, last, outOffsets.byteOffset);
  const out = arena.uint8(total);
  kernels().readBytes(bytes.byteOffset, offsets.byteOffset, count, layout.lengthsAt, layout.fixedBytes, leaf.variable, outOffsets.byteOffset, out.byteOffset);
  return makeColumn(leaf.type, count, { offsets: outOffsets, bytes: out });
}

/** A column whose values were encoded by `encodeNested`. */
export function decodeNestedColumn(type: DataType, encoded: Column, count: number, arena: Arena): Column {
  const { offsets, bytes, validity } = encoded;
  return columnOf(type, Array.from({ length: count }, (_, row) => {
    if (validity !== undefined && (validity[row >> 3]! & (1 << (row & 7))) === 0) return null;
    return decodeValue(type, bytes!.subarray(offsets![row]!, offsets![row + 1]!));
  }), arena);
}

/** Puts structs together again. */
function assemble(leaves: readonly KeyLeaf[], columns: readonly Column[], path: readonly number[]): Column {
  const index = leaves.findIndex((leaf) => leaf.path.length === path.length && leaf.path.every((step, depth) => step === path[depth]));
  const column = columns[index]!;
  if (leaves[index]!.layout !== 'struct') return column;
  const children = leaves.filter((leaf) => leaf.path.length === path.length + 1 && path.every((step, depth) => leaf.path[depth] === step));
  return { ...column, children: children.map((child) => assemble(leaves, columns, child.path)) };
}

function readerOf(width: number): FixedReader {
  switch (width) {
    case 1: return kernels().read1;
    case 2: return kernels().read2;
    case 4: return kernels().read4;
    case 8: return kernels().read8;
    default: return kernels().read16;
  }
}

function narrowerOf(layout: Layout): Mapper {
  switch (layout) {
    case 'bool': case 'i8': return kernels().narrow1;
    case 'i16': return kernels().narrow2;
    default: return kernels().narrow4;
  }
}
