import type { Arena } from '../../columnar/arena.ts';
import { ColumnBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { loadKernels } from '../../columnar/kernels.ts';
import type { Field } from '../../types/data-type.ts';
import { failRecord, type ReadMode, type ReadRows } from '../json/read-records.ts';
import { patchRows } from '../text/patch-rows.ts';
import { type FieldKernels, FieldTable } from '../text/scanned-fields.ts';
import { type TextRanges, textAt } from '../text/text-ranges.ts';
import { readCell, readCsv } from './convert.ts';
import type { CsvReadOptions } from './options.ts';
import { isNoRecord } from './tokens.ts';

interface ScanKernels extends FieldKernels {
  scan(bytes: number, starts: number, ends: number, rowCount: number, fields: number, fieldCount: number, fallback: number, separator: number, quote: number, comment: number, powers: number): number;
}

let kernels: ScanKernels | undefined;

/** `places`: which value of the line each field is; `width`: how many values it should have. */
export interface LineShape { readonly places: readonly number[]; readonly width: number; readonly mode: ReadMode }
/** `texts`: the text of each malformed record, by row. */
export interface CsvRows extends ReadRows { readonly texts: ReadonlyMap<number, string> }

/** The bytes the kernel has to know; undefined when lines are written in a way it does not. */
export function plainShape({ shape, nullValue, maxCharacters, maxColumns, nan, positiveInfinity, negativeInfinity, plainDecimals }: CsvReadOptions, fields: readonly Field[], width: number): ScanShape | undefined {
  const bytes = [shape.separator, shape.quote, shape.comment].map((text) => (text === '' ? NO_BYTE : text.length === 1 ? text.charCodeAt(0) : -1));
  const isPlain = bytes.every((byte) => byte >= 0 && (byte < 128 || byte === NO_BYTE)) && bytes[0] !== NO_BYTE && nullValue === '' && maxCharacters < 0 && width > 0 && width <= maxColumns
    && !shape.trimStart && !shape.trimEnd && plainDecimals && [nan, positiveInfinity, negativeInfinity].every((name) => !/^-?\d/.test(name)) && fields.every(({ type }) => type.kind !== 'variant');
  return isPlain ? { separator: bytes[0]!, quote: bytes[1]!, comment: bytes[2]! } : undefined;
}

const NO_BYTE = 256;

export interface ScanShape { readonly separator: number; readonly quote: number; readonly comment: number }

/** Lines to columns: the scanning kernel for what is plain, the exact reader for the rest. Both give the same answer where both can. */
export function readLinesToColumns(input: TextRanges, fields: readonly Field[], scan: ScanShape, shape: LineShape, options: CsvReadOptions, arena: Arena): CsvRows {
  const { columns, slow } = scanLines(input, fields, scan, shape, options, arena);
  const { mode } = shape;
  if (slow.length === 0) return { columns, rowCount: input.rowCount, selection: undefined, texts: new Map() };
  const texts = new Map<number, string>();
  const dropped = new Set<number>();
  const builders = fields.map((field) => new ColumnBuilder(field.type, arena, slow.length));
  for (const row of slow) {
    const line = textAt(input, row);
    const noRecord = isNoRecord(line, options.shape);
    const { values, bad } = noRecord ? { values: fields.map(() => null), bad: false } : readCsv(line, fields, options, shape);
    if (bad && mode === 'FAILFAST') failRecord(line);
    if (noRecord || (bad && mode === 'DROPMALFORMED')) dropped.add(row);
    else if (bad) texts.set(row, line);
    values.forEach((value, index) => { builders[index]!.append(value); });
  }
  const patched = columns.map((column, index) => patchRows(column, builders[index]!.finish(), slow, arena));
  return { columns: patched, rowCount: input.rowCount, selection: dropped.size === 0 ? undefined : keptRows(input.rowCount, dropped, arena), texts };
}

/** `slow`: rows for the exact reader, ascending. */
interface ScannedLines { readonly columns: readonly Column[]; readonly slow: Uint32Array }

function scanLines(input: TextRanges, fields: readonly Field[], { separator, quote, comment }: ScanShape, { places, width }: LineShape, options: CsvReadOptions, arena: Arena): ScannedLines {
  kernels ??= loadKernels<ScanKernels>('csv-scan');
  const { bytes, starts, ends, rowCount } = input;
  const given = { date: options.readDate, timestamp: options.readTimestamp, timestamp_ntz: options.readTimestampNtz } as const;
  const inOrder = places.map((place, index) => ({ place, index })).sort((left, right) => left.place - right.place);
  const wanted = Array.from({ length: width }, (_, place) => fields[places.indexOf(place)]);
  const table = new FieldTable(wanted, input, ({ kind }) => given[kind as keyof typeof given] !== undefined, arena);
  const fallback = arena.uint32(rowCount);
  const failed = kernels.scan(bytes.byteOffset, starts.byteOffset, ends.byteOffset, rowCount, table.address, width, fallback.byteOffset, separator, quote, comment, table.powers);
  const slow = new Set<number>(fallback.subarray(0, failed));
  const scanned = table.fields(kernels, options.zone);
  const columns: Column[] = [];
  inOrder.forEach(({ index }, at) => { columns[index] = scanned[at]!.column ?? readCells(scanned[at]!.ranges!, fields[index]!, options, arena, (row) => { slow.add(row); }); });
  return { columns, slow: Uint32Array.from(slow).sort() };
}

/** Values the kernel only delimits. One that does not fit sends its whole row to the exact reader. */
function readCells(ranges: TextRanges, { type }: Field, options: CsvReadOptions, arena: Arena, redo: (row: number) => void): Column {
  const builder = new ColumnBuilder(type, arena, Math.max(1, ranges.rowCount));
  for (let row = 0; row < ranges.rowCount; row++) {
    if (ranges.starts[row] === ranges.ends[row]) { builder.appendNull(); continue; }
    const value = readCell(textAt(ranges, row), type, options);
    if (value === undefined) redo(row);
    builder.append(value ?? null);
  }
  return builder.finish();
}

function keptRows(rowCount: number, dropped: ReadonlySet<number>, arena: Arena): Uint32Array {
  const kept = arena.uint32(rowCount - dropped.size);
  for (let row = 0, at = 0; row < rowCount; row++) if (!dropped.has(row)) kept[at++] = row;
  return kept;
}
