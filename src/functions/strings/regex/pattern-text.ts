import type { CaseFold } from './syntax.ts';

/** Thrown inside the parser, where a pattern is none, or has what is not mapped. */
export class PatternProblem extends Error {}

/** Flags of a place: i u s m x d U of java.util.regex. */
export interface Flags { readonly i: boolean; readonly u: boolean; readonly s: boolean; readonly m: boolean; readonly x: boolean; readonly d: boolean; readonly U: boolean }

export const noFlags: Flags = { i: false, u: false, s: false, m: false, x: false, d: false, U: false };

export function foldIn({ i, u, U }: Flags): CaseFold { return !i ? 'none' : u || U ? 'unicode' : 'ascii'; }

/** The characters of a pattern, one after the other; under flag x blanks and comments are not there. `\Q…\E` has been written out. */
export class PatternText {
  readonly #points: readonly number[];
  #at = 0;
  flags = noFlags;

  constructor(pattern: string) { this.#points = [...withoutQuotes(pattern)].map((one) => one.codePointAt(0)!); }

  get done(): boolean { return this.peek() === undefined; }

  /** The character that comes next. */
  peek(): string | undefined {
    if (this.flags.x) this.#skipBlanks();
    return this.#raw(0);
  }

  /** The characters from here on, blanks and all. */
  rest(): string {
    return String.fromCodePoint(...this.#points.slice(this.#at, this.#at + 80));
  }

  next(): string {
    const char = this.peek();
    if (char === undefined) throw new PatternProblem('the pattern ends too early');
    this.#at++;
    return char;
  }

  /** The character behind a backslash: a blank counts there. */
  nextRaw(): string {
    const char = this.#raw(0);
    if (char === undefined) throw new PatternProblem('the pattern ends with a backslash');
    this.#at++;
    return char;
  }

  takes(text: string): boolean {
    this.peek();
    if (![...text].every((char, index) => this.#raw(index) === char)) return false;
    this.#at += text.length;
    return true;
  }

  /** What a pattern in JavaScript's words finds right here. */
  match(here: RegExp): RegExpExecArray | undefined {
    const found = here.exec(this.rest());
    if (found !== null) this.#at += [...found[0]].length;
    return found ?? undefined;
  }

  #raw(ahead: number): string | undefined {
    const point = this.#points[this.#at + ahead];
    return point === undefined ? undefined : String.fromCodePoint(point);
  }

  #skipBlanks(): void {
    for (let char = this.#raw(0); char !== undefined; char = this.#raw(0)) {
      if (/[ \t\n\v\f\r]/.test(char)) this.#at++;
      else if (char === '#') while (this.#raw(0) !== undefined && !/[\n\r\u0085\u2028\u2029]/.test(this.#raw(0)!)) this.#at++;
      else return;
    }
  }
}

/** What stands between `\Q` and `\E` means itself. */
function withoutQuotes(pattern: string): string {
  return pattern.replace(/\\Q([\s\S]*?)(?:\\E|$)|\\[\s\S]/g, (whole, quoted: string | undefined) => (quoted === undefined ? whole : quoted.replace(/[^A-Za-z0-9\u0080-\u{10ffff}]/gu, '\\$&')));
}
