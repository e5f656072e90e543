import { isValid } from '../../columnar/bitmap.ts';
import { bytesOf, childOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { readValue } from '../../columnar/read.ts';
import { type TextWriter, wellFormedSize } from '../../columnar/text.ts';
import { type WriteOptions, writeJson } from '../../formats/json/write-json.ts';
import { quote } from '../../formats/json/convert.ts';
import type { DataType } from '../../types/data-type.ts';
import { writeDate } from '../../types/date-text.ts';
import { newInstant, readInstant, wordsOf } from '../../types/instant.ts';
import { layoutOf } from '../../types/layout.ts';
import { formatOffset, offsetAt } from '../../types/time-zone.ts';
import { TIMESTAMP_BYTES, writeTime } from '../../types/timestamp-text.ts';
import { cellWriter, type TextStyle, type WriteCell } from '../casts/cast-to-text.ts';
import { writeDouble, writeFloat } from '../math/number-bytes.ts';

/** As CAST writes it where there is neither a zone nor an exponent for large decimals: small ones have one, as in BigDecimal.toString. */
const plain: TextStyle = { timeZone: 'UTC', ansi: false };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [COMMA, POINT, LETTER_T, LETTER_Z, ZERO] = [0x2c, 0x2e, 0x54, 0x5a, 0x30];

/**
 * Cells of a column as JSON, what `writeJson` says as bytes: common types without values, objects or strings of JavaScript, the others by `writeJson`.
 * Not for `pretty`.
 */
export function jsonWriter(column: Column, options: WriteOptions): WriteCell {
  const { type } = column;
  switch (type.kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
    case 'decimal': return cellWriter(column, plain);
    case 'float':
    case 'double': return fractionWriter(column, exactly(column, options));
    case 'string': return textWriter(column);
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz': return quoted(timeWriter(column, options)) ?? exactly(column, options);
    case 'array': return listWriter(column, options);
    case 'struct': return structWriter(column, options);
    default: return exactly(column, options);
  }
}

/** Dates and timestamps in the default formats: `yyyy-MM-dd`, with whole milliseconds `yyyy-MM-ddTHH:mm:ss.SSS`, and the offset where there is a zone. */
export function timeWriter(column: Column, options: WriteOptions): WriteCell | undefined {
  const { type } = column;
  if (type.kind === 'date' && options.writeDate === undefined) return cellWriter(column, plain);
  if (type.kind === 'timestamp' && options.writeTimestamp === undefined) return timestampWriter(column, options.zone);
  return type.kind === 'timestamp_ntz' && options.writeTimestampNtz === undefined ? timestampWriter(column, undefined) : undefined;
}

function exactly(column: Column, options: WriteOptions): WriteCell {
  return (row, out) => { out.writeText(writeJson(column.type, readValue(column, row), options)); };
}

/** What is no number is a text. */
function fractionWriter(column: Column, special: WriteCell): WriteCell {
  const write = column.type.kind === 'float' ? writeFloat : writeDouble;
  return (row, out) => {
    const value = column.values![row] as number;
    if (Number.isFinite(value)) write(out, value);
    else special(row, out);
  };
}

/** What needs no escape is copied. */
function textWriter(column: Column): WriteCell {
  const [offsets, bytes] = [offsetsOf(column), bytesOf(column)];
  return (row, out) => {
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    out.reserve(end - start + 2);
    const { bytes: target } = out;
    let { top } = out;
    target[top++] = QUOTE;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) { writeWithEscapes(column, row, out); return; }
      if (byte >= 0x80) {
        const size = wellFormedSize(bytes, at, end);
        if (size === 0) { writeWithEscapes(column, row, out); return; }
        for (let more = 1; more < size; more++) target[top++] = bytes[at++]!;
        target[top++] = bytes[at]!;
      } else target[top++] = byte;
    }
    target[top] = QUOTE;
    out.top = top + 1;
  };
}

