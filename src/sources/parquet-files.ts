import { Arena } from '../columnar/arena.ts';
import type { Chunk } from '../columnar/chunk.ts';
import { fail, StreamError } from '../errors/stream-error.ts';
import { ParquetDamage } from '../formats/parquet/damage.ts';
import { type ParquetFooter, readFooter } from '../formats/parquet/footer.ts';
import { mergeSchemas } from '../formats/parquet/merge.ts';
import { prepareFooter, readParquet, schemaOfFooter } from '../formats/parquet/read.ts';
import { ParquetMisfit } from '../formats/parquet/widen.ts';
import { isFlag } from '../formats/text/option-row.ts';
import type { Schema } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';
import { fileSource } from './files.ts';
import type { FileRows, FormatRequest, OpenFile, Setting } from './files-format.ts';
import { sameNames } from './files-partitions.ts';
import type { SourceOptions } from './source.ts';

/** Columns in pages, as Spark, DuckDB and others write them. */
export const parquetSource = fileSource({
  name: 'parquet', doc: 'Columns with types. The schema is the one of the first file, or with mergeSchema of all of them.',
  options: [{ name: 'mergeSchema', doc: 'Take the columns of all files, not of the first one; default: spark.sql.parquet.mergeSchema.', check: isFlag }],
  rowIndex: true, infer: inferParquet, reader: parquetReader,
});

function footerOf(file: OpenFile, setting: Setting): ParquetFooter {
  const choice = (key: string, otherwise: boolean): boolean => (setting(key)?.toLowerCase() ?? String(otherwise)) === 'true';
  const choices = { binaryAsString: choice('spark.sql.parquet.binaryAsString', false), inferTimestampNtz: choice('spark.sql.parquet.inferTimestampNTZ.enabled', true) };
  return naming(file, 'FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER', () => readFooter(file, file.size, choices));
}

/** What the format finds wrong, as a condition with the path. */
function naming<T>({ path }: OpenFile, condition: 'FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER' | 'FAILED_READ_FILE.NO_HINT', work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ParquetMisfit) {
      const { column = '', asked, stored } = error;
      return fail('FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH', { path: `file:${path}`, column: `[${column}]`, expectedType: typeToSql(asked), actualType: typeToSql(stored) }, { cause: error });
    }
    if (!(error instanceof ParquetDamage) && !(error instanceof RangeError)) throw error;
    return fail(condition, { path: `file:${path}`, reason: error.message }, { cause: error, domain: 'external' });
  }
}

function parquetReader({ schema, required, tests, setting }: FormatRequest): FileRows {
  const arena = new Arena();
  const same = sameNames(setting);
  const footers = new WeakMap<OpenFile, ParquetFooter>();
  const known = (file: OpenFile): ParquetFooter => {
    const footer = footers.get(file) ?? footerOf(file, setting);
    footers.set(file, footer);
    return footer;
  };
  return {
    prepare: (file) => prepareFooter(known(file)),
    * read(file): Generator<Chunk> {
      const chunks = readParquet(file, known(file), { schema, required, same, tests: setting('spark.sql.parquet.filterPushdown')?.toLowerCase() === 'false' ? [] : tests }, arena);
      for (;;) {
        const { value, done } = naming(file, 'FAILED_READ_FILE.NO_HINT', () => chunks.next());
        if (done === true) return;
        yield value;
      }
    },
    close: () => { arena.release(); },
  };
}

function inferParquet(files: Iterable<OpenFile>, options: SourceOptions, setting: Setting): Schema | undefined {
  const merge = (options['mergeschema'] ?? setting('spark.sql.parquet.mergeSchema'))?.toLowerCase() === 'true';
  const skipCorrupt = (options['ignorecorruptfiles'] ?? setting('spark.sql.files.ignoreCorruptFiles'))?.toLowerCase() === 'true';
  let schema: Schema | undefined;
  for (const file of files) {
    const own = schemaOrSkip(file, setting, skipCorrupt);
    if (own === undefined) continue;
    schema = schema === undefined ? own : mergeSchemas(schema, own, sameNames(setting));
    if (!merge) break;
  }
  return schema;
}

function schemaOrSkip(file: OpenFile, setting: Setting, skipCorrupt: boolean): Schema | undefined {
  try {
    return schemaOfFooter(footerOf(file, setting));
  } catch (error) {
    if (skipCorrupt && error instanceof StreamError && error.condition === 'FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER') return undefined;
    throw error;
  }
}
