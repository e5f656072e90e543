import type { FileHandle, FileSystem } from '../environment/environment.ts';
import { fail } from '../errors/stream-error.ts';
import { decodeRecord, encodeRecord, type LogRecord, type RecordKind, wasDurable } from './record.ts';

/**
 * The append-only log: segments `00000001.log`, `00000002.log` …, each a run of records.
 *
 * Law      what `sync` returned for is read back by every later `openLog`, in order, or `openLog` fails by name.
 *          What was appended but not synced comes back as a prefix of records.
 * Torn     only the end of the newest segment can be torn by a crash. Damage there is cut off unless a later record proves that
 *          the bytes had been durable. Damage anywhere else is TIDEMARK_CHECKPOINT_CORRUPT.
 * Rolling  a segment is synced before the next one is made; the first record of the next says where it ended.
 */
export class Log {
  readonly #files: FileSystem;
  readonly #directory: string;
  #handle: FileHandle | undefined;
  #segment: number;
  #position: number;
  #durable: number;
  #previous: number;
  #broken = false;

  constructor(files: FileSystem, directory: string, end: LogEnd) {
    this.#files = files;
    this.#directory = directory;
    this.#segment = end.segment;
    this.#position = this.#durable = end.length;
    this.#previous = end.crc;
  }

  get end(): LogEnd { return { segment: this.#segment, length: this.#position, crc: this.#previous }; }
  /** Bytes of the newest segment. */
  get length(): number { return this.#position; }

  /** Starts the next segment; `header` is what must survive when the older ones are purged, `oldest` the first that stays (default: this one). */
  roll(header: object, oldest: number | undefined): RecordAddress {
    return this.#guarded(() => {
      this.#syncNow();
      this.#handle?.close();
      const previous = this.end;
      this.#segment++;
      const path = segmentPath(this.#directory, this.#segment);
      // Left by a crash in the middle of a roll: it holds nothing, or it would have been found.
      if (this.#files.exists(path)) this.#files.remove(path);
      this.#handle = this.#files.open(path, 'wx');
      this.#position = this.#durable = this.#previous = 0;
      const address = this.#write('segment', { ...header, before: previous, oldest: oldest ?? this.#segment }, []);
      this.#syncNow();
      this.#files.syncDirectory(this.#directory);
      return address;
    });
  }

  /** Adds a record; it is safe only after `sync`. */
  append(kind: RecordKind, header: unknown, payload: readonly Uint8Array[] = []): RecordAddress {
    return this.#guarded(() => this.#write(kind, header, payload));
  }

  sync(): void {
    this.#guarded(() => { this.#syncNow(); });
  }

  close(): void {
    this.#handle?.close();
    this.#handle = undefined;
  }

  remove(segment: number): void {
    this.#files.remove(segmentPath(this.#directory, segment));
  }

  #write(kind: RecordKind, header: unknown, payload: readonly Uint8Array[]): RecordAddress {
    const position = this.#position;
    this.#handle ??= this.#files.open(segmentPath(this.#directory, this.#segment), 'a');
    const { head, crc, size } = encodeRecord(kind, header, payload, { file: this.#segment, position, durable: this.#durable, previous: this.#previous });
    this.#handle.write(head);
    for (const part of payload) this.#handle.write(part);
    this.#position += size;
    this.#previous = crc;
    return { segment: this.#segment, position, size };
  }

  #syncNow(): void {
    if (this.#durable === this.#position) return;
    this.#handle?.sync();
    this.#durable = this.#position;
  }

  /** After a failed write or sync nobody knows what is on the disk: this process must not write again. */
  #guarded<T>(action: () => T): T {
    if (this.#broken) fail('TIDEMARK_CHECKPOINT_WRITE_FAILED', { path: this.#directory, problem: 'an earlier write failed' }, { domain: 'external' });
    try {
      return action();
    } catch (error) {
      this.#broken = true;
      fail('TIDEMARK_CHECKPOINT_WRITE_FAILED', { path: this.#directory, problem: error instanceof Error ? error.message : String(error) }, { cause: error, domain: 'external' });
    }
  }
}

/** Where a log ends: newest segment, its length, checksum of its last record. */
export interface LogEnd { readonly segment: number; readonly length: number; readonly crc: number }
export interface RecordAddress { readonly segment: number; readonly position: number; readonly size: number }
export interface FoundRecord { readonly record: LogRecord; readonly address: RecordAddress }

/** Reads and checks every record; `visit` sees them in order. Cuts a torn end off, refuses any other damage. */
export function openLog(files: FileSystem, directory: string, visit: (found: FoundRecord) => void, options: { readonly readOnly?: boolean } = {}): Log {
  const segments = liveSegments(files, directory);
  if (options.readOnly !== true) for (const segment of segmentsOf(files, directory)) if (segment < segments[0]!) files.remove(segmentPath(directory, segment));
  let end: LogEnd = { segment: 0, length: 0, crc: 0 };
  segments.forEach((segment, index) => {
    if (index > 0 && segment !== end.segment + 1) corrupt(directory, `segment ${end.segment + 1} is missing`);
    const next = segments[index + 1];
    const limit = next === undefined ? undefined : endBefore(files, directory, next);
    end = readSegment(files, directory, { segment, limit, before: index === 0 ? undefined : end, last: next === undefined, readOnly: options.readOnly ?? false }, visit);
  });
  if (options.readOnly !== true && end.segment > 0) {
    syncFile(files, segmentPath(directory, end.segment));
    files.syncDirectory(directory);
  }
  return new Log(files, directory, end);
}

/** What a process that died had written may still be in the cache of the system only: what was read here must not be lost after all. */
function syncFile(files: FileSystem, path: string): void {
  const handle = files.open(path, 'r+');
  try {
    handle.sync();
  } finally {
    handle.close();
  }
}

/** Without those that were purged but are back: the disk may forget a removal, and keep the one after it. */
function liveSegments(files: FileSystem, directory: string): number[] {
  const all = segmentsOf(files, directory);
  for (let at = all.length - 1; at >= 0; at--) {
    const oldest = firstOf(files, directory, all[at]!)?.oldest;
    if (oldest !== undefined) return all.filter((segment) => segment >= oldest);
  }
  return all;
}

export function segmentsOf(files: FileSystem, directory: string): number[] {
  return files.list(directory).filter((name) => /^\d{8}\.log$/.test(name)).map((name) => Number(name.slice(0, 8))).sort((left, right) => left - right);
}

export function segmentPath(directory: string, segment: number): string {
  return `${directory}/${String(segment).padStart(8, '0')}.log`;
}

export function corrupt(path: string, problem: string): never {
  fail('TIDEMARK_CHECKPOINT_CORRUPT', { path, problem });
}

/** One record again, for its payload. */
export function readRecord(files: FileSystem, directory: string, address: RecordAddress): LogRecord {
  const path = segmentPath(directory, address.segment);
  const bytes = new Uint8Array(address.size);
  const handle = files.open(path, 'r');
  handle.read(bytes, address.position);
  handle.close();
  const record = decodeRecord(bytes, 0, address.segment, address.position);
  if ('problem' in record) corrupt(path, record.problem);
  return record;
}

/** Where segment `next` says that the one before it ended. What a process without the lock wrote behind that does not count. */
function endBefore(files: FileSystem, directory: string, next: number): number | undefined {
  return firstOf(files, directory, next)?.before.length;
}

/** What the first record of a segment says, undefined when it is damaged. */
function firstOf(files: FileSystem, directory: string, segment: number): SegmentStart | undefined {
  const path = segmentPath(directory, segment);
  const size = files.stat(path).size;
  let bytes = new Uint8Array(Math.min(size, 65_536));
  const handle = files.open(path, 'r');
  handle.read(bytes, 0);
  let record = decodeRecord(bytes, 0, segment);
  if ('problem' in record && size > bytes.length) {
    bytes = new Uint8Array(size);
    handle.read(bytes, 0);
    record = decodeRecord(bytes, 0, segment);
  }
  handle.close();
  return 'problem' in record || record.kind !== 'segment' ? undefined : (record.header as SegmentStart);
}

/** What every segment record says of the log itself: where the segment before ended, and the oldest one that is still needed. */
export interface SegmentStart { readonly before: LogEnd; readonly oldest: number }

interface SegmentRequest { readonly segment: number; readonly limit: number | undefined; readonly before: LogEnd | undefined; readonly last: boolean; readonly readOnly: boolean }

function readSegment(files: FileSystem, directory: string, request: SegmentRequest, visit: (found: FoundRecord) => void): LogEnd {
  const { segment, before, last } = request;
  const path = segmentPath(directory, segment);
  const bytes = files.readFile(path).subarray(0, request.limit);
  let position = 0;
  let previous = 0;
  while (position < bytes.length) {
    const record = decodeRecord(bytes, position, segment);
    if ('problem' in record || record.previous !== previous) {
      const problem = 'problem' in record ? record.problem : 'a record is missing';
      const newer = 'problem' in record && record.problem.includes('newer release');
      if (newer || !last || wasDurable(bytes, position, segment)) corrupt(path, `at byte ${position}: ${problem}`);
      return cutTornEnd(files, directory, { segment, length: position, crc: previous }, { before, readOnly: request.readOnly });
    }
    if (position === 0) checkFirst(path, record, before);
    visit({ record, address: { segment, position, size: record.end - position } });
    position = record.end;
    previous = record.crc;
  }
  if (bytes.length === 0) return cutTornEnd(files, directory, { segment, length: 0, crc: 0 }, { before, readOnly: request.readOnly });
  return { segment, length: position, crc: previous };
}

function checkFirst(path: string, record: LogRecord, before: LogEnd | undefined): void {
  if (record.kind !== 'segment') corrupt(path, 'it does not begin with a segment record');
  const { before: said } = record.header as { readonly before: LogEnd };
  if (before !== undefined && (said.segment !== before.segment || said.length !== before.length || said.crc !== before.crc)) {
    corrupt(path, `segment ${before.segment} ends at byte ${before.length} but ended at ${said.length} when this one was begun`);
  }
}

/** A segment whose first record is torn never held anything: the log ends with the one before. */
function cutTornEnd(files: FileSystem, directory: string, end: LogEnd, options: { readonly before: LogEnd | undefined; readonly readOnly: boolean }): LogEnd {
  const path = segmentPath(directory, end.segment);
  if (end.length === 0) {
    if (options.before === undefined && end.segment > 1) corrupt(path, 'the oldest segment holds nothing');
    if (!options.readOnly) {
      files.remove(path);
      files.syncDirectory(directory);
    }
    return options.before ?? { segment: end.segment - 1, length: 0, crc: 0 };
  }
  if (!options.readOnly) files.truncate(path, end.length);
  return end;
}
