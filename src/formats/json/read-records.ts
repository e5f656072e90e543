import type { Arena } from '../../columnar/arena.ts';
import { ColumnBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import type { StructValue, Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { type Field, structType, variantType } from '../../types/data-type.ts';
import { type TextRanges, textAt } from '../text/text-ranges.ts';
import { convertRoot } from './convert.ts';
import { type ReadOptions, readRecord, readStructs } from './read-column.ts';
import { type JsonNode, notJson, readJson } from './tokens.ts';

export type ReadMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

/** Rows of a file: of `rowCount` rows those of the selection are meant. */
export interface ReadRows { readonly columns: readonly Column[]; readonly rowCount: number; readonly selection: Uint32Array | undefined }

/**
 * Records of a file, one per range. Blank ones are none; a list of objects is as many rows as it has objects. A malformed record is a row of
 * what could be read, with its text in the field for that; or no row; or an error.
 */
export function readRecords(input: TextRanges, fields: readonly Field[], options: ReadOptions, mode: ReadMode, arena: Arena): ReadRows {
  const firsts = firstBytes(input, arena);
  if (firsts.includes(BRACKET)) return readLists(input, fields, options, mode, arena);
  const dropped: number[] = [];
  const columns = readStructs(input, fields, options, arena, (row) => {
    if (firsts[row] === 0) return;
    if (mode === 'FAILFAST') failRecord(textAt(input, row));
    if (mode === 'DROPMALFORMED') dropped.push(row);
  });
  if (dropped.length === 0 && !firsts.includes(0)) return { columns, rowCount: input.rowCount, selection: undefined };
  for (const row of dropped) firsts[row] = 0;
  const selection = arena.uint32(input.rowCount);
  let count = 0;
  for (let row = 0; row < input.rowCount; row++) if (firsts[row] !== 0) selection[count++] = row;
  return { columns, rowCount: input.rowCount, selection: selection.subarray(0, count) };
}

/** Records that go into one VARIANT field as they are, lists too. */
export function readWholeRecords(input: TextRanges, fields: readonly Field[], { wholeField, corruptField, ...options }: ReadOptions & { readonly wholeField: number }, mode: ReadMode, arena: Arena): ReadRows {
  const builders = fields.map((one) => new ColumnBuilder(one.type, arena, Math.max(1, input.rowCount)));
  let rowCount = 0;
  for (let row = 0; row < input.rowCount; row++) {
    const text = textAt(input, row);
    if (text.trim() === '') continue;
    const { value, bad } = readRecord(text, variantType, options);
    if (bad && mode === 'FAILFAST') failRecord(text);
    if (bad && mode === 'DROPMALFORMED') continue;
    builders.forEach((builder, index) => { builder.append(index === wholeField ? value : index === corruptField && bad ? text : null); });
    rowCount++;
  }
  return { columns: builders.map((builder) => builder.finish()), rowCount, selection: undefined };
}

export function failRecord(text: string): never {
  return fail('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord: text, failFastMode: 'FAILFAST' });
}

/** The nodes of a text: one, or those of a list. Undefined when it is no JSON, or there are other things than objects. */
export function recordsOf(text: string, options: Pick<ReadOptions, 'leniency'>): readonly JsonNode[] | undefined {
  const node = readJson(text, options.leniency);
  if (node === undefined) return [];
  if (node === notJson) return undefined;
  return node.json === 'list' ? node.items : [node];
}

const BRACKET = 0x5b;

/** First byte of each record that is no space; 0 = blank. */
function firstBytes({ bytes, starts, ends, rowCount }: TextRanges, arena: Arena): Uint8Array {
  const firsts = arena.uint8(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const end = ends[row]!;
    let at = starts[row]!;
    while (at < end && bytes[at]! <= 32) at++;
    firsts[row] = at < end ? bytes[at]! : 0;
  }
  return firsts;
}

function readLists(input: TextRanges, fields: readonly Field[], options: ReadOptions, mode: ReadMode, arena: Arena): ReadRows {
  const { corruptField = -1 } = options;
  const type = structType(fields.filter((_, index) => index !== corruptField));
  const builders = fields.map((one) => new ColumnBuilder(one.type, arena, input.rowCount));
  let rowCount = 0;
  for (let row = 0; row < input.rowCount; row++) {
    const text = textAt(input, row);
    const nodes = recordsOf(text, options);
    const converted = nodes?.map((node) => convertRoot(node, type, options));
    const bad = converted === undefined || converted.some((one) => one === undefined || one.partial);
    if (bad && mode === 'FAILFAST') failRecord(text);
    if (bad && mode === 'DROPMALFORMED') continue;
    const values = converted === undefined || converted.includes(undefined) ? [nothing(type.fields.length)] : converted.map((one) => one!.value as StructValue);
    for (const { struct } of values) {
      const cells: readonly Value[] = corruptField < 0 ? struct : struct.toSpliced(corruptField, 0, bad ? text : null);
      cells.forEach((cell, index) => { builders[index]!.append(cell); });
      rowCount++;
    }
  }
  return { columns: builders.map((builder) => builder.finish()), rowCount, selection: undefined };
}

const nothing = (width: number): StructValue => ({ struct: Array.from({ length: width }, () => null) });
