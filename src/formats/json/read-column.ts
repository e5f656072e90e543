import type { Arena } from '../../columnar/arena.ts';
import { ColumnBuilder } from '../../columnar/builder.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { structValue, type StructValue, type Value } from '../../columnar/value.ts';
import { containsKind } from '../../types/coercion.ts';
import { type DataType, type Field, structType, type StructType } from '../../types/data-type.ts';
import { convertPart, convertRoot, type Converted, type ConvertOptions } from './convert.ts';
import { patchRows } from '../text/patch-rows.ts';
import { type TextRanges, textAt } from '../text/text-ranges.ts';
import { scanObjects, type ScanOptions } from './scan-columns.ts';
import { type JsonLeniency, type JsonNode, notJson, readJson } from './tokens.ts';

/** One record, read exactly. `bad`: it is not JSON of the type, or some part of it did not fit and became NULL. */
export interface ReadRecord { readonly value: Value; readonly bad: boolean }

export interface ReadOptions extends ConvertOptions { readonly leniency: JsonLeniency; readonly zoneId: string; /** Field that gets the text of bad records. */ readonly corruptField?: number }

/**
 * Records of JSON text to a struct column: the scanning kernel for what is plain, the exact reader for the rest. Both give the same answer
 * where both can. `onBad` is told of every record that is not wholly good, and may throw.
 */
export function readStructs(input: TextRanges, fields: readonly Field[], options: ReadOptions, arena: Arena, onBad: (row: number) => void): readonly Column[] {
  const { corruptField, ...rest } = options;
  if (corruptField === undefined) return readFields(input, fields, options, arena, onBad);
  const bad = new Set<number>();
  const columns = readFields(input, fields.filter((_, index) => index !== corruptField), rest, arena, (row) => { bad.add(row); onBad(row); });
  const texts = new ColumnBuilder(fields[corruptField]!.type, arena, Math.max(1, input.rowCount));
  for (let row = 0; row < input.rowCount; row++) texts.append(bad.has(row) ? textAt(input, row) : null);
  return columns.toSpliced(corruptField, 0, texts.finish());
}

function readFields(input: TextRanges, fields: readonly Field[], options: ReadOptions, arena: Arena, onBad: (row: number) => void): readonly Column[] {
  if (fields.some((one, index) => containsKind(one.type, 'variant') || fields.some((other, at) => at > index && other.name === one.name))) return readExactly(input, fields, options, arena, onBad);
  const scanned = scanObjects(input, fields, scanOptions(options), arena);
  const slow = new Set<number>(scanned.fallback);
  const columns = scanned.fields.map((one, index) => one.column ?? readValues(one.ranges!, fields[index]!.type, options, arena, (row) => { slow.add(row); }));
  const builders = fields.map((field) => new ColumnBuilder(field.type, arena, Math.max(1, slow.size)));
  const patched: number[] = [];
  for (const row of Uint32Array.from(slow).sort()) {
    if (!mayBeObject(input, row)) { onBad(row); continue; }
    patched.push(row);
    const { value, bad } = readRecord(textAt(input, row), { kind: 'struct', fields }, options);
    if (bad) onBad(row);
    (value as StructValue).struct.forEach((cell, index) => builders[index]!.append(cell));
  }
  if (patched.length === 0) return columns;
  const rows = Uint32Array.from(patched);
  return columns.map((column, index) => patchRows(column, builders[index]!.finish(), rows, arena));
}

/** What begins with neither a brace nor a comment is no object, whatever follows: its fields are NULL, as the kernel left them. */
function mayBeObject({ bytes, starts, ends }: TextRanges, row: number): boolean {
  let at = starts[row]!;
  const end = ends[row]!;
  while (at < end && (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 10 || bytes[at] === 13)) at++;
  return at < end && (bytes[at] === OPEN_BRACE || bytes[at] === SLASH);
}

const OPEN_BRACE = 0x7b;
const SLASH = 0x2f;

