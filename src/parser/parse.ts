import { fail, StreamError } from '../errors/stream-error.ts';
import type { Expression } from '../plan/expression.ts';
import type { Relation } from '../plan/relation.ts';
import type { Explain, Statement } from '../plan/statement.ts';
import type { DataType, Schema } from '../types/data-type.ts';
import type { IRecognitionException } from './chevrotain.ts';
import type { ParseOptions } from './grammar/base.ts';
import { nestingMax } from './limits.ts';
import { SqlParser } from './parser.ts';
import { type PlacedMarker, placedMarkers, withPlacedValues } from './placed-markers.ts';
import { recoveryHint } from './recovery.ts';
import { k, Unrecognized } from './tokens.ts';
import { scan, type SqlToken } from './scan.ts';
import { readSettings } from './settings.ts';
import { readUnsupported } from './unsupported.ts';

export type { ParseOptions } from './grammar/base.ts';

/** @example parseStatement('SELECT 1 AS one')  // { kind: 'Query', query: … } */
export function parseStatement(written: string, options: ParseOptions = {}): Statement {
  const markers = options.positional === undefined && options.named === undefined ? [] : placedMarkersIn(written, options);
  const { sql, ...values } = markers.length === 0 ? { sql: written } : withPlacedValues(written, markers, options);
  return parse(sql, { ...options, ...values }, (parser, tokens) => readByWords(sql, tokens) ?? parser.onlyText());
}

/** Markers whose values the text cannot be read without. */
export function placedMarkersIn(sql: string, options: ParseOptions): readonly PlacedMarker[] {
  return options.markersInExpressions === true ? [] : placedMarkers(sql, options);
}

/** What is no matter of the grammar: settings, whose values are any text, and statements refused by their first words. */
function readByWords(sql: string, tokens: readonly SqlToken[]): Statement | undefined {
  if (tokens[0]!.tokenType !== k.EXPLAIN) return readSettings(sql, tokens) ?? readUnsupported(sql, tokens);
  const mode = explainModes[tokens[1]?.image.toUpperCase() ?? ''];
  const first = mode === undefined ? 1 : 2;
  if (tokens[first] === undefined || tokens[first].tokenType === k.EXPLAIN) return undefined;
  const statement = readByWords(sql, tokens.slice(first));
  return statement === undefined ? undefined : { kind: 'Explain', mode: mode ?? 'simple', statement, at: { sql, start: tokens[0]!.startOffset, end: tokens.at(-1)!.endOffset! + 1 } };
}

const explainModes: Readonly<Record<string, Explain['mode']>> = { EXTENDED: 'extended', FORMATTED: 'formatted', CODEGEN: 'codegen', COST: 'cost', LOGICAL: 'logical' };

/** @example parseQuery('SELECT a FROM t WHERE a > 1') */
export const parseQuery = (sql: string, options: ParseOptions = {}): Relation => parse(sql, options, (parser) => parser.onlyQuery());

/** One item of a select list: `a + 1`, `a AS b`, `t.*`, `explode(m) AS (k, v)`. */
export const parseExpression = (sql: string, options: ParseOptions = {}): Expression => parse(sql, options, (parser) => parser.onlyExpression());

/** @example parseDataType('MAP<STRING, ARRAY<INT>>') */
export const parseDataType = (text: string): DataType => parse(text, {}, (parser) => parser.onlyDataType());

/** @example parseTableSchema('ts TIMESTAMP, page STRING NOT NULL') */
export const parseTableSchema = (text: string): Schema => parse(text, {}, (parser) => parser.onlyTableSchema());

let parser: SqlParser | undefined;

function parse<T>(sql: string, options: ParseOptions, rule: (parser: SqlParser, tokens: readonly SqlToken[]) => T): T {
  parser ??= new SqlParser();
  const tokens = scan(sql, options);
  if (tokens.length === 0 && sql.trim() === '') fail('PARSE_EMPTY_STATEMENT', {}, { at: { sql, start: 0, end: sql.length } });
  if (tokens.length === 0) fail('PARSE_SYNTAX_ERROR', { error: 'end of input', hint: '', expected: ', expected a statement' }, { at: { sql, start: sql.length, end: sql.length + 1 } });
  parser.load(sql, tokens, options);
  const result = withinStack(sql, () => rule(parser!, tokens));
  const [mistake] = parser.errors;
  if (mistake !== undefined) refuse(sql, tokens, mistake);
  if (parser.deferredMistake !== undefined) throw parser.deferredMistake;
  return result;
}

/** The limits on nesting are chosen so that this does not happen; a caller may already be deep in the stack, though. */
function withinStack<T>(sql: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) fail('FAILED_TO_PARSE_TOO_COMPLEX', { what: `it is nested deeper than the call stack allows (at most ${nestingMax} levels)` }, { at: { sql, start: 0, end: 1 }, cause: error });
    throw error instanceof StreamError ? error : parser?.deferredMistake ?? error;
  }
}

function refuse(sql: string, tokens: readonly SqlToken[], mistake: IRecognitionException): never {
  const { message } = mistake;
  if (isTakenForLabel(tokens, mistake)) return refuseAt(sql, tokens[(mistake.token as SqlToken).index + 1], '', message);
  const atEnd = !Number.isFinite(mistake.token.startOffset);
  const token = atEnd ? undefined : mistake.token as SqlToken;
  return refuseAt(sql, token, recoveryHint(tokens, token?.index ?? tokens.length, message), message);
}

/** A word that begins no step of a script could have been a label: what is missing is the colon behind it. */
function isTakenForLabel(tokens: readonly SqlToken[], { token, context }: IRecognitionException): boolean {
  if (!context.ruleStack.includes('part') || !/^[\p{L}_`]/u.test(token.image)) return false;
  return beforeSteps.has(tokens[(token as SqlToken).index - 1]?.image.toUpperCase() ?? '');
}

const beforeSteps: ReadonlySet<string> = new Set([';', 'BEGIN', 'THEN', 'ELSE', 'DO', 'LOOP', 'REPEAT']);

function refuseAt(sql: string, token: SqlToken | undefined, hint: string, expected: string): never {
  const at = token === undefined ? { sql, start: sql.length, end: sql.length + 1 } : { sql, start: token.startOffset, end: token.endOffset! + 1 };
  return fail('PARSE_SYNTAX_ERROR', { error: token === undefined ? 'end of input' : `'${token.tokenType === Unrecognized ? token.image.slice(0, 1) : shorten(token.image)}'`, hint, expected }, { at });
}

function shorten(image: string): string {
  return image.length > 40 ? `${image.slice(0, 40)}…` : image;
}
