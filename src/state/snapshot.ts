import type { FileHandle, FileSystem } from '../environment/environment.ts';
import type { DurableState } from './durable-state.ts';
import { decodeRecord, encodeRecord } from './record.ts';

/**
 * A snapshot: all state, written a piece at a time after successive batches, so that no batch waits for more than one piece.
 *
 *   snapshots/<version>-<attempt>.snapshot  =  record snapshot {begin}  record piece {store, from, to} …  record end {version, pieces}
 *
 * `begin` is the batch after which the first piece was taken, `version` the one after which the last was. Nobody believes a file
 * because of its name: the commit that counts on a snapshot says its size and its checksum (SnapshotReference).
 */
export class SnapshotWriter {
  readonly begin: number;
  readonly #files: FileSystem;
  readonly #directory: string;
  readonly #attempt: string;
  readonly #stores: readonly DurableState[];
  readonly #layouts: readonly number[];
  #handle: FileHandle;
  #size = 0;
  #previous = 0;
  #store = 0;
  #slot = 0;
  #pieces = 0;

  constructor(files: FileSystem, directory: string, start: { readonly begin: number; readonly attempt: string; readonly stores: readonly DurableState[] }) {
    this.#files = files;
    this.#directory = directory;
    this.begin = start.begin;
    this.#attempt = start.attempt;
    this.#stores = start.stores;
    this.#layouts = start.stores.map((store) => store.layout);
    this.#handle = files.open(this.#temporaryPath, 'w');
    this.#write('snapshot', { format: SNAPSHOT_FORMAT, begin: start.begin }, []);
  }

  /** Writes up to about `bytes` after batch `version`. Returns the reference once everything is on the disk, undefined before. */
  step(version: number, bytes: number): SnapshotReference | undefined {
    let room = bytes;
    while (room > 0 && this.#store < this.#stores.length) {
      const store = this.#stores[this.#store]!;
      const until = Math.min(store.slotCount, this.#slot + Math.max(1, Math.floor(room / Math.max(1, store.slotBytes))));
      if (until > this.#slot) room -= this.#writePiece(store, until);
      this.#slot = until;
      if (until < store.slotCount) break;
      this.#store++;
      this.#slot = 0;
    }
    this.#handle.sync();
    return this.#store < this.#stores.length ? undefined : this.#finish(version);
  }

  /** Entries have moved since it began: what is written cannot be completed. */
  get stale(): boolean {
    return this.#stores.some((store, index) => store.layout !== this.#layouts[index]);
  }

  discard(): void {
    this.#handle.close();
    this.#files.remove(this.#temporaryPath);
  }

  get #temporaryPath(): string { return `${this.#directory}/${this.#attempt}.part`; }

  #writePiece(store: DurableState, until: number): number {
    const payload = store.takePiece(this.#slot, until);
    this.#pieces++;
    return this.#write('piece', { store: store.name, from: this.#slot, to: until }, payload);
  }

  #finish(version: number): SnapshotReference {
    this.#write('end', { version, pieces: this.#pieces }, []);
    this.#handle.sync();
    this.#handle.close();
    const file = `${version}-${this.#attempt}.snapshot`;
    this.#files.rename(this.#temporaryPath, `${this.#directory}/${file}`);
    this.#files.syncDirectory(this.#directory);
    return { file, begin: this.begin, version, size: this.#size, crc: this.#previous };
  }

  #write(kind: 'snapshot' | 'piece' | 'end', header: object, payload: readonly Uint8Array[]): number {
    const { head, crc, size } = encodeRecord(kind, header, payload, { file: 0, position: this.#size, durable: 0, previous: this.#previous });
    this.#handle.write(head);
    for (const part of payload) this.#handle.write(part);
    this.#size += size;
    this.#previous = crc;
    return size;
  }
}

export const SNAPSHOT_FORMAT = 1;

/** What a commit says about the snapshot it counts on. `crc` is that of the last record, which seals all before it: each names the one before. */
export interface SnapshotReference { readonly file: string; readonly begin: number; readonly version: number; readonly size: number; readonly crc: number }

export interface SnapshotPiece { readonly store: string; readonly bytes: Uint8Array }

/** The pieces of a snapshot, or undefined when the file is not exactly the one that is meant. */
export function readSnapshot(files: FileSystem, directory: string, reference: SnapshotReference): readonly SnapshotPiece[] | undefined {
  const path = `${directory}/${reference.file}`;
  if (!files.exists(path)) return undefined;
  const bytes = files.readFile(path);
  if (bytes.length !== reference.size) return undefined;
  const pieces: SnapshotPiece[] = [];
  let previous = 0;
  let whole = 0;
  for (let position = 0; position < bytes.length;) {
    const record = decodeRecord(bytes, position, 0);
    if ('problem' in record || record.previous !== previous) return undefined;
    if (record.kind === 'piece') pieces.push({ store: (record.header as { readonly store: string }).store, bytes: record.payload });
    whole = record.kind === 'end' ? (record.header as { readonly pieces: number }).pieces : whole;
    previous = record.crc;
    position = record.end;
  }
  return pieces.length === whole && previous === reference.crc ? pieces : undefined;
}
