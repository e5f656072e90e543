import type { DataType, StructType } from '../types/data-type.ts';
import { layoutOf } from '../types/layout.ts';
import type { Arena } from './arena.ts';
import { setNull } from './bitmap.ts';
import { allocateValues } from './builder.ts';
import type { Rows } from './chunk.ts';
import { type Column, makeColumn } from './column.ts';
import type { BlobStateColumn } from './group-state.ts';
import { addressOf, loadKernels } from './kernels.ts';
import { allBytes, memory } from './memory.ts';
import { firstFrames } from './nested-frames.ts';

/** Frames (nested-frames.ts) of whole columns at once, for the types that have them; the others go value by value. */

type Append = (pieces: number, groups: number, validity: number, selection: number, from: number, count: number, values: number, step: number, wrapped: number) => number;
type AppendTexts = (pieces: number, groups: number, validity: number, selection: number, from: number, count: number, bytes: number, offsets: number, step: number, wrapped: number) => number;

let loaded: { appendI32: Append; appendI64: Append; appendF64: Append; appendBytes: AppendTexts } | undefined;
const kernels = (): NonNullable<typeof loaded> => (loaded ??= loadKernels<NonNullable<typeof loaded>>('blobs'));

const appendNames = { i32: 'appendI32', i64: 'appendI64', f64: 'appendF64' } as const;

/** A frame without the bytes of a text: two lengths, two marks, a value. */
const FRAME_BYTES = 24;

/** Whether `appendFrames` takes columns of the type. */
export function appendsFrames(type: DataType): boolean {
  const layout = layoutOf(type);
  return layout === 'bytes' || layout in appendNames;
}

/** Adds a frame to `groups[row]` for every row that counts and is not NULL; `wrapped`: as a struct of one field. */
export function appendFrames(lists: BlobStateColumn, groups: Uint32Array, column: Column, rows: Rows, wrapped: boolean): void {
  const { rowCount, selection } = rows;
  const count = selection?.length ?? rowCount;
  const step = column.mask === 0 ? 0 : 1;
  const [validity, selected, wraps] = [addressOf(column.validity), addressOf(selection), Number(wrapped)];
  if (column.mask === 0 && column.validity !== undefined && (column.validity[0]! & 1) === 0) return;
  const nulls = column.mask === 0 ? 0 : validity;
  const layout = layoutOf(column.type);
  const append = layout === 'bytes'
    ? (from: number): number => kernels().appendBytes(lists.pieces, groups.byteOffset, nulls, selected, from, count, addressOf(column.bytes), addressOf(column.offsets), step, wraps)
    : (from: number): number => kernels()[appendNames[layout as keyof typeof appendNames]](lists.pieces, groups.byteOffset, nulls, selected, from, count, addressOf(column.values), step, wraps);
  for (let at = append(0); at < count; at = append(at)) {
    const row = selection === undefined ? at : selection[at]!;
    const place = row & column.mask;
    lists.reserve(groups[row]!, FRAME_BYTES + (column.offsets === undefined ? 0 : column.offsets[place + 1]! - column.offsets[place]!));
  }
}

export interface FramedColumns { readonly columns: readonly Column[]; /** Where the values of each group begin, and one behind the last. */ readonly offsets: Int32Array }

/** Whether `readFrameColumns` gives columns of the type. */
export function readsFrames(type: DataType): boolean {
  const layout = layoutOf(type);
  return layout === 'struct' ? type.kind === 'struct' && type.fields.every((one) => readsFrames(one.type)) : layout !== 'list' && layout !== 'map' && layout !== 'none';
}

/** The values of groups one after the other; `wrapped`: a column per field of the structs that the frames hold. */
export function readFrameColumns(types: readonly DataType[], lists: BlobStateColumn, groups: Uint32Array, arena: Arena, wrapped: boolean): FramedColumns {
  const offsets = arena.int32(groups.length + 1);
  const view = new DataView(memory.buffer);
  let count = 0;
  for (const group of groups) for (let at = lists.addressOf(group), end = at + lists.lengthOf(group); at < end; at += 4 + view.getUint32(at, true)) count++;
  const places = arena.uint32(count);
  offsets[0] = 0;
  const skip = wrapped ? 5 : 4;
  let next = 0;
  groups.forEach((group, index) => {
    for (let at = lists.addressOf(group), end = at + lists.lengthOf(group); at < end; at += 4 + view.getUint32(at, true)) places[next++] = at + skip;
    offsets[index + 1] = next;
  });
  return { columns: types.map((type) => readColumn(type, places, arena)), offsets };
}

