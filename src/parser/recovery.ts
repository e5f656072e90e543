import type { TokenType } from './chevrotain.ts';
import { onlyExpected } from './mistakes.ts';
import type { SqlToken } from './scan.ts';
import { Unrecognized } from './tokens.ts';

/**
 * What Spark's parser says when one token too many or too few is all that is wrong: `: extra input 'x'` or `: missing ')'`, empty otherwise.
 *
 * A token is too many when what was expected stands behind it, and missing when the text could go on behind it as it does. The second is asked of what can follow
 * a bracket or a word, clause by clause, not of the whole grammar.
 */
export function recoveryHint(tokens: readonly SqlToken[], at: number, expected: string): string {
  const [before, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (expected === END_EXPECTED) return token !== undefined && token.tokenType !== Unrecognized && (isEnd(next) || before?.image === ';') ? extra(token) : '';
  const row = Object.entries(insertable).find(([image]) => expected === `, expected ${/^\w/.test(image) ? image : `'${image}'`}`);
  if (row === undefined) return '';
  const [image, fits] = row;
  const open = openBrackets(tokens, at).at(-1);
  const call = open === undefined || isCall(tokens, open);
  if (token !== undefined && open !== undefined && !call && image === ')' && (isListed(tokens, open, at) || isIn(tokens, open) && next?.image === ')')) return extra(token);
  if (!call || open === at - 1 || isCastToWord(tokens, open, at)) return '';
  if (token !== undefined && next !== undefined && image !== '(' && (isExpected(expected, next.tokenType) || image === ')' && next.image === ',' && !isWord(before))) return extra(token);
  return fits(tokens, at) ? `: missing '${image}'` : '';
}

const END_EXPECTED = ', expected end of input';

function extra({ image }: SqlToken): string { return `: extra input '${image}'`; }

function isEnd(token: SqlToken | undefined): boolean { return token === undefined || token.image === ';'; }

function isExpected(expected: string, type: TokenType): boolean { return onlyExpected(type) === expected; }

/** Whether the text can go on at a token once the missing one is there. */
type Fits = (tokens: readonly SqlToken[], at: number) => boolean;

const insertable: Readonly<Record<string, Fits>> = {
  ')': followsBracket, ']': followsBracket,
  '(': (tokens, at) => tokens[at - 1]?.image.toUpperCase() === 'USING' && isWord(tokens[at]),
  AND: beginsOperand, THEN: beginsOperand, FROM: beginsOperand, IN: beginsOperand, FOR: beginsOperand,
  TABLE: (tokens, at) => /^truncate$/i.test(tokens[at - 1]?.image ?? ''), JOIN: (tokens, at) => isWord(tokens[at]) && /^(?:cross|natural)$/i.test(tokens[at - 1]?.image ?? ''),
  END: (tokens, at) => isEnd(tokens[at]) || tokens[at]!.image === ',' || clauseRank(tokens[at]!) > 0,
};

function beginsOperand(tokens: readonly SqlToken[], at: number): boolean { return tokens[at] !== undefined && ![',', ')', ']', ';', '.'].includes(tokens[at].image); }

function isWord(token: SqlToken | undefined): boolean { return token !== undefined && /^[\p{L}_`]/u.test(token.image); }

/** Behind a bracket of the query itself: an operator, a comma, a clause that may still come, or the end. What an OVER opens without a frame may go on in many ways. */
function followsBracket(tokens: readonly SqlToken[], at: number): boolean {
  const [open, outer] = openBrackets(tokens, at).toReversed();
  if (open === undefined || (tokens[open - 1]?.image.toUpperCase() === 'OVER' && !hasFrame(tokens.slice(open, at)))) return false;
  const token = tokens[at];
  if (outer !== undefined) return token?.image === ')' || token?.image === ',';
  const clause = clauseBefore(tokens, 0, open);
  if (clause > 0 && tokens[open]!.holdsQuery !== true && !/^using$/i.test(tokens[open - 1]!.image)) return false;
  if (token === undefined || token.image === ';') return true;
  if (token.image === ',' || operators.has(token.image.toUpperCase())) return true;
  return clauseRank(token) > clause;
}

const operators: ReadonlySet<string> = new Set(['=', '==', '<', '>', '<=', '>=', '<>', '!=', '<=>', '+', '-', '*', '/', '%', '||', '|', '&', '^', '::', ':', '.', 'AND', 'OR', 'IN', 'LIKE', 'BETWEEN', 'IS']);

/** Clauses in the order in which they may follow one another. */
const clauseRanks: Readonly<Record<string, number>> = {
  SELECT: 0, FROM: 1, WHERE: 2, GROUP: 3, HAVING: 4, UNION: 5, EXCEPT: 5, INTERSECT: 5, MINUS: 5, ORDER: 6, SORT: 6, CLUSTER: 6, DISTRIBUTE: 6, WINDOW: 7, LIMIT: 8, OFFSET: 9,
};

function clauseRank({ image }: SqlToken): number { return clauseRanks[image.toUpperCase()] ?? -1; }

/** The clause in which a bracket opens, in the brackets around it. */
function clauseBefore(tokens: readonly SqlToken[], start: number, open: number): number {
  let rank = 0;
  for (let at = start; at < open; at++) {
    const { close } = tokens[at]!;
    if (close !== undefined && close < open) at = close;
    else rank = Math.max(rank % clauseRanks['UNION']!, clauseRank(tokens[at]!));
  }
  return rank;
}

function openBrackets(tokens: readonly SqlToken[], at: number): readonly number[] {
  const open: number[] = [];
  for (let index = 0; index < at; index++) {
    const { close } = tokens[index]!;
    if (close === undefined) continue;
    if (close >= at) open.push(index);
    else index = close;
  }
  return open;
}

function hasFrame(tokens: readonly SqlToken[]): boolean { return tokens.some(({ image }) => /^(?:rows|range)$/i.test(image)); }

/** What a function, a subquery or a clause opens; other brackets (of rows, of IN, of array) are decided as a whole, so that nothing can be left out or added in them. */
function isCall(tokens: readonly SqlToken[], open: number): boolean {
  const before = tokens[open - 1];
  return tokens[open]!.image === '[' || tokens[open]!.holdsQuery === true || (isWord(before) && !/^(?:in|values|array|select|and|or|not|where|on|by|between|substring|substr|overlay)$/i.test(before!.image));
}

function isIn(tokens: readonly SqlToken[], open: number): boolean { return /^(?:in|array)$/i.test(tokens[open - 1]?.image ?? ''); }

function isListed(tokens: readonly SqlToken[], open: number, at: number): boolean {
  for (let index = open + 1; index < at; index++) {
    const { image, close } = tokens[index]!;
    if (image === ',') return true;
    if (close !== undefined) index = close;
  }
  return false;
}

/** Types of one word are told from longer ones by what follows. */
function isCastToWord(tokens: readonly SqlToken[], open: number | undefined, at: number): boolean {
  return open !== undefined && /^(?:try_)?cast$/i.test(tokens[open - 1]?.image ?? '') && tokens[at - 2]?.image.toUpperCase() === 'AS' && typeWords.has(tokens[at - 1]!.image.toUpperCase());
}

const typeWords: ReadonlySet<string> = new Set([
  'BOOLEAN', 'TINYINT', 'BYTE', 'SMALLINT', 'SHORT', 'INT', 'INTEGER', 'BIGINT', 'LONG', 'FLOAT', 'REAL', 'DOUBLE', 'DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'STRING', 'BINARY',
  'DECIMAL', 'DEC', 'NUMERIC', 'VARIANT', 'ARRAY', 'MAP', 'STRUCT', 'INTERVAL',
]);
