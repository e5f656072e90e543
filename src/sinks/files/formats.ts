import { fail } from '../../errors/stream-error.ts';
import { csvOptions } from '../../formats/csv/options.ts';
import { jsonOptions } from '../../formats/json/options.ts';
import type { FormatOptionRow } from '../../formats/text/option-row.ts';
import type { DataType, Schema } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { fileSink } from './file-sink.ts';

/** Only what writing looks at: an option that would do nothing is refused. */
function rowsNamed(rows: readonly FormatOptionRow[], names: readonly string[]): readonly FormatOptionRow[] { return rows.filter((row) => names.includes(row.name)); }

const times = ['dateFormat', 'timestampFormat', 'timestampNTZFormat', 'timeFormat', 'timeZone', 'locale'];

export const csvSink = fileSink({
  name: 'csv', doc: 'Files of values with separators between.',
  options: rowsNamed(csvOptions, [
    ...times, 'sep', 'delimiter', 'quote', 'escape', 'comment', 'header', 'nullValue', 'emptyValue', 'quoteAll', 'escapeQuotes', 'charToEscapeQuoteEscaping', 'ignoreLeadingWhiteSpace', 'ignoreTrailingWhiteSpace',
  ]),
  checkSchema: (schema) => { refuseTypes(schema, 'CSV', (type) => !unwritableInCsv.has(type.kind)); },
  layout: (_, options) => ({ function: 'to_csv', header: options['header']?.toLowerCase() === 'true' }),
});

const unwritableInCsv: ReadonlySet<string> = new Set(['array', 'map', 'struct', 'variant', 'calendar_interval', 'null']);

export const jsonSink = fileSink({
  name: 'json', doc: 'Files of JSON objects, one a line.',
  options: rowsNamed(jsonOptions, [...times, 'ignoreNullFields', 'pretty', 'writeNonAsciiCharacterAsCodePoint']),
  checkSchema: (schema) => { refuseTypes(schema, 'JSON', (type) => type.kind !== 'calendar_interval'); },
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

function refuseTypes({ fields }: Schema, format: string, isWritable: (type: DataType) => boolean): void {
  const bad = fields.find((one) => !isWritable(one.type));
  if (bad !== undefined) fail('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', { columnName: `\`${bad.name}\``, columnType: `"${typeToSql(bad.type)}"`, format });
}