/** The same without values that were there before in their group. */
export function readDistinctFrames(type: DataType, lists: BlobStateColumn, groups: Uint32Array, arena: Arena): { readonly column: Column; readonly offsets: Int32Array } {
  const view = new DataView(memory.buffer);
  const offsets = arena.int32(groups.length + 1);
  offsets[0] = 0;
  const found = Array.from(groups, (group, index) => {
    const first = firstFrames(allBytes(), view, lists.addressOf(group), lists.addressOf(group) + lists.lengthOf(group));
    offsets[index + 1] = offsets[index]! + first.length;
    return first;
  });
  const places = arena.uint32(offsets[groups.length]!);
  for (const [index, first] of found.entries()) for (let at = 0; at < first.length; at++) places[offsets[index]! + at] = first[at]! + 4;
  return { column: readColumn(type, places, arena), offsets };
}

/** The values that stand at `places`, which go on behind them. A place of 0 is NULL. */
function readColumn(type: DataType, places: Uint32Array, arena: Arena): Column {
  const bytes = allBytes();
  const count = places.length;
  let validity: Uint8Array | undefined;
  // Starts of contents; 0 where there is none.
  const starts = arena.uint32(count);
  for (let at = 0; at < count; at++) {
    const place = places[at]!;
    const known = place !== 0 && bytes[place] === 1;
    starts[at] = known ? place + 1 : 0;
    if (place !== 0) places[at] = place + 1;
    if (known) continue;
    validity ??= arena.bitmap(count, 1);
    setNull(validity, at);
  }
  const layout = layoutOf(type);
  if (layout === 'bytes') return makeColumn(type, count, { validity, ...readTexts(starts, places, arena) });
  if (layout !== 'struct') return makeColumn(type, count, { validity, values: readNumbers(layout, starts, places, arena) });
  const children = (type as StructType).fields.map((one) => readColumn(one.type, starts, arena));
  for (let at = 0; at < count; at++) if (starts[at] !== 0) places[at] = starts[at]!;
  return makeColumn(type, count, { validity, children });
}

function readTexts(starts: Uint32Array, places: Uint32Array, arena: Arena): Partial<Column> {
  const count = starts.length;
  const view = new DataView(memory.buffer);
  const offsets = arena.int32(count + 1);
  offsets[0] = 0;
  for (let at = 0; at < count; at++) offsets[at + 1] = offsets[at]! + (starts[at] === 0 ? 0 : view.getUint32(starts[at]!, true));
  const bytes = arena.uint8(offsets[count]!);
  const all = allBytes();
  for (let at = 0; at < count; at++) {
    if (starts[at] === 0) continue;
    const [from, to, length] = [starts[at]! + 4, offsets[at]!, offsets[at + 1]! - offsets[at]!];
    if (length > 32) bytes.set(all.subarray(from, from + length), to);
    else for (let byte = 0; byte < length; byte++) bytes[to + byte] = all[from + byte]!;
    places[at] = from + length;
  }
  return { offsets, bytes };
}

type Numbers = Exclude<ReturnType<typeof layoutOf>, 'none' | 'bytes' | 'list' | 'map' | 'struct'>;
const sizes: Readonly<Record<Numbers, number>> = { bool: 1, i8: 4, i16: 4, i32: 4, i64: 8, i128: 16, f32: 4, f64: 8 };

function readNumbers(layout: ReturnType<typeof layoutOf>, starts: Uint32Array, places: Uint32Array, arena: Arena): Column['values'] {
  const values = allocateValues(arena, layout, starts.length)!;
  const view = new DataView(memory.buffer);
  const size = sizes[layout as Numbers];
  const [words, longs] = [values as Int32Array, values as unknown as BigInt64Array];
  for (let at = 0; at < starts.length; at++) {
    const start = starts[at]!;
    if (start === 0) continue;
    places[at] = start + size;
    switch (layout) {
      case 'bool': words[at] = view.getUint8(start); break;
      case 'i64': longs[at] = view.getBigInt64(start, true); break;
      case 'i128': longs[2 * at] = view.getBigInt64(start, true); longs[2 * at + 1] = view.getBigInt64(start + 8, true); break;
      case 'f32': words[at] = view.getFloat32(start, true); break;
      case 'f64': words[at] = view.getFloat64(start, true); break;
      default: words[at] = view.getInt32(start, true);
    }
  }
  return values;
}
