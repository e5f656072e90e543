import type { Chunk } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { readValue } from '../../columnar/read.ts';
import type { FileHandle, FileSystem } from '../../environment/environment.ts';
import type { WrittenFile } from '../../formats/files/manifest.ts';
import { partitionFolder } from '../../formats/files/partition-path.ts';
import type { PartContent } from './part-content.ts';

export interface PartRequest {
  readonly files: FileSystem;
  /** Where the folders of partitions and the parts are made. */
  readonly root: string;
  /** Part of every name, so that no two writes make the same file. */
  readonly writeId: string;
  readonly extension: string;
  readonly content: (emit: (bytes: Uint8Array) => void) => PartContent;
  /** Names of the last columns, whose text makes folders `name=value`. */
  readonly partitionBy: readonly string[];
  /** Rows per file; a new file begins when it is full. */
  readonly recordsMax: number;
}

/**
 * Rows to files: the last columns of a chunk say the folder, those before them are the content. One open file per folder; paths are relative to the root.
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
    const dataCount = chunk.columns.length - this.#request.partitionBy.length;
    const data = chunk.columns.slice(0, dataCount);
    for (const [folder, rows] of this.#foldersOf(chunk, chunk.columns.slice(dataCount))) this.#addTo(folder, data, rows, chunk.rowCount);
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

  #foldersOf({ rowCount, selection }: Chunk, places: readonly Column[]): ReadonlyMap<string, readonly number[]> {
    const folders = new Map<string, number[]>();
    const count = selection?.length ?? rowCount;
    for (let index = 0; index < count; index++) {
      const row = selection === undefined ? index : selection[index]!;
      const folder = places.length === 0 ? '' : partitionFolder(this.#request.partitionBy, places.map((column) => readValue(column, row) as string | null));
      const rows = folders.get(folder);
      if (rows === undefined) folders.set(folder, [row]);
      else rows.push(row);
    }
    return folders;
  }

  #addTo(folder: string, columns: readonly Column[], rows: readonly number[], rowCount: number): void {
    for (let at = 0; at < rows.length;) {
      const part = this.#partOf(folder);
      const some = rows.slice(at, at + Math.min(rows.length, this.#request.recordsMax - part.count));
      part.add(columns, Uint32Array.from(some), rowCount);
      at += some.length;
    }
  }

  #partOf(folder: string): Part {
    const known = this.#open.get(folder);
    if (known !== undefined && known.count < this.#request.recordsMax) return known;
    if (known !== undefined) this.#written.push(known.close());
    const part = new Part(this.#request, folder, known === undefined ? 0 : known.number + 1);
    this.#open.set(folder, part);
    return part;
  }
}

/** A file being written. */
class Part {
  readonly number: number;
  count = 0;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #content: PartContent;
  #size = 0;

  constructor({ files, root, writeId, extension, partitionBy, content }: PartRequest, folder: string, number: number) {
    this.number = number;
    const file = `part-00000-${writeId}${partitionBy.length > 0 ? '.' : '-'}c${String(number).padStart(3, '0')}${extension}`;
    this.#path = folder === '' ? file : `${folder}/${file}`;
    files.makeDirectory(folder === '' ? root : `${root}/${folder}`);
    this.#handle = files.open(`${root}/${this.#path}`, 'wx');
    this.#content = content((bytes) => {
      this.#handle.write(bytes);
      this.#size += bytes.length;
    });
  }

  add(columns: readonly Column[], selection: Uint32Array, rowCount: number): void {
    this.count += selection.length;
    this.#content.add(columns, { rowCount, selection });
  }

  close(): WrittenFile {
    this.#content.finish();
    this.#handle.sync();
    this.#handle.close();
    return { path: this.#path, size: this.#size };
  }

  abandon(): void { this.#handle.close(); }
}
