import { Arena } from '../columnar/arena.ts';
import { ColumnBuilder, constantColumn } from '../columnar/builder.ts';
import { type Chunk, makeChunk } from '../columnar/chunk.ts';
import { decodeUtf8 } from '../columnar/read.ts';
import { fail } from '../errors/stream-error.ts';
import { type CsvRecord, readCsv, readCsvVariant, type Rungs } from '../formats/csv/convert.ts';
import { inferCell, mergeCells } from '../formats/csv/infer.ts';
import { csvOptions, csvReadOptions, type CsvReadOptions } from '../formats/csv/options.ts';
import { plainShape } from '../formats/csv/read-columns.ts';
import { endsInQuotes, splitCsv } from '../formats/csv/tokens.ts';
import { failRecord } from '../formats/json/read-records.ts';
import { readLines } from '../formats/text/lines.ts';
import { type DataType, field, nullType, type Schema, stringType, variantType } from '../types/data-type.ts';
import { type CsvScan, scanCsv } from './csv-scan.ts';
import { fileSource } from './files.ts';
import type { FileRows, FormatRequest, OpenFile, Setting } from './files-format.ts';
import { checkCorruptField, corruptName, modeOf, refuseCorruptOnly, wholeColumn, withFile } from './json-files.ts';
import { recordSampler } from './sampled-records.ts';
import type { SourceOptions } from './source.ts';
import { refuseTypes } from './unreadable-types.ts';

/** Writing looks at them, reading does not. */
const writerOnly: ReadonlySet<string> = new Set(['quoteAll', 'escapeQuotes']);

/** Lines of values with separators between. */
export const csvSource = fileSource({
  name: 'csv', encoded: true, doc: 'Lines of values. Without a schema all is text, or with inferSchema what all values of a column are.',
  options: csvOptions.filter((row) => !writerOnly.has(row.name)), infer: inferCsv, check: checkSchema, reader: csvReader, largestFirst: true,
});

const unreadable: ReadonlySet<DataType['kind']> = new Set(['array', 'map', 'struct', 'calendar_interval', 'null']);

function checkSchema(schema: Schema, options: SourceOptions): void {
  checkCorruptField(schema, options);
  refuseTypes(schema, 'CSV', ({ kind }) => !unreadable.has(kind));
}

const flag = (options: SourceOptions, name: string): boolean => options[name]?.toLowerCase() === 'true';

function lineSeparator(options: SourceOptions): Buffer | undefined {
  return options['linesep'] === undefined ? undefined : Buffer.from(options['linesep'], 'utf8');
}

/** Where lines may be parts of records, the first end of a line says what ends the others. */
function firstLineEnd(file: OpenFile): Buffer {
  const block = Buffer.alloc(LOOKED_AT_BYTES);
  const text = block.toString('latin1', 0, file.read(block, 0));
  return Buffer.from(/\r\n?|\n/.exec(text)?.[0] ?? '\n', 'latin1');
}

const LOOKED_AT_BYTES = 1 << 20;

/** Records with what is no record left out. `isDrawn` is asked of these too; its answers for the records go to `drawn`. */
function* recordsOf(file: OpenFile, options: SourceOptions, { shape }: CsvReadOptions, isDrawn?: () => boolean, drawn?: boolean[]): Generator<readonly string[]> {
  const multiLine = flag(options, 'multiline');
  const separator = lineSeparator(options) ?? (multiLine ? firstLineEnd(file) : undefined);
  const lineEnd = separator?.toString('utf8') ?? '';
  let open: string | undefined;
  for (const { bytes, starts, ends, rowCount } of readLines(file, separator)) {
    const lines: string[] = [];
    for (let row = 0; row < rowCount; row++) {
      const text = decodeUtf8(bytes, starts[row]!, ends[row]!);
      const line: string = open === undefined ? text : `${open}${lineEnd}${text}`;
      open = multiLine && endsInQuotes(line, shape) ? line : undefined;
      if (open !== undefined) continue;
      const isTaken = isDrawn?.() ?? true;
      if (line.trim() === '' || (shape.comment !== '' && line.startsWith(shape.comment))) continue;
      lines.push(line);
      drawn?.push(isTaken);
    }
    yield lines;
  }
  if (open !== undefined) yield [open];
}

