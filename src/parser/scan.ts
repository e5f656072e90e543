import { fail } from '../errors/stream-error.ts';
import type { IToken, TokenType } from './chevrotain.ts';
import { nestingMax, textLengthMax } from './limits.ts';
import * as t from './tokens.ts';

/** A token that knows its place in the list, and a bracket that knows its partner (`close` is past the end when there is none). */
export interface SqlToken extends IToken { readonly index: number; close?: number; holdsQuery?: boolean }

export interface ScanOptions {
  readonly doubleQuotedIdentifiers?: boolean | undefined;
  readonly pipeArrowsOnly?: boolean | undefined;
  readonly bangEqualsNot?: boolean | undefined;
}

/** Behind a single `|` these words begin a pipe, whatever else they may be. */
const pipeWords: ReadonlySet<string> = new Set([
  'SELECT', 'EXTEND', 'SET', 'DROP', 'AS', 'WHERE', 'PIVOT', 'UNPIVOT', 'TABLESAMPLE', 'INNER', 'CROSS', 'LEFT', 'RIGHT', 'FULL', 'NATURAL', 'SEMI', 'ANTI', 'JOIN',
  'ORDER', 'CLUSTER', 'DISTRIBUTE', 'SORT', 'LIMIT', 'OFFSET', 'AGGREGATE', 'WINDOW', 'LATERAL',
]);

const numberPattern = /(?:\d+[LSY]|(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?(?:BD|[FD])?)(?![\p{L}\p{N}_])/iuy;
const wordPattern = /[\p{L}\p{N}_]+/uy;
const spacePattern = /[\s\p{Z}\p{Cc}]+/uy;
/** A doubled quote stands for itself; a backslash takes the next character with it, whatever it is. */
const singleQuotedPattern = /'(?:[^'\\]|\\[\s\S]|'')*'/y;
const doubleQuotedPattern = /"(?:[^"\\]|\\[\s\S]|"")*"/y;
const rawPattern = /r(?:'[^']*'|"[^"]*")/iy;
const backQuotedPattern = /`(?:[^`]|``)*`/y;
/** To the end of the line; a backslash at the end of a line continues the comment. */
const lineCommentPattern = /--(?:\\\r?\n|[^\r\n])*/y;
const collectionTypes: ReadonlySet<TokenType> = new Set([t.k.ARRAY, t.k.MAP, t.k.STRUCT]);

const quoted: Readonly<Record<string, { readonly pattern: RegExp; readonly type: TokenType }>> = {
  "'": { pattern: singleQuotedPattern, type: t.StringToken },
  '"': { pattern: doubleQuotedPattern, type: t.StringToken },
  '`': { pattern: backQuotedPattern, type: t.QuotedIdentifier },
};

/** SQL text to tokens. Never fails on odd characters: they become `Unrecognized`, so that the grammar can say what it expected there. */
export function scan(sql: string, options: ScanOptions = {}): SqlToken[] {
  if (sql.length > textLengthMax) fail('TIDEMARK_SQL_TOO_LONG', { length: String(sql.length), limit: String(textLengthMax) });
  const scanner = new Scanner(sql, options);
  scanner.run();
  return scanner.tokens;
}

/** Tests that NOT may stand before, what may stand behind IS, and words behind which an operand begins, so that `!` negates it. */
const testWords: ReadonlySet<string> = new Set(['IN', 'LIKE', 'ILIKE', 'RLIKE', 'REGEXP', 'BETWEEN']);
const isWords: ReadonlySet<string> = new Set(['NULL', 'DISTINCT', 'TRUE', 'FALSE', 'UNKNOWN']);
const operandFollows: ReadonlySet<string> = new Set(['SELECT', 'WHERE', 'AND', 'OR', 'NOT', 'ON', 'HAVING', 'WHEN', 'THEN', 'ELSE', 'CASE', 'BY', 'QUALIFY', 'DISTINCT', 'ALL', 'IF']);

function endsOperand({ image, tokenType }: SqlToken): boolean {
  return tokenType === t.RightParen || tokenType === t.RightBracket || (!t.symbols.has(image) && !operandFollows.has(image.toUpperCase()));
}

class Scanner {
  readonly tokens: SqlToken[] = [];
  private readonly sql: string;
  private readonly options: ScanOptions;
  private offset = 0;
  private inHint = false;
  /** Open `<` of collection types: inside them `>>` closes two. */
  private angles = 0;
  private readonly open: SqlToken[] = [];

  constructor(sql: string, options: ScanOptions) {
    this.sql = sql;
    this.options = options;
  }

  run(): void {
    while (this.offset < this.sql.length) this.next();
    for (const bracket of this.open) bracket.close = this.tokens.length;
  }

  private next(): boolean {
    return this.skip(spacePattern) || this.skip(lineCommentPattern) || this.takeHintOrComment() || this.takeQuoted() || this.takeNumber() || this.takeWord() || this.takeSymbol() || this.takeStray();
  }

  private takeHintOrComment(): boolean {
    if (this.sql.startsWith('/*+', this.offset)) {
      this.inHint = true;
      return this.take(t.HintStart, 3);
    }
    if (this.inHint && this.sql.startsWith('*/', this.offset)) {
      this.inHint = false;
      return this.take(t.HintEnd, 2);
    }
    return this.sql.startsWith('/*', this.offset) && this.skipBracketedComment();
  }

