import type { Arena } from '../columnar/arena.ts';
import { isValid } from '../columnar/bitmap.ts';
import { allocateValues, childTypes } from '../columnar/builder.ts';
import type { Rows } from '../columnar/chunk.ts';
import { bytesOf, type Column, makeColumn, offsetsOf, type ValueArray } from '../columnar/column.ts';
import { nullColumn, withLength } from '../columnar/constant.ts';
import { integersOf } from '../columnar/gather.ts';
import { BlobStateColumn, FixedStateColumn, type StateColumn, type StateColumnType } from '../columnar/group-state.ts';
import { decodeNestedColumn } from '../columnar/key-decoding.ts';
import { encodeNested } from '../columnar/nested-key.ts';
import { gatherLoop } from '../columnar/stamp.ts';
import type { StateField } from '../columnar/state-field.ts';
import { invariant } from '../errors/stream-error.ts';
import type { DataType } from '../types/data-type.ts';
import { type Layout, layoutOf } from '../types/layout.ts';

/**
 * Whole rows as state: how the columns of a schema lie in state columns.
 *
 * | type | state columns |
 * |---|---|
 * | any | valid (bool), then: |
 * | fixed width | the value |
 * | string, binary | blob |
 * | struct | those of its fields |
 * | array, map | blob, encoded value by value |
 */
export class RowColumns {
  readonly stateTypes: readonly StateColumnType[];
  readonly #types: readonly DataType[];

  constructor(types: readonly DataType[]) {
    this.#types = types;
    this.stateTypes = types.flatMap(stateTypesOf);
  }

  /** Where each column is, when the first state column is number `at`. */
  fieldsFrom(at: number): readonly StateField[] {
    let next = at;
    return this.#types.map((type) => {
      const field = { read: 'row', at: next } as const;
      next += stateTypesOf(type).length;
      return field;
    });
  }

  /** Writes rows `sources[i]` of the columns to state rows `rows[i]`. */
  write(state: readonly StateColumn[], rows: Uint32Array, columns: readonly Column[], sources: Uint32Array, arena: Arena): void {
    const cursor = { at: 0 };
    this.#types.forEach((type, index) => { writeColumn({ state, rows, sources, arena }, cursor, type, columns[index]!); });
  }

  /** The columns of the given state rows, in that order. */
  read(state: readonly StateColumn[], rows: Uint32Array, arena: Arena): Column[] {
    const cursor = { at: 0 };
    return this.#types.map((type) => readColumn({ state, rows, arena }, cursor, type));
  }
}

interface Reading { readonly state: readonly StateColumn[]; readonly rows: Uint32Array; readonly arena: Arena }
interface Writing extends Reading { readonly sources: Uint32Array }
interface Cursor { at: number }

function stateTypesOf(type: DataType): StateColumnType[] {
  const layout = layoutOf(type);
  switch (layout) {
    case 'none': return ['bool'];
    case 'bytes': case 'list': case 'map': return ['bool', 'blob'];
    case 'struct': return ['bool', ...childTypes(type).flatMap(stateTypesOf)];
    default: return ['bool', layout];
  }
}

function writeColumn(writing: Writing, cursor: Cursor, type: DataType, column: Column): void {
  const { state, rows, sources, arena } = writing;
  const valid = fixedAt(state, cursor.at++).values as Uint8Array;
  for (let at = 0; at < rows.length; at++) valid[rows[at]!] = type.kind !== 'null' && isValid(column.validity, sources[at]! & column.mask) ? 1 : 0;
  const layout = layoutOf(type);
  if (layout === 'none') return;
  if (layout === 'struct') {
    childTypes(type).forEach((child, index) => { writeColumn(writing, cursor, child, childAt(column, index)); });
    return;
  }
  const target = state[cursor.at++]!;
  const physical = column.mask === 0 ? arena.uint32(sources.length).fill(0) : sources;
  if (target instanceof FixedStateColumn) { scatterLoop(layout)(target.values, column.values!, rows, physical); return; }
  const bytes = layout === 'bytes' ? column : encodeNested(withLength(column, column.mask === 0 ? 1 : column.length), allOf(column), arena, { sortMaps: false });
  target.setMany(rows, bytesOf(bytes), offsetsOf(bytes), physical);
}

