import { invariant } from '../errors/stream-error.ts';
import { activeCollation } from '../types/collation.ts';
import type { DataType } from '../types/data-type.ts';
import { type Layout, layoutOf } from '../types/layout.ts';
import type { Arena } from './arena.ts';
import { type Bitmap, intersectBitmaps } from './bitmap.ts';
import { childTypes } from './builder.ts';
import { Canonical, canonicalValues } from './collation.ts';
import { encodeNested } from './nested-key.ts';
import type { Rows, Selection } from './chunk.ts';
import { bytesOf, type Column, offsetsOf } from './column.ts';
import { withLength } from './constant.ts';
import { expandConstant } from './gather.ts';
import type { KeyBatch } from './hash-table.ts';
import { addressOf, loadKernels } from './kernels.ts';

/**
 * Rows of key columns as one key each, so that equal rows have equal keys (NULL equals NULL, NaN equals NaN, -0.0 equals 0.0).
 *
 * | shape | when | key |
 * |---|---|---|
 * | long  | one fixed-width column of up to 8 bytes | its value in 64 bits |
 * | bytes | one string or binary column | its bytes |
 * | rows  | everything else | see below |
 *
 *   row  =  fixed fields | u32 length of every variable field but the last | NULL bits | bytes of the variable fields
 *
 * Structs are taken apart into their fields (and a NULL bit of their own). Arrays and maps become bytes by `encodeNested`.
 * The layout depends on the types alone: state in a checkpoint is keyed by it. Texts with a collation are keyed in their canonical form,
 * which for the order of a locale is known to this layout object alone.
 */
export interface KeyLayout {
  readonly shape: 'long' | 'bytes' | 'rows';
  readonly types: readonly DataType[];
  readonly leaves: readonly KeyLeaf[];
  /** rows: size of the fixed part, and where its NULL bits and length fields start. */
  readonly fixedBytes: number;
  readonly nullsAt: number;
  readonly nullBytes: number;
  readonly lengthsAt: number;
  readonly variableCount: number;
}

export interface KeyLeaf {
  /** Index of the key column, then of children. */
  readonly path: readonly number[];
  readonly type: DataType;
  readonly layout: Layout;
  /** Fixed: offset in the row. */
  readonly at: number;
  readonly width: number;
  /** Variable: its number among the variable fields, else -1. */
  readonly variable: number;
  readonly nullBit: number;
  /** Texts with a collation, alone and inside of arrays and maps. */
  readonly canonical: Canonical | undefined;
  readonly canonicalNested: ReturnType<typeof canonicalValues>;
}

export const fixedWidths = { none: 0, struct: 0, bool: 1, i8: 1, i16: 2, i32: 4, f32: 4, i64: 8, f64: 8, i128: 16, bytes: -1, list: -1, map: -1 } as const satisfies Record<Layout, number>;

export function keyLayoutOf(types: readonly DataType[]): KeyLayout {
  const flat: { path: number[]; type: DataType }[] = [];
  types.forEach((type, index) => flatten(type, [index], flat));
  const leaves: KeyLeaf[] = [];
  let at = 0;
  let variableCount = 0;
  flat.forEach(({ path, type }, nullBit) => {
    const layout = layoutOf(type);
    const width = fixedWidths[layout];
    const collation = activeCollation(type);
    const canonical = collation && new Canonical(collation);
    const canonicalNested = layout === 'list' || layout === 'map' ? canonicalValues(type) : undefined;
    leaves.push({ path, type, layout, at, width: Math.max(0, width), variable: width < 0 ? variableCount++ : -1, nullBit, canonical, canonicalNested });
    at += Math.max(0, width);
  });
  const only = leaves.length === 1 ? leaves[0]! : undefined;
  const shape = only === undefined ? 'rows' : only.layout === 'bytes' ? 'bytes' : only.width > 0 && only.width <= 8 ? 'long' : 'rows';
  const nullsAt = at + 4 * Math.max(0, variableCount - 1);
  const nullBytes = (leaves.length + 7) >> 3;
  return { shape, types, leaves, lengthsAt: at, nullsAt, nullBytes, fixedBytes: nullsAt + nullBytes, variableCount };
}

