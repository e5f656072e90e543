import { deflateSync, gzipSync } from 'node:zlib';
import type { Chunk } from '../../columnar/chunk.ts';
import { readValue } from '../../columnar/read.ts';
import type { FileHandle, FileSystem } from '../../environment/environment.ts';
import type { WrittenFile } from '../../formats/files/manifest.ts';
import { partitionFolder } from '../../formats/files/partition-path.ts';

export type Compression = 'none' | 'gzip' | 'deflate';

export interface PartRequest {
  readonly files: FileSystem;
  /** Where the folders of partitions and the parts are made. */
  readonly root: string;
  /** Part of every name, so that no two writes make the same file. */
  readonly writeId: string;
  readonly extension: string;
  /** What ends a line. */
  readonly separator: Uint8Array;
  /** First line of every file. */
  readonly header: Uint8Array | undefined;
  readonly compression: Compression;
  /** Names of the columns behind the first one, whose text makes folders `name=value`. */
  readonly partitionBy: readonly string[];
  /** Rows per file; a new file begins when it is full. */
  readonly recordsMax: number;
}

/**
 * Lines to files: the first column of a chunk is the line, those behind it say the folder. One open file per folder; paths are relative to the root.
 * Nothing is seen by readers before the caller says so.
 */
export class PartFiles {
  readonly #request: PartRequest;
  readonly #open = new Map<string, Part>();
  readonly #written: WrittenFile[] = [];

  constructor(request: PartRequest) {
    this.#request = request;
  }

  add(chunk: Chunk): void {
    const { rowCount, selection, columns } = chunk;
    const [lines, ...places] = columns;
    const { offsets, bytes, validity, mask } = lines!;
    const count = selection?.length ?? rowCount;
    for (let index = 0; index < count; index++) {
      const row = selection === undefined ? index : selection[index]!;
      const part = this.#partOf(places.length === 0 ? '' : partitionFolder(this.#request.partitionBy, places.map((column) => readValue(column, row) as string | null)));
      const at = row & mask;
      const present = validity === undefined || (validity[at >> 3]! & (1 << (at & 7))) !== 0;
      part.add(present ? bytes!.subarray(offsets![at]!, offsets![at + 1]!) : nothing);
    }
  }

  /** A file although there are no rows: so that a reader finds the header. */
  addEmpty(): void { if (this.#written.length === 0 && this.#open.size === 0) this.#partOf(''); }

  finish(): readonly WrittenFile[] {
    for (const part of this.#open.values()) this.#written.push(part.close());
    this.#open.clear();
    return this.#written;
  }

  /** After an error: what was begun is closed, and left to the caller to remove. */
  abandon(): void { for (const part of this.#open.values()) part.abandon(); }

  #partOf(folder: string): Part {
    const known = this.#open.get(folder);
    if (known !== undefined && known.count < this.#request.recordsMax) return known;
    if (known !== undefined) this.#written.push(known.close());
    const part = new Part(this.#request, folder, known === undefined ? 0 : known.number + 1);
    this.#open.set(folder, part);
    return part;
  }
}

const nothing = new Uint8Array(0);
const BUFFER_BYTES = 256 * 1024;

/** A file being written. */
class Part {
  readonly number: number;
  count = 0;
  readonly #request: PartRequest;
  readonly #path: string;
  readonly #handle: FileHandle;
  #buffer = new Uint8Array(BUFFER_BYTES);
  #top = 0;
  #size = 0;

  constructor(request: PartRequest, folder: string, number: number) {
    this.number = number;
    this.#request = request;
    const { files, root, writeId, extension, partitionBy, header } = request;
    const file = `part-00000-${writeId}${partitionBy.length > 0 ? '.' : '-'}c${String(number).padStart(3, '0')}${extension}`;
    this.#path = folder === '' ? file : `${folder}/${file}`;
    files.makeDirectory(folder === '' ? root : `${root}/${folder}`);
    this.#handle = files.open(`${root}/${this.#path}`, 'wx');
    if (header !== undefined) this.#append(header);
  }

  add(line: Uint8Array): void {
    this.count++;
    this.#append(line);
  }

  close(): WrittenFile {
    this.#flush(true);
    this.#handle.sync();
    this.#handle.close();
    return { path: this.#path, size: this.#size };
  }

  abandon(): void { this.#handle.close(); }

  #append(line: Uint8Array): void {
    const { separator, compression } = this.#request;
    const needed = this.#top + line.length + separator.length;
    if (needed > this.#buffer.length) {
      if (compression !== 'deflate') this.#flush(false); // members of gzip may follow each other, streams of deflate may not
      this.#grow(this.#top + line.length + separator.length);
    }
    this.#buffer.set(line, this.#top);
    this.#buffer.set(separator, this.#top + line.length);
    this.#top += line.length + separator.length;
  }

  #grow(needed: number): void {
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#top));
    this.#buffer = larger;
  }

  #flush(last: boolean): void {
    if (this.#top === 0 && !last) return;
    const bytes = this.#buffer.subarray(0, this.#top);
    const { compression } = this.#request;
    const packed = compression === 'gzip' ? gzipSync(bytes) : compression === 'deflate' ? deflateSync(bytes) : bytes;
    if (packed.length > 0) this.#handle.write(packed);
    this.#size += packed.length;
    this.#top = 0;
  }
}
