import { type CodePoints, complement, foldedRange, intersection, union } from './code-points.ts';
import { classEscape, pointEscape } from './parse-escape.ts';
import { foldIn, PatternProblem, type PatternText } from './pattern-text.ts';

/**
 * Behind `[`:  class = ^? operand ('&&' operand)* ']'      operand = (range | character | escape | '[' class)*
 *
 * Java negates last: `[^a&&b]` is everything but what both have. A `]` that stands first means itself. `&&` before another `&` joins nothing.
 */
export function parseClass(text: PatternText): CodePoints {
  const negative = text.takes('^');
  let set: CodePoints | undefined;
  let part: CodePoints[] = [];
  const close = (): void => {
    if (part.length > 0) set = set === undefined ? union(part) : intersection(set, union(part));
    part = [];
  };
  for (;;) {
    if (/^&&(?!&)/.test(text.rest())) { text.takes('&&'); close(); continue; }
    if (text.takes('&&')) {
      if (set === undefined && part.length === 0) throw new PatternProblem('nothing to join');
      continue;
    }
    if ((set !== undefined || part.length > 0) && text.takes(']')) break;
    part.push(text.takes('[') ? parseClass(text) : element(text));
  }
  close();
  return negative ? complement(set!) : set!;
}

/** A character, a range of them, or an escape for many. */
function element(text: PatternText): CodePoints {
  if (text.peek() === undefined) throw new PatternProblem('a class that does not end');
  const from = pointOrSet(text);
  if (typeof from !== 'number') return from;
  const isRange = text.peek() === '-' && !/^-(?:[\][]|&&)/.test(text.rest()) && text.rest().length > 1;
  if (!isRange) return foldedRange(from, from, foldIn(text.flags));
  text.next();
  const to = pointOrSet(text);
  if (typeof to !== 'number' || to < from) throw new PatternProblem('ends of a range');
  return foldedRange(from, to, foldIn(text.flags));
}

function pointOrSet(text: PatternText): number | CodePoints {
  const char = text.next();
  return char === '\\' ? classEscape(text) ?? pointEscape(text) : char.codePointAt(0)!;
}
