import type { Arena } from './arena.ts';

/** Validity bitmaps in Arrow's form: bit `row & 7` of byte `row >> 3`, set = valid. `undefined` stands for "all valid". */
export type Bitmap = Uint8Array | undefined;

export function isValid(bits: Bitmap, row: number): boolean {
  return bits === undefined || (bits[row >> 3]! & (1 << (row & 7))) !== 0;
}

export function setValid(bits: Uint8Array, row: number): void {
  bits[row >> 3]! |= 1 << (row & 7);
}

export function setNull(bits: Uint8Array, row: number): void {
  bits[row >> 3]! &= ~(1 << (row & 7));
}

/** Rows valid in both. Shares an input where it can, so never write into the result. */
export function intersectBitmaps(left: Bitmap, right: Bitmap, rowCount: number, arena: Arena): Bitmap {
  if (left === undefined || left === right) return right;
  if (right === undefined) return left;
  const byteCount = (rowCount + 7) >>> 3;
  const out = arena.uint8(byteCount);
  for (let byte = 0; byte < byteCount; byte++) out[byte] = left[byte]! & right[byte]!;
  return out;
}

export function countNulls(bits: Bitmap, rowCount: number): number {
  if (bits === undefined) return 0;
  let valid = 0;
  const whole = rowCount >>> 3;
  for (let byte = 0; byte < whole; byte++) valid += bitCounts[bits[byte]!]!;
  if ((rowCount & 7) !== 0) valid += bitCounts[bits[whole]! & ((1 << (rowCount & 7)) - 1)]!;
  return rowCount - valid;
}

const bitCounts = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest !== 0; rest >>= 1) count += rest & 1;
  return count;
});
