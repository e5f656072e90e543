import { Arena } from '../columnar/arena.ts';
import { type Chunk, makeChunk } from '../columnar/chunk.ts';
import { childTypes, constantColumn } from '../columnar/builder.ts';
import { containsKind } from '../types/coercion.ts';
import { decodeUtf8 } from '../columnar/read.ts';
import { fail, StreamError } from '../errors/stream-error.ts';
import { closeType, inferNode, type InferOptions, mergeStructs } from '../formats/json/infer.ts';
import { conversionOf, inferOptions, jsonOptions, leniencyOf } from '../formats/json/options.ts';
import type { ReadOptions } from '../formats/json/read-column.ts';
import { failRecord, type ReadMode, readRecords, readWholeRecords, recordsOf } from '../formats/json/read-records.ts';
import { readLines, readWhole } from '../formats/text/lines.ts';
import { type DataType, field, type Schema, stringType, structType, type StructType, variantType } from '../types/data-type.ts';
import { zoneOf } from '../types/time-zone.ts';
import { refuseTypes } from './unreadable-types.ts';
import { fileSource } from './files.ts';
import type { FileFormat, FileRows, FormatRequest, OpenFile, Setting } from './files-format.ts';
import { sameNames } from './files-partitions.ts';
import { recordSampler } from './sampled-records.ts';
import type { SourceOptions } from './source.ts';

/** Writing looks at them, reading does not. */
const writerOnly: ReadonlySet<string> = new Set(['writeNonAsciiCharacterAsCodePoint', 'ignoreNullFields', 'pretty']);

/** Text of JSON objects, one a line (or with multiLine one value a file). */
const jsonFormat: FileFormat = {
  name: 'json', encoded: true,
  doc: 'JSON objects, one a line. Without a schema, a batch read looks at all of them first.',
  options: jsonOptions.filter((row) => !writerOnly.has(row.name)),
  infer: inferJson,
  check: checkSchema,
  reader: jsonReader,
};

export const jsonSource = fileSource(jsonFormat);

export function modeOf(options: SourceOptions): ReadMode {
  const mode = (options['mode'] ?? 'PERMISSIVE').toUpperCase();
  return mode === 'DROPMALFORMED' || mode === 'FAILFAST' ? mode : 'PERMISSIVE';
}

export function corruptName(options: SourceOptions, setting: Setting): string {
  return options['columnnameofcorruptrecord'] ?? setting('spark.sql.columnNameOfCorruptRecord') ?? '_corrupt_record';
}

/** The column that gets whole records; -1 = none. */
export function wholeColumn({ fields }: Schema, options: SourceOptions): number {
  return fields.findIndex((one) => one.name === options['singlevariantcolumn'] && one.type.kind === 'variant');
}

/** What is malformed depends on the columns that are read: with none of them, nothing is. */
export function refuseCorruptOnly(required: readonly number[], corrupt: number): void {
  if (corrupt >= 0 && required.length === 1 && required[0] === corrupt) fail('UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN', {});
}

/** The reader's error, with the file it happened in. */
export function* withFile<T>(file: OpenFile, rows: Iterable<T>): Generator<T> {
  try {
    yield* rows;
  } catch (error) {
    if (!(error instanceof StreamError) || !error.condition.startsWith('MALFORMED_')) throw error;
    fail('FAILED_READ_FILE.NO_HINT', { path: `file://${file.path}`, reason: error.message.split('. SQLSTATE')[0]! }, { cause: error });
  }
}

export function checkCorruptField({ fields }: Schema, options: SourceOptions): void {
  const name = options['columnnameofcorruptrecord'] ?? '_corrupt_record';
  const found = fields.find((one) => one.name === name);
  if (found !== undefined && found.type.kind !== 'string') fail('INVALID_CORRUPT_RECORD_TYPE', { columnName: `\`${name}\``, actualType: `"${found.type.kind.toUpperCase()}"` });
}

function checkSchema(schema: Schema, options: SourceOptions): void {
  checkCorruptField(schema, options);
  refuseTypes(schema, 'JSON', ({ kind }) => kind !== 'calendar_interval');
}

