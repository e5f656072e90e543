/**
 * The only door to the outside (design D9): time, randomness, files, sockets. A run is a function of its inputs, a seed and what comes
 * through here, which is what makes crash simulation possible. `realEnvironment` (real.ts) and `SimulatedEnvironment` (simulated.ts) are
 * both complete implementations.
 */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: FileSystem;
  readonly processes: Processes;
  /** Called after each line of the micro-batch protocol; a crash test dies in it. Absent outside of tests. */
  readonly probe?: (line: ProtocolLine, batchId: number) => void;
  /** Set where an engine component wants to tell an operator something. */
  readonly log: (level: 'debug' | 'info' | 'warn' | 'error', message: string, fields?: Readonly<Record<string, unknown>>) => void;
}

/** The lines of exec/micro-batch.ts after which a crash is told apart. */
export type ProtocolLine = 'offsets' | 'process' | 'write' | 'commit';

export interface Clock {
  /** Wall clock, ms since 1970. May jump. */
  nowMs(): number;
  /** Never goes back; only differences mean something. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when the signal fires (never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets whatever else is waiting in the process have its turn; no time passes. */
  pause(): Promise<void>;
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  uuid(): string;
}

/** Who holds a lock: enough to tell a living holder from a dead one whose process id was given away again. */
export interface ProcessIdentity {
  readonly host: string;
  readonly processId: number;
  /** Changes when the id is reused: boot of the machine and start of the process. */
  readonly started: string;
}

export interface Processes {
  self(): ProcessIdentity;
  /** `unknown` for another host: only time can tell. */
  lives(identity: ProcessIdentity): boolean | 'unknown';
}

/**
 * Files, synchronous: for the small writes of a checkpoint this is 4–9 times faster than the promise API (reference/performance.md 9).
 * Crash model: written bytes are durable after `sync(handle)`, names after `syncDirectory`.
 * Errors are Node's, with `code` (ENOENT, EEXIST, ENOSPC, EIO …).
 */
export interface FileSystem {
  open(path: string, flags: 'r' | 'r+' | 'a' | 'wx' | 'w'): FileHandle;
  readFile(path: string): Uint8Array;
  exists(path: string): boolean;
  list(path: string): readonly string[];
  stat(path: string): { readonly size: number; readonly modifiedMs: number; readonly directory: boolean };
  makeDirectory(path: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  syncDirectory(path: string): void;
  truncate(path: string, size: number): void;
  /** A path for files that need not outlive the process; nothing is made. */
  temporaryPath(name: string): string;
}

export interface FileHandle {
  /** Appends or writes at `position`; writes everything or throws. */
  write(data: Uint8Array, position?: number): void;
  read(into: Uint8Array, position: number): number;
  /** fdatasync. An error here means the data may be gone: the writer must stop. */
  sync(): void;
  close(): void;
}
