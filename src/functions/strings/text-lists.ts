import { isValid } from '../../columnar/bitmap.ts';
import type { Arena } from '../../columnar/arena.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { nullColumn } from '../../columnar/constant.ts';
import { commonValidity } from '../../columnar/stamp.ts';
import { TextWriter } from '../../columnar/text.ts';
import { arrayType, stringType } from '../../types/data-type.ts';

/** A column of lists of text. `partsOf` gives those of a row, for which no argument is NULL; the others are NULL. */
export function textLists(args: readonly Column[], rows: Rows, arena: Arena, partsOf: (row: number) => readonly string[]): Column {
  const type = arrayType(stringType, false);
  if (args.some((column) => column.mask === 0 && !isValid(column.validity, 0))) return nullColumn(type, rows.rowCount, arena);
  const constant = args.every((column) => column.mask === 0);
  const count = constant ? Math.min(1, rows.rowCount) : rows.rowCount;
  const validity = constant ? undefined : commonValidity(args, count, arena);
  const selection = constant ? undefined : rows.selection;
  const offsets = arena.int32(Math.max(1, count) + 1).fill(0);
  const out = new TextWriter(arena, count * 32);
  const items = new ItemEnds(arena, count * 4);
  let next = 0;
  for (let row = 0; row < count; row++) {
    const wanted = selection === undefined || selection[next] === row;
    if (wanted) next++;
    if (wanted && (validity === undefined || isValid(validity, row))) {
      for (const part of partsOf(row)) {
        out.writeText(part);
        items.add(out.top);
      }
    }
    offsets[row + 1] = items.count;
  }
  const child = makeColumn(stringType, items.count, { offsets: items.offsets, bytes: out.bytes.subarray(0, out.top) });
  return makeColumn(type, rows.rowCount, { offsets, validity, children: [child], mask: constant ? 0 : -1 });
}

/** Where the items end, however many there are. */
class ItemEnds {
  offsets: Int32Array;
  count = 0;
  readonly #arena: Arena;

  constructor(arena: Arena, guess: number) {
    this.#arena = arena;
    this.offsets = arena.int32(Math.max(64, guess) + 1);
    this.offsets[0] = 0;
  }

  add(end: number): void {
    if (this.count + 1 === this.offsets.length) {
      const bigger = this.#arena.int32(2 * this.offsets.length);
      bigger.set(this.offsets);
      this.offsets = bigger;
    }
    this.offsets[++this.count] = end;
  }
}
