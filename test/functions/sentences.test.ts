import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainSentences, segmentedSentences, sentencesOf } from '../../src/functions/strings/sentences.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

test(`plain text has the sentences and words that ICU finds in it (seed ${seed})`, () => {
  const words = fc.array(fc.constantFrom('a', 'bc', 'Xy', 'Z', '7', '42', 'x9'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
  const text = fc.array(fc.tuple(words, fc.constantFrom('. ', '! ', '? ', '?! ', '.. ', '.  ')), { maxLength: 6 }).chain((parts) => fc.constantFrom('', 'a b', 'C.').map((end) => parts.flat().join('') + end));
  fc.assert(fc.property(text, (one) => { expect(plainSentences(one)).toEqual(segmentedSentences(one, '')); }), { seed, numRuns: 3000 });
});

test('marks behind one another, numbers and small letters', () => {
  const recorded = {
    'a. 5X': [['a', '5X']], 'a? 5': [['a'], ['5']], 'a?. b': [['a'], ['b']], 'a. . X': [['a'], ['X']], 'a. ! b': [['a'], ['b']], 'a. 5. X': [['a', '5'], ['X']], '5.  6': [['5', '6']],
    'a.Hi x!Y': [['a.Hi', 'x'], ['Y']], 'A.B c': [['A.B', 'c']], '3.5 x': [['3.5', 'x']], '5.a': [['5', 'a']], '.Good day': [['Good', 'day']], 'a .B': [['a', 'B']], 'x..Y': [['x', 'Y']],
    '! ! a': [[], [], ['a']], '   ': [[]], '': [], 'a! !': [['a'], []], '. A': [[], ['A']], 'a. !b': [['a'], ['b']], '€': [[]],
  };
  for (const [text, sentences] of Object.entries(recorded)) expect(sentencesOf(text, ''), text).toEqual(sentences);
});

test('other text goes to ICU', () => {
  expect(sentencesOf('It costs 3.50 today. Don\'t ask!', '')).toEqual([['It', 'costs', '3.50', 'today'], ["Don't", 'ask']]);
  expect(sentencesOf('Viele Grüße. Bis bald!', 'de')).toEqual([['Viele', 'Grüße'], ['Bis', 'bald']]);
});
