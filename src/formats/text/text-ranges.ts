import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { bytesOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { decodeUtf8 } from '../../columnar/read.ts';

/** Where the text of each row lies. An empty range is nothing. */
export interface TextRanges { readonly bytes: Uint8Array; readonly starts: Uint32Array; readonly ends: Uint32Array; readonly rowCount: number }

/** Ranges of a string column for the rows that count; NULL and rows not selected are empty. */
export function rangesOf(input: Column, rows: Rows, arena: Arena): TextRanges {
  const { rowCount } = rows;
  const offsets = offsetsOf(input);
  const starts = arena.uint32(rowCount);
  const ends = arena.uint32(rowCount);
  if (rows.selection !== undefined || input.mask === 0) {
    starts.fill(0);
    ends.fill(0);
    const wanted = rows.selection?.length ?? rowCount;
    for (let index = 0; index < wanted; index++) {
      const row = rows.selection === undefined ? index : rows.selection[index]!;
      if (!isValid(input.validity, row & input.mask)) continue;
      starts[row] = offsets[row & input.mask]!;
      ends[row] = offsets[(row & input.mask) + 1]!;
    }
  } else {
    starts.set(offsets.subarray(0, rowCount));
    ends.set(offsets.subarray(1, rowCount + 1));
    if (input.validity !== undefined) for (let row = 0; row < rowCount; row++) if (!isValid(input.validity, row)) ends[row] = starts[row]!;
  }
  return { bytes: bytesOf(input), starts, ends, rowCount };
}

export function textAt({ bytes, starts, ends }: TextRanges, row: number): string {
  return decodeUtf8(bytes, starts[row]!, ends[row]!);
}
