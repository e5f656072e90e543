import { mapRows } from '../../columnar/stamp.ts';
import { bytesOf, offsetsOf } from '../../columnar/column.ts';
import { binaryType, longType } from '../../types/data-type.ts';
import { wordColumn } from '../datetime/datetime-columns.ts';
import { expectCount, type ResolveCall } from '../define.ts';
import type { Kernel, ScalarFunction } from '../function.ts';
import { failInput } from '../mismatch.ts';

/** Where a number stands in Spark's bitmaps of 32768 bits each. */

const positionOf = mapRows({ kinds: ['i64'], returnType: longType, apply: (value: bigint) => (value > 0n ? BigInt.asIntN(64, (value - 1n) % 32768n) : BigInt.asIntN(64, -value % 32768n)) });
const bucketOf = mapRows({ kinds: ['i64'], returnType: longType, apply: (value: bigint) => (value > 0n ? BigInt.asIntN(64, (value - 1n) / 32768n + 1n) : BigInt.asIntN(64, value / 32768n)) });

const countKernel = (): Kernel => (args, rows, { arena }) => {
  const bytes = bytesOf(args[0]!);
  const offsets = offsetsOf(args[0]!);
  const { mask } = args[0]!;
  return wordColumn({ type: longType, args, rows, arena }, (row, words) => {
    let count = 0;
    for (let at = offsets[row & mask]!; at < offsets[(row & mask) + 1]!; at++) for (let rest = bytes[at]!; rest !== 0; rest &= rest - 1) count++;
    words[2 * row] = count;
    words[2 * row + 1] = 0;
    return true;
  });
};

/** Binary and nothing else, not even an untyped NULL. */
const countTypes: ResolveCall = (call) => {
  expectCount(call, 1, 1);
  const { type, nullable } = call.arguments[0]!;
  return { argumentTypes: [type.kind === 'binary' ? type : failInput(call, 0, binaryType)], returnType: longType, nullable };
};

export const bitmapFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'bitmap_bit_position', group: 'misc_funcs', since: '0.1', signatures: ['(bigint) -> bigint'],
    doc: 'The bit of a number within its bitmap of 32768 bits.', examples: [['SELECT bitmap_bit_position(123)', '122']], kernel: () => (args, rows, { arena }) => positionOf(args, rows, arena),
  },
  {
    kind: 'scalar', name: 'bitmap_bucket_number', group: 'misc_funcs', since: '0.1', signatures: ['(bigint) -> bigint'],
    doc: 'The number of the bitmap a number belongs to.', examples: [['SELECT bitmap_bucket_number(123)', '1']], kernel: () => (args, rows, { arena }) => bucketOf(args, rows, arena),
  },
  {
    kind: 'scalar', name: 'bitmap_count', group: 'misc_funcs', since: '0.1', signatures: ['(binary!) -> bigint'],
    resolve: countTypes,
    doc: 'How many bits of a bitmap are set.', examples: [["SELECT bitmap_count(X'1010')", '2']], kernel: countKernel,
  },
];
