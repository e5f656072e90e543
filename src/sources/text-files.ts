import { Arena } from '../columnar/arena.ts';
import { type Chunk, makeChunk } from '../columnar/chunk.ts';
import { constantColumn } from '../columnar/builder.ts';
import { makeColumn } from '../columnar/column.ts';
import { fail } from '../errors/stream-error.ts';
import { readLines, readWhole } from '../formats/text/lines.ts';
import { isFilled, isFlag } from '../formats/text/option-row.ts';
import type { TextRanges } from '../formats/text/text-ranges.ts';
import { field, type Schema, stringType } from '../types/data-type.ts';
import { fileSource } from './files.ts';
import type { FileRows, FormatRequest } from './files-format.ts';

const textSchema: Schema = { fields: [field('value', stringType)] };

/** Lines as they are. */
export const textSource = fileSource({
  name: 'text',
  doc: 'Lines of text files in one column, value.',
  options: [
    { name: 'wholetext', doc: 'A file is one row.', default: 'false', check: isFlag },
    { name: 'lineSep', doc: 'What ends a line; default: LF, CR LF or CR.', check: isFilled },
  ],
  fixedSchema: textSchema,
  infer: () => textSchema,
  check: ({ fields }) => {
    if (fields.length !== 1) fail('TIDEMARK_TEXT_SCHEMA', { columns: String(fields.length) });
    if (fields[0]!.type.kind !== 'string') fail('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', { columnName: `\`${fields[0]!.name}\``, columnType: `"${fields[0]!.type.kind.toUpperCase()}"`, format: 'Text' });
  },
  reader: textReader,
});

function textReader({ options, schema, required }: FormatRequest): FileRows {
  const arena = new Arena();
  const separator = options['linesep'] === undefined ? undefined : Buffer.from(options['linesep'], 'utf8');
  const whole = options['wholetext']?.toLowerCase() === 'true';
  return {
    * read(file) {
      for (const ranges of whole ? readWhole(file) : readLines(file, separator)) {
        arena.reset();
        yield chunkOf(ranges, schema, required.length > 0, arena);
      }
    },
    close: () => { arena.release(); },
  };
}

function chunkOf({ bytes, starts, ends, rowCount }: TextRanges, schema: Schema, wanted: boolean, arena: Arena): Chunk {
  if (!wanted) return makeChunk(schema, [constantColumn(stringType, null, rowCount, arena)], rowCount);
  const offsets = arena.int32(rowCount + 1);
  offsets[0] = 0;
  for (let row = 0; row < rowCount; row++) offsets[row + 1] = offsets[row]! + ends[row]! - starts[row]!;
  const text = arena.uint8(offsets[rowCount]!);
  for (let row = 0; row < rowCount; row++) text.set(bytes.subarray(starts[row]!, ends[row]!), offsets[row]!);
  return makeChunk(schema, [makeColumn(stringType, rowCount, { offsets, bytes: text })], rowCount);
}
