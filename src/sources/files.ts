import { Arena } from '../columnar/arena.ts';
import type { Chunk } from '../columnar/chunk.ts';
import type { FileSystem } from '../environment/environment.ts';
import { fileDecoder } from '../functions/strings/charsets.ts';
import { fail, StreamError } from '../errors/stream-error.ts';
import { partsOfPath } from '../formats/files/partition-path.ts';
import type { Schema } from '../types/data-type.ts';
import { asNullable } from '../types/coercion.ts';
import { zoneOf } from '../types/time-zone.ts';
import { expectKnown } from './check-options.ts';
import { type FileFormat, type FileRows, failUnread, type FormatRequest, openEach, type OpenFile, openFile, type Opening, type Setting } from './files-format.ts';
import { absolutePath, basesOf, expectPaths, listFiles, type ListedFile } from './files-list.ts';
import { MetadataColumn, metadataType } from './files-metadata.ts';
import { fileOptions } from './files-options.ts';
import { folderValue, partitionColumns, sameNames, withFolderValues, withPartitions } from './files-partitions.ts';
import { openFileStream } from './files-stream.ts';
import type { SchemaRequest, Source, SourceDefinition, SourceOptions, SourceRequest } from './source.ts';

/** A source of files of one format, for batches and streams. */
export function fileSource(format: FileFormat): SourceDefinition {
  return {
    name: format.name, doc: format.doc, options: [...fileOptions, ...format.options], batch: true, streaming: true, metadata: metadataType(format.rowIndex === true),
    schema: (options, given, environment, read) => schemaOf(format, { options, given, files: environment.files, read }),
    open: (request) => Promise.resolve(openFiles(format, request)),
    files: (options, paths, environment, setting) => listFiles(environment.files, pathsOf(options, paths, false), options, setting).map(({ path }) => `file://${path}`),
  };
}

interface SchemaQuestion { readonly options: SourceOptions; readonly given: Schema | undefined; readonly files: FileSystem; readonly read: SchemaRequest | undefined }

function schemaOf(format: FileFormat, { options, given, files, read }: SchemaQuestion): Schema {
  const paths = pathsOf(options, read?.paths ?? [], read?.streaming ?? false);
  checkOptions(format, options, read?.streaming ?? false);
  const streaming = read?.streaming ?? false;
  if (streaming && paths.length > 1) fail('TIDEMARK_INVALID_OPTION', { option: 'path', value: paths.join(','), expected: 'one path for a stream' });
  if (streaming && given === undefined && format.fixedSchema === undefined && read?.setting('spark.sql.streaming.schemaInference')?.toLowerCase() !== 'true') {
    fail('TIDEMARK_SCHEMA_REQUIRED', { format: format.name });
  }
  expectPaths(files, paths, streaming);
  const setting = read?.setting ?? (() => undefined);
  const listed = (): readonly ListedFile[] => listFiles(files, paths, options, setting);
  const partitions = options['recursivefilelookup']?.toLowerCase() === 'true' ? [] : partitionColumns(listed(), basesOf(files, paths, options), setting);
  const same = sameNames(setting);
  const fixed = given === undefined ? format.fixedSchema : { fields: given.fields.filter((one) => !partitions.some((other) => same(one.name, other.name))) };
  const opened = openEach(files, format.largestFirst === true ? [...listed()].sort((left, right) => right.size - left.size) : listed(), ignores(options, setting, 'Corrupt'), decoderOf(format, options));
  const data = fixed ?? format.infer(opened, options, setting) ?? fail('UNABLE_TO_INFER_SCHEMA', { format: format.name.toUpperCase() });
  format.check?.(data, options);
  const schema = withPartitions(given ?? data, partitions, setting);
  return { fields: schema.fields.map((one) => ({ ...one, type: asNullable(one.type), nullable: true })) };
}

