import { dirname } from 'node:path';
import type { Chunk } from '../columnar/chunk.ts';
import type { Environment } from '../environment/environment.ts';
import { fail } from '../errors/stream-error.ts';
import { MANIFEST } from '../formats/files/manifest.ts';
import { absolutePath, listFiles, type ListedFile, patternOf, splitPattern } from './files-list.ts';
import { durationMs } from './files-options.ts';
import type { Offset, ReadLimit, Source, SourceMetadata, SourceOptions } from './source.ts';

interface FileStreamRequest {
  readonly paths: readonly string[];
  readonly options: SourceOptions;
  readonly environment: Environment;
  readonly metadata: SourceMetadata;
  readonly setting: (key: string) => string | undefined;
  readonly rows: (files: Iterable<ListedFile>) => AsyncIterable<Chunk>;
}

/**
 * New files as a stream.
 *
 * Law      Entry N of the metadata (`files.N`) lists the files of log offset N; it is written once, before N is told to anybody, so the rows of
 *          (start, end] are the files of the entries in between, whoever asks. What was listed but never became a batch is in the next one.
 * State    Paths seen, with their times. A path older than the newest one by more than maxFileAge is forgotten, and ignored from then on.
 * Promise  Every file is in exactly one entry. A file that is changed after it was seen is not read again.
 */
export function openFileStream(request: FileStreamRequest): Source {
  const { paths, metadata, rows, environment, options } = request;
  checkCleaning(request);
  const state = new FileLog(request);
  return {
    description: `FileStreamSource[file:${paths[0]}]`,
    initialOffset: () => Promise.resolve(offsetOf(-1)),
    latestOffset: (_start, limit) => Promise.resolve(offsetOf(state.advance(limit))),
    prepareForAvailableNow: () => {
      state.freeze();
      return Promise.resolve();
    },
    read: (start, end) => rows(entriesBetween(metadata, numberOf(start), numberOf(end))),
    latestKnown: () => offsetOf(state.last),
    committed: (end) => {
      const mode = options['cleansource']?.toLowerCase() ?? 'off';
      if (mode !== 'off') cleanUp(request, { mode, from: state.cleaned, to: numberOf(end) }, environment);
      state.cleaned = numberOf(end);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

const offsetOf = (entry: number): Offset => `{"logOffset":${entry}}`;
const numberOf = (offset: Offset): number => (JSON.parse(offset) as { logOffset: number }).logOffset;

function* entriesBetween(metadata: SourceMetadata, start: number, end: number): Generator<ListedFile> {
  for (let entry = start + 1; entry <= end; entry++) yield* readEntry(metadata, entry) ?? fail('TIDEMARK_OFFSET_NOT_AVAILABLE', { source: 'files', offset: offsetOf(entry) });
}

function readEntry(metadata: SourceMetadata, entry: number): readonly ListedFile[] | undefined {
  const text = metadata.get(`files.${entry}`);
  return text === undefined ? undefined : (JSON.parse(text) as [string, number, number][]).map(([path, modifiedMs, size]) => ({ path, modifiedMs, size }));
}

class FileLog {
  readonly #request: FileStreamRequest;
  readonly #seen = new Map<string, number>();
  readonly #nameOnly: boolean;
  readonly #newestFirst: boolean;
  readonly #ageMaxMs: number;
  #newestMs = 0;
  #purgedMs = 0;
  #frozen: readonly ListedFile[] | undefined;
  #unread: readonly ListedFile[] = [];
  last = -1;
  cleaned: number;

  constructor(request: FileStreamRequest) {
    const { options, metadata } = request;
    this.#request = request;
    this.#nameOnly = options['filenameonly']?.toLowerCase() === 'true';
    this.#newestFirst = options['latestfirst']?.toLowerCase() === 'true';
    const limited = options['maxfilespertrigger'] !== undefined || options['maxbytespertrigger'] !== undefined;
    this.#ageMaxMs = this.#newestFirst && limited ? Infinity : durationMs(options['maxfileage'] ?? '7d');
    for (let files = readEntry(metadata, 0); files !== undefined; files = readEntry(metadata, this.last + 1)) {
      for (const file of files) this.#note(file);
      this.last++;
    }
    this.#purge();
    this.cleaned = this.last;
  }

  /** Makes an entry of the files that are new; the number of the last entry. */
  advance(limit: ReadLimit): number {
    const waiting = this.#waiting();
    const taken = limit === 'all' ? waiting.length : this.#fitting(waiting);
    this.#keep(waiting, taken);
    if (taken === 0) return this.last;
    const files = waiting.slice(0, taken);
    this.last++;
    this.#request.metadata.put(`files.${this.last}`, JSON.stringify(files.map(({ path, modifiedMs, size }) => [path, modifiedMs, size])));
    for (const file of files) this.#note(file);
    this.#purge();
    return this.last;
  }

  freeze(): void { this.#frozen = this.#list(); }

  #waiting(): readonly ListedFile[] {
    const unread = this.#unread.filter((file) => this.#isNew(file));
    return unread.length > 0 ? unread : (this.#frozen ?? this.#list()).filter((file) => this.#isNew(file));
  }

  #list(): readonly ListedFile[] {
    const { environment, paths, options, setting } = this.#request;
    const sign = this.#newestFirst ? -1 : 1;
    return [...listFiles(environment.files, paths, options, setting)].sort((left, right) => sign * (left.modifiedMs - right.modifiedMs) || (left.path < right.path ? -1 : 1));
  }

  #fitting(waiting: readonly ListedFile[]): number {
    const { options } = this.#request;
    const filesMax = Number(options['maxfilespertrigger'] ?? Infinity);
    const bytesMax = Number(options['maxbytespertrigger'] ?? Infinity);
    let bytes = 0;
    let count = 0;
    while (count < waiting.length && count < filesMax && (count === 0 || bytes + waiting[count]!.size <= bytesMax)) bytes += waiting[count++]!.size;
    return count;
  }

  /** What is left serves the next batches without listing again, unless it is too little for one. */
  #keep(waiting: readonly ListedFile[], taken: number): void {
    const { options } = this.#request;
    const rest = waiting.slice(taken, taken + Number(options['maxcachedfiles'] ?? '10000'));
    const enough = rest.length >= taken * Number(options['discardcachedinputratio'] ?? '0.2');
    this.#unread = this.#newestFirst || !enough || this.#frozen !== undefined ? [] : rest;
  }

  #keyOf(path: string): string { return this.#nameOnly ? path.slice(path.lastIndexOf('/') + 1) : path; }

  #isNew(file: ListedFile): boolean { return file.modifiedMs >= this.#purgedMs && !this.#seen.has(this.#keyOf(file.path)); }

  #note(file: ListedFile): void {
    this.#seen.set(this.#keyOf(file.path), file.modifiedMs);
    this.#newestMs = Math.max(this.#newestMs, file.modifiedMs);
  }

  #purge(): void {
    this.#purgedMs = Math.max(0, this.#newestMs - this.#ageMaxMs);
    for (const [key, modifiedMs] of this.#seen) if (modifiedMs < this.#purgedMs) this.#seen.delete(key);
  }
}

