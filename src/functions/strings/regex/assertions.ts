import type { Assertion } from './syntax.ts';

/** Whether it holds at a place of a text. `last`: where the match before ended. */
export function holds(assertion: string, text: string, at: number, last: number): boolean {
  const end = text.length;
  switch (assertion as Assertion) {
    case 'begin': return at === 0;
    case 'end': return at === end;
    case 'lastEnd': return at === last;
    case 'lineBegin': return at < end && (at === 0 || isTerminator(text[at - 1]!) && !(text[at - 1] === '\r' && text[at] === '\n'));
    case 'unixLineBegin': return at < end && (at === 0 || text[at - 1] === '\n');
    case 'lineEnd': return at === end || endsLine(text, at);
    case 'unixLineEnd': return at === end || text[at] === '\n';
    case 'finalLineEnd': return at === end || (at === end - 1 && endsLine(text, at)) || (at === end - 2 && text[at] === '\r' && text[at + 1] === '\n');
    case 'unixFinalLineEnd': return at === end || (at === end - 1 && text[at] === '\n');
    case 'boundary': return isWordBefore(text, at, word) !== isWordAt(text, at, word);
    case 'noBoundary': return isWordBefore(text, at, word) === isWordAt(text, at, word);
    case 'unicodeBoundary': return isWordBefore(text, at, unicodeWord) !== isWordAt(text, at, unicodeWord);
    case 'noUnicodeBoundary': return isWordBefore(text, at, unicodeWord) === isWordAt(text, at, unicodeWord);
  }
}

function isTerminator(char: string): boolean { return char === '\n' || char === '\r' || char === '\u0085' || char === '\u2028' || char === '\u2029'; }

/** Not between \r and \n. */
function endsLine(text: string, at: number): boolean { return isTerminator(text[at]!) && !(text[at] === '\n' && text[at - 1] === '\r'); }

const word = /^[\p{L}\p{Nd}_]/u;
const unicodeWord = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const mark = /^\p{Mn}/u;
const based = /[\p{L}\p{Nd}]\p{Mn}*$/u;

function isWordAt(text: string, at: number, pattern: RegExp): boolean {
  if (at >= text.length) return false;
  const char = String.fromCodePoint(text.codePointAt(at)!);
  return pattern.test(char) || (mark.test(char) && based.test(text.slice(Math.max(0, at - 32), at)));
}

function isWordBefore(text: string, at: number, pattern: RegExp): boolean {
  const low = at > 1 && /[\udc00-\udfff]/.test(text[at - 1]!) && /[\ud800-\udbff]/.test(text[at - 2]!);
  return at > 0 && isWordAt(text, at - (low ? 2 : 1), pattern);
}
