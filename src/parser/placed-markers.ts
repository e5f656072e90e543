import type { Expression } from '../plan/expression.ts';
import { intervalUnits } from './build/intervals.ts';
import { scan, type ScanOptions, type SqlToken } from './scan.ts';
import * as t from './tokens.ts';
import { k } from './tokens.ts';

/**
 * Markers of parameters where the grammar wants a literal and no expression: ESCAPE ?, DECIMAL(:p, 0), INTERVAL ? DAY, COMMENT ?. What stands there
 * must be known when the text is read, so the literal is written into the text; all other markers are part of the plan and get their values later.
 */
export interface PlacedMarker {
  readonly start: number;
  readonly end: number;
  /** Of `:name`. */
  readonly name?: string;
  /** Its place among all `?` of the text. */
  readonly position?: number;
  /** A literal that may stand there, while the value is not known. */
  readonly standIn: string;
}

export interface GivenValues { readonly positional?: readonly Expression[] | undefined; readonly named?: Readonly<Record<string, Expression>> | undefined }

/** Cheap to say no: few texts have markers at all. */
export function placedMarkers(sql: string, options: ScanOptions): readonly PlacedMarker[] {
  if (!/\?|:\s*[a-z_`]/i.test(sql)) return [];
  const tokens = scan(sql, options);
  let position = 0;
  return tokens.flatMap((token, at): PlacedMarker[] => {
    const isPositional = token.tokenType === t.Question;
    const isNamed = token.tokenType === t.Colon && tokens[at + 1] !== undefined && /^\w+$/.test(tokens[at + 1]!.image);
    if (!isPositional && !isNamed) return [];
    const own = isPositional ? { position: position++ } : { name: tokens[at + 1]!.image };
    const last = isPositional ? token : tokens[at + 1]!;
    const standIn = standInAt(tokens, at, last.index + 1, isPositional);
    return standIn === undefined ? [] : [{ ...own, start: token.startOffset, end: last.endOffset! + 1, standIn }];
  });
}

/** The text with literals in the places of markers, and the values that are left for the others. */
export function withPlacedValues(sql: string, markers: readonly PlacedMarker[], values: GivenValues): { readonly sql: string; readonly positional?: readonly Expression[] } {
  const texts = markers.map((one) => ({ ...one, text: literalText(one.name === undefined ? values.positional?.[one.position!] : values.named?.[one.name]) }));
  const written = texts.filter((one) => one.text !== undefined);
  const left = values.positional?.filter((_, index) => !written.some((one) => one.position === index));
  return { sql: replaced(sql, written.map((one) => ({ ...one, text: one.text! }))), ...(left === undefined ? {} : { positional: left }) };
}

/** The text as it may be read before the values are known. */
export function withStandIns(sql: string, markers: readonly PlacedMarker[]): string {
  return replaced(sql, markers.map((one) => ({ ...one, text: one.standIn })));
}

function replaced(sql: string, parts: readonly { readonly start: number; readonly end: number; readonly text: string }[]): string {
  return parts.reduceRight((text, { start, end, text: literal }) => `${text.slice(0, start)} ${literal} ${text.slice(end)}`, sql);
}

function literalText(value: Expression | undefined): string | undefined {
  if (value?.kind !== 'Literal') return undefined;
  if (typeof value.value === 'string' && value.type.kind === 'string') return `'${value.value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return typeof value.value === 'number' || typeof value.value === 'bigint' ? String(value.value) : undefined;
}

/** What may stand for the marker at a place that takes literals only; undefined where it takes any expression. */
function standInAt(tokens: readonly SqlToken[], at: number, next: number, isPositional: boolean): string | undefined {
  const before = tokens[at - 1];
  const behind = tokens[next];
  const word = before?.image.toUpperCase() ?? '';
  const first = tokens[0]!.image.toUpperCase();
  if (textWords.has(word) || (word === 'LIKE' && first === 'SHOW') || (word === 'IS' && first === 'COMMENT')) return "'!'";
  if (word === 'INTERVAL' || ((word === '-' || word === '+') && tokens[at - 2]?.tokenType === k.INTERVAL)) return intervalUnits.has(behind?.image.toUpperCase() ?? '') ? "'1'" : undefined;
  if (before?.tokenType === t.LeftParen && tokens[at - 2]?.tokenType === k.IDENTIFIER) return "'name'";
  if (sizedType(tokens, at)) return '1';
  if (before?.tokenType === t.Equal && holdsProperties(tokens, at)) return "'!'";
  return behind?.tokenType === t.StringToken || (isPositional && before?.tokenType === t.StringToken) ? "'!'" : undefined;
}

const textWords: ReadonlySet<string> = new Set(['ESCAPE', 'COMMENT', 'LOCATION']);
const sizedTypes: ReadonlySet<string> = new Set(['DECIMAL', 'DEC', 'NUMERIC', 'CHAR', 'CHARACTER', 'VARCHAR', 'TIME', 'TIMESTAMP']);

/** `DECIMAL(?`, `DECIMAL(10, ?` */
function sizedType(tokens: readonly SqlToken[], at: number): boolean {
  const first = tokens[at - 1]?.tokenType === t.Comma ? at - 2 : at;
  const open = tokens[first - 1]?.tokenType === t.LeftParen ? first - 1 : tokens[first - 2]?.tokenType === t.LeftParen ? first - 2 : first - 3;
  return tokens[open]?.tokenType === t.LeftParen && sizedTypes.has(tokens[open - 1]?.image.toUpperCase() ?? '');
}

function holdsProperties(tokens: readonly SqlToken[], at: number): boolean {
  const open = tokens.findLast((one, index) => index < at && one.tokenType === t.LeftParen && one.close !== undefined && one.close > at);
  return open !== undefined && /^(?:TBLPROPERTIES|DBPROPERTIES|PROPERTIES|OPTIONS)$/i.test(tokens[open.index - 1]?.image ?? '');
}
