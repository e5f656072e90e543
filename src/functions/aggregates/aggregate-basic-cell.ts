import { isValid } from '../../columnar/bitmap.ts';
import { allocateValues, columnOf } from '../../columnar/builder.ts';
import { type Column, makeColumn, type ValueArray } from '../../columnar/column.ts';
import { blobColumn, fixedColumn, type GroupState, type StateColumnType } from '../../columnar/group-state.ts';
import { decodeValue, encodeValue } from '../../columnar/nested-key.ts';
import { readValue } from '../../columnar/read.ts';
import type { BufferField } from '../../columnar/state-field.ts';
import type { Value } from '../../columnar/value.ts';
import type { DataType } from '../../types/data-type.ts';
import { type Layout, layoutOf } from '../../types/layout.ts';
import type { KernelContext } from '../function.ts';

/** What a group holds: nothing yet, a value, NULL. */
export const EMPTY = 0;
export const FILLED = 1;
export const NULL = 2;

/**
 * One value of any type per group, as state: a flag (EMPTY, FILLED, NULL) and the value. Fixed-width types keep it as it is, strings as
 * bytes, the rest encoded. `at` is where the two columns stand in the state of the aggregate.
 */
export interface Cell {
  readonly state: readonly StateColumnType[];
  /** `row` is logical. */
  put(state: GroupState, group: number, column: Column, row: number): void;
  copy(state: GroupState, group: number, other: GroupState, otherGroup: number): void;
  finish(state: GroupState, groups: Uint32Array, context: Pick<KernelContext, 'arena'>): Column;
  /** The cell as a column and a row of it, to compare with. The group is FILLED. */
  view(state: GroupState, group: number, context: Pick<KernelContext, 'arena'>): { readonly column: Column; readonly row: number };
}

export function cellOf(type: DataType, at = 0): Cell {
  const layout = layoutOf(type);
  if (layout === 'bytes') return bytesCell(type, at);
  return layout === 'none' || layout === 'list' || layout === 'map' || layout === 'struct' ? encodedCell(type, at) : fixedCell(type, layout, at);
}

/** A cell as a part of what state shows. */
export function cellField(name: string, type: DataType, at = 0): BufferField {
  const layout = layoutOf(type);
  const encoded = layout === 'none' || layout === 'list' || layout === 'map' || layout === 'struct';
  return { name, type, field: { read: encoded ? 'encoded' : 'row', at } };
}

export function flagsOf(state: GroupState, at = 0): Uint8Array {
  return fixedColumn(state, at).values as Uint8Array;
}

type FixedLayout = Exclude<Layout, 'none' | 'bytes' | 'list' | 'map' | 'struct'>;

function fixedCell(type: DataType, layout: FixedLayout, at: number): Cell {
  const width = layout === 'i128' ? 2 : 1;
  const copyValue = (to: ValueArray, target: number, from: ValueArray, source: number): void => {
    for (let word = 0; word < width; word++) (to as Float64Array)[target * width + word] = (from as Float64Array)[source * width + word]!;
  };
  const valuesOf = (state: GroupState): ValueArray => fixedColumn(state, at + 1).values;
  return {
    state: ['bool', layout],
    put(state, group, column, row) {
      const from = row & column.mask;
      const filled = isValid(column.validity, from);
      flagsOf(state, at)[group] = filled ? FILLED : NULL;
      if (filled) copyValue(valuesOf(state), group, column.values!, from);
    },
    copy(state, group, other, otherGroup) {
      flagsOf(state, at)[group] = flagsOf(other, at)[otherGroup]!;
      copyValue(valuesOf(state), group, valuesOf(other), otherGroup);
    },
    finish(state, groups, { arena }) {
      const values = allocateValues(arena, layout, groups.length)!;
      const from = valuesOf(state);
      for (let index = 0; index < groups.length; index++) copyValue(values, index, from, groups[index]!);
      return makeColumn(type, groups.length, { values, validity: filledOnly(state, at, groups, arena) });
    },
    view: (state, group) => {
      const values = valuesOf(state);
      return { column: makeColumn(type, values.length / width, { values }), row: group };
    },
  };
}

function bytesCell(type: DataType, at: number): Cell {
  return {
    state: ['bool', 'blob'],
    put(state, group, column, row) {
      const from = row & column.mask;
      const filled = isValid(column.validity, from);
      flagsOf(state, at)[group] = filled ? FILLED : NULL;
      if (filled) blobColumn(state, at + 1).set(group, column.bytes!.subarray(column.offsets![from]!, column.offsets![from + 1]!));
    },
    copy(state, group, other, otherGroup) {
      flagsOf(state, at)[group] = flagsOf(other, at)[otherGroup]!;
      blobColumn(state, at + 1).set(group, blobColumn(other, at + 1).get(otherGroup));
    },
    finish(state, groups, { arena }) {
      const blobs = blobColumn(state, at + 1);
      const offsets = arena.int32(groups.length + 1);
      offsets[0] = 0;
      for (let index = 0; index < groups.length; index++) offsets[index + 1] = offsets[index]! + blobs.lengthOf(groups[index]!);
      const bytes = arena.uint8(offsets[groups.length]!);
      for (let index = 0; index < groups.length; index++) bytes.set(blobs.get(groups[index]!), offsets[index]!);
      return makeColumn(type, groups.length, { offsets, bytes, validity: filledOnly(state, at, groups, arena) });
    },
    view(state, group, { arena }) {
      const bytes = blobColumn(state, at + 1).get(group);
      const offsets = arena.int32(2);
      offsets[0] = 0;
      offsets[1] = bytes.length;
      return { column: makeColumn(type, 1, { offsets, bytes }), row: 0 };
    },
  };
}

function encodedCell(type: DataType, at: number): Cell {
  const heldBy = (state: GroupState, group: number): Value => (flagsOf(state, at)[group] === FILLED ? decodeValue(type, blobColumn(state, at + 1).get(group)) : null);
  return {
    state: ['bool', 'blob'],
    put(state, group, column, row) {
      const value = readValue(column, row);
      flagsOf(state, at)[group] = value === null ? NULL : FILLED;
      if (value !== null) blobColumn(state, at + 1).set(group, encodeValue(type, value, { exact: true }));
    },
    copy(state, group, other, otherGroup) {
      flagsOf(state, at)[group] = flagsOf(other, at)[otherGroup]!;
      blobColumn(state, at + 1).set(group, blobColumn(other, at + 1).get(otherGroup));
    },
    finish: (state, groups, { arena }) => columnOf(type, Array.from(groups, (group) => heldBy(state, group)), arena),
    view: (state, group, { arena }) => ({ column: columnOf(type, [heldBy(state, group)], arena), row: 0 }),
  };
}

/** Groups without a value are NULL. */
export function filledOnly(state: GroupState, at: number, groups: Uint32Array, arena: KernelContext['arena']): Uint8Array | undefined {
  const flags = flagsOf(state, at);
  let bits: Uint8Array | undefined;
  for (let index = 0; index < groups.length; index++) {
    if (flags[groups[index]!] === FILLED) continue;
    bits ??= arena.bitmap(groups.length, 1);
    bits[index >> 3]! &= ~(1 << (index & 7));
  }
  return bits;
}
