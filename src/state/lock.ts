import type { Environment, FileSystem, ProcessIdentity } from '../environment/environment.ts';
import { fail } from '../errors/stream-error.ts';
import type { LogEnd } from './log.ts';

/**
 * One writer per checkpoint. `lock/00000007` belongs to epoch 7; the file is made exclusively, so of two takers one wins.
 *
 * Held     by a process that lives (same machine: asked of the system; another machine: it renews the file every few seconds).
 * Stale    when its process is dead, or another machine was silent for `SILENCE_MS`. Then the next epoch may be taken.
 * Fenced   a holder looks for the next epoch before each write it must be sure of, and stops for good when it is there.
 * Ended    a clean stop notes where the log ended, so that a log which got shorter afterwards is found out.
 */
export class Lock {
  readonly epoch: number;
  readonly #environment: Environment;
  readonly #directory: string;
  readonly #holder: Holder;
  #renewedMs: number;
  #released = false;

  constructor(environment: Environment, directory: string, holder: Holder) {
    this.#environment = environment;
    this.#directory = directory;
    this.#holder = holder;
    this.epoch = holder.epoch;
    this.#renewedMs = environment.clock.monotonicMs();
  }

  /** Fails when another process has taken over; renews the file when it is time. */
  check(): void {
    if (this.#released || this.#environment.files.exists(lockPath(this.#directory, this.epoch + 1))) {
      fail('TIDEMARK_CHECKPOINT_LOST', { path: this.#directory, epoch: String(this.epoch) });
    }
    const now = this.#environment.clock.monotonicMs();
    if (now - this.#renewedMs < RENEW_MS) return;
    this.#renewedMs = now;
    writeHolder(this.#environment, this.#directory, this.#holder);
  }

  /** A clean end; `end` is where the log ends now. */
  release(end: LogEnd | undefined): void {
    if (this.#released) return;
    this.#released = true;
    heldOn(this.#environment.files).delete(this.#directory);
    if (this.#environment.files.exists(lockPath(this.#directory, this.epoch + 1))) return;
    try {
      writeHolder(this.#environment, this.#directory, { ...this.#holder, released: true, ...(end === undefined ? {} : { end }) });
      syncLock(this.#environment, this.#directory, this.epoch);
    } catch (error) {
      // A disk that fails must not keep the next run out: our own epoch may be taken again, we are done with it.
      this.#environment.log('warn', 'the lock of the checkpoint could not be released, it is removed', { error: String(error) });
      this.#environment.files.remove(lockPath(this.#directory, this.epoch));
    }
  }
}

export interface Holder extends ProcessIdentity { readonly epoch: number; readonly released: boolean; readonly end?: LogEnd }

const LOCK_BYTES = 512;
const RENEW_MS = 5_000;
const SILENCE_MS = 30_000;
/** A lock file without content is being written right now, or its maker died in between. */
const EMPTY_MS = 5_000;

/** Directories this process holds, by disk: two sessions of one process have the same identity. */
const heldHere = new WeakMap<FileSystem, Map<string, string>>();

function heldOn(files: FileSystem): Map<string, string> {
  const held = heldHere.get(files) ?? new Map<string, string>();
  heldHere.set(files, held);
  return held;
}

export interface TakenLock { readonly lock: Lock; /** what the holder before left, undefined for a new checkpoint */ readonly before: Holder | undefined }

export function takeLock(environment: Environment, directory: string): TakenLock {
  const { files } = environment;
  files.makeDirectory(directory);
  const newest = epochsOf(environment, directory).at(-1);
  const before = newest === undefined ? undefined : readHolder(environment, directory, newest);
  const self = environment.processes.self();
  if (newest !== undefined && isHeld(environment, directory, newest, before)) refuse(directory, before);
  const epoch = (newest ?? 0) + 1;
  const holder: Holder = { ...self, epoch, released: false };
  try {
    files.open(lockPath(directory, epoch), 'wx').close();
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') refuse(directory, before);
    throw error;
  }
  try {
    writeHolder(environment, directory, holder);
    syncLock(environment, directory, epoch);
  } catch (error) {
    files.remove(lockPath(directory, epoch));
    throw error;
  }
  heldOn(files).set(directory, self.started);
  for (const old of epochsOf(environment, directory)) if (old < epoch - 1) files.remove(lockPath(directory, old));
  return { lock: new Lock(environment, directory, holder), before };
}

/** What the newest lock says, for `inspect`. */
export function currentHolder(environment: Environment, directory: string): Holder | undefined {
  if (!environment.files.exists(directory)) return undefined;
  const newest = epochsOf(environment, directory).at(-1);
  return newest === undefined ? undefined : readHolder(environment, directory, newest);
}

function isHeld(environment: Environment, directory: string, epoch: number, holder: Holder | undefined): boolean {
  const silentMs = environment.clock.nowMs() - environment.files.stat(lockPath(directory, epoch)).modifiedMs;
  if (holder === undefined) return silentMs >= 0 && silentMs < EMPTY_MS;
  if (holder.released) return false;
  const lives = environment.processes.lives(holder);
  if (lives === 'unknown') return silentMs < SILENCE_MS;
  const self = environment.processes.self();
  const ours = holder.processId === self.processId && holder.started === self.started;
  return lives && (!ours || heldOn(environment.files).get(directory) === self.started);
}

function refuse(directory: string, holder: Holder | undefined): never {
  fail('TIDEMARK_CHECKPOINT_IN_USE', { path: directory, holder: holder === undefined ? 'another process' : `process ${holder.processId} on ${holder.host}` });
}

function epochsOf(environment: Environment, directory: string): number[] {
  return environment.files.list(directory).filter((name) => /^\d{8}$/.test(name)).map(Number).sort((left, right) => left - right);
}

function lockPath(directory: string, epoch: number): string {
  return `${directory}/${String(epoch).padStart(8, '0')}`;
}

/** Damaged or half-written content counts as none: epochs, not contents, decide who may write. */
function readHolder(environment: Environment, directory: string, epoch: number): Holder | undefined {
  try {
    return JSON.parse(Buffer.from(environment.files.readFile(lockPath(directory, epoch))).toString('utf8')) as Holder;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Always the same size, written in place: a full disk cannot keep a query from ending. */
function writeHolder(environment: Environment, directory: string, holder: Holder): void {
  const handle = environment.files.open(lockPath(directory, holder.epoch), 'r+');
  try {
    handle.write(Buffer.from(`${JSON.stringify(holder).padEnd(LOCK_BYTES - 1)}\n`), 0);
  } finally {
    handle.close();
  }
}

function syncLock(environment: Environment, directory: string, epoch: number): void {
  const handle = environment.files.open(lockPath(directory, epoch), 'r+');
  try {
    handle.sync();
  } finally {
    handle.close();
  }
  environment.files.syncDirectory(directory);
}
