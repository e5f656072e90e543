import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Clock, Environment, FileHandle, FileSystem, ProcessIdentity, Processes, Random } from './environment.ts';

/** The machine we run on. The only file of the engine that reads its clock, its disk and its randomness. */
export const realClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  pause: () => new Promise((resolve) => { setImmediate(resolve); }),
  sleep: (ms, signal) => new Promise((resolve) => {
    if (signal?.aborted === true) { resolve(); return; }
    const wake = (): void => { clearTimeout(timer); signal?.removeEventListener('abort', wake); resolve(); };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake);
  }),
};

export const realRandom: Random = { next: () => Math.random(), uuid: () => randomUUID() };

export const realFiles: FileSystem = {
  open: (path, flags) => openFile(path, flags),
  readFile: (path) => fs.readFileSync(path),
  exists: (path) => fs.existsSync(path),
  list: (path) => fs.readdirSync(path).sort(),
  stat: (path) => {
    const found = fs.statSync(path);
    return { size: found.size, modifiedMs: found.mtimeMs, directory: found.isDirectory() };
  },
  makeDirectory: (path) => { makeDurableDirectory(path); },
  rename: (from, to) => { fs.renameSync(from, to); },
  remove: (path) => { fs.rmSync(path, { recursive: true, force: true }); },
  syncDirectory: (path) => { syncDirectory(path); },
  truncate: (path, size) => { fs.truncateSync(path, size); },
  temporaryPath: (name) => join(tmpdir(), name),
};

export const realProcesses: Processes = {
  self: () => ({ host: hostname(), processId: process.pid, started: startOf(process.pid) ?? 'unknown' }),
  lives: (identity) => livesHere(identity),
};

/** The machine, as an Environment. */
export function makeRealEnvironment(): Environment { return realEnvironment; }

export const realEnvironment: Environment = {
  clock: realClock,
  random: realRandom,
  files: realFiles,
  processes: realProcesses,
  log: (level, message, fields) => {
    if (level === 'debug' || level === 'info') return;
    process.stderr.write(`${new Date().toISOString()} ${level} ${message}${fields === undefined ? '' : ` ${JSON.stringify(fields)}`}\n`);
  },
};

function openFile(path: string, flags: 'r' | 'r+' | 'a' | 'wx' | 'w'): FileHandle {
  const descriptor = fs.openSync(path, flags);
  return {
    write: (data, position) => {
      for (let done = 0; done < data.length;) {
        done += fs.writeSync(descriptor, data, done, data.length - done, position === undefined ? null : position + done);
      }
    },
    read: (into, position) => fs.readSync(descriptor, into, 0, into.length, position),
    sync: () => { fs.fdatasyncSync(descriptor); },
    close: () => { fs.closeSync(descriptor); },
  };
}

/** Each new level is synced into its parent, so that the path itself survives a power loss. */
function makeDurableDirectory(path: string): void {
  if (fs.existsSync(path)) return;
  makeDurableDirectory(dirname(path));
  try {
    fs.mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  syncDirectory(dirname(path));
}

/** Windows cannot open a directory; there the names are durable with the files. */
function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function livesHere(identity: ProcessIdentity): boolean | 'unknown' {
  if (identity.host !== hostname()) return 'unknown';
  try {
    process.kill(identity.processId, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const [state, started] = statusOf(identity.processId) ?? [];
  return state === undefined || (!/[ZX]/.test(state) && started === identity.started);
}

function startOf(processId: number): string | undefined { return statusOf(processId)?.[1]; }

/**
 * State letter, and boot id with start tick, where the system tells them (Linux). Z and X: killed, but nobody has asked for the exit code, as
 * is usual where the first process of a container reaps no orphans.
 */
function statusOf(processId: number): readonly [state: string, started: string] | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${processId}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [fields[0] ?? '', `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}:${fields[19] ?? ''}`];
  } catch {
    return undefined;
  }
}
