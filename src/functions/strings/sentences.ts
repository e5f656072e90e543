import { decodeUtf8 } from '../../columnar/read.ts';

/** Takes what is found: words of a sentence, as bytes of the text or as text of their own, then its end. */
export interface SentenceSink {
  word(start: number, end: number): void;
  wordText(text: string): void;
  endSentence(): void;
}

/**
 * The words of each sentence of the text `bytes[start, end)`, as Java's BreakIterator finds them. Sentences and words are Unicode's (UAX #29), as ICU has them
 * for the language; plain text, where they are easily found, goes without ICU, which takes a hundred times as long.
 */
export function findSentences(bytes: Uint8Array, start: number, end: number, language: string, sink: SentenceSink): void {
  if ((language === '' || language === 'en' || language === 'en-US') && isPlain(bytes, start, end)) { findPlainSentences(bytes, start, end, sink); return; }
  for (const words of segmentedSentences(decodeUtf8(bytes, start, end), language)) {
    for (const word of words) sink.wordText(word);
    sink.endSentence();
  }
}

/** Letters with two cases of at most two bytes, digits, blanks, marks and commas; an apostrophe or a hyphen inside of a word, a colon or semicolon behind one, or behind a mark that ends a sentence. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  let hyphens = false;
  let fractions = false;
  for (let at = start; at < end; at++) {
    const unit = bytes[at]!;
    if (isDigit(unit)) fractions ||= at > start && bytes[at - 1] === PERIOD;
    if (unit < 0x80 ? isWord(unit) || unit === BLANK || unit === COMMA || isMark(unit) : caseAt(bytes, at, end) !== 0) {
      if (unit >= 0x80) at++;
      continue;
    }
    if ((unit === COLON || unit === SEMICOLON) && at > start && (isWord(bytes[at - 1]!) || (isMark(bytes[at - 1]!) && bytes[at - 1] !== PERIOD)) && (at + 1 === end || bytes[at + 1] === BLANK)) continue;
    if ((unit !== APOSTROPHE && unit !== HYPHEN) || at === start || at + 1 >= end || !isLetter(bytes[at - 1]!) || !isLetter(bytes[at + 1]!)) return false;
    hyphens ||= unit === HYPHEN;
  }
  return !hyphens || !fractions; // what follows a number that is no word goes to the word before
}

/** Whether the letter of two bytes at `at` is small (1) or a capital (2); 0 for anything else. */
function caseAt(bytes: Uint8Array, at: number, end: number): number {
  const unit = bytes[at]!;
  return unit >= 0xc3 && unit < 0xe0 && at + 1 < end && (bytes[at + 1]! & 0xc0) === 0x80 ? cases[((unit & 0x1f) << 6) | (bytes[at + 1]! & 0x3f)]! : 0;
}

const cases = Uint8Array.from({ length: 0x800 }, (_, code) => {
  const letter = String.fromCharCode(code);
  const [lower, upper] = [letter.toLowerCase(), letter.toUpperCase()];
  return code < 0xc0 || lower === upper || !/^\p{L}$/u.test(letter) ? 0 : letter === lower ? 1 : letter === upper ? 2 : 0;
});

/**
 * A sentence ends behind `!` and `?`, and behind periods when the text ends or a capital letter comes after a blank. A period is part of the number right behind
 * it, and what starts with a period is no word.
 */
export function findPlainSentences(bytes: Uint8Array, from: number, to: number, sink: SentenceSink): void {
  const unitAt = (at: number): number => (at < to ? bytes[at]! : 0);
  let at = from;
  let start = from;
  while (at < to) {
    const unit = bytes[at]!;
    if (isWord(unit)) {
      const end = endOfWord(bytes, at, to);
      sink.word(at, end);
      at = end;
      continue;
    }
    if (unit === COMMA || unit === COLON || unit === SEMICOLON) { at++; continue; }
    let strong = false;
    while (isMark(unitAt(at))) strong = unitAt(at++) !== PERIOD || strong;
    if (!strong && isMark(unit) && isDigit(unitAt(at))) {
      at = endOfWord(bytes, at, to);
      continue;
    }
    const apart = unitAt(at) === BLANK;
    while (unitAt(at) === BLANK) at++;
    const ends = isMark(unit) && (strong || at === to || (apart && (isCapital(unitAt(at)) || caseAt(bytes, at, to) === 2)));
    if (!ends) continue;
    sink.endSentence();
    start = at;
  }
  if (start < to) sink.endSentence();
}

/** A period between two letters or two digits does not end a word, nor does a comma between digits. */
function endOfWord(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from + 1; at < to; at++) {
    const unit = bytes[at]!;
    if (isWord(unit)) continue;
    const next = at + 1 < to ? bytes[at + 1]! : BLANK;
    if (unit === PERIOD ? !isWord(next) || isDigit(bytes[at - 1]!) !== isDigit(next) : unit === COMMA ? !isDigit(bytes[at - 1]!) || !isDigit(next) : unit !== APOSTROPHE && unit !== HYPHEN) return at;
  }
  return to;
}

const BLANK = 32;
const PERIOD = 46;
const COMMA = 44;
const APOSTROPHE = 39;
const HYPHEN = 45;
const COLON = 58;
const SEMICOLON = 59;
const isMark = (unit: number): boolean => unit === PERIOD || unit === 33 || unit === 63;
const isCapital = (unit: number): boolean => unit >= 65 && unit <= 90;
const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;
const isLetter = (unit: number): boolean => unit >= 0x80 || isCapital(unit) || (unit >= 97 && unit <= 122);
const isWord = (unit: number): boolean => isDigit(unit) || isLetter(unit);

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
    const joins = /(?:^|[^.!?])\.+ *$/.test(before) && /^[0-9]/.test(segment);
    const own = wordsOf(Array.from(words.segment(segment), (word) => word.segment), joins ? before.at(-1) : '');
    if (joins) found.at(-1)!.push(...own);
    else found.push(own);
    before = segment;
  }
  return found;
}

/** What starts with a letter or a digit. A number behind a currency sign or a period belongs to that; a hyphen between letters joins them. */
function wordsOf(parts: readonly string[], inFront = ''): string[] {
  const found: string[] = [];
  let joins = false;
  parts.forEach((part, index) => {
    const word = part.replace(/^_+/, '');
    const before = parts[index - 1] ?? inFront;
    if (joins) found.push(found.pop()! + part);
    else if (/^[\p{L}\p{N}]/u.test(word) && !/^\p{Sc}$/u.test(before) && !(before === '.' && /^[0-9]/.test(word))) found.push(word);
    joins = part === '-' && /\p{L}$/u.test(before) && found.length > 0 && /^\p{L}/u.test(parts[index + 1] ?? '');
    if (joins) found.push(`${found.pop()!}-`);
  });
  return found;
}
