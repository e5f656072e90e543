import { collatedOrder, lowerCased, trimRight } from '../../columnar/collation.ts';
import type { Collation } from '../../types/collation.ts';

/** A part of a text, in UTF-16 units. */
export interface Place { readonly start: number; readonly end: number }

/**
 * Finds one text in another under a collation: the first place from `from` on, at the borders of characters, that is equal to what is looked for.
 * Spaces at the end count here, also under _RTRIM. An empty text is found at once.
 */
export interface TextSearch {
  readonly find: (text: string, wanted: string, from: number) => Place | undefined;
  /** The part of `text` that starts there. */
  readonly startsAt: (text: string, wanted: string, start: number) => Place | undefined;
  /** The shortest part of `text` up to `end`. */
  readonly endsAt: (text: string, wanted: string, end: number) => Place | undefined;
}

export function textSearch(collation: Collation): TextSearch {
  const slow = searchByEquality(collation);
  if (collation.order === 'locale') return slow;
  const fold = collation.order === 'lowercase' ? lowerCased : (text: string): string => text;
  return {
    find: (text, wanted, from) => {
      const [folded, needle] = [fold(text), fold(wanted)];
      if (folded.length !== text.length) return slow.find(text, wanted, from);
      const start = folded.indexOf(needle, from);
      return start < 0 ? undefined : { start, end: start + needle.length };
    },
    startsAt: (text, wanted, start) => {
      const [folded, needle] = [fold(text), fold(wanted)];
      if (folded.length !== text.length) return slow.startsAt(text, wanted, start);
      return folded.startsWith(needle, start) ? { start, end: start + needle.length } : undefined;
    },
    endsAt: (text, wanted, end) => {
      const [folded, needle] = [fold(text), fold(wanted)];
      if (folded.length !== text.length) return slow.endsAt(text, wanted, end);
      return folded.endsWith(needle, end) ? { start: end - needle.length, end } : undefined;
    },
  };
}

function searchByEquality(collation: Collation): TextSearch {
  const equal = equality({ ...collation, trimsRight: false });
  const startsAt = (text: string, wanted: string, start: number): Place | undefined => {
    if (wanted === '') return { start, end: start };
    for (let end = start; end < text.length;) {
      end += widthAt(text, end);
      if (equal(text.slice(start, end), wanted)) return { start, end };
      if (end - start > longest(wanted)) return undefined;
    }
    return undefined;
  };
  const endsAt = (text: string, wanted: string, end: number): Place | undefined => {
    if (wanted === '') return { start: end, end };
    for (let start = end; start > 0;) {
      start -= widthBefore(text, start);
      if (equal(text.slice(start, end), wanted)) return { start, end };
      if (end - start > longest(wanted)) return undefined;
    }
    return undefined;
  };
  const find = (text: string, wanted: string, from: number): Place | undefined => {
    for (let start = from; start <= text.length; start += widthAt(text, start)) {
      const place = startsAt(text, wanted, start);
      if (place !== undefined) return place;
    }
    return undefined;
  };
  return { find, startsAt, endsAt };
}

/** Places that follow each other without touching; none for an empty text. */
export function* placesOf(search: TextSearch, text: string, wanted: string): Generator<Place> {
  if (wanted === '') return;
  for (let place = search.find(text, wanted, 0); place !== undefined; place = search.find(text, wanted, place.end)) yield place;
}

/** Equal texts differ in length by accents, ignorable characters and letters that stand for two: no match is looked for beyond this. */
const longest = (wanted: string): number => 4 * wanted.length + 8;

export function equality(collation: Collation): (left: string, right: string) => boolean {
  const trim = collation.trimsRight ? trimRight : (text: string): string => text;
  if (collation.order === 'bytes') return (left, right) => trim(left) === trim(right);
  if (collation.order === 'lowercase') return (left, right) => left === right || lowerCased(trim(left)) === lowerCased(trim(right));
  const order = collatedOrder(collation);
  return (left, right) => order(left, right) === 0;
}

function widthAt(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}

function widthBefore(text: string, at: number): number {
  const unit = text.charCodeAt(at - 1);
  return at > 1 && unit >= 0xdc00 && unit <= 0xdfff ? 2 : 1;
}
