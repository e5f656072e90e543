import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { bytesOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { readValue } from '../../columnar/read.ts';
import { TextWriter, wellFormedSize } from '../../columnar/text.ts';
import type { CsvShape } from '../../formats/csv/tokens.ts';
import { type WriteOptions, writeJson } from '../../formats/json/write-json.ts';
import type { DataType } from '../../types/data-type.ts';
import { cellWriter, type TextStyle } from '../casts/cast-to-text.ts';
import { timeWriter } from './json-cells.ts';

/** `times`: patterns of dates and times; `text`: how CAST prints the rest. */
export interface CellTexts { readonly times: WriteOptions; readonly text: TextStyle }

/** Writes the cell of a row: what needs no look at its letters as bytes, the rest by `writeCell`. */
export function cellOf(column: Column, isFirst: boolean, style: CellStyle, { times, text }: CellTexts, arena: Arena): (row: number, out: TextWriter) => void {
  const slow = textOfCells(column, times, text, arena);
  const exactly = (row: number, out: TextWriter): void => { out.writeText(writeCell(slow(row), isFirst, style)); };
  const { validity, mask, type } = column;
  if (style.quoteAll || (style.lineEnd?.length === 1 && style.lineEnd !== '\n') || !plainSeparators.has(style.shape.separator) || !plainQuotes.has(style.shape.quote) || style.shape.comment !== '#') return exactly;
  if (type.kind === 'string') {
    const write = plainTextWriter(column, isFirst);
    return (row, out) => { if (!isValid(validity, row & mask) || !write(row & mask, out)) exactly(row, out); };
  }
  const write = timeWriter(column, times) ?? (unquoted.has(type.kind) ? cellWriter(column, text) : undefined);
  if (write === undefined) return exactly;
  return (row, out) => {
    if (isValid(validity, row & mask)) write(row & mask, out);
    else exactly(row, out);
  };
}

/** Separators and quotes that no number, date or boolean has. */
const plainSeparators: ReadonlySet<string> = new Set([',', ';', '\t', '|']);
const plainQuotes: ReadonlySet<string> = new Set(['"', "'", '\u0000']);
const unquoted: ReadonlySet<DataType['kind']> = new Set(['boolean', 'byte', 'short', 'int', 'long', 'float', 'double', 'decimal']);

/** Copies a text of letters, digits and what else has no meaning in CSV; false when it is another one. */
function plainTextWriter(column: Column, isFirst: boolean): (row: number, out: TextWriter) => boolean {
  const [offsets, bytes] = [offsetsOf(column), bytesOf(column)];
  return (row, out) => {
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    if (start === end || bytes[start] === SPACE || bytes[end - 1] === SPACE || (isFirst && bytes[start] === HASH)) return false;
    if (mayBeSpace(bytes, start) || (bytes[end - 1]! >= 0x80 && (mayBeSpace(bytes, end - 2) || mayBeSpace(bytes, end - 3)))) return false;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte < 0x80) { if (hasMeaning[byte] === 1) return false; continue; }
      const size = wellFormedSize(bytes, at, end);
      if (size === 0) return false;
      at += size - 1;
    }
    out.copy(bytes, start, end);
    return true;
  };
}

/** Whether a space beyond ASCII, which is trimmed too, may begin here. */
function mayBeSpace(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at];
  return byte === 0xc2 || byte === 0xe1 || byte === 0xe2 || byte === 0xef || (byte === 0xe3 && bytes[at + 1] === 0x80);
}

const SPACE = 0x20;
const HASH = 0x23;
/** Control characters, separators, quotes and the escape character. */
const hasMeaning = Uint8Array.from({ length: 128 }, (_, byte) => Number(byte < SPACE || byte >= 0x7f || [',', ';', '|', '"', "'", '\\'].includes(String.fromCharCode(byte))));

