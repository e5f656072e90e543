import { invariant } from '../errors/stream-error.ts';
import type { ValueArray } from './column.ts';
import { BlobStateColumn, FixedStateColumn, type StateColumn } from './group-state.ts';

/** Copies state rows `rows[i]` of `from` to rows `targets[i]` of `to`, which has the same columns. */
export function copyStateRows(from: readonly StateColumn[], rows: Uint32Array, to: readonly StateColumn[], targets: Uint32Array): void {
  from.forEach((column, index) => {
    const target = to[index];
    if (column instanceof FixedStateColumn && target instanceof FixedStateColumn) copyFixed(column, rows, target, targets);
    else {
      invariant(column instanceof BlobStateColumn && target instanceof BlobStateColumn, 'both states have the same columns');
      for (let at = 0; at < rows.length; at++) target.set(targets[at]!, column.get(rows[at]!));
    }
  });
}

/** The rows hold the same, byte for byte. */
export function sameStateRow(left: readonly StateColumn[], leftRow: number, right: readonly StateColumn[], rightRow: number): boolean {
  return left.every((column, index) => {
    const other = right[index]!;
    if (column instanceof BlobStateColumn) return Buffer.compare(column.get(leftRow), (other as BlobStateColumn).get(rightRow)) === 0;
    const { width, values } = column;
    const a = bytesOf(values);
    const b = bytesOf((other as FixedStateColumn).values);
    for (let byte = 0; byte < width; byte++) if (a[leftRow * width + byte] !== b[rightRow * width + byte]) return false;
    return true;
  });
}

function copyFixed(from: FixedStateColumn, rows: Uint32Array, to: FixedStateColumn, targets: Uint32Array): void {
  switch (from.width) {
    case 1: copyBytes(bytesOf(from.values), rows, bytesOf(to.values), targets); break;
    case 8: copyWords(longsOf(from.values), rows, longsOf(to.values), targets); break;
    case 16: copyPairs(longsOf(from.values), rows, longsOf(to.values), targets); break;
    default: copyWide(from, rows, to, targets);
  }
}

/** Of a width that is rare. */
function copyWide(from: FixedStateColumn, rows: Uint32Array, to: FixedStateColumn, targets: Uint32Array): void {
  const { width } = from;
  const source = bytesOf(from.values);
  const target = bytesOf(to.values);
  for (let at = 0; at < rows.length; at++) for (let byte = 0; byte < width; byte++) target[targets[at]! * width + byte] = source[rows[at]! * width + byte]!;
}

function copyBytes(from: Uint8Array, rows: Uint32Array, to: Uint8Array, targets: Uint32Array): void {
  for (let at = 0; at < rows.length; at++) to[targets[at]!] = from[rows[at]!]!;
}

function copyWords(from: BigInt64Array, rows: Uint32Array, to: BigInt64Array, targets: Uint32Array): void {
  for (let at = 0; at < rows.length; at++) to[targets[at]!] = from[rows[at]!]!;
}

function copyPairs(from: BigInt64Array, rows: Uint32Array, to: BigInt64Array, targets: Uint32Array): void {
  for (let at = 0; at < rows.length; at++) {
    to[2 * targets[at]!] = from[2 * rows[at]!]!;
    to[2 * targets[at]! + 1] = from[2 * rows[at]! + 1]!;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ValueArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function longsOf({ buffer, byteOffset, byteLength }: ValueArray): BigInt64Array {
  return new BigInt64Array(buffer, byteOffset, byteLength >> 3);
}
