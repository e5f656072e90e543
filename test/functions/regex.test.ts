import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeLinearRegex, makeRegex } from '../../src/functions/strings/regex.ts';

// What Java answers to patterns is recorded in test/spark/grammar/java-patterns.jsonl. Here the two engines are compared, and the time they take.

const atom = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', '\\d', '\\s', '\\b', '^', '$', '(?i:A)', 'é', '\\.', '(?=b)', '(?<=a)', '(?!c)', '1');
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}');
const { pattern } = fc.letrec<{ pattern: string; piece: string }>((tie) => ({
  piece: fc.oneof({ depthSize: 'small' }, fc.tuple(atom, quantifier).map((parts) => parts.join('')), fc.tuple(tie('pattern'), quantifier).map(([inside, times]) => `(${inside})${times}`),
    fc.tuple(tie('pattern'), quantifier).map(([inside, times]) => `(?:${inside})${times}`)),
  pattern: fc.oneof({ depthSize: 'small' }, fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')), fc.tuple(tie('pattern'), tie('pattern')).map((parts) => parts.join('|'))),
}));
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', '1', ' ', 'é', '.', '\n', '😀'), maxLength: 12 });

test('both engines find the same', () => {
  const seed = Date.now() % 1_000_000;
  let compared = 0;
  fc.assert(fc.property(pattern, text, (regex, over) => {
    const [fast, linear] = [makeRegex(regex), makeLinearRegex(regex)];
    expect(fast === undefined).toBe(linear === undefined);
    if (fast === undefined || linear === undefined) return;
    compared++;
    expect([...linear.matches(over)].map(({ start, end, groups }) => [start, end, ...groups])).toEqual([...fast.matches(over)].map(({ start, end, groups }) => [start, end, ...groups]));
    expect(linear.test(over)).toBe(fast.test(over));
    expect(linear.spans(over)).toEqual(fast.spans(over));
  }), { seed, numRuns: 600 });
  expect(compared, `seed ${seed}`).toBeGreaterThan(200);
});

test.each([
  ['(a+)+$', `${'a'.repeat(30_000)}!`], ['^(a|a)*$', `${'a'.repeat(30_000)}!`], ['(x+x+)+y', 'x'.repeat(5_000)], ['^(\\w+\\s?)*$', `${'word '.repeat(5_000)}!`], ['(a?){30}a{30}$', `${'a'.repeat(29)}`],
  ['.*a.*b.*c.*d', 'abc'.repeat(3_000)], ['(?:(?=(a+))a)*b', 'a'.repeat(300)], ['((a*)*)*b', 'a'.repeat(3_000)],
])('%s takes no more steps than the text is long', (regex, over) => {
  expect(makeRegex(regex)!.test(over)).toBe(false);
});

test('references that cannot be remembered end by name', () => {
  const regex = makeRegex('^(a+)+\\1\\1b$')!;
  expect(() => regex.test('a'.repeat(60))).toThrow(/TIDEMARK_REGEX_TOO_COSTLY/);
});
