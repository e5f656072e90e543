import { bytesOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { blobColumn, type BlobStateColumn } from '../../columnar/group-state.ts';
import { fail } from '../../errors/stream-error.ts';
import { binaryType } from '../../types/data-type.ts';
import type { AggregateCallShape, AggregateFunction, AggregateKernel, CallShape, ResolvedCall } from '../function.ts';
import { expectCount } from '../define.ts';
import { failInput } from '../mismatch.ts';
import { visitRows } from '../row-by-row.ts';

/**
 * Bitmaps of 32768 bits, lowest first.   state  the bitmap, nothing for a fresh group, which stands for the neutral element
 *
 *   OR   neutral: no bit     update, merge  b |= b'
 *   AND  neutral: all bits   update, merge  b &= b'; what a shorter value has not is 0
 */
const BITMAP_BYTES = 4096;

/** By its neutral element: OR or AND. */
interface Combination { readonly neutral: 0 | 255 }
const either: Combination = { neutral: 0 };
const both: Combination = { neutral: 255 };

const words = { kind: 'aggregate', group: 'agg_funcs', since: '0.1', nullable: 'never' } as const;

export const bitmapAggregates: readonly AggregateFunction[] = [
  {
    ...words, name: 'bitmap_construct_agg', signatures: ['(bigint) -> binary'], doc: 'Returns a bitmap of 32768 bits with the bits at the given places set. A place outside of it is an error.',
    examples: [['SELECT bitmap_count(bitmap_construct_agg(bitmap_bit_position(x))) FROM VALUES (1), (2), (2) AS t(x)', '2']],
    aggregate: (call) => bitmapKernel(either, (column, row, bitmap) => { setBit(bitmap, (column.values as BigInt64Array)[row]!, call); }),
  },
  ofBitmaps('bitmap_or_agg', 'any', '30', either), ofBitmaps('bitmap_and_agg', 'every', '00', both),
];

function ofBitmaps(name: string, which: string, result: string, combination: Combination): AggregateFunction {
  return {
    ...words, name, signatures: [], doc: `Returns a bitmap of the bits that are set in ${which} bitmap.`, examples: [[`SELECT hex(substring(${name}(x), 1, 1)) FROM VALUES (X'10'), (X'20') AS t(x)`, result]],
    resolve: resolveBitmap, aggregate: () => bitmapKernel(combination, (column, row, bitmap) => {
      const start = offsetsOf(column)[row]!;
      combineInto(bitmap, bytesOf(column).subarray(start, offsetsOf(column)[row + 1]!), combination);
    }),
  };
}

function resolveBitmap(call: CallShape): ResolvedCall {
  expectCount(call, 1, 1);
  const { type } = call.arguments[0]!;
  return { argumentTypes: [type.kind === 'binary' ? type : failInput(call, 0, binaryType)], returnType: binaryType, nullable: false };
}

function bitmapKernel(combination: Combination, add: (column: Column, row: number, bitmap: Uint8Array) => void): AggregateKernel {
  return {
    state: ['blob'],
    update(state, groups, args, rows) {
      const column = args[0]!;
      visitRows(args, rows, (row) => { add(column, row & column.mask, bitmapOf(blobColumn(state, 0), groups[row]!, combination)); });
    },
    merge(state, groups, other, count) {
      for (let row = 0; row < count; row++) {
        if (blobColumn(other, 0).lengthOf(row) > 0) combineInto(bitmapOf(blobColumn(state, 0), groups[row]!, combination), blobColumn(other, 0).get(row), combination);
      }
    },
    finish(state, groups, { arena }) {
      const offsets = arena.int32(groups.length + 1);
      const bytes = arena.uint8(BITMAP_BYTES * groups.length);
      groups.forEach((group, index) => {
        offsets[index] = BITMAP_BYTES * index;
        const own = blobColumn(state, 0).get(group);
        if (own.length > 0) bytes.set(own, BITMAP_BYTES * index);
        else bytes.fill(combination.neutral, BITMAP_BYTES * index, BITMAP_BYTES * (index + 1));
      });
      offsets[groups.length] = BITMAP_BYTES * groups.length;
      return makeColumn(binaryType, groups.length, { offsets, bytes });
    },
  };
}

/** The bitmap of a group, to be changed in place. */
function bitmapOf(blobs: BlobStateColumn, group: number, { neutral }: Combination): Uint8Array {
  if (blobs.lengthOf(group) === 0) blobs.set(group, new Uint8Array(BITMAP_BYTES).fill(neutral));
  return blobs.get(group);
}

function combineInto(bitmap: Uint8Array, other: Uint8Array, { neutral }: Combination): void {
  const count = Math.min(BITMAP_BYTES, other.length);
  if (neutral === 0) {
    for (let at = 0; at < count; at++) bitmap[at]! |= other[at]!;
    return;
  }
  for (let at = 0; at < count; at++) bitmap[at]! &= other[at]!;
  bitmap.fill(0, count);
}

function setBit(bitmap: Uint8Array, position: bigint, call: AggregateCallShape): void {
  if (position < 0n || position >= 8n * BigInt(BITMAP_BYTES)) {
    fail('INVALID_BITMAP_POSITION', { bitPosition: String(position), bitmapNumBits: String(8 * BITMAP_BYTES), bitmapNumBytes: String(BITMAP_BYTES) }, { at: call.at });
  }
  bitmap[Number(position) >> 3]! |= 1 << (Number(position) & 7);
}
