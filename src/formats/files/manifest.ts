import type { FileSystem } from '../../environment/environment.ts';

/** A file of the output, by its path below the root. */
export interface WrittenFile { readonly path: string; readonly size: number }

/** Below the folder of a streaming sink of files. Readers that find it read the files it names and no others. */
export const MANIFEST = '_spark_metadata';

/** So many batches go together into one file. */
const INTERVAL = 10;

/** One line of the log, in Spark's words. */
interface Entry {
  readonly path: string; readonly size: number; readonly isDir: boolean; readonly modificationTime: number;
  readonly blockReplication: number; readonly blockSize: number; readonly action: string;
}

/**
 * Which files belong to the output of a stream.
 *
 * Law      A file counts when a batch of the log names it. Entry N is written once, whole or not at all, after the files of batch N are on disk.
 * State    One file per batch; every tenth has all entries so far (`9.compact`), and those before the one before it are removed.
 * Promise  A batch is in exactly once: files of a try that did not come to its entry are never read.
 */
export class FileManifest {
  readonly #files: FileSystem;
  readonly #root: string;
  readonly #folder: string;

  constructor(files: FileSystem, root: string) {
    this.#files = files;
    this.#root = root;
    this.#folder = `${root}/${MANIFEST}`;
  }

  /** The newest batch that is in, undefined = none. */
  last(): number | undefined { return this.#batches().at(-1)?.batchId; }

  add(batchId: number, written: readonly WrittenFile[], nowMs: number): void {
    this.#files.makeDirectory(this.#folder);
    const entries = written.map(({ path, size }): Entry => ({ path: `file://${this.#root}/${path}`, size, isDir: false, modificationTime: nowMs, blockReplication: 1, blockSize: 33554432, action: 'add' }));
    const compact = (batchId + 1) % INTERVAL === 0;
    const lines = (compact ? [...this.#entries(), ...entries] : entries).map((one) => JSON.stringify(one));
    this.#writeWhole(compact ? `${batchId}.compact` : String(batchId), ['v1', ...lines].join('\n'));
    if (compact) this.#forget(batchId - INTERVAL);
  }

  #entries(): readonly Entry[] { return readEntries(this.#files, this.#root); }

  #batches(): readonly Batch[] { return batchesOf(this.#files, this.#folder); }

  #writeWhole(name: string, text: string): void {
    const temporary = `${this.#folder}/.${name}.tmp`;
    const handle = this.#files.open(temporary, 'w');
    handle.write(Buffer.from(text, 'utf8'));
    handle.sync();
    handle.close();
    this.#files.rename(temporary, `${this.#folder}/${name}`);
    this.#files.syncDirectory(this.#folder);
  }

  #forget(before: number): void {
    for (const { batchId, name } of this.#batches()) if (batchId < before) this.#files.remove(`${this.#folder}/${name}`);
  }
}

interface Batch { readonly batchId: number; readonly name: string }

function batchesOf(files: FileSystem, folder: string): readonly Batch[] {
  if (!files.exists(folder)) return [];
  const batches = files.list(folder).flatMap((name): Batch[] => (/^\d+(\.compact)?$/.test(name) ? [{ batchId: Number.parseInt(name, 10), name }] : []));
  return batches.sort((left, right) => left.batchId - right.batchId);
}

export interface NamedFile { readonly path: string; readonly size: number; readonly modifiedMs: number }

/** Files of the log of a folder, undefined when it has none. */
export function filesOfManifest(files: FileSystem, root: string): readonly NamedFile[] | undefined {
  if (!files.exists(`${root}/${MANIFEST}`)) return undefined;
  return readEntries(files, root).map(({ path, size, modificationTime }) => ({ path: path.replace(/^file:(?:\/\/)?(?=\/)/, ''), size, modifiedMs: modificationTime }));
}

/** The log from its last compact file on. */
function readEntries(files: FileSystem, root: string): readonly Entry[] {
  const batches = batchesOf(files, `${root}/${MANIFEST}`);
  const from = batches.findLastIndex((one) => one.name.endsWith('.compact'));
  return batches.slice(Math.max(0, from)).flatMap(({ name }) => {
    const [, ...lines] = Buffer.from(files.readFile(`${root}/${MANIFEST}/${name}`)).toString('utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Entry);
  });
}
