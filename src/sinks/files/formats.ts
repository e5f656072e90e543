import { fail } from '../../errors/stream-error.ts';
import { csvOptions } from '../../formats/csv/options.ts';
import { jsonOptions } from '../../formats/json/options.ts';
import type { FormatOptionRow } from '../../formats/text/option-row.ts';
import type { DataType, Schema } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { childTypes } from '../../columnar/builder.ts';
import { codecNamed, codecNames, loadCodecs } from '../../formats/parquet/codecs.ts';
import { ParquetWriter } from '../../formats/parquet/write.ts';
import type { TimestampForm } from '../../formats/parquet/write-schema.ts';
import type { SinkRequest } from '../sink.ts';
import { type FileContent, fileSink } from './file-sink.ts';

/** Only what writing looks at: an option that would do nothing is refused. */
function rowsNamed(rows: readonly FormatOptionRow[], names: readonly string[]): readonly FormatOptionRow[] { return rows.filter((row) => names.includes(row.name)); }

const times = ['dateFormat', 'timestampFormat', 'timestampNTZFormat', 'timeFormat', 'timeZone', 'locale'];

export const csvSink = fileSink({
  name: 'csv', doc: 'Files of values with separators between.',
  options: rowsNamed(csvOptions, [
    ...times, 'sep', 'delimiter', 'quote', 'escape', 'comment', 'header', 'nullValue', 'emptyValue', 'quoteAll', 'escapeQuotes', 'charToEscapeQuoteEscaping', 'ignoreLeadingWhiteSpace', 'ignoreTrailingWhiteSpace',
  ]),
  checkSchema: (schema) => { refuseTimes(schema); refuseTypes(schema, 'CSV', (type) => !unwritableInCsv.has(type.kind)); },
  layout: (_, options) => ({ function: 'to_csv', header: options['header']?.toLowerCase() === 'true' }),
});

const unwritableInCsv: ReadonlySet<string> = new Set(['array', 'map', 'struct', 'variant', 'calendar_interval', 'null']);

export const jsonSink = fileSink({
  name: 'json', doc: 'Files of JSON objects, one a line.',
  options: rowsNamed(jsonOptions, [...times, 'ignoreNullFields', 'pretty', 'writeNonAsciiCharacterAsCodePoint']),
  checkSchema: (schema) => { refuseTimes(schema); refuseTypes(schema, 'JSON', (type) => type.kind !== 'calendar_interval'); },
  layout: () => ({ function: 'to_json', header: false }),
});

export const textSink = fileSink({
  name: 'text', doc: 'Files of lines: the only column, of type STRING.', options: [],
  checkSchema: ({ fields }) => {
    if (fields.length !== 1) fail('TIDEMARK_TEXT_SCHEMA', { columns: String(fields.length) });
    refuseTypes({ fields }, 'Text', (type) => type.kind === 'string');
  },
  layout: () => ({ function: undefined, header: false }),
});

export const parquetSink = fileSink({
  name: 'parquet', doc: 'Files of columns with types.',
  options: [
    { name: 'compression', doc: 'none (uncompressed), snappy, gzip, lz4, lz4_raw, brotli or zstd; default: spark.sql.parquet.compression.codec.', check: codecProblem },
    { name: 'parquet.compression', doc: 'The same as compression, which wins.', check: codecProblem },
  ],
  checkSchema: (schema) => {
    refuseTimes(schema);
    if (schema.fields.some((one) => isEmpty(one.type))) fail('EMPTY_SCHEMA_NOT_SUPPORTED_FOR_DATASOURCE', { format: 'Parquet' });
    refuseTypes(schema, 'Parquet', (type) => !mentions(type, 'calendar_interval'));
  },
  layout: () => ({ function: 'columns', header: false }),
  prepare: parquetContent,
});

function codecProblem(value: string): string | undefined { return codecNames.includes(value.toLowerCase()) ? undefined : `one of ${codecNames.join(', ')}`; }

const mentions = (type: DataType, kind: DataType['kind']): boolean => type.kind === kind || childTypes(type).some((one) => mentions(one, kind));

const isEmpty = (type: DataType): boolean => (type.kind === 'struct' && type.fields.length === 0) || childTypes(type).some(isEmpty);

function refuseTimes({ fields }: Schema): void {
  if (fields.some((one) => mentions(one.type, 'time'))) fail('UNSUPPORTED_TIME_TYPE', {});
}

async function parquetContent({ options, schema, partitionBy = [], setting }: SinkRequest): Promise<FileContent> {
  const { id, extension } = codecNamed(options['compression'] ?? options['parquet.compression'] ?? setting?.('spark.sql.parquet.compression.codec') ?? 'snappy');
  await loadCodecs([id]);
  const timestampForm = (setting?.('spark.sql.parquet.outputTimestampType') ?? 'INT96') as TimestampForm;
  const data = { fields: schema.fields.slice(0, schema.fields.length - partitionBy.length) };
  return { extension: `${extension}.parquet`, content: (emit) => new ParquetWriter({ schema: data, codec: id, timestampForm, emit }) };
}

function refuseTypes({ fields }: Schema, format: string, isWritable: (type: DataType) => boolean): void {
  const bad = fields.find((one) => !isWritable(one.type));
  if (bad !== undefined) fail('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', { columnName: `\`${bad.name}\``, columnType: `"${typeToSql(bad.type)}"`, format });
}
