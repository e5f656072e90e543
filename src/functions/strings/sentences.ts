/**
 * The words of each sentence of a text, as Java's BreakIterator finds them. Sentences and words are Unicode's (UAX #29), as ICU has them for the language; plain
 * English text, where they are easily found, goes without ICU, which takes a hundred times as long.
 */
export function sentencesOf(text: string, language: string): string[][] {
  return (language === '' || language === 'en' || language === 'en-US') && isPlain(text) ? plainSentences(text) : segmentedSentences(text, language);
}

/** ASCII letters, digits, blanks and marks; a period in front of a number's first digit is part of it. */
function isPlain(text: string): boolean {
  return /^[A-Za-z0-9 .!?]*$/.test(text) && !/(?<![0-9])\.[0-9]/.test(text);
}

/** A sentence ends behind `!` and `?`, and behind periods when the text ends or a capital letter comes after a blank. */
export function plainSentences(text: string): string[][] {
  const sentences: string[][] = [];
  let words: string[] = [];
  let at = 0;
  let start = 0;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (isWord(unit)) {
      const end = endOfWord(text, at);
      words.push(text.slice(at, end));
      at = end;
      continue;
    }
    const first = at;
    while (isMark(text.charCodeAt(at))) at++;
    const strong = /[!?]/.test(text.slice(first, at));
    const apart = text.charCodeAt(at) === BLANK;
    while (text.charCodeAt(at) === BLANK) at++;
    const ends = isMark(unit) && (strong || at === text.length || (apart && isCapital(text.charCodeAt(at))));
    if (!ends) continue;
    sentences.push(words);
    words = [];
    start = at;
  }
  if (start < text.length) sentences.push(words);
  return sentences;
}

/** A period between two letters or two digits does not end a word. */
function endOfWord(text: string, from: number): number {
  let at = from + 1;
  for (;; at++) {
    const unit = text.charCodeAt(at);
    if (isWord(unit)) continue;
    const joins = unit === PERIOD && isWord(text.charCodeAt(at + 1)) && isDigit(text.charCodeAt(at - 1)) === isDigit(text.charCodeAt(at + 1));
    if (!joins) return at;
  }
}

const BLANK = 32;
const PERIOD = 46;
const isMark = (unit: number): boolean => unit === PERIOD || unit === 33 || unit === 63;
const isCapital = (unit: number): boolean => unit >= 65 && unit <= 90;
const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;
const isWord = (unit: number): boolean => isDigit(unit) || isCapital(unit) || (unit >= 97 && unit <= 122);

interface Segmenters { readonly sentences: Intl.Segmenter; readonly words: Intl.Segmenter }

const SEGMENTERS_MAX = 64;
const segmenters = new Map<string, Segmenters>();

/** Making them costs a hundred times what one sentence does. */
function segmentersOf(language: string): Segmenters {
  const known = segmenters.get(language);
  if (known !== undefined) return known;
  const locale = /^[a-z]{2,3}(?:-[A-Za-z]{2})?$/.test(language) ? language : 'en-US';
  const made = { sentences: new Intl.Segmenter(locale, { granularity: 'sentence' }), words: new Intl.Segmenter(locale, { granularity: 'word' }) };
  if (segmenters.size >= SEGMENTERS_MAX) segmenters.clear();
  segmenters.set(language, made);
  return made;
}

/** ICU ends a sentence in front of a number too, which Java does behind `!` and `?` only. */
export function segmentedSentences(text: string, language: string): string[][] {
  const { sentences, words } = segmentersOf(language);
  const found: string[][] = [];
  let before = '';
  for (const { segment } of sentences.segment(text)) {
    const own = wordsOf(Array.from(words.segment(segment), (word) => word.segment));
    if (/\. *$/.test(before) && /^[0-9]/.test(segment)) found.at(-1)!.push(...own);
    else found.push(own);
    before = segment;
  }
  return found;
}

/** What starts with a letter or a digit. A number behind a currency sign belongs to the sign; a hyphen between letters joins them. */
function wordsOf(parts: readonly string[]): string[] {
  const found: string[] = [];
  let joins = false;
  parts.forEach((part, index) => {
    const word = part.replace(/^_+/, '');
    const before = parts[index - 1] ?? '';
    if (joins) found.push(found.pop()! + part);
    else if (/^[\p{L}\p{N}]/u.test(word) && !/^\p{Sc}$/u.test(before)) found.push(word);
    joins = part === '-' && /\p{L}$/u.test(before) && found.length > 0 && /^\p{L}/u.test(parts[index + 1] ?? '');
    if (joins) found.push(`${found.pop()!}-`);
  });
  return found;
}
