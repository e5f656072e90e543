import { anything, type CodePoints, complement, foldedRange, listed } from './code-points.ts';
import { parseClass } from './parse-class.ts';
import { classEscape, pointEscape } from './parse-escape.ts';
import { type Flags, foldIn, PatternProblem, PatternText } from './pattern-text.ts';
import { terminators } from './named-sets.ts';
import { type RegexNode, type RegexTree, someNode } from './syntax.ts';

/**
 * The grammar of java.util.regex.Pattern (Java 17). Undefined for what is no pattern, and for what is not mapped: names of characters (`\N{…}`) and `\b{g}`.
 *
 *   choice = sequence ('|' sequence)*      sequence = (atom quantifier?)*      quantifier = (? | * | + | {n} | {n,} | {n,m}) (? | +)?
 */
export function parseRegex(pattern: string): RegexTree | undefined {
  const parser = new Parser(new PatternText(pattern));
  try {
    const root = parser.choice();
    if (!parser.text.done) return undefined;
    return { root, groupCount: parser.groupCount, names: parser.names };
  } catch (error) {
    if (error instanceof PatternProblem) return undefined;
    throw error;
  }
}

class Parser {
  readonly text: PatternText;
  readonly names = new Map<string, number>();
  groupCount = 0;

  constructor(text: PatternText) { this.text = text; }

