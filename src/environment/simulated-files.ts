import type { FileHandle, FileSystem, Random } from './environment.ts';

/** What a process sees when the machine died under it: nothing it does afterwards reaches the disk. */
export class PowerLoss extends Error {
  override readonly name = 'PowerLoss';
}

type FaultCode = 'EIO' | 'ENOSPC' | 'EMFILE' | 'EROFS';

/** An inode: bytes as programs see them, bytes as the platter has them. */
interface FileNode { readonly kind: 'file'; bytes: Uint8Array; size: number; durable: Uint8Array; modifiedMs: number }
interface DirectoryNode { readonly kind: 'directory'; readonly entries: Map<string, Node>; modifiedMs: number }
type Node = FileNode | DirectoryNode;
/** A change of a name that its directory has not been synced for. */
interface NameChange { readonly directory: DirectoryNode; readonly name: string; readonly before: Node | undefined }

/**
 * A file system in memory with the crash model of a real one, at its worst.
 *
 * State    every inode has a volatile and a durable image; every unsynced change of a name is remembered.
 * Promise  `sync` makes the bytes of one file durable, `syncDirectory` the names of one directory, nothing else does.
 *          `powerLoss` keeps each unsynced name change or not, each by itself and in any order; an unsynced file comes back as its durable
 *          part, whole, torn at a random byte, or with a tail of zeros or garbage. A failed sync loses what it was to save.
 */
export class SimulatedFiles implements FileSystem {
  readonly #random: Random;
  readonly #now: () => number;
  readonly #root: DirectoryNode = { kind: 'directory', entries: new Map(), modifiedMs: 0 };
  #changes: NameChange[] = [];
  #dirty = new Set<FileNode>();
  #generation = 0;
  #operations = 0;
  #crashAt = Infinity;
  #fault: { readonly at: number; readonly code: FaultCode; readonly sticky: boolean } | undefined;
  /** The disk is full when the files hold more than this. */
  capacityBytes = Infinity;

  constructor(random: Random, now: () => number) {
    this.#random = random;
    this.#now = now;
  }