/** Refuses what would archive files to where they are found again, and to clean up the output of another stream, whose log names its files. */
function checkCleaning({ options, paths, environment: { files } }: FileStreamRequest): void {
  const mode = options['cleansource']?.toLowerCase() ?? 'off';
  if (mode !== 'off' && files.exists(`${paths[0]!}/${MANIFEST}`)) fail('TIDEMARK_INVALID_OPTION', { option: 'cleanSource', value: mode, expected: 'off for the output of a streaming query' });
  if (mode !== 'archive') return;
  const target = options['sourcearchivedir'] ?? fail('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'sourceArchiveDir' });
  const folders = absolutePath(target).split('/');
  const patterns = splitPattern(paths[0]!);
  const common = Math.min(folders.length - 1, patterns.length);
  if (patterns.slice(0, common).every((part, at) => patternOf(part).test(folders[at + 1]!))) {
    fail('TIDEMARK_INVALID_OPTION', { option: 'sourceArchiveDir', value: target, expected: 'a folder that the source does not read' });
  }
}

/** Best effort, as the option says: what cannot be moved or deleted stays, and is told. */
function cleanUp(request: FileStreamRequest, { mode, from, to }: { readonly mode: string; readonly from: number; readonly to: number }, { files, log }: Environment): void {
  for (const { path } of entriesBetween(request.metadata, from, to)) {
    try {
      if (mode === 'delete') files.remove(path);
      else archive(request, path, files);
    } catch (error) {
      log('warn', 'a file could not be cleaned up', { path, error: String(error) });
    }
  }
}

function archive({ options }: FileStreamRequest, path: string, files: Environment['files']): void {
  const target = absolutePath(options['sourcearchivedir']!);
  files.makeDirectory(dirname(`${target}${path}`));
  files.rename(path, `${target}${path}`);
}
