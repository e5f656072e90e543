import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { childOf, type Column, offsetsOf, withParts } from '../../columnar/column.ts';
import { isConstantNull, nullColumn, withLength } from '../../columnar/constant.ts';
import { commonValidity } from '../../columnar/stamp.ts';
import { intersectBitmaps } from '../../columnar/bitmap.ts';
import { expandConstant } from '../../columnar/gather.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { DataType } from '../../types/data-type.ts';
import type { CastShape } from './cast-shape.ts';
import type { Kernel, KernelContext } from '../function.ts';

/** Casts arrays, maps and structs part by part: the shape stays, the parts are columns and are cast as such. */
export function collectionCast(shape: CastShape, castPart: (shape: CastShape) => Kernel): Kernel {
  const parts = partsOf(shape.from, shape.to).map(([from, to]) => castPart({ ...shape, from, to }));
  return ([column], rows, context) => {
    const inner = shape.from.kind === 'struct' ? liveRows(column!, rows, context.arena) : elementRows(column!, rows, context.arena);
    const children = parts.map((kernel, index) => castColumn(kernel, partsOf(shape.from, shape.to)[index]![1], fitted(childOf(column!, index), inner), { rows: inner, context }));
    return withParts(column!, { type: shape.to, children });
  };
}

function partsOf(from: DataType, to: DataType): readonly (readonly [DataType, DataType])[] {
  if (from.kind === 'array' && to.kind === 'array') return [[from.element, to.element]];
  if (from.kind === 'map' && to.kind === 'map') return [[from.key, to.key], [from.value, to.value]];
  invariant(from.kind === 'struct' && to.kind === 'struct', `a cast from ${from.kind} to ${to.kind} exists`);
  return from.fields.map((field, index) => [field.type, to.fields[index]!.type] as const);
}

/** NULL parts stay NULL; a kernel never sees a constant NULL. */
function castColumn(kernel: Kernel, type: DataType, column: Column, { rows, context }: { rows: Rows; context: KernelContext }): Column {
  if (rows.rowCount === 0 || rows.selection?.length === 0 || isConstantNull(column)) return nullColumn(type, rows.rowCount, context.arena);
  const cast = kernel([column], rows, context);
  const common = commonValidity([column], rows.rowCount, context.arena);
  if (common === undefined || common === cast.validity || isConstantNull(cast)) return cast;
  const expanded = expandConstant(cast, context.arena);
  return { ...expanded, validity: intersectBitmaps(common, expanded.validity, rows.rowCount, context.arena) };
}

/** A constant field knows one row; an ordinary one as many as its parent. */
function fitted(column: Column, rows: Rows): Column {
  return column.mask === 0 ? withLength(column, rows.rowCount) : column;
}

/** Rows of a struct whose fields count. */
function liveRows(column: Column, rows: Rows, arena: Arena): Rows {
  if (column.mask === 0) return { rowCount: 1, selection: undefined };
  if (column.validity === undefined) return rows;
  const count = rows.selection?.length ?? rows.rowCount;
  const live = arena.uint32(count);
  let found = 0;
  for (let at = 0; at < count; at++) {
    const row = rows.selection === undefined ? at : rows.selection[at]!;
    if (isValid(column.validity, row)) live[found++] = row;
  }
  return { rowCount: rows.rowCount, selection: live.subarray(0, found) };
}

/** Elements that belong to selected rows that are not NULL, so that an error is raised only for those. */
function elementRows(column: Column, rows: Rows, arena: Arena): Rows {
  const offsets = offsetsOf(column);
  const parent = column.mask === 0 ? { rowCount: 1, selection: undefined } : rows;
  const rowCount = parent.rowCount === 0 ? 0 : childOf(column, 0).length;
  if (parent.selection === undefined && column.validity === undefined && offsets[0] === 0 && offsets[parent.rowCount] === rowCount) return { rowCount, selection: undefined };
  const count = parent.selection?.length ?? parent.rowCount;
  const elements = arena.uint32(rowCount);
  let found = 0;
  for (let at = 0; at < count; at++) {
    const row = parent.selection === undefined ? at : parent.selection[at]!;
    if (!isValid(column.validity, row)) continue;
    for (let element = offsets[row]!; element < offsets[row + 1]!; element++) elements[found++] = element;
  }
  return { rowCount, selection: elements.subarray(0, found) };
}