function csvReader({ options, schema, required, setting }: FormatRequest): FileRows {
  const arena = new Arena();
  const read = csvReadOptions(options, setting('spark.sql.session.timeZone') ?? 'UTC', setting);
  const name = corruptName(options, setting);
  const corrupt = schema.fields.findIndex((one) => one.name === name);
  const data = schema.fields.map((_, index) => index).filter((index) => index !== corrupt);
  const wanted = data.filter((index) => required.includes(index));
  const fields = wanted.map((index) => schema.fields[index]!);
  const places = wanted.map((index) => data.indexOf(index));
  const mode = modeOf(options);
  const whole = wholeColumn(schema, options);
  refuseCorruptOnly(required, corrupt);
  const plain = whole < 0 && !flag(options, 'multiline') ? plainShape(read, fields, data.length) : undefined;
  const checkNames = (line: string, file: OpenFile): void => { checkHeader(namesOf(splitCsv(line, read.shape) ?? [], true), data.map((index) => schema.fields[index]!.name), options, setting, file); };
  const scanned: CsvScan | undefined = plain === undefined ? undefined : {
    schema, wanted, corrupt, separator: lineSeparator(options), scan: plain, read, shape: { places, width: data.length, mode }, arena, ...(flag(options, 'header') ? { checkNames } : {}),
  };
  return { read: (file) => withFile(file, scanned === undefined ? readChunks(file) : scanCsv(file, scanned)), close: () => { arena.release(); } };

  function* readChunks(file: OpenFile): Generator<Chunk> {
    let header = flag(options, 'header');
    let names: readonly string[] | undefined;
    const rungs: Rungs = [];
    for (const lines of recordsOf(file, options, read)) {
      arena.reset();
      const records = header ? lines.slice(1) : lines;
      if (header && lines.length > 0) {
        names = namesOf(splitCsv(lines[0]!, read.shape) ?? [], true);
        if (whole < 0) checkHeader(names, data.map((index) => schema.fields[index]!.name), options, setting, file);
      }
      if (lines.length > 0) header = false;
      yield chunkOf(records, rungs, names);
    }
  }

  function chunkOf(lines: readonly string[], rungs: Rungs, names: readonly string[] | undefined): Chunk {
    const builders = schema.fields.map((one) => new ColumnBuilder(one.type, arena, Math.max(1, lines.length)));
    let rowCount = 0;
    for (const line of lines) {
      const { values, bad } = whole < 0 ? readCsv(line, fields, read, { places, width: data.length, rungs }) : wholeLine(line, names, rungs);
      if (bad && mode === 'FAILFAST') failRecord(line);
      if (bad && mode === 'DROPMALFORMED') continue;
      values.forEach((value, index) => { builders[wanted[index]!]!.append(value); });
      if (corrupt >= 0) builders[corrupt]!.append(bad ? line : null);
      rowCount++;
    }
    const columns = schema.fields.map((one, index) => (wanted.includes(index) || index === corrupt ? builders[index]!.finish() : constantColumn(one.type, null, rowCount, arena)));
    return makeChunk(schema, columns, rowCount);
  }

  function wholeLine(line: string, names: readonly string[] | undefined, rungs: Rungs): CsvRecord {
    return { values: wanted.map((index) => (index === whole ? readCsvVariant(line, names, read, rungs) ?? null : null)), bad: false };
  }
}

function inferCsv(files: Iterable<OpenFile>, options: SourceOptions, setting: Setting): Schema | undefined {
  if (options['singlevariantcolumn'] !== undefined) return { fields: [field(options['singlevariantcolumn'], variantType)] };
  const read = csvReadOptions(options, setting('spark.sql.session.timeZone') ?? 'UTC', setting);
  const infer = flag(options, 'inferschema');
  const isDrawn = recordSampler(options);
  const drawn: boolean[] = [];
  let names: readonly string[] | undefined;
  const types: DataType[] = [];
  let hasFiles = false;
  for (const file of files) {
    hasFiles = true;
    let header = flag(options, 'header');
    for (const lines of recordsOf(file, options, read, isDrawn, drawn)) {
      for (const line of lines) {
        const isTaken = drawn.shift() ?? true;
        const tokens = splitCsv(line, read.shape) ?? [];
        names ??= namesOf(tokens, header);
        if (header) { header = false; continue; }
        if (infer && isTaken) names.forEach((_, index) => { types[index] = mergeCells(types[index] ?? nullType, inferCell(tokens[index] ?? null, read)); });
      }
      if (!infer && names !== undefined) break;
    }
    if (!infer && names !== undefined) break;
  }
  if (names === undefined) return hasFiles ? { fields: [] } : undefined;
  return { fields: names.map((name, index) => field(name, (types[index]?.kind ?? 'null') === 'null' ? stringType : types[index]!)) };
}

/** With enforceSchema=false the header has to say what the schema says. */
function checkHeader(names: readonly string[], expected: readonly string[], options: SourceOptions, setting: Setting, file: OpenFile): void {
  if (options['enforceschema']?.toLowerCase() !== 'false') return;
  const same = (left: string, right: string | undefined): boolean => (setting('spark.sql.caseSensitive')?.toLowerCase() === 'true' ? left === right : left.toLowerCase() === right?.toLowerCase());
  if (names.length === expected.length && names.every((name, index) => same(name, expected[index]))) return;
  fail('TIDEMARK_CSV_HEADER', { path: file.path, header: names.join(', '), schema: expected.join(', ') });
}

/** Names that are missing or written twice get their position. */
function namesOf(tokens: readonly (string | null)[], header: boolean): readonly string[] {
  if (!header) return tokens.map((_, index) => `_c${index}`);
  const lower = tokens.map((token) => token?.toLowerCase());
  return tokens.map((token, index) => (token === null ? `_c${index}` : lower.indexOf(token.toLowerCase()) !== lower.lastIndexOf(token.toLowerCase()) ? `${token}${index}` : token));
}
