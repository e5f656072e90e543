import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPlainSentences, findSentences, segmentedSentences, type SentenceSink } from '../../src/functions/strings/sentences.ts';

/** The sentences as lists of words. */
function collect(text: string, find: (bytes: Uint8Array, sink: SentenceSink) => void): string[][] {
  const bytes = Buffer.from(text);
  const sentences: string[][] = [];
  let words: string[] = [];
  find(bytes, {
    word: (start, end) => { words.push(bytes.toString('utf8', start, end)); },
    wordText: (word) => { words.push(word); },
    endSentence: () => { sentences.push(words); words = []; },
  });
  return sentences;
}

const plainSentences = (text: string): string[][] => collect(text, (bytes, sink) => { findPlainSentences(bytes, 0, bytes.length, sink); });
const sentencesOf = (text: string, language: string): string[][] => collect(text, (bytes, sink) => { findSentences(bytes, 0, bytes.length, language, sink); });

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

test(`plain text has the sentences and words that ICU finds in it (seed ${seed})`, () => {
  const words = fc.array(fc.constantFrom('a', 'bc', 'Xy', 'Z', '7', '42', 'x9', 'é', 'Éx', 'ß', 'жЖ', 'Ωμ', "don't", "l'É", 'well-known', 'a-b-c', '1,000', '1.5,2', 'x,y', 'a,', '3.5'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
  const text = fc.array(fc.tuple(words, fc.constantFrom('. ', '! ', '? ', '?! ', '.. ', '.  ', ', ', '., ')), { maxLength: 6 }).chain((parts) => fc.constantFrom('', 'a b', 'C.').map((end) => parts.flat().join('') + end));
  fc.assert(fc.property(text, (one) => { expect(plainSentences(one)).toEqual(segmentedSentences(one, '')); }), { seed, numRuns: 3000 });
});

test(`what is taken for plain text is (seed ${seed})`, () => {
  const word = fc.array(fc.constantFrom('a', 'B', 'é', 'É', 'ж', 'Ω', '5', ',', ':', ';', "'", '-', 'ª', '×', 'ǅ', '日'), { minLength: 1, maxLength: 4 }).map((letters) => letters.join(''));
  const text = fc.array(fc.tuple(word, fc.constantFrom(' ', ' ', '. ', '! ', '? ', ', ', ': ', '; ')), { maxLength: 5 }).map((parts) => parts.flat().join('')).filter((one) => !/[!?] *[,:;]/.test(one));
  fc.assert(fc.property(text, (one) => { expect(sentencesOf(one, '')).toEqual(segmentedSentences(one, '')); }), { seed, numRuns: 10_000 });
});

test('marks behind one another, numbers and small letters', () => {
  const recorded = {
    'a. 5X': [['a', '5X']], 'a? 5': [['a'], ['5']], 'a?. b': [['a'], ['b']], 'a. . X': [['a'], ['X']], 'a. ! b': [['a'], ['b']], 'a. 5. X': [['a', '5'], ['X']], '5.  6': [['5', '6']],
    'a.Hi x!Y': [['a.Hi', 'x'], ['Y']], 'A.B c': [['A.B', 'c']], '3.5 x': [['3.5', 'x']], '5.a': [['5', 'a']], '.Good day': [['Good', 'day']], 'a .B': [['a', 'B']], 'x..Y': [['x', 'Y']],
    '! ! a': [[], [], ['a']], '   ': [[]], '': [], 'a! !': [['a'], []], '. A': [[], ['A']], 'a. !b': [['a'], ['b']], '€': [[]],
    'Hi!, there': [['Hi'], ['there']], 'Hi! , There': [['Hi'], ['There']], 'Hi?,': [['Hi'], []], 'Hi., There': [['Hi', 'There']], 'Hi!: a. É': [['Hi'], ['a'], ['É']], ', a. B': [['a'], ['B']],
    'a.7 x': [['a', 'x']], 'a .5': [['a']], 'x!.5 y': [['x'], ['5', 'y']], '5..5': [['5']], '.5a b': [['b']], 'é .5 x': [['é', 'x']],
  };
  for (const [text, sentences] of Object.entries(recorded)) expect(sentencesOf(text, ''), text).toEqual(sentences);
});

test('other text goes to ICU', () => {
  expect(sentencesOf('It costs 3.50 today. Don\'t ask!', '')).toEqual([['It', 'costs', '3.50', 'today'], ["Don't", 'ask']]);
  expect(sentencesOf('Viele Grüße. Bis bald!', 'de')).toEqual([['Viele', 'Grüße'], ['Bis', 'bald']]);
});
