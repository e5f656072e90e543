import { buildText } from '../../columnar/text.ts';
import { wordsOf } from '../../types/instant.ts';
import type { CastShape } from './cast-shape.ts';
import type { Kernel } from '../function.ts';

/** Whole numbers as big-endian bytes (not in ANSI mode). */
export function wholeToBinary({ from, to }: CastShape): Kernel {
  const width = { byte: 1, short: 2, int: 4, long: 8 }[from.kind as 'byte'];
  return (args, rows, { arena }) => {
    const { values, mask } = args[0]!;
    const words = from.kind === 'long' ? wordsOf(values as BigInt64Array) : undefined;
    return buildText({
      type: to, args, rows, arena,
      write: (row, out) => {
        const at = row & mask;
        if (words !== undefined) for (let shift = 24; shift >= 0; shift -= 8) out.writeByte((words[2 * at + 1]! >> shift) & 255);
        const low = words === undefined ? (values![at] as number) : words[2 * at]!;
        for (let byte = Math.min(width, 4) - 1; byte >= 0; byte--) out.writeByte((low >> (8 * byte)) & 255);
        return true;
      },
    });
  };
}
