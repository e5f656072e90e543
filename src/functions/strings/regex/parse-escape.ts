import { type CodePoints, complement } from './code-points.ts';
import { namedSet, shorthand } from './named-sets.ts';
import { PatternProblem, type PatternText } from './pattern-text.ts';

/** Behind a backslash: `d`, `p{L}` and their kin; undefined where another escape stands. */
export function classEscape(text: PatternText): CodePoints | undefined {
  const flags = { anyCase: text.flags.i, unicode: text.flags.U };
  const found = text.match(/^([pP])(?:\{(\^?)([A-Za-z_][\w -]*)(?:=([\w -]+))?\}|([A-Z]))/);
  if (found !== undefined) {
    const set = namedSet(found[3] ?? found[5]!, found[4], flags);
    if (set === undefined) throw new PatternProblem('an unknown property');
    return (found[1] === 'P') === (found[2] === '^') ? set : complement(set);
  }
  const letter = text.match(/^[dDwWsShHvV]/);
  return letter === undefined ? undefined : shorthand(letter[0], flags);
}

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };

/** Behind a backslash: one character. */
export function pointEscape(text: PatternText): number {
  const octal = text.match(/^0([0-3]?[0-7]{1,2})/);
  if (octal !== undefined) return Number.parseInt(octal[1]!, 8);
  const pair = text.match(/^u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/);
  if (pair !== undefined) return String.fromCharCode(Number.parseInt(pair[1]!, 16), Number.parseInt(pair[2]!, 16)).codePointAt(0)!;
  const hex = text.match(/^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|x\{([0-9a-fA-F]+)\})/);
  if (hex !== undefined) return inRange(Number.parseInt(hex[1] ?? hex[2] ?? hex[3]!, 16));
  const control = text.match(/^c([\s\S])/);
  if (control !== undefined) return control[1]!.codePointAt(0)! ^ 64;
  const char = text.nextRaw();
  if (controls[char] !== undefined) return controls[char];
  if (/[A-Za-z0-9]/.test(char)) throw new PatternProblem('an unknown escape');
  return char.codePointAt(0)!;
}

function inRange(point: number): number {
  if (point > 0x10ffff) throw new PatternProblem('no character has this number');
  return point;
}
