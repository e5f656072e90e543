import type { Arena } from '../../columnar/arena.ts';
import { setNull } from '../../columnar/bitmap.ts';
import { childTypes } from '../../columnar/builder.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { nullColumn } from '../../columnar/constant.ts';
import { gatherOrNull, MISSING } from '../../columnar/gather.ts';
import type { DataType, TypeKind } from '../../types/data-type.ts';
import { expectSound } from './damage.ts';
import type { LeafRows } from './leaf-reader.ts';
import type { ParquetLeaf, ParquetNode } from './schema.ts';
import { isShredded, unshred } from './unshred.ts';
import { fitTo, ParquetMisfit } from './widen.ts';

/** What a reader wants of a node: a type, and for nested ones parts in the order of the type's; undefined where the file has none. */
export interface Wanted {
  readonly node: ParquetNode;
  readonly type: DataType;
  readonly parts: readonly (Wanted | undefined)[];
  /** The stored column whose levels tell the shape: the first that is wanted below, or the first there is. */
  readonly lead: ParquetLeaf;
  /** A variant in parts. */
  readonly shredded?: boolean;
}

/** Finds in a file's node what a type asks for. Fields are found by name. */
export function want(node: ParquetNode, type: DataType, same: (left: string, right: string) => boolean): Wanted | undefined {
  if (type.kind === 'null') return undefined;
  if (type.kind === 'variant' && isShredded(node.type)) {
    const parts = want(node, node.type, same);
    return parts && { ...parts, shredded: true };
  }
  if (node.leaf !== undefined) return { node, type, parts: [], lead: node.leaf };
  const named = (name: string): ParquetNode | undefined => node.children.find((one) => one.name === name) ?? node.children.find((one) => same(one.name, name));
  const parts = node.shape === 'struct'
    ? partsOf(type).map(({ name, type: wanted }) => { const child = named(name); return child === undefined ? undefined : want(child, wanted, same); })
    : childTypes(type).slice(0, node.children.length).map((wanted, index) => want(node.children[index]!, wanted, same));
  return { node, type, parts, lead: parts.find((one) => one !== undefined)?.lead ?? firstLeaf(node) };
}

/** Of a variant: its two binaries, under the names they have in files. */
function partsOf(type: DataType): readonly { readonly name: string; readonly type: DataType }[] {
  if (type.kind === 'struct') return type.fields;
  return childTypes(type).map((one, index) => ({ name: index === 0 ? 'value' : 'metadata', type: one }));
}

function firstLeaf(node: ParquetNode): ParquetLeaf { return node.leaf ?? firstLeaf(node.children[0]!); }

/** Stored columns that have to be read. */
export function leavesOf(wanted: Wanted): ReadonlySet<ParquetLeaf> {
  return new Set([wanted.lead, ...wanted.parts.flatMap((one) => (one === undefined ? [] : [...leavesOf(one)]))]);
}

/**
 * Levels and values as a column. A node has a slot wherever an entry begins one; what is NULL above it stands below as NULL, as columns want it.
 */
export function assemble(wanted: Wanted, rowsOf: (leaf: ParquetLeaf) => LeafRows, arena: Arena): Column {
  const { node, type } = wanted;
  if (node.leaf !== undefined) return fitTo(leafColumn(node, rowsOf(node.leaf), arena), type, arena);
  if (!shapes[node.shape].has(type.kind)) throw new ParquetMisfit(node.type, type);
  const slots = slotsOf(node, rowsOf(wanted.lead), arena);
  const children = wanted.parts.map((one) => (one === undefined ? undefined : assemble(one, rowsOf, arena)));
  if (node.shape === 'struct') {
    const types = childTypes(type);
    const column = makeColumn(type, slots.count, { validity: slots.validity, children: children.map((child, index) => child ?? nullColumn(types[index]!, slots.count, arena)) });
    return wanted.shredded === true ? unshred(column, arena) : column;
  }
  const offsets = offsetsOf(node, rowsOf(wanted.lead), slots.count, arena);
  const elements = children.map((child, index) => child ?? nullColumn(childTypes(type)[index]!, offsets[slots.count]!, arena));
  expectSound(elements.every((one) => one.length === offsets[slots.count]), 'keys and values of a map differ in number');
  return makeColumn(type, slots.count, { validity: slots.validity, offsets, children: elements });
}

/** What a nested node may be read as: its own kind, and a struct as a variant. */
const shapes: Readonly<Record<ParquetNode['shape'], ReadonlySet<TypeKind>>> = { leaf: new Set(), struct: new Set(['struct', 'variant']), list: new Set(['array']), map: new Set(['map']) };

function leafColumn({ slotDef, leaf }: ParquetNode, { count, defs, values }: LeafRows, arena: Arena): Column {
  const { maxDef, maxRep } = leaf!;
  if (defs === undefined || (maxRep === 0 && values.length === count)) return values;
  const indexes = arena.uint32(count);
  let slots = 0;
  let next = 0;
  for (let at = 0; at < count; at++) {
    if (defs[at] === maxDef) indexes[slots++] = next++;
    else if (defs[at]! >= slotDef) indexes[slots++] = MISSING;
  }
  return slots === next && slots === values.length ? values : gatherOrNull(values, indexes.subarray(0, slots), arena);
}

/** Slots of a node, and which are NULL. */
function slotsOf({ slotRep, slotDef, def }: ParquetNode, { count, defs, reps }: LeafRows, arena: Arena): { readonly count: number; readonly validity: Uint8Array | undefined } {
  if (defs === undefined) return { count, validity: undefined };
  const validity = arena.bitmap(count, 1);
  let slots = 0;
  let nulls = 0;
  for (let at = 0; at < count; at++) {
    if ((reps !== undefined && reps[at]! > slotRep) || defs[at]! < slotDef) continue;
    if (defs[at]! < def) { setNull(validity, slots); nulls++; }
    slots++;
  }
  return { count: slots, validity: nulls === 0 ? undefined : validity.subarray(0, (slots + 7) >>> 3) };
}

/** Where the elements of each slot of a list begin. */
function offsetsOf({ slotRep, slotDef, def }: ParquetNode, { count, defs, reps }: LeafRows, slotCount: number, arena: Arena): Int32Array {
  const offsets = arena.int32(slotCount + 1);
  let slot = 0;
  let elements = 0;
  for (let at = 0; at < count; at++) {
    const level = reps === undefined ? 0 : reps[at]!;
    if (level <= slotRep && defs![at]! >= slotDef) offsets[slot++] = elements;
    if (level <= slotRep + 1 && defs![at]! > def) elements++;
  }
  expectSound(slot === slotCount, 'a list has more slots than there are');
  offsets[slotCount] = elements;
  return offsets;
}