/** Fields of a constant struct are constant too, whatever their mask says. */
function childAt(column: Column, index: number): Column {
  const child = column.children[index]!;
  return column.mask === 0 && child.mask !== 0 ? { ...child, mask: 0 } : child;
}

function allOf(column: Column): Rows {
  return { rowCount: column.mask === 0 ? 1 : column.length, selection: undefined };
}

function readColumn(reading: Reading, cursor: Cursor, type: DataType): Column {
  const { state, rows, arena } = reading;
  const validity = validityOf(fixedAt(state, cursor.at++).values as Uint8Array, rows, arena);
  const layout = layoutOf(type);
  if (layout === 'none') return nullColumn(type, rows.length, arena);
  if (layout === 'struct') return makeColumn(type, rows.length, { validity, children: childTypes(type).map((child) => readColumn(reading, cursor, child)) });
  const from = state[cursor.at++]!;
  if (from instanceof BlobStateColumn) {
    const offsets = arena.int32(rows.length + 1);
    const bytes = from.getMany(rows, offsets, (length) => arena.uint8(length));
    const column = makeColumn(type, rows.length, { validity, offsets, bytes });
    return layout === 'bytes' ? column : decodeNestedColumn(type, column, rows.length, arena);
  }
  const values = allocateValues(arena, layout, rows.length)!;
  gatherLoop(from.width as 8)(integersOf(values), integersOf(from.values), rows, rows.length);
  return makeColumn(type, rows.length, { validity, values });
}

function validityOf(valid: Uint8Array, rows: Uint32Array, arena: Arena): Uint8Array | undefined {
  let bits: Uint8Array | undefined;
  for (let at = 0; at < rows.length; at++) {
    if (valid[rows[at]!] === 1) continue;
    bits ??= arena.bitmap(rows.length, 1);
    bits[at >> 3]! &= ~(1 << (at & 7));
  }
  return bits;
}

function fixedAt(state: readonly StateColumn[], at: number): FixedStateColumn {
  const column = state[at];
  invariant(column instanceof FixedStateColumn, 'a row column begins with its validity');
  return column;
}

type Scatter = (to: ValueArray, from: ValueArray, rows: Uint32Array, sources: Uint32Array) => void;

function scatterLoop(layout: Layout): Scatter {
  if (layout === 'i64') return scatterLongs;
  if (layout === 'f64') return scatterDoubles;
  return layout === 'i128' ? scatterWide : scatterNumbers;
}

function scatterLongs(to: ValueArray, from: ValueArray, rows: Uint32Array, sources: Uint32Array): void {
  const target = to as BigInt64Array;
  const source = from as BigInt64Array;
  for (let at = 0; at < rows.length; at++) target[rows[at]!] = source[sources[at]!]!;
}

function scatterDoubles(to: ValueArray, from: ValueArray, rows: Uint32Array, sources: Uint32Array): void {
  const target = to as Float64Array;
  const source = from as Float64Array;
  for (let at = 0; at < rows.length; at++) target[rows[at]!] = source[sources[at]!]!;
}

function scatterWide(to: ValueArray, from: ValueArray, rows: Uint32Array, sources: Uint32Array): void {
  const target = to as BigInt64Array;
  const source = from as BigInt64Array;
  for (let at = 0; at < rows.length; at++) {
    target[2 * rows[at]!] = source[2 * sources[at]!]!;
    target[2 * rows[at]! + 1] = source[2 * sources[at]! + 1]!;
  }
}

function scatterNumbers(to: ValueArray, from: ValueArray, rows: Uint32Array, sources: Uint32Array): void {
  for (let at = 0; at < rows.length; at++) to[rows[at]!] = from[sources[at]!]!;
}
