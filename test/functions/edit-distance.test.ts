import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intType, stringType } from '../../src/types/data-type.ts';
import { call, column, evaluate } from './call-function.ts';

/** law: bit vectors of any number of words give the distance of Wagner and Fischer's table, character by character. */
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

function byTable(left: readonly string[], right: readonly string[]): number {
  let above = right.map((_, at) => at + 1);
  left.forEach((letter, row) => {
    const next: number[] = [];
    right.forEach((other, at) => {
      const diagonal = at === 0 ? row : above[at - 1]!;
      next.push(Math.min(diagonal + (letter === other ? 0 : 1), above[at]! + 1, (at === 0 ? row + 1 : next[at - 1]!) + 1));
    });
    above = next;
  });
  return above.at(-1) ?? left.length;
}

const textOf = (maxLength: number): fc.Arbitrary<string> => fc.array(fc.constantFrom('a', 'b', 'c', 'é', '日', '😀', ' '), { maxLength }).map((letters) => letters.join(''));
const asciiOf = (maxLength: number): fc.Arbitrary<string> => fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength }).map((letters) => letters.join(''));

test(`levenshtein is the distance of the table (seed ${seed})`, () => {
  const pair = fc.oneof(fc.tuple(asciiOf(8), asciiOf(8)), fc.tuple(asciiOf(40), asciiOf(40)), fc.tuple(asciiOf(120), asciiOf(70)), fc.tuple(textOf(8), textOf(8)), fc.tuple(textOf(70), asciiOf(120)));
  const args = [column(0, stringType), column(1, stringType)];
  fc.assert(fc.property(fc.array(pair, { minLength: 2, maxLength: 6 }), fc.integer({ min: 0, max: 60 }), (pairs, threshold) => {
    const inputs = [{ type: stringType, values: pairs.map(([left]) => left) }, { type: stringType, values: pairs.map(([, right]) => right) }];
    const wanted = pairs.map(([left, right]) => byTable([...left], [...right]));
    expect(evaluate(call('levenshtein', args), inputs)).toEqual(wanted);
    expect(evaluate(call('levenshtein', [...args, column(2, intType)]), [...inputs, { type: intType, values: pairs.map(() => threshold) }])).toEqual(wanted.map((one) => (one > threshold ? -1 : one)));
  }), { seed, numRuns: 500 });
});