/** Paths given to load(), or the option `path`. A batch of no path has no rows. */
function pathsOf(options: SourceOptions, given: readonly string[], streaming: boolean): readonly string[] {
  const paths = given.length > 0 ? given : options['path'] === undefined ? [] : [options['path']];
  if (paths.length === 0 && streaming) return fail('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'path' });
  return paths.map(absolutePath);
}

function checkOptions(format: FileFormat, options: SourceOptions, streaming: boolean): void {
  const rows = [...fileOptions, ...format.options];
  expectKnown(format.name, rows, options);
  for (const row of rows) {
    const value = options[row.name.toLowerCase()];
    const expected = value === undefined ? undefined : row.check?.(value);
    if (expected !== undefined) fail('TIDEMARK_INVALID_OPTION', { option: row.name, value: value!, expected });
  }
  if (!streaming) return;
  if (options['maxfilespertrigger'] !== undefined && options['maxbytespertrigger'] !== undefined) {
    fail('TIDEMARK_INVALID_OPTION', { option: 'maxBytesPerTrigger', value: options['maxbytespertrigger'], expected: 'left out when maxFilesPerTrigger is given' });
  }
  for (const name of ['modifiedBefore', 'modifiedAfter']) {
    const value = options[name.toLowerCase()];
    if (value !== undefined) fail('TIDEMARK_INVALID_OPTION', { option: name, value, expected: 'left out of streams' });
  }
}

function openFiles(format: FileFormat, request: SourceRequest): Source {
  const options = Object.fromEntries(Object.entries(request.options).map(([name, value]) => [name.toLowerCase(), value]));
  const paths = pathsOf(options, request.paths, request.streaming);
  const { files } = request.environment;
  const setting = request.setting ?? (() => undefined);
  const { data, required, metadata } = columnsOf(request);
  const read: FormatRequest = { options, schema: data, required, tests: request.tests ?? [], setting };
  const bases = options['recursivefilelookup']?.toLowerCase() === 'true' ? undefined : basesOf(files, paths, options);
  const rows = (listed: Iterable<ListedFile>): AsyncIterable<Chunk> => readFiles(new FileReaders(format, read, bases), { files, setting, options, metadata, decode: decoderOf(format, options) }, listed);
  if (request.streaming) return openFileStream({ paths, options, environment: request.environment, metadata: request.metadata, rows, setting });
  const listed = listFiles(files, paths, options, setting);
  return {
    description: `FileScan ${format.name} [file:${paths.join(', file:')}]`,
    initialOffset: () => Promise.resolve('{"logOffset":-1}'),
    latestOffset: () => Promise.resolve('{"logOffset":0}'),
    read: (start, end) => rows(start === end ? [] : listed),
    version: () => versionOf(files, listed),
    close: () => Promise.resolve(),
  };
}

function decoderOf({ encoded }: FileFormat, options: SourceOptions): Opening['decode'] {
  return encoded === true ? fileDecoder(options['encoding'] ?? options['charset'] ?? 'UTF-8') : undefined;
}

/** What the files themselves give, and `_metadata` when the plan has it. */
interface FileColumns { readonly data: Schema; readonly required: readonly number[]; readonly metadata: MetadataColumn | undefined }

function columnsOf({ schema, required = schema.fields.map((_, index) => index), fileMetadata }: SourceRequest): FileColumns {
  if (fileMetadata !== true) return { data: schema, required, metadata: undefined };
  const last = schema.fields.length - 1;
  return { data: { fields: schema.fields.slice(0, last) }, required: required.filter((index) => index < last), metadata: new MetadataColumn(schema, required.includes(last)) };
}

/** A file that is gone has no version: reading it says so. */
function versionOf(files: FileSystem, listed: readonly ListedFile[]): string | undefined {
  if (!listed.every(({ path }) => files.exists(path))) return undefined;
  return listed.map(({ path }) => files.stat(path)).map(({ size, modifiedMs }) => `${size}@${modifiedMs}`).join();
}

function ignores(options: SourceOptions, setting: Setting, what: 'Missing' | 'Corrupt'): boolean {
  return (options[`ignore${what.toLowerCase()}files`] ?? setting(`spark.sql.files.ignore${what}Files`))?.toLowerCase() === 'true';
}

interface ReadContext { readonly files: FileSystem; readonly setting: Setting; readonly options: SourceOptions; readonly metadata: MetadataColumn | undefined; readonly decode: Opening['decode'] }

async function* readFiles(readers: FileReaders, { files, setting, options, metadata, decode }: ReadContext, listed: Iterable<ListedFile>): AsyncGenerator<Chunk> {
  const [ignoreMissing, ignoreCorrupt] = [ignores(options, setting, 'Missing'), ignores(options, setting, 'Corrupt')];
  try {
    for (const one of listed) {
      if (ignoreMissing && !files.exists(one.path)) continue;
      try {
        const file = openFile(files, one, { partly: ignoreCorrupt, decode });
        try {
          metadata?.begin(one);
          for await (const chunk of readers.read(file)) yield metadata === undefined ? chunk : metadata.behind(chunk);
        } finally {
          file.close();
        }
      } catch (error) {
        if (!(ignoreCorrupt && isUnreadable(error))) failUnread(one.path, error);
      }
    }
  } finally {
    readers.close();
    metadata?.close();
  }
}

/** By the disk, what unpacks it, or its format. A file that is gone is not meant. */
function isUnreadable(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && code !== 'ENOENT') || error instanceof StreamError && (error.condition === 'FAILED_READ_FILE.NO_HINT' || error.condition === 'FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER');
}

