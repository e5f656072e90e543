import { childOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { arrayAt } from './collections-check.ts';
import { pickLists } from './collections.ts';
import { castInput, expectConstant, expectCount } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { longType } from '../../types/data-type.ts';
import { seedOf } from '../random/seed.ts';
import { TwisterBits } from '../random/twister-bits.ts';

/** Elements in random order. With a seed it is Spark's order for a single partition. */
export const arrayShuffleFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'shuffle', group: 'array_funcs', since: '0.1', signatures: ['(array<T>, [bigint]) -> array<T>'], deterministic: false, drawsSeed: true,
    doc: 'Puts the elements of an array in random order; the same order for the same seed.',
    examples: [['SELECT size(shuffle(array(1, 20, 3, 5)))', '4'], ['SELECT shuffle(array(1, 2, 3, 4, 5), 42)', '[5, 3, 2, 1, 4]']],
    display: (args) => `shuffle(${args[0]})`, resolve: resolveShuffle, kernel: shuffleKernel,
  },
];

function resolveShuffle(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  const array = arrayAt(call, 0);
  const argumentTypes = call.arguments.length === 1 ? [array] : [array, castInput(call, 1, longType)];
  if (argumentTypes.length === 2) expectConstant(call, 1, 'seed', longType);
  return { argumentTypes, returnType: array, nullable: call.arguments[0]!.nullable };
}

/** Fisher and Yates from the inside out: element `at` goes to a place up to its own, whose element moves to the end. */
function shuffleKernel(call: BoundCall): Kernel {
  const [, seed] = call.literals;
  let bits = typeof seed === 'bigint' ? new TwisterBits(seed) : undefined;
  return (args, rows, context) => {
    const { arena } = context;
    const [array] = args as readonly [Column];
    const offsets = offsetsOf(array);
    const source = (bits ??= new TwisterBits(seedOf(call, context)));
    return pickLists({
      type: call.returnType, args: [array], rows, arena, pool: childOf(array, 0),
      pick: (row, out) => {
        const first = offsets[row & array.mask]!;
        const size = offsets[(row & array.mask) + 1]! - first;
        const start = out.length;
        for (let at = 0; at < size; at++) {
          const place = source.below(at + 1);
          out.push(place === at ? first + at : out.items[start + place]!);
          out.items[start + place] = first + at;
        }
      },
    });
  };
}