/** Keys of the rows that count. Scratch and result live in the arena. */
export function encodeKeys(layout: KeyLayout, columns: readonly Column[], rows: Rows, arena: Arena): KeyBatch {
  const { rowCount, selection } = rows;
  const count = selection?.length ?? rowCount;
  if (layout.shape === 'long') {
    const column = wholeColumn(columns[0]!, rowCount, arena);
    return { kind: 'long', values: longValues(column, rowCount, arena), validity: column.validity };
  }
  const hashes = arena.uint32(count);
  if (layout.shape === 'bytes') {
    const { canonical } = layout.leaves[0]!;
    const column = wholeColumn(canonical === undefined ? columns[0]! : canonical.column(columns[0]!, rows, arena), rowCount, arena);
    return { kind: 'bytes', offsets: offsetsOf(column), bytes: bytesOf(column), validity: column.validity, dense: false, hashes };
  }
  return { kind: 'bytes', ...encodeRows(layout, columns, rowCount, selection, count, arena), validity: undefined, dense: true, hashes };
}

interface EncodingKernels {
  addLengths(offsets: number, validity: number, selection: number, count: number, lengths: number): void;
  rowOffsets(lengths: number, count: number, fixed: number, offsets: number): number;
  clearNulls(offsets: number, count: number, field: number, size: number, out: number): void;
  writeNulls(validity: number, selection: number, count: number, offsets: number, field: number, bit: number, out: number): void;
  write1: FixedWriter; write2: FixedWriter; write4: FixedWriter; write8: FixedWriter; write16: FixedWriter;
  writeBytes(from: number, bytes: number, validity: number, selection: number, count: number, offsets: number, lengthField: number, cursors: number, out: number): void;
  fillCursors(cursors: number, count: number, start: number): void;
  layRows(from: number, bytes: number, validity: number, selection: number, count: number, fixed: number, nullsAt: number, offsets: number, out: number): number;
  normalizeDoubles: Mapper; normalizeFloats: Mapper;
  widen1: Mapper; widen2: Mapper; widen4: Mapper;
}
type FixedWriter = (values: number, validity: number, selection: number, count: number, offsets: number, field: number, out: number) => void;
type Mapper = (values: number, count: number, out: number) => void;

let loaded: EncodingKernels | undefined;
const kernels = (): EncodingKernels => (loaded ??= loadKernels<EncodingKernels>('key-encoding'));

function encodeRows(layout: KeyLayout, columns: readonly Column[], rowCount: number, selection: Selection, count: number, arena: Arena): { offsets: Int32Array; bytes: Uint8Array } {
  const kernel = kernels();
  const selected = addressOf(selection);
  const fields = layout.leaves.map((leaf) => leafColumn(leaf, columns, rowCount, selection, arena));
  const variables = layout.leaves.flatMap((leaf, index) => (leaf.variable >= 0 ? [fields[index]!] : []));
  const laid = variables.length > 1 ? layMany(layout, variables, { selected, count }, arena) : layOne(layout, variables[0], { rowCount, selection }, arena);
  const { offsets, bytes, cursors } = laid;
  layout.leaves.forEach((leaf, index) => {
    const column = fields[index]!;
    const validity = addressOf(column.validity);
    if (leaf.variable >= 0 && cursors !== undefined) {
      const lengthField = leaf.variable === layout.variableCount - 1 ? 0xffffffff : layout.lengthsAt + 4 * leaf.variable;
      kernel.writeBytes(offsetsOf(column).byteOffset, bytesOf(column).byteOffset, validity, selected, count, offsets.byteOffset, lengthField, cursors.byteOffset, bytes.byteOffset);
    } else if (leaf.width > 0) {
      writerOf(kernel, leaf.width)(column.values!.byteOffset, validity, selected, count, offsets.byteOffset, leaf.at, bytes.byteOffset);
    }
    if (validity !== 0) kernel.writeNulls(validity, selected, count, offsets.byteOffset, layout.nullsAt + (leaf.nullBit >> 3), leaf.nullBit & 7, bytes.byteOffset);
  });
  return { offsets, bytes };
}

interface LaidRows { readonly offsets: Int32Array; readonly bytes: Uint8Array; /** Where the next variable field goes; absent when all are written. */ readonly cursors: Uint32Array | undefined }
interface SelectedCount { readonly selected: number; readonly count: number }

/** At most one variable field: one pass. */
function layOne(layout: KeyLayout, variable: Column | undefined, rows: Rows, arena: Arena): LaidRows {
  const count = rows.selection?.length ?? rows.rowCount;
  const offsets = arena.int32(count + 1);
  const from = variable === undefined ? undefined : offsetsOf(variable);
  const bytes = arena.uint8(layout.fixedBytes * count + (from === undefined ? 0 : variableBytes(from, rows.rowCount, rows.selection)));
  const total = kernels().layRows(
    addressOf(from), addressOf(variable?.bytes), addressOf(variable?.validity), addressOf(rows.selection), count, layout.fixedBytes, layout.nullsAt, offsets.byteOffset, bytes.byteOffset,
  );
  return { offsets, bytes: bytes.subarray(0, total), cursors: undefined };
}