  /** What starts like a string but never ends is one stray token to the end of the text. */
  private takeQuoted(): boolean {
    const raw = this.matchLength(rawPattern);
    if (raw > 0) return this.take(t.StringToken, raw);
    const row = quoted[this.sql[this.offset]!];
    if (row === undefined) return false;
    const length = this.matchLength(row.pattern);
    if (length === 0) return this.take(t.Unrecognized, this.sql.length - this.offset);
    return this.take(row.type === t.StringToken && this.sql[this.offset] === '"' && this.options.doubleQuotedIdentifiers === true ? t.QuotedIdentifier : row.type, length);
  }

  private takeNumber(): boolean {
    const length = this.matchLength(numberPattern);
    return length > 0 && this.take(/^\d+$/.test(this.sql.slice(this.offset, this.offset + length)) ? t.Integer : t.Fraction, length);
  }

  private takeStray(): boolean {
    return this.take(t.Unrecognized, this.sql.codePointAt(this.offset)! > 0xffff ? 2 : 1);
  }

  private matchLength(pattern: RegExp): number {
    pattern.lastIndex = this.offset;
    return pattern.test(this.sql) ? pattern.lastIndex - this.offset : 0;
  }

  private skip(pattern: RegExp): boolean {
    const length = this.matchLength(pattern);
    this.offset += length;
    return length > 0;
  }

  private takeWord(): boolean {
    const length = this.matchLength(wordPattern);
    if (length === 0) return false;
    const word = this.sql.slice(this.offset, this.offset + length).toUpperCase();
    const before = this.tokens.at(-1);
    if (before?.tokenType === t.Bang) this.refuseBang(word);
    if (before?.tokenType === t.Bar && this.options.pipeArrowsOnly !== true && pipeWords.has(word)) retag(before, t.PipeArrow);
    return this.take(t.keywordTypes.get(word) ?? t.Identifier, length);
  }

  /** `a ! IN (1)`, `a IS ! NULL`: once `!` could stand for NOT anywhere. */
  private refuseBang(word: string): void {
    const [before, bang] = this.tokens.slice(-2);
    if (before === undefined || bang === undefined) return;
    const isTest = before.tokenType === t.k.IS ? isWords.has(word) : testWords.has(word) && endsOperand(before);
    if (isTest) fail('SYNTAX_DISCONTINUED.BANG_EQUALS_NOT', { clause: '!' }, { at: { sql: this.sql, start: bang.startOffset, end: bang.endOffset! + 1 } });
  }

  private takeSymbol(): boolean {
    for (let length = 3; length > 0; length--) {
      const type = t.symbols.get(this.sql.slice(this.offset, this.offset + length));
      if (type === undefined || this.offset + length > this.sql.length) continue;
      if (this.angles > 0 && length > 1 && this.sql[this.offset] === '>') continue;
      if (type === t.Less && collectionTypes.has(this.tokens.at(-1)?.tokenType ?? t.Less)) this.angles++;
      else if (type === t.Greater && this.angles > 0) this.angles--;
      else if (type === t.Semicolon) this.angles = 0;
      this.take(type === t.Bang && this.options.bangEqualsNot === true ? t.k.NOT : type, length);
      this.pairBrackets(type);
      return true;
    }
    return false;
  }

  private take(tokenType: TokenType, length: number): true {
    const image = this.sql.slice(this.offset, this.offset + length);
    const token: SqlToken = { image, startOffset: this.offset, endOffset: this.offset + length - 1, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx!, index: this.tokens.length };
    this.tokens.push(token);
    this.offset += length;
    return true;
  }

  private pairBrackets(type: TokenType): void {
    if (type === t.LeftParen || type === t.LeftBracket) {
      this.open.push(this.tokens.at(-1)!);
      if (this.open.length > nestingMax) this.refuseNesting();
    } else if (type === t.RightParen || type === t.RightBracket) {
      const partner = this.open.pop();
      if (partner !== undefined) partner.close = this.tokens.length - 1;
    }
  }

  private refuseNesting(): never {
    return fail('FAILED_TO_PARSE_TOO_COMPLEX', { what: `brackets nested ${nestingMax} deep` }, { at: { sql: this.sql, start: this.offset - 1, end: this.offset } });
  }

  /** Bracketed comments nest, except that a hint inside of one does not count. */
  private skipBracketedComment(): boolean {
    const start = this.offset;
    let depth = 0;
    for (let at = start; at < this.sql.length; at++) {
      if (this.sql.startsWith('*/', at)) {
        depth--;
        at++;
        if (depth === 0) { this.offset = at + 1; return true; }
      } else if (this.sql.startsWith('/*', at) && this.sql[at + 2] !== '+') {
        depth++;
        at++;
      }
    }
    return fail('UNCLOSED_BRACKETED_COMMENT', {}, { at: { sql: this.sql, start, end: start + 2 } });
  }
}

function retag(token: SqlToken, tokenType: TokenType): void {
  token.tokenType = tokenType;
  token.tokenTypeIdx = tokenType.tokenTypeIdx!;
}
