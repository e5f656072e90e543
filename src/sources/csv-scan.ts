import type { Arena } from '../columnar/arena.ts';
import { ColumnBuilder, constantColumn } from '../columnar/builder.ts';
import { type Chunk, makeChunk } from '../columnar/chunk.ts';
import type { Column } from '../columnar/column.ts';
import type { CsvReadOptions } from '../formats/csv/options.ts';
import { type LineShape, readLinesToColumns, type ScanShape } from '../formats/csv/read-columns.ts';
import { isNoRecord } from '../formats/csv/tokens.ts';
import { readLines } from '../formats/text/lines.ts';
import { type TextRanges, textAt } from '../formats/text/text-ranges.ts';
import type { DataType, Schema } from '../types/data-type.ts';
import type { OpenFile } from './files-format.ts';

/** `wanted`, `corrupt`: places in the schema. `checkNames` looks at the header, where files have one. */
export interface CsvScan {
  readonly schema: Schema;
  readonly wanted: readonly number[];
  readonly corrupt: number;
  readonly separator: Uint8Array | undefined;
  readonly scan: ScanShape;
  readonly read: CsvReadOptions;
  readonly shape: LineShape;
  readonly arena: Arena;
  readonly checkNames?: (line: string, file: OpenFile) => void;
}

/** The lines of a file block by block, without a string for each of them. */
export function* scanCsv(file: OpenFile, { schema, wanted, corrupt, separator, scan, read, shape, arena, checkNames }: CsvScan): Generator<Chunk> {
  const fields = wanted.map((index) => schema.fields[index]!);
  let header = checkNames !== undefined;
  for (const ranges of readLines(file, separator)) {
    arena.reset();
    if (header) header = !takeHeader(ranges, read, (line) => { checkNames!(line, file); });
    const { columns, rowCount, selection, texts } = readLinesToColumns(ranges, fields, scan, shape, read, arena);
    const all = schema.fields.map((one, index) => {
      const at = wanted.indexOf(index);
      if (at >= 0) return columns[at]!;
      return index === corrupt && texts.size > 0 ? textColumn(one.type, texts, rowCount, arena) : constantColumn(one.type, null, rowCount, arena);
    });
    yield makeChunk(schema, all, rowCount, selection);
  }
}

/** The first line that is a record says names, and is none itself. False when there is none yet. */
function takeHeader(ranges: TextRanges, { shape }: CsvReadOptions, check: (line: string) => void): boolean {
  for (let row = 0; row < ranges.rowCount; row++) {
    const line = textAt(ranges, row);
    if (isNoRecord(line, shape)) continue;
    check(line);
    ranges.ends[row] = ranges.starts[row]!;
    return true;
  }
  return false;
}

function textColumn(type: DataType, texts: ReadonlyMap<number, string>, rowCount: number, arena: Arena): Column {
  const builder = new ColumnBuilder(type, arena, rowCount);
  for (let row = 0; row < rowCount; row++) builder.append(texts.get(row) ?? null);
  return builder.finish();
}
