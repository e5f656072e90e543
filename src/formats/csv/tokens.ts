import { fail } from '../../errors/stream-error.ts';

/**
 * | | the value |
 * |---|---|
 * | STOP_AT_DELIMITER | goes on to the separator, as plain text, quotes included |
 * | STOP_AT_CLOSING_QUOTE | goes on in quotes; the quote belongs to it |
 * | BACK_TO_DELIMITER | goes on in quotes; the quote is lost |
 * | SKIP_VALUE | is NULL, up to the separator |
 * | RAISE_ERROR | fails |
 */
export type StrayQuote = 'STOP_AT_DELIMITER' | 'STOP_AT_CLOSING_QUOTE' | 'BACK_TO_DELIMITER' | 'SKIP_VALUE' | 'RAISE_ERROR';

export interface CsvShape {
  readonly separator: string;
  readonly quote: string;
  readonly escape: string;
  /** What stands before the escape character where it means itself; empty = nothing does. */
  readonly outerEscape: string;
  /** A line that begins with it is none. */
  readonly comment: string;
  readonly trimStart: boolean;
  readonly trimEnd: boolean;
  /** What happens at a quote that neither ends a value nor is escaped. */
  readonly strayQuote: StrayQuote;
  /** What a value of nothing in quotes is when reading. */
  readonly emptyValue?: string;
}

/**
 * The values of a line; undefined for a blank line or a comment. A value in quotes may hold separators; the escape character takes the quote or
 * itself along. What a quote does that neither ends the value nor is escaped, `strayQuote` says; one that is never closed ends with the text.
 * Null = nothing between two separators.
 */
export function splitCsv(line: string, shape: CsvShape): (string | null)[] | undefined {
  if (isNoRecord(line, shape)) return undefined;
  const values: (string | null)[] = [];
  let at = 0;
  for (;;) {
    let start = at;
    if (shape.trimStart) while (line[start] === ' ' || line[start] === '\t') start++;
    const quoted = shape.quote !== '' && line[start] === shape.quote ? readQuoted(line, start + 1, shape) : undefined;
    if (quoted !== undefined) {
      values.push(quoted.text === '' ? shape.emptyValue ?? '' : quoted.text);
      at = quoted.end;
    } else {
      const found = line.indexOf(shape.separator, start);
      at = found < 0 ? line.length : found;
      const skipped = shape.strayQuote === 'SKIP_VALUE' && shape.quote !== '' && line[start] === shape.quote;
      const text = skipped ? '' : shape.trimEnd ? line.slice(start, at).trimEnd() : line.slice(start, at);
      values.push(text === '' ? null : text);
    }
    if (at >= line.length) return values;
    at += shape.separator.length;
    if (at === line.length) { values.push(null); return values; }
  }
}

/** Blank lines and comments. */
export function isNoRecord(line: string, { comment }: CsvShape): boolean {
  return line.trim() === '' || (comment !== '' && line.startsWith(comment));
}

function readQuoted(line: string, from: number, { quote, escape, outerEscape, separator, strayQuote }: CsvShape): { readonly text: string; readonly end: number } | undefined {
  let text = '';
  for (let at = from; at < line.length; at++) {
    const char = line[at]!;
    if (escape !== quote && ((char === escape && line[at + 1] === quote) || (char === outerEscape && line[at + 1] === escape))) text += line[++at]!;
    else if (char !== quote) text += char;
    else if (escape === quote && line[at + 1] === quote) text += line[++at]!;
    else {
      let end = at + 1;
      while ((line[end] === ' ' || line[end] === '\r') && !separator.startsWith(' ')) end++;
      if (end >= line.length || line.startsWith(separator, end)) return { text, end };
      if (strayQuote === 'RAISE_ERROR') fail('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { failFastMode: strayQuote, badRecord: line });
      if (strayQuote === 'STOP_AT_DELIMITER' || strayQuote === 'SKIP_VALUE') return undefined;
      if (strayQuote === 'STOP_AT_CLOSING_QUOTE') text += quote;
    }
  }
  return { text, end: line.length };
}

/** Where a quoted value goes on over the end of a line, lines belong together. */
export function endsInQuotes(text: string, shape: CsvShape): boolean {
  let inside = false;
  for (let at = 0; at < text.length; at++) {
    if (inside && text[at] === shape.escape && shape.escape !== shape.quote) at++;
    else if (text[at] === shape.quote) inside = !inside;
  }
  return inside;
}