/** Bytes of the selected values; those below a NULL count too, which only wastes room. */
function variableBytes(from: Int32Array, rowCount: number, selection: Selection): number {
  if (selection === undefined) return from[rowCount]! - from[0]!;
  let sum = 0;
  for (const row of selection) sum += from[row + 1]! - from[row]!;
  return sum;
}

function layMany(layout: KeyLayout, variables: readonly Column[], { selected, count }: SelectedCount, arena: Arena): LaidRows {
  const kernel = kernels();
  const lengths = arena.uint32(count).fill(0);
  for (const column of variables) kernel.addLengths(offsetsOf(column).byteOffset, addressOf(column.validity), selected, count, lengths.byteOffset);
  const offsets = arena.int32(count + 1);
  const bytes = arena.uint8(kernel.rowOffsets(lengths.byteOffset, count, layout.fixedBytes, offsets.byteOffset));
  kernel.clearNulls(offsets.byteOffset, count, layout.nullsAt, layout.nullBytes, bytes.byteOffset);
  const cursors = arena.uint32(count);
  kernel.fillCursors(cursors.byteOffset, count, layout.fixedBytes);
  return { offsets, bytes, cursors };
}

/** The column of a leaf: NULL where any struct around it is, floats normalised, arrays and maps as bytes. */
function leafColumn(leaf: KeyLeaf, columns: readonly Column[], rowCount: number, selection: Selection, arena: Arena): Column {
  let column = wholeColumn(columns[leaf.path[0]!]!, rowCount, arena);
  let validity: Bitmap = column.validity;
  for (const child of leaf.path.slice(1)) {
    column = wholeColumn(withLength(column.children[child]!, rowCount), rowCount, arena);
    validity = intersectBitmaps(validity, column.validity, rowCount, arena);
  }
  if (leaf.layout === 'list' || leaf.layout === 'map') return { ...encodeNested(column, { rowCount, selection }, arena, { canonical: leaf.canonicalNested }), validity };
  if (leaf.layout === 'none') return { ...column, validity: arena.bitmap(rowCount, 0) };
  if (leaf.layout === 'f64' || leaf.layout === 'f32') return { ...normalized(column, rowCount, arena), validity };
  if (leaf.canonical !== undefined) return { ...leaf.canonical.column({ ...column, validity }, { rowCount, selection }, arena), validity };
  return validity === column.validity ? column : { ...column, validity };
}

function longValues(column: Column, rowCount: number, arena: Arena): BigInt64Array {
  const layout = layoutOf(column.type);
  if (layout === 'i64') return column.values as BigInt64Array;
  const out = arena.int64(rowCount);
  if (layout === 'f64') kernels().normalizeDoubles(column.values!.byteOffset, rowCount, out.byteOffset);
  else {
    const from = layout === 'f32' ? normalized(column, rowCount, arena) : column;
    widenerOf(layout)(from.values!.byteOffset, rowCount, out.byteOffset);
  }
  return out;
}

function normalized(column: Column, rowCount: number, arena: Arena): Column {
  if (layoutOf(column.type) === 'f64') {
    const values = arena.float64(rowCount);
    kernels().normalizeDoubles(column.values!.byteOffset, rowCount, values.byteOffset);
    return { ...column, values };
  }
  const values = arena.float32(rowCount);
  kernels().normalizeFloats(column.values!.byteOffset, rowCount, values.byteOffset);
  return { ...column, values };
}

/** Kernels read one value per row. */
function wholeColumn(column: Column, rowCount: number, arena: Arena): Column {
  return column.mask === 0 && layoutOf(column.type) !== 'none' ? expandConstant(withLength(column, rowCount), arena) : column;
}

function writerOf(kernel: EncodingKernels, width: number): FixedWriter {
  switch (width) {
    case 1: return kernel.write1;
    case 2: return kernel.write2;
    case 4: return kernel.write4;
    case 8: return kernel.write8;
    default: return kernel.write16;
  }
}

function widenerOf(layout: Layout): Mapper {
  switch (layout) {
    case 'bool': case 'i8': return kernels().widen1;
    case 'i16': return kernels().widen2;
    default: invariant(layout === 'i32' || layout === 'f32', 'a long key has up to 8 bytes'); return kernels().widen4;
  }
}

function flatten(type: DataType, path: number[], out: { path: number[]; type: DataType }[]): void {
  out.push({ path, type });
  if (layoutOf(type) === 'struct') childTypes(type).forEach((child, index) => flatten(child, [...path, index], out));
}