  /** Disk operations that change something, so far. */
  get operationCount(): number { return this.#operations; }

  /** The k-th changing operation from now (1 = the next) does not happen, and nothing after it. */
  crashAt(k: number): void { this.#crashAt = this.#operations + k; }

  /** The k-th changing operation from now fails with `code`; sticky: all after it too, until `heal`. */
  failAt(k: number, code: FaultCode, sticky = false): void { this.#fault = { at: this.#operations + k, code, sticky }; }

  heal(): void {
    this.#fault = undefined;
    this.capacityBytes = Infinity;
  }

  /** True between the crash and `powerLoss`. */
  get crashed(): boolean { return this.#operations >= this.#crashAt; }

  /** The process died, the machine did not: nothing is lost, old handles are dead. */
  revive(): void {
    this.#crashAt = Infinity;
    this.#generation++;
  }

  powerLoss(): void {
    this.#crashAt = Infinity;
    this.#fault = undefined;
    this.#generation++;
    this.#loseNames();
    for (const file of this.#dirty) this.#loseBytes(file);
    this.#dirty = new Set();
  }

  open(path: string, flags: 'r' | 'r+' | 'a' | 'wx' | 'w'): FileHandle {
    this.#alive();
    const { directory, name } = this.#parent(path);
    let node = directory.entries.get(name);
    if (node?.kind === 'directory') throw errno('EISDIR', path);
    if (node === undefined) {
      if (flags === 'r' || flags === 'r+') throw errno('ENOENT', path);
      this.#count(path);
      node = { kind: 'file', bytes: new Uint8Array(64), size: 0, durable: new Uint8Array(0), modifiedMs: this.#now() };
      this.#setName(directory, name, node);
    } else if (flags === 'wx') {
      throw errno('EEXIST', path);
    } else if (flags === 'w') {
      this.#count(path);
      this.#resize(node, 0);
    }
    return this.#handle(path, node, flags);
  }

  readFile(path: string): Uint8Array {
    this.#alive();
    const file = this.#file(path);
    return Uint8Array.from(file.bytes.subarray(0, file.size));
  }

  exists(path: string): boolean {
    this.#alive();
    return this.#find(path) !== undefined;
  }

  list(path: string): readonly string[] {
    this.#alive();
    return [...this.#directory(path).entries.keys()].sort();
  }

  stat(path: string): { readonly size: number; readonly modifiedMs: number; readonly directory: boolean } {
    this.#alive();
    const node = this.#find(path);
    if (node === undefined) throw errno('ENOENT', path);
    return { size: node.kind === 'file' ? node.size : 0, modifiedMs: node.modifiedMs, directory: node.kind === 'directory' };
  }

  /** With its parents, and durable at once, as the real one. */
  makeDirectory(path: string): void {
    let directory = this.#root;
    for (const part of partsOf(path)) {
      let next = directory.entries.get(part);
      if (next === undefined) {
        this.#count(path);
        next = { kind: 'directory', entries: new Map(), modifiedMs: this.#now() };
        directory.entries.set(part, next);
      }
      if (next.kind === 'file') throw errno('EEXIST', path);
      directory = next;
    }
  }

  rename(from: string, to: string): void {
    const source = this.#parent(from);
    const node = source.directory.entries.get(source.name);
    if (node === undefined) throw errno('ENOENT', from);
    this.#count(from);
    const target = this.#parent(to);
    this.#setName(target.directory, target.name, node);
    this.#setName(source.directory, source.name, undefined);
  }

  remove(path: string): void {
    if (this.#find(path) === undefined) return;
    this.#count(path);
    const { directory, name } = this.#parent(path);
    this.#setName(directory, name, undefined);
  }

  syncDirectory(path: string): void {
    const directory = this.#directory(path);
    this.#count(path);
    this.#changes = this.#changes.filter((change) => change.directory !== directory);
  }

  temporaryPath(name: string): string { return `/tmp/${name}`; }

  truncate(path: string, size: number): void {
    const file = this.#file(path);
    this.#count(path);
    this.#resize(file, size);
  }

  /** Flips one bit of the durable and the visible image: a disk that rots. */
  flipBit(path: string, bit: number): void {
    const file = this.#file(path);
    file.bytes[bit >> 3]! ^= 1 << (bit & 7);
    if (bit >> 3 < file.durable.length) file.durable[bit >> 3]! ^= 1 << (bit & 7);
  }

  #handle(path: string, file: FileNode, flags: string): FileHandle {
    const generation = this.#generation;
    let at = flags === 'a' ? -1 : 0;
    const alive = (): void => { if (generation !== this.#generation) throw new PowerLoss('a handle from before the power loss'); };
    return {
      write: (data, position) => {
        alive();
        const start = position ?? (flags === 'a' ? file.size : at);
        this.#write(path, file, data, start);
        at = start + data.length;
      },
      read: (into, position) => {
        alive();
        this.#alive();
        const part = file.bytes.subarray(position, Math.min(file.size, position + into.length));
        into.set(part);
        return part.length;
      },
      sync: () => { alive(); this.#sync(path, file); },
      close: () => undefined,
    };
  }

  #write(path: string, file: FileNode, data: Uint8Array, start: number): void {
    const room = this.capacityBytes - this.#usedBytes();
    try {
      this.#count(path);
      if (start + data.length - file.size > room) throw errno('ENOSPC', path);
    } catch (error) {
      // What fails or crashes in the middle of a write has written some of it.
      const part = Math.min(Math.floor(this.#random.next() * (data.length + 1)), Math.max(0, room));
      if (part > 0) this.#put(file, data.subarray(0, part), start);
      throw error;
    }
    this.#put(file, data, start);
  }

  #put(file: FileNode, data: Uint8Array, start: number): void {
    if (start + data.length > file.bytes.length) {
      const bigger = new Uint8Array(Math.max(2 * file.bytes.length, start + data.length));
      bigger.set(file.bytes.subarray(0, file.size));
      file.bytes = bigger;
    }
    file.bytes.set(data, start);
    file.size = Math.max(file.size, start + data.length);
    file.modifiedMs = this.#now();
    this.#dirty.add(file);
  }

  #sync(path: string, file: FileNode): void {
    try {
      this.#count(path);
    } catch (error) {
      // Linux drops the dirty pages of a failed fsync: later syncs succeed although the data is gone.
      if (!(error instanceof PowerLoss)) file.durable = Uint8Array.from(this.#tornImage(file));
      throw error;
    }
    file.durable = Uint8Array.from(file.bytes.subarray(0, file.size));
    this.#dirty.delete(file);
  }

  #resize(file: FileNode, size: number): void {
    if (size > file.bytes.length) this.#put(file, new Uint8Array(size - file.size), file.size);
    file.bytes.fill(0, Math.min(size, file.size));
    file.size = size;
    this.#dirty.add(file);
  }

  #loseNames(): void {
    const kept = this.#changes.filter(() => this.#random.next() < 0.5);
    const lost = new Set(this.#changes.filter((change) => !kept.includes(change)));
    // Undone from the newest to the oldest, each by itself: a later change that stays is not touched by an earlier one that goes.
    for (let index = this.#changes.length - 1; index >= 0; index--) {
      const change = this.#changes[index]!;
      if (!lost.has(change)) continue;
      const laterKept = this.#changes.slice(index + 1).some((other) => !lost.has(other) && other.directory === change.directory && other.name === change.name);
      if (laterKept) continue;
      if (change.before === undefined) change.directory.entries.delete(change.name);
      else change.directory.entries.set(change.name, change.before);
    }
    this.#changes = [];
  }

  #loseBytes(file: FileNode): void {
    const image = Uint8Array.from(this.#tornImage(file));
    file.bytes = image;
    file.size = image.length;
    file.durable = Uint8Array.from(image);
  }

  #tornImage(file: FileNode): Uint8Array {
    const whole = file.bytes.subarray(0, file.size);
    const durable = file.durable;
    const same = commonPrefix(durable, whole);
    const tear = same + Math.floor(this.#random.next() * (whole.length - same + 1));
    const image = Uint8Array.from(whole);
    switch (Math.floor(this.#random.next() * 5)) {
      case 0: return durable;
      case 1: return whole;
      case 2: return whole.subarray(0, tear);
      case 3: image.fill(0, tear); return image;
      default: for (let at = tear; at < image.length; at++) image[at] = Math.floor(this.#random.next() * 256); return image;
    }
  }

  #setName(directory: DirectoryNode, name: string, node: Node | undefined): void {
    this.#changes.push({ directory, name, before: directory.entries.get(name) });
    if (node === undefined) directory.entries.delete(name);
    else directory.entries.set(name, node);
  }

  #alive(): void { if (this.crashed) throw new PowerLoss('the machine is down'); }

  #count(path: string): void {
    this.#alive();
    this.#operations++;
    if (this.crashed) throw new PowerLoss('the machine went down');
    const fault = this.#fault;
    if (fault === undefined || this.#operations < fault.at) return;
    if (fault.sticky || this.#operations === fault.at) throw errno(fault.code, path);
  }

  #usedBytes(): number {
    if (this.capacityBytes === Infinity) return 0;
    const sum = (node: Node): number => node.kind === 'file' ? node.size : [...node.entries.values()].reduce((total, one) => total + sum(one), 0);
    return sum(this.#root);
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const part of partsOf(path)) node = node?.kind === 'directory' ? node.entries.get(part) : undefined;
    return node;
  }

  #file(path: string): FileNode {
    const node = this.#find(path);
    if (node === undefined) throw errno('ENOENT', path);
    if (node.kind === 'directory') throw errno('EISDIR', path);
    return node;
  }

  #directory(path: string): DirectoryNode {
    const node = this.#find(path);
    if (node === undefined) throw errno('ENOENT', path);
    if (node.kind === 'file') throw errno('ENOTDIR', path);
    return node;
  }

  #parent(path: string): { readonly directory: DirectoryNode; readonly name: string } {
    const parts = partsOf(path);
    const name = parts.pop();
    if (name === undefined) throw errno('EISDIR', path);
    return { directory: this.#directory(parts.join('/')), name };
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function commonPrefix(left: Uint8Array, right: Uint8Array): number {
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at++;
  return at;
}

function errno(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, path });
}