function jsonReader({ options, schema, required, setting }: FormatRequest): FileRows {
  const arena = new Arena();
  const zoneId = options['timezone'] ?? setting('spark.sql.session.timeZone') ?? 'UTC';
  const zone = zoneOf(zoneId);
  const fields = required.map((index) => schema.fields[index]!);
  const corruptField = fields.findIndex((one) => one.name === corruptName(options, setting));
  const keepsText = fields.some(({ type }) => containsKind(type, 'string')) && setting('spark.sql.json.enableExactStringParsing')?.toLowerCase() !== 'false';
  const read: ReadOptions = { leniency: { ...leniencyOf(options), keepsText }, zoneId, ...conversionOf(options, zone, setting), ...(corruptField < 0 ? {} : { corruptField }) };
  const separator = options['linesep'] === undefined ? undefined : Buffer.from(options['linesep'], 'utf8');
  const whole = wholeColumn(schema, options);
  refuseCorruptOnly(required, corruptField < 0 ? -1 : required[corruptField]!);
  return {
    read: (file) => withFile(file, readChunks(file)),
    close: () => { arena.release(); },
  };

  function* readChunks(file: OpenFile): Generator<Chunk> {
    for (const ranges of isMultiLine(options) ? readWhole(file) : readLines(file, separator)) {
      arena.reset();
      const mode = modeOf(options);
      const { columns, rowCount, selection } = whole < 0 ? readRecords(ranges, fields, read, mode, arena) : readWholeRecords(ranges, fields, { ...read, wholeField: required.indexOf(whole) }, mode, arena);
      const all = schema.fields.map((one, index) => (required.includes(index) ? columns[required.indexOf(index)]! : constantColumn(one.type, null, rowCount, arena)));
      yield makeChunk(schema, all, rowCount, selection);
    }
  }
}

const isMultiLine = (options: SourceOptions): boolean => options['multiline']?.toLowerCase() === 'true';

function inferJson(files: Iterable<OpenFile>, options: SourceOptions, setting: Setting): Schema | undefined {
  if (options['singlevariantcolumn'] !== undefined) return { fields: [field(options['singlevariantcolumn'], variantType)] };
  const infer = inferOptions(options, setting);
  const leniency = { leniency: leniencyOf(options) };
  const separator = options['linesep'] === undefined ? undefined : Buffer.from(options['linesep'], 'utf8');
  const corrupt = field(corruptName(options, setting), stringType);
  const isDrawn = recordSampler(options) ?? ((): boolean => true);
  let type: StructType | undefined;
  for (const file of files) {
    type ??= structType([]);
    for (const { bytes, starts, ends, rowCount } of isMultiLine(options) ? readWhole(file) : readLines(file, separator)) {
      for (let row = 0; row < rowCount; row++) {
        if (isDrawn()) type = mergeStructs(type, inferRecord(decodeUtf8(bytes, starts[row]!, ends[row]!), { infer, leniency, corrupt, mode: modeOf(options) }));
      }
    }
  }
  if (type === undefined) return undefined;
  const closed = closeType(type, infer);
  const fields = closed?.kind === 'struct' ? closed.fields : [];
  refuseTwice(fields, sameNames(setting));
  return { fields };
}

/** Names that records have twice, or in different letters, are no columns. */
function refuseTwice(fields: StructType['fields'], same: (left: string, right: string) => boolean): void {
  fields.forEach(({ name, type }, index) => {
    if (fields.slice(0, index).some((one) => same(one.name, name))) fail('COLUMN_ALREADY_EXISTS', { columnName: `\`${name.toLowerCase()}\`` });
    refuseInside(type, same);
  });
}

function refuseInside(type: DataType, same: (left: string, right: string) => boolean): void {
  if (type.kind === 'struct') refuseTwice(type.fields, same);
  else for (const part of childTypes(type)) refuseInside(part, same);
}

interface RecordContext { readonly infer: InferOptions; readonly leniency: Pick<ReadOptions, 'leniency'>; readonly corrupt: StructType['fields'][number]; readonly mode: ReadMode }

function inferRecord(text: string, { infer, leniency, corrupt, mode }: RecordContext): StructType {
  const nodes = recordsOf(text, leniency);
  if (nodes === undefined) {
    if (mode === 'FAILFAST') failRecord(text);
    return structType(mode === 'PERMISSIVE' ? [corrupt] : []);
  }
  return nodes.reduce<StructType>((type, node) => {
    if (node.json === 'object') return mergeStructs(type, inferNode(node, infer) as StructType);
    return node.json === 'null' || mode !== 'PERMISSIVE' ? type : mergeStructs(type, structType([corrupt]));
  }, structType([]));
}
