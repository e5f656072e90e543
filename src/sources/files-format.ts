import { constants, gunzipSync, inflateSync } from 'node:zlib';
import type { Chunk } from '../columnar/chunk.ts';
import type { FileSystem } from '../environment/environment.ts';
import { fail } from '../errors/stream-error.ts';
import type { RowTest } from '../formats/files/row-test.ts';
import type { ByteReader } from '../formats/text/lines.ts';
import type { Schema } from '../types/data-type.ts';
import type { ListedFile } from './files-list.ts';
import type { OptionRow, SourceOptions } from './source.ts';

export type Setting = (key: string) => string | undefined;

/** What a read of files depends on. */
export interface FormatRequest {
  readonly options: SourceOptions;
  readonly schema: Schema;
  /** Columns somebody reads; the others may be all NULL. */
  readonly required: readonly number[];
  /** Rows that fail one of these may be left out. */
  readonly tests: readonly RowTest[];
  readonly setting: Setting;
}

/** A file, open. */
export interface OpenFile extends ByteReader { readonly path: string; readonly size: number; close(): void }

export interface FileRows {
  /** Loads what reading this file needs, for formats whose libraries are loaded when first needed. */
  prepare?(file: OpenFile): Promise<void>;
  read(file: OpenFile): Iterable<Chunk>;
  close(): void;
}

/** A kind of file. A row of the source table is made of it by `fileSource`. */
export interface FileFormat {
  readonly name: string;
  readonly doc: string;
  /** Beside those of all file sources. */
  readonly options: readonly OptionRow[];
  /** Rows come in order and all of them, so that `_metadata` can count them. */
  readonly rowIndex?: boolean;
  /** Files may be in another character set than UTF-8. */
  readonly encoded?: boolean;
  /** Inference begins with the largest file. */
  readonly largestFirst?: boolean;
  /** The only schema there is. */
  readonly fixedSchema?: Schema;
  /** Schema of existing files; undefined = they tell nothing. */
  infer(files: Iterable<OpenFile>, options: SourceOptions, setting: Setting): Schema | undefined;
  /** Fails for a schema or options the format cannot work with. */
  check?(schema: Schema, options: SourceOptions): void;
  /** The rows of one file after the other. A chunk is good until the next one is pulled. */
  reader(request: FormatRequest): FileRows;
}

/** Packed files are unpacked whole, but not beyond this. */
const UNPACKED_BYTES_MAX = 1 << 30;

/** `partly`: of a file that was cut, what there is. `decode`: of one that is not in UTF-8. */
export interface Opening { readonly partly: boolean; readonly decode?: ((bytes: Uint8Array) => string) | undefined }

/** Opens a file; what ends in .gz or .deflate is unpacked, whole, and what is not in UTF-8 becomes so. */
export function openFile(files: FileSystem, { path }: Pick<ListedFile, 'path'>, { partly, decode }: Opening = { partly: false }): OpenFile {
  const unpack = path.endsWith('.gz') ? gunzipSync : path.endsWith('.deflate') ? inflateSync : undefined;
  if (unpack === undefined && decode === undefined) {
    const handle = files.open(path, 'r');
    return { path, get size() { return files.stat(path).size; }, read: (into, position) => handle.read(into, position), close: () => { handle.close(); } };
  }
  const packed = files.readFile(path);
  const unpacked = unpack === undefined ? packed : unpack(packed, { maxOutputLength: UNPACKED_BYTES_MAX, ...(partly ? { finishFlush: constants.Z_SYNC_FLUSH } : {}) });
  const bytes = decode === undefined ? unpacked : Buffer.from(decode(unpacked), 'utf8');
  return {
    path, size: bytes.length, close: () => undefined,
    read: (into, position) => {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
  };
}

/** Each file in turn, closed before the next one is opened. `skipCorrupt`: those that cannot be opened are left out. */
export function* openEach(files: FileSystem, listed: readonly ListedFile[], skipCorrupt: boolean, decode?: Opening['decode']): Generator<OpenFile> {
  for (const one of listed) {
    const file = openOrSkip(files, one, { partly: skipCorrupt, decode });
    if (file === undefined) continue;
    try {
      yield file;
    } finally {
      file.close();
    }
  }
}

function openOrSkip(files: FileSystem, one: ListedFile, opening: Opening): OpenFile | undefined {
  try {
    return openFile(files, one, opening);
  } catch (error) {
    return opening.partly ? undefined : failUnread(one.path, error);
  }
}

/** What the disk or the unpacking says, as a condition with the path; anything else is passed on. */
export function failUnread(path: string, error: unknown): never {
  const { code } = error as { code?: unknown };
  if (code === 'ENOENT') fail('FAILED_READ_FILE.FILE_NOT_EXIST', { path: `file:${path}` }, { cause: error });
  if (typeof code !== 'string') throw error;
  return fail('FAILED_READ_FILE.NO_HINT', { path: `file:${path}`, reason: String(error) }, { cause: error, domain: 'external', retry: true });
}