/** Times go by the patterns of JSON, all else as CAST prints it. */
function textOfCells(column: Column, times: WriteOptions, style: TextStyle, arena: Arena): (row: number) => string | null {
  const valid = (row: number): boolean => column.type.kind !== 'null' && isValid(column.validity, row & column.mask);
  if (column.type.kind === 'timestamp' || column.type.kind === 'timestamp_ntz' || column.type.kind === 'date' || column.type.kind === 'time') {
    return (row) => (valid(row) ? (JSON.parse(writeJson(column.type, readValue(column, row), times)) as string) : null);
  }
  if (column.type.kind === 'null') return () => null;
  const nested = nestedText(column, times, style, arena);
  if (nested !== undefined) return (row) => (valid(row) ? nested(row & column.mask) : null);
  const write = cellWriter(column, style);
  const out = new TextWriter(arena, 64);
  return (row) => {
    if (!valid(row)) return null;
    out.top = 0;
    write(row & column.mask, out);
    return Buffer.from(out.bytes.subarray(0, out.top)).toString('utf8');
  };
}

/** Collections as CAST prints them, but with nothing where a NULL is. Bytes are in hexadecimal. */
function nestedText(column: Column, times: WriteOptions, style: TextStyle, arena: Arena): ((row: number) => string) | undefined {
  const { offsets, bytes, type } = column;
  if (type.kind === 'binary') return (row) => `[${Array.from(bytes!.subarray(offsets![row]!, offsets![row + 1]!), (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')}]`;
  if (type.kind !== 'array' && type.kind !== 'map' && type.kind !== 'struct') return undefined;
  const children = column.children.map((child) => textOfCells(child, times, style, arena));
  const spaced = (text: string | null): string => (text === null ? '' : ` ${text}`);
  const joined = (texts: readonly (string | null)[]): string => texts.map((text, index) => (index === 0 ? (text ?? '') : spaced(text))).join(',');
  if (type.kind === 'struct') return (row) => `{${joined(children.map((child) => child(row)))}}`;
  const range = (row: number): number[] => Array.from({ length: offsets![row + 1]! - offsets![row]! }, (_, index) => offsets![row]! + index);
  if (type.kind === 'array') return (row) => `[${joined(range(row).map((at) => children[0]!(at)))}]`;
  return (row) => `{${joined(range(row).map((at) => `${children[0]!(at) ?? ''} ->${spaced(children[1]!(at))}`))}}`;
}

export interface CellStyle {
  readonly shape: CsvShape;
  readonly nullValue: string;
  readonly emptyValue: string;
  readonly quoteAll: boolean;
  readonly escapeQuotes: boolean;
  /** What ends a line, as given. */
  readonly lineEnd?: string | undefined;
}

/** What begins a line like a comment is quoted. */
function writeCell(text: string | null, isFirst: boolean, style: CellStyle): string {
  const { shape, nullValue, emptyValue, quoteAll, escapeQuotes, lineEnd } = style;
  if (text === null) return standIn(nullValue, style);
  const start = shape.trimStart ? text.trimStart() : text;
  const trimmed = shape.trimEnd ? start.trimEnd() : start;
  if (trimmed === '') return standIn(emptyValue, style);
  const { quote, separator, comment } = shape;
  const special = trimmed.includes(separator) || /[\r\n]/.test(trimmed) || (isFirst && trimmed.startsWith(comment)) || (lineEnd?.length === 1 && trimmed.includes(lineEnd));
  return quoteAll || special || (escapeQuotes && trimmed.includes(quote)) ? quoted(trimmed, style) : trimmed;
}

/** Of what is nothing: quoted only with everything else, and not twice. */
function standIn(value: string, style: CellStyle): string {
  const { quote } = style.shape;
  const isQuoted = value.length > 1 && value.startsWith(quote) && value.endsWith(quote);
  return style.quoteAll && !isQuoted ? quoted(value, style) : value;
}

/** A quote is escaped, and so is what escapes it. A line end of two characters is written for each LF. */
function quoted(text: string, { shape: { quote, escape, outerEscape }, lineEnd }: CellStyle): string {
  let escaped = '';
  for (const char of text) {
    if (char === quote) escaped += escape;
    else if (char === escape) escaped += outerEscape;
    escaped += char === '\n' && lineEnd?.length === 2 ? lineEnd : char;
  }
  return `${quote}${escaped}${quote}`;
}