/** The kernel cannot tell null from nothing, variants can; of two fields with one name the last one is meant. */
function readExactly(input: TextRanges, fields: readonly Field[], options: ReadOptions, arena: Arena, onBad: (row: number) => void): readonly Column[] {
  const builders = fields.map((field) => new ColumnBuilder(field.type, arena, Math.max(1, input.rowCount)));
  for (let row = 0; row < input.rowCount; row++) {
    const text = textAt(input, row);
    const { value, bad } = text === '' ? { value: structValue(fields.map(() => null)), bad: false } : readRecord(text, { kind: 'struct', fields }, options);
    if (bad) onBad(row);
    (value as StructValue).struct.forEach((cell, index) => builders[index]!.append(cell));
  }
  return builders.map((builder) => builder.finish());
}

/** A whole record by the exact reader. What is no record of the type gives NULL, for a struct a struct of NULLs. */
export function readRecord(text: string, type: DataType, options: ReadOptions, convert: Convert = convertRoot): ReadRecord {
  if (options.corruptField !== undefined && type.kind === 'struct') return readKeeping(text, type, options.corruptField, options);
  const converted = attempt(text, options.leniency, (node) => convert(node, type, options));
  const bad = converted === undefined || converted.partial;
  return { value: converted?.value ?? (type.kind === 'struct' ? { struct: type.fields.map(() => null) } : null), bad };
}

type Convert = (node: JsonNode, type: DataType, options: ConvertOptions) => Converted | undefined;

/** The field for bad records is none of the JSON. */
function readKeeping(text: string, type: StructType, corruptField: number, { corruptField: _, ...options }: ReadOptions): ReadRecord {
  const { value, bad } = readRecord(text, structType(type.fields.filter((_field, index) => index !== corruptField)), options);
  return { value: { struct: (value as StructValue).struct.toSpliced(corruptField, 0, bad ? text : null) }, bad };
}

function attempt<T>(text: string, leniency: JsonLeniency, use: (node: JsonNode) => T | undefined): T | undefined {
  const node = readJson(text, leniency);
  return node === undefined || node === notJson ? undefined : use(node);
}

/** The kernel knows times as CAST reads them, not the user's patterns. */
function scanOptions({ zoneId, readDate, readTimestamp, readTimestampNtz }: ReadOptions): ScanOptions {
  const readers: Partial<Record<DataType['kind'], unknown>> = { date: readDate, timestamp: readTimestamp, timestamp_ntz: readTimestampNtz };
  return { zoneId, isRaw: (type) => readers[type.kind] !== undefined };
}

/** Values the kernel only delimits. One that does not fit sends its whole row to the exact reader. */
function readValues(ranges: TextRanges, type: DataType, options: ReadOptions, arena: Arena, redo: (row: number) => void): Column {
  if (type.kind === 'struct') return readNested(ranges, type.fields, options, arena, redo, type);
  const builder = new ColumnBuilder(type, arena, Math.max(1, ranges.rowCount));
  const { corruptField: _, ...ofValue } = options;
  for (let row = 0; row < ranges.rowCount; row++) {
    if (ranges.starts[row] === ranges.ends[row]) { builder.appendNull(); continue; }
    const { value, bad } = readRecord(textAt(ranges, row), type, ofValue, convertPart);
    if (bad) redo(row);
    builder.append(bad ? null : value);
  }
  return builder.finish();
}

function readNested(ranges: TextRanges, fields: readonly Field[], options: ReadOptions, arena: Arena, redo: (row: number) => void, type: DataType): Column {
  const scanned = scanObjects(ranges, fields, scanOptions(options), arena);
  for (const row of scanned.fallback) redo(row);
  const children = scanned.fields.map((one, index) => one.column ?? readValues(one.ranges!, fields[index]!.type, options, arena, redo));
  const validity = arena.bitmap(ranges.rowCount, 0);
  for (let row = 0; row < ranges.rowCount; row++) if (ranges.starts[row] !== ranges.ends[row]) validity[row >> 3]! |= 1 << (row & 7);
  return makeColumn(type, ranges.rowCount, { validity, children });
}
