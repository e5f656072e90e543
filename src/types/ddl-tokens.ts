import { fail, type Span } from '../errors/stream-error.ts';

/** A reader of DDL text: words, back-quoted names, numbers, strings and `< > ( ) , :`. */
export interface DdlCursor {
  /** TIMESTAMP by itself has no time zone. */
  readonly localTimestamps: boolean;
  atEnd(): boolean;
  expectEnd(): void;
  /** Takes the punctuation mark when it is next. */
  take(mark: string): boolean;
  expect(mark: string): void;
  /** Whether the punctuation mark is next. */
  sees(mark: string): boolean;
  /** Takes the keywords when they are next, all or none. */
  takeWords(...words: readonly string[]): boolean;
  takeOneOf<W extends string>(words: readonly W[]): W | undefined;
  /** An unquoted word, upper case. */
  word(): string;
  /** A word or a back-quoted name, as written. */
  name(): string;
  number(): number;
  string(): string;
  here(): Span;
  since(start: Span): Span;
  unexpected(wanted: string): never;
  /** What fails here fails only once the whole text is known to be well formed; until then the substitute stands in. */
  orLater<T>(work: () => T, substitute: T): T;
}

interface Token { readonly kind: 'word' | 'quoted' | 'number' | 'string' | 'mark' | 'end'; readonly text: string; readonly start: number; readonly end: number }

export function ddlCursor(sql: string, localTimestamps = false): DdlCursor {
  const tokens = tokenize(sql);
  let position = 0;
  let postponed: { readonly error: unknown } | undefined;
  const next = (): Token => tokens[position]!;
  const spanOf = (token: Token): Span => ({ sql, start: token.start, end: token.end });
  const unexpected = (wanted: string): never => {
    const [shown, last] = [next().kind === 'end' ? 'end of input' : `'${next().text}'`, tokens[position + 1]?.kind === 'end'];
    return syntaxError(shown, wanted, spanOf(next()), wanted === 'end of input' && last);
  };
  const isWord = (token: Token | undefined, word: string): boolean => token?.kind === 'word' && token.text.toUpperCase() === word;
  const isMark = (mark: string): boolean => next().kind === 'mark' && next().text === mark;
  const accept = (wanted: string, ...kinds: readonly Token['kind'][]): string => (kinds.includes(next().kind) ? tokens[position++]!.text : unexpected(wanted));
  const take = (mark: string): boolean => isMark(mark) && ++position > 0;
  return {
    localTimestamps,
    sees: isMark,
    atEnd: () => next().kind === 'end',
    expectEnd: () => {
      if (next().kind !== 'end') unexpected('end of input');
      if (postponed !== undefined) throw postponed.error;
    },
    take,
    expect: (mark) => { if (!take(mark)) unexpected(`'${mark}'`); },
    takeWords: (...words) => {
      if (!words.every((word, index) => isWord(tokens[position + index], word))) return false;
      position += words.length;
      return true;
    },
    takeOneOf: (words) => {
      const found = words.find((word) => isWord(next(), word));
      if (found !== undefined) position += 1;
      return found;
    },
    word: () => accept('a type', 'word').toUpperCase(),
    name: () => accept('a name', 'word', 'quoted'),
    number: () => Number(accept('a number', 'number')),
    string: () => accept('a string', 'string'),
    here: () => spanOf(next()),
    since: (start) => ({ sql, start: start.start, end: position === 0 ? start.end : tokens[position - 1]!.end }),
    unexpected,
    orLater: (work, substitute) => {
      try {
        return work();
      } catch (error) {
        postponed ??= { error };
        return substitute;
      }
    },
  };
}

/** White space and comments, quoted names, strings, numbers, words, marks. */
const tokenPattern = new RegExp([
  String.raw`\s+|(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)`, '`(?<quoted>(?:[^`]|``)*)`', String.raw`'(?<single>(?:[^'\\]|\\[\s\S]|'')*)'`, String.raw`"(?<double>(?:[^"\\]|\\[\s\S])*)"`,
  String.raw`(?<number>\d+(?![\p{L}\d_]))`, String.raw`(?<word>[\p{L}\d_]+)`, '(?<mark>[<>(),:])',
].join('|'), 'uy');

function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  let start = 0;
  while (start < sql.length) {
    const match = tokenPattern.exec(sql);
    if (match === null) return syntaxError(`'${sql[start]}'`, 'a name or a type', { sql, start, end: start + 1 });
    const end = tokenPattern.lastIndex;
    const isList = tokens.length > 0 && tokens[1]?.text !== '<';
    const token = tokenOf(match.groups ?? {}, { sql, start, end }, isList);
    if (token !== undefined) tokens.push({ ...token, start, end });
    start = end;
  }
  tokens.push({ kind: 'end', text: '', start: sql.length, end: sql.length });
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, at: Span, isList: boolean): Pick<Token, 'kind' | 'text'> | undefined {
  if (groups['quoted'] !== undefined) return { kind: 'quoted', text: groups['quoted'].replaceAll('``', '`') };
  const text = groups['single'] ?? groups['double'];
  if (text !== undefined) return { kind: 'string', text: text.replace(/\\([\s\S])/g, '$1').replaceAll("''", "'") };
  if (groups['number'] !== undefined) return { kind: 'number', text: groups['number'] };
  if (groups['word'] !== undefined) return wordToken(groups['word'], at, isList);
  return groups['mark'] === undefined ? undefined : { kind: 'mark', text: groups['mark'] };
}

/** Names of other letters need back quotes, which Spark says only where the text may still be one type; `1e3` and `1d` are numbers. */
function wordToken(text: string, at: Span, isList: boolean): Pick<Token, 'kind' | 'text'> {
  if (isList && !/^\w+$/.test(text)) return syntaxError(`'${text}'`, 'a name or a type', at, at.end === at.sql.length);
  if (!/^\w+$/.test(text)) fail('INVALID_IDENTIFIER', { ident: text }, { at });
  return { kind: /^\d+(e\d+)?([lsydf]|bd)?$/i.test(text) ? 'number' : 'word', text };
}

/** `surplus`: without it the text would be well formed. */
function syntaxError(error: string, wanted: string, at: Span, surplus = false): never {
  return fail('PARSE_SYNTAX_ERROR', { error, hint: surplus ? `: extra input ${error}` : '', expected: `: expected ${wanted}` }, { at });
}