/** The exact writer mends broken UTF-8. */
function writeWithEscapes(column: Column, row: number, out: TextWriter): void {
  const [start, end, bytes] = [offsetsOf(column)[row]!, offsetsOf(column)[row + 1]!, bytesOf(column)];
  const first = out.top;
  out.writeByte(QUOTE);
  for (let at = start; at < end;) {
    const byte = bytes[at]!;
    const size = wellFormedSize(bytes, at, end);
    if (size === 0) {
      out.top = first;
      out.writeText(quote(readValue(column, row) as string));
      return;
    }
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) out.writeText(escapes[byte]!);
    else out.copy(bytes, at, at + size);
    at += size;
  }
  out.writeByte(QUOTE);
}

/** How a letter is written inside of quotes, by its code. */
const escapes = Array.from({ length: 128 }, (_, code) => quote(String.fromCharCode(code)).slice(1, -1));

function quoted(write: WriteCell | undefined): WriteCell | undefined {
  if (write === undefined) return undefined;
  return (row, out) => {
    out.writeByte(QUOTE);
    write(row, out);
    out.writeByte(QUOTE);
  };
}

function timestampWriter(column: Column, zone: WriteOptions['zone'] | undefined): WriteCell {
  const words = wordsOf(column.values as BigInt64Array);
  const instant = newInstant();
  return (row, out) => {
    readInstant(words, row, instant);
    const offset = zone === undefined ? 0 : offsetAt(zone, instant.seconds);
    out.reserve(TIMESTAMP_BYTES + 8);
    writeLocal(out, instant.seconds + offset, Math.floor(instant.micros / 1000));
    if (zone === undefined) return;
    if (offset === 0) out.writeByte(LETTER_Z);
    else out.writeText(formatOffset(offset));
  };
}

function writeLocal(out: TextWriter, localSeconds: number, millis: number): void {
  const { bytes } = out;
  const days = Math.floor(localSeconds / 86_400);
  let top = writeDate(bytes, out.top, days);
  bytes[top] = LETTER_T;
  top = writeTime(bytes, top + 1, localSeconds - days * 86_400);
  bytes[top] = POINT;
  bytes[top + 1] = ZERO + Math.floor(millis / 100);
  bytes[top + 2] = ZERO + (Math.floor(millis / 10) % 10);
  bytes[top + 3] = ZERO + (millis % 10);
  out.top = top + 4;
}

/** A part that may be constant, or NULL. */
interface Part { readonly isNull: (row: number) => boolean; readonly write: WriteCell }

function partOf(column: Column, options: WriteOptions): Part {
  const { validity, mask } = column;
  if (layoutOf(column.type) === 'none') return { isNull: () => true, write: writeNull };
  const write = jsonWriter(column, options);
  return { isNull: (row) => !isValid(validity, row & mask), write: (row, out) => { write(row & mask, out); } };
}

function writeNull(_row: number, out: TextWriter): void { out.writeText('null'); }

function listWriter(column: Column, options: WriteOptions): WriteCell {
  const offsets = offsetsOf(column);
  const { isNull, write } = partOf(childOf(column, 0), options);
  return (row, out) => {
    out.writeText('[');
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      if (at > offsets[row]!) out.writeByte(COMMA);
      (isNull(at) ? writeNull : write)(at, out);
    }
    out.writeText(']');
  };
}

function structWriter(column: Column, options: WriteOptions): WriteCell {
  const { fields } = column.type as DataType & { readonly kind: 'struct' };
  const parts = fields.map((field, index) => ({ ...partOf(column.children[index]!, options), name: Buffer.from(`${quote(field.name)}:`, 'utf8') }));
  return (row, out) => {
    out.writeText('{');
    let written = 0;
    for (const { isNull, write, name } of parts) {
      const nothing = isNull(row);
      if (nothing && options.ignoreNulls) continue;
      if (written++ > 0) out.writeByte(COMMA);
      out.copy(name, 0, name.length);
      (nothing ? writeNull : write)(row, out);
    }
    out.writeText('}');
  };
}
