import { isValid } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import type { WrittenLeaf, WrittenNode } from './write-schema.ts';

/** Slots of a node on their way down: the row of its column or -1 where something above is NULL or empty, and the levels so far. */
export interface Slots { readonly rows: Int32Array; readonly defs: Uint8Array; readonly reps: Uint8Array }

/** Takes a column apart: every stored column below gets its entries. */
export function shred(column: Column, node: WrittenNode, slots: Slots, emit: (leaf: WrittenLeaf, column: Column, slots: Slots) => void, rep = 0): void {
  const own = node.optional ? presentSlots(column, slots) : slots;
  if (node.leaf !== undefined) { emit(node.leaf, column, own); return; }
  if (node.shape === 'struct') {
    const children = within(column, own);
    node.children.forEach((child, index) => { shred(column.children[index]!, child, children, emit, rep); });
    return;
  }
  const elements = elementSlots(column, own, rep + 1);
  node.children.forEach((child, index) => { shred(column.children[index]!, child, elements, emit, rep + 1); });
}

/** The slots that are not NULL get a level more. */
function presentSlots({ validity, mask }: Column, { rows, defs, reps }: Slots): Slots {
  const [nextRows, nextDefs] = [new Int32Array(rows.length), new Uint8Array(rows.length)];
  for (let at = 0; at < rows.length; at++) {
    const there = rows[at]! >= 0 && isValid(validity, rows[at]! & mask);
    nextRows[at] = there ? rows[at]! : -1;
    nextDefs[at] = defs[at]! + (there ? 1 : 0);
  }
  return { rows: nextRows, defs: nextDefs, reps };
}

/** Fields of a constant struct have its one row. */
function within({ mask }: Column, slots: Slots): Slots {
  return mask === 0 ? { ...slots, rows: slots.rows.map((row) => (row < 0 ? -1 : 0)) } : slots;
}

/** A slot per element; a list without any keeps one, which stands for that. */
function elementSlots({ offsets, mask }: Column, { rows, defs, reps }: Slots, rep: number): Slots {
  let count = 0;
  for (let at = 0; at < rows.length; at++) count += rows[at]! < 0 ? 1 : Math.max(1, offsets![(rows[at]! & mask) + 1]! - offsets![rows[at]! & mask]!);
  const next: Slots = { rows: new Int32Array(count), defs: new Uint8Array(count), reps: new Uint8Array(count) };
  let slot = 0;
  const put = (row: number, def: number, level: number): void => {
    next.rows[slot] = row;
    next.defs[slot] = def;
    next.reps[slot++] = level;
  };
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]! & mask;
    if (rows[at]! < 0 || offsets![row] === offsets![row + 1]) put(-1, defs[at]!, reps[at]!);
    else for (let element = offsets![row]!; element < offsets![row + 1]!; element++) put(element, defs[at]! + 1, element === offsets![row] ? reps[at]! : rep);
  }
  return next;
}