  choice(): RegexNode {
    const options = [this.#sequence()];
    while (this.text.takes('|')) options.push(this.#sequence());
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    for (let char = this.text.peek(); char !== undefined && char !== '|' && char !== ')'; char = this.text.peek()) {
      const atom = this.#atom(char);
      if (atom !== undefined) items.push(this.#quantified(atom));
    }
    return items.length === 1 ? items[0]! : { kind: 'sequence', items };
  }

  /** Undefined for flags that stand alone. */
  #atom(char: string): RegexNode | undefined {
    const { text } = this;
    const { flags } = text;
    switch (char) {
      case '(': return this.#parenthesis();
      case '[': text.next(); return setNode(parseClass(text));
      case '\\': text.next(); return this.#escape();
      case '*': case '+': case '?': throw new PatternProblem('nothing to repeat');
      case '{': return { kind: 'sequence', items: [] }; // bounds with nothing before them, or behind others, repeat the empty text
      case '^': text.next(); return assertion(flags.m ? (flags.d ? 'unixLineBegin' : 'lineBegin') : 'begin');
      case '$': text.next(); return assertion(flags.m ? (flags.d ? 'unixLineEnd' : 'lineEnd') : flags.d ? 'unixFinalLineEnd' : 'finalLineEnd');
      case '.': text.next(); return setNode(flags.s ? anything : complement(flags.d ? listed('\n\n') : terminators));
      default: { const point = text.next().codePointAt(0)!; return setNode(foldedRange(point, point, foldIn(flags))); }
    }
  }

  #quantified(body: RegexNode): RegexNode {
    const bounds = this.#bounds();
    if (bounds === undefined) return body;
    const [min, max] = bounds;
    if (min > max || max > MOST_TIMES && max !== Number.POSITIVE_INFINITY) throw new PatternProblem('bounds of a repetition');
    const lazy = this.text.takes('?');
    const repeat: RegexNode = { kind: 'repeat', body, min, max, lazy };
    return !lazy && this.text.takes('+') ? { kind: 'atomic', body: repeat } : repeat;
  }

  #bounds(): readonly [number, number] | undefined {
    const { text } = this;
    if (text.takes('?')) return [0, 1];
    if (text.takes('*')) return [0, Number.POSITIVE_INFINITY];
    if (text.takes('+')) return [1, Number.POSITIVE_INFINITY];
    if (text.peek() !== '{') return undefined;
    const found = text.match(/^\{(\d+)(,(\d*))?\}/);
    if (found === undefined) throw new PatternProblem('a repetition without bounds');
    const min = Number(found[1]);
    return [min, found[2] === undefined ? min : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3])];
  }

  #parenthesis(): RegexNode | undefined {
    const { text } = this;
    const outer = text.flags;
    text.next();
    if (!text.takes('?')) return this.#group(outer, undefined);
    if (text.takes('>')) return { kind: 'atomic', body: this.#closed(outer) };
    if (text.takes('=')) return { kind: 'look', ahead: true, negative: false, body: this.#closed(outer) };
    if (text.takes('!')) return { kind: 'look', ahead: true, negative: true, body: this.#closed(outer) };
    if (text.takes('<=')) return this.#behind(outer, false);
    if (text.takes('<!')) return this.#behind(outer, true);
    const name = text.match(/^<([a-zA-Z][a-zA-Z0-9]*)>/);
    if (name !== undefined) return this.#group(outer, name[1]!);
    const switches = text.match(/^([idmsuxU]*)(?:-([idmsuxU]*))?([:)])/);
    if (switches === undefined) throw new PatternProblem('an unknown group');
    text.flags = switched(outer, switches[1]!, switches[2] ?? '');
    return switches[3] === ')' ? undefined : this.#closed(outer);
  }

  #group(outer: Flags, name: string | undefined): RegexNode {
    const index = ++this.groupCount;
    if (name !== undefined) {
      if (this.names.has(name)) throw new PatternProblem('a name of two groups');
      this.names.set(name, index);
    }
    return { kind: 'group', index, body: this.#closed(outer) };
  }

  /** Java looks behind as far as the longest text reaches, which it must know; it takes greedy repeats of one character for known. */
  #behind(outer: Flags, negative: boolean): RegexNode {
    const body = this.#closed(outer);
    if (someNode(body, isUnbounded)) throw new PatternProblem('a look behind without an end');
    return { kind: 'look', ahead: false, negative, body };
  }

  #closed(outer: Flags): RegexNode {
    const body = this.choice();
    if (!this.text.takes(')')) throw new PatternProblem('a group that does not end');
    this.text.flags = outer;
    return body;
  }

  #escape(): RegexNode {
    const { text } = this;
    const { flags } = text;
    const name = text.match(/^k<([a-zA-Z][a-zA-Z0-9]*)>/);
    if (name !== undefined) return this.#reference(this.names.get(name[1]!));
    const found = text.match(/^[1-9]/);
    if (found !== undefined) return this.#reference(this.#groupNumber(Number(found[0])));
    const assertions = { A: 'begin', z: 'end', Z: flags.d ? 'unixFinalLineEnd' : 'finalLineEnd', G: 'lastEnd', b: flags.U ? 'unicodeBoundary' : 'boundary', B: flags.U ? 'noUnicodeBoundary' : 'noBoundary' } as const;
    const letter = text.rest()[0];
    if (letter !== undefined && letter in assertions) {
      text.nextRaw();
      if (letter === 'b' && text.peek() === '{') throw new PatternProblem('boundaries of clusters');
      return assertion(assertions[letter as keyof typeof assertions]);
    }
    if (text.match(/^X/) !== undefined) return { kind: 'cluster' };
    if (text.match(/^R/) !== undefined) return lineBreak;
    const set = classEscape(text);
    if (set !== undefined) return setNode(set);
    const point = pointEscape(text);
    return setNode(foldedRange(point, point, foldIn(flags)));
  }

  /** As many digits as make the number of a group that has begun; the first one counts in any case. */
  #groupNumber(first: number): number {
    let group = first;
    for (let digit = this.text.rest()[0]; digit !== undefined && /\d/.test(digit) && group * 10 + Number(digit) <= this.groupCount; digit = this.text.rest()[0]) group = group * 10 + Number(this.text.nextRaw());
    return group;
  }

  #reference(group: number | undefined): RegexNode {
    if (group === undefined) throw new PatternProblem('a name of no group');
    return { kind: 'reference', group, fold: foldIn(this.text.flags) };
  }
}

/** More is written out neither here nor by people. */
const MOST_TIMES = 100_000;

const lineBreak: RegexNode = {
  kind: 'choice', options: [{ kind: 'sequence', items: [setNode(listed('\r\r')), setNode(listed('\n\n'))] }, setNode(listed('\n\r\u0085\u0085\u2028\u2029'))],
};

function isUnbounded(node: RegexNode): boolean {
  return node.kind === 'reference' || node.kind === 'cluster' || (node.kind === 'repeat' && node.max === Number.POSITIVE_INFINITY && (node.body.kind !== 'set' || node.lazy || node.min > 1));
}

function setNode(set: CodePoints): RegexNode { return { kind: 'set', set }; }

function assertion(which: Extract<RegexNode, { kind: 'assertion' }>['assertion']): RegexNode { return { kind: 'assertion', assertion: which }; }

function switched(flags: Flags, on: string, off: string): Flags {
  const changed = { ...flags };
  for (const flag of on) changed[flag as keyof Flags] = true;
  for (const flag of off) changed[flag as keyof Flags] = false;
  return changed;
}