/** One reader of the format for each set of columns that the folders of a file leave to it. */
class FileReaders {
  readonly #format: FileFormat;
  readonly #request: FormatRequest;
  readonly #bases: ReadonlySet<string> | undefined;
  readonly #readers = new Map<string, { readonly reader: FileRows; readonly places: readonly number[] }>();
  readonly #arena = new Arena();

  constructor(format: FileFormat, request: FormatRequest, bases: ReadonlySet<string> | undefined) {
    this.#format = format;
    this.#request = request;
    this.#bases = bases;
  }

  async* read(file: OpenFile): AsyncGenerator<Chunk> {
    const { schema, setting } = this.#request;
    const same = sameNames(setting);
    const parts = this.#bases === undefined ? [] : partsOfPath(file.path, this.#bases).parts;
    const partOf = schema.fields.map((one) => parts.find((part) => same(part.name, one.name)));
    const { reader, places } = this.#readerFor(partOf.map((part) => part === undefined));
    await reader.prepare?.(file);
    if (places === undefined) { yield* reader.read(file); return; }
    const zone = zoneOf(setting('spark.sql.session.timeZone') ?? 'UTC');
    const values = schema.fields.map((one, index) => (partOf[index] === undefined ? null : folderValue(partOf[index], one.type, zone)));
    for (const chunk of reader.read(file)) {
      this.#arena.reset();
      yield withFolderValues(chunk, schema, { places, values, arena: this.#arena });
    }
  }

  close(): void {
    for (const { reader } of this.#readers.values()) reader.close();
    this.#arena.release();
  }

  #readerFor(fromFile: readonly boolean[]): { readonly reader: FileRows; readonly places: readonly number[] | undefined } {
    const key = fromFile.map(Number).join('');
    const known = this.#readers.get(key);
    if (known !== undefined) return { reader: known.reader, places: fromFile.every(Boolean) ? undefined : known.places };
    const { schema, required } = this.#request;
    const kept = schema.fields.map((_, index) => index).filter((index) => fromFile[index]);
    const places = schema.fields.map((_, index) => kept.indexOf(index));
    const data = { fields: kept.map((index) => schema.fields[index]!) };
    const reader = this.#format.reader({ ...this.#request, schema: data, required: required.flatMap((index) => (fromFile[index] === true ? [places[index]!] : [])) });
    this.#readers.set(key, { reader, places });
    return { reader, places: fromFile.every(Boolean) ? undefined : places };
  }
}
