import { fail } from '../../errors/stream-error.ts';
import { FileManifest } from '../../formats/files/manifest.ts';
import { type FormatOptionRow, isWhole } from '../../formats/text/option-row.ts';
import type { Schema } from '../../types/data-type.ts';
import type { RowLayout, Sink, SinkDefinition, SinkRequest } from '../sink.ts';
import { type Compression, LineContent, type PartContent } from './part-content.ts';
import { PartFiles, type PartRequest } from './part-files.ts';
import { saveOnce } from './save.ts';

export interface FileSinkFormat {
  readonly name: string;
  readonly doc: string;
  readonly options: readonly FormatOptionRow[];
  /** Fails for columns the format cannot have. */
  checkSchema(schema: Schema): void;
  layout(schema: Schema, options: Readonly<Record<string, string>>): RowLayout;
  /** Of formats that are no lines: makes the files. */
  prepare?(request: SinkRequest): Promise<FileContent>;
}

/** How the bytes of files are made, and how names of files end. */
export interface FileContent { readonly extension: string; readonly content: (emit: (bytes: Uint8Array) => void) => PartContent }

const codecs: Readonly<Record<string, Compression>> = { none: 'none', uncompressed: 'none', gzip: 'gzip', deflate: 'deflate' };
const endings: Readonly<Record<Compression, string>> = { none: '', gzip: '.gz', deflate: '.deflate' };

/** Options of sinks of lines. */
const lineOptions: readonly FormatOptionRow[] = [
  { name: 'compression', doc: 'none (uncompressed), gzip or deflate.', default: 'none', check: (value) => (codecs[value.toLowerCase()] === undefined ? 'none, uncompressed, gzip or deflate' : undefined) },
  { name: 'codec', doc: 'The same as compression.', check: (value) => (codecs[value.toLowerCase()] === undefined ? 'none, uncompressed, gzip or deflate' : undefined) },
  { name: 'lineSep', doc: 'What ends a line.', default: '\\n', check: (value) => (value === '' ? 'not empty' : undefined) },
  { name: 'encoding', doc: 'UTF-8, no other.', default: 'UTF-8', check: (value) => (/^utf-?8$/i.test(value) ? undefined : 'UTF-8') },
];

/** Options of every sink of files. */
const fileSinkOptions: readonly FormatOptionRow[] = [
  { name: 'path', doc: 'Folder of the files; also the argument of save() and start().' },
  { name: 'maxRecordsPerFile', doc: 'A new file begins after so many rows; 0 = never.', default: '0', check: isWhole },
  {
    name: 'partitionOverwriteMode', doc: 'Batches in mode overwrite: static replaces everything, dynamic only the partitions that get rows.', default: 'static',
    check: (value) => (/^(static|dynamic)$/i.test(value) ? undefined : 'static or dynamic'),
  },
];

/**
 * A sink of text files. A stream appends files and names them in a log (manifest.ts): exactly once. A batch writes files at the side and moves them to
 * their place when all are there.
 */
export function fileSink(format: FileSinkFormat): SinkDefinition {
  return {
    name: format.name, doc: format.doc, options: optionsOf(format),
    modes: ['append'], guarantee: 'exactly-once', temporaryCheckpoint: false,
    checkSchema: (schema) => { format.checkSchema(schema); },
    layout: (schema, options) => format.layout(schema, options),
    open: async (request) => openFiles(format, request, await (format.prepare?.(request) ?? lineContent(format, request))),
  };
}

function optionsOf(format: FileSinkFormat): readonly FormatOptionRow[] {
  const common = format.prepare === undefined ? [...fileSinkOptions, ...lineOptions] : fileSinkOptions;
  return [...common, ...format.options.filter((row) => !common.some((one) => one.name.toLowerCase() === row.name.toLowerCase()))];
}

function openFiles(format: FileSinkFormat, request: SinkRequest, content: FileContent): Sink {
  const { environment, options, save } = request;
  const { files, clock, random } = environment;
  const root = request.path ?? options['path'] ?? fail('TIDEMARK_OPTION_MISSING', { format: format.name, option: 'path' });
  const parts = (folder: string): PartFiles => new PartFiles(partRequest(request, content, folder, random.uuid()));
  const partitioned = (request.partitionBy ?? []).length > 0;
  if (save !== undefined) return saveOnce({ root, save, files, parts, partitioned, dynamic: partitioned && isDynamic(options, request.setting), stageId: random.uuid() });
  const manifest = new FileManifest(files, root);
  return {
    description: `FileSink[${root}]`,
    lastCommitted: () => Promise.resolve(manifest.last()),
    write: (batchId, chunks) => {
      if ((manifest.last() ?? -1) >= batchId) return Promise.resolve();
      const out = parts(root);
      try {
        for (const chunk of chunks) out.add(chunk);
        manifest.add(batchId, out.finish(), Math.floor(clock.nowMs()));
      } catch (error) {
        out.abandon();
        throw error;
      }
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

/** The option wins over the setting. */
function isDynamic(options: Readonly<Record<string, string>>, setting: SinkRequest['setting']): boolean {
  return (options['partitionoverwritemode'] ?? setting?.('spark.sql.sources.partitionOverwriteMode'))?.toLowerCase() === 'dynamic';
}

function partRequest({ environment, options, partitionBy }: SinkRequest, content: FileContent, root: string, writeId: string): PartRequest {
  const recordsMax = Number(options['maxrecordsperfile'] ?? '0');
  return { files: environment.files, root, writeId, ...content, partitionBy: partitionBy ?? [], recordsMax: recordsMax <= 0 ? Infinity : recordsMax };
}

function lineContent(format: FileSinkFormat, { options, header }: SinkRequest): FileContent {
  const compression = codecs[(options['compression'] ?? options['codec'] ?? 'none').toLowerCase()]!;
  const words = { compression, separator: Buffer.from(options['linesep'] ?? '\n', 'utf8'), header: header === undefined ? undefined : Buffer.from(header, 'utf8') };
  return { extension: `.${format.name === 'text' ? 'txt' : format.name}${endings[compression]}`, content: (emit) => new LineContent(words, emit) };
}

