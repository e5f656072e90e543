import type { CaseFold } from './syntax.ts';

/** A set of characters: as a question, and in the syntax of JavaScript's flag v, as an operand of a class; undefined when that has no words for it. */
export interface CodePoints {
  readonly has: (point: number) => boolean;
  readonly source: string | undefined;
  /** Whether it may have characters beyond ASCII. */
  readonly beyondAscii: boolean;
}

const LAST = 0x10ffff;

export function single(point: number): CodePoints { return { has: (one) => one === point, source: escaped(point), beyondAscii: point > 127 }; }

export function range(from: number, to: number): CodePoints { return { has: (one) => one >= from && one <= to, source: `[${escaped(from)}-${escaped(to)}]`, beyondAscii: to > 127 }; }

export function union(parts: readonly CodePoints[]): CodePoints {
  if (parts.length === 1) return parts[0]!;
  return { has: (one) => parts.some((part) => part.has(one)), source: joined(parts, (sources) => `[${sources.join('')}]`), beyondAscii: parts.some((part) => part.beyondAscii) };
}

export function intersection(left: CodePoints, right: CodePoints): CodePoints {
  return { has: (one) => left.has(one) && right.has(one), source: joined([left, right], (sources) => `[${sources.join('&&')}]`), beyondAscii: left.beyondAscii && right.beyondAscii };
}

export function complement(set: CodePoints): CodePoints { return { has: (one) => !set.has(one), source: joined([set], ([source]) => `[^${source}]`), beyondAscii: true }; }

/** A property of Unicode in JavaScript's words: `L`, `Script=Greek`; undefined when there is none of that name. */
export function property(name: string): CodePoints | undefined {
  const source = `\\p{${name}}`;
  try {
    const tester = new RegExp(`^${source}$`, 'v');
    return { has: (one) => tester.test(String.fromCodePoint(one)), source, beyondAscii: true };
  } catch {
    return undefined;
  }
}

/** `a-zA-Z_`: pairs of ends. */
export function listed(text: string): CodePoints {
  const points = [...text].map((one) => one.codePointAt(0)!);
  return union(points.flatMap((from, index) => (index % 2 === 0 ? [from === points[index + 1] ? single(from) : range(from, points[index + 1]!)] : [])));
}

export const anything = range(0, LAST);

/** A range under a flag for case: java.util.regex compares letters of ASCII, with flag u those of Unicode one by one. */
export function foldedRange(from: number, to: number, fold: CaseFold): CodePoints {
  const plain = from === to ? single(from) : range(from, to);
  if (fold === 'none') return plain;
  if (fold === 'ascii') return union([plain, ...shifted(from, to, 'A', 'Z', 32), ...shifted(from, to, 'a', 'z', -32)]);
  if (from !== to) return { has: (one) => plain.has(one) || plain.has(upperOf(one)) || plain.has(foldOf(one)), source: undefined, beyondAscii: true };
  const folded = foldOf(from);
  return { has: (one) => one === folded || foldOf(one) === folded, source: undefined, beyondAscii: true };
}

/** What two characters have in common that differ in case only. */
export function foldOf(point: number): number { return mapped(upperOf(point), 'toLowerCase'); }

function upperOf(point: number): number { return mapped(point, 'toUpperCase'); }

/** Only mappings of one character to one, but for the dotted I, whose simple mapping JavaScript does not give. */
function mapped(point: number, how: 'toUpperCase' | 'toLowerCase'): number {
  if (point === 0x130) return how === 'toLowerCase' ? 0x69 : point;
  const text = String.fromCodePoint(point)[how]();
  const only = text.codePointAt(0)!;
  return text.length === (only > 0xffff ? 2 : 1) ? only : point;
}

function shifted(from: number, to: number, first: string, last: string, by: number): CodePoints[] {
  const start = Math.max(from, first.charCodeAt(0));
  const end = Math.min(to, last.charCodeAt(0));
  return start > end ? [] : [start === end ? single(start + by) : range(start + by, end + by)];
}

function joined(parts: readonly CodePoints[], make: (sources: readonly string[]) => string): string | undefined {
  const sources = parts.flatMap(({ source }) => (source === undefined ? [] : [source]));
  return sources.length === parts.length ? make(sources) : undefined;
}

function escaped(point: number): string {
  const isWord = (point >= 48 && point <= 57) || (point >= 65 && point <= 90) || (point >= 97 && point <= 122) || point === 95;
  return isWord ? String.fromCharCode(point) : `\\u{${point.toString(16)}}`;
}
