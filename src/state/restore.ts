import type { FileSystem } from '../environment/environment.ts';
import { fail } from '../errors/stream-error.ts';
import type { StoreFingerprint } from './durable-state.ts';
import type { CommitEntry } from './entries.ts';
import { type LogIndex, operatorsAt } from './log-index.ts';
import { corrupt, readRecord } from './log.ts';
import { readSnapshot } from './snapshot.ts';
import { isSameLayout, StateTranslator } from './translate.ts';

export interface RestoreRequest { readonly files: FileSystem; readonly path: string; readonly index: LogIndex }

/** What a store is to be read as, and by which the state of older queries is translated. */
export interface Loadable { readonly name: string; readonly fingerprint?: StoreFingerprint | undefined; load(bytes: Uint8Array): unknown }

/** Stores that take bytes as they were written by any query that this one may follow. */
export class Loaders {
  readonly #index: LogIndex;
  readonly #stores: ReadonlyMap<string, Loadable>;
  readonly #translators = new Map<StoreFingerprint, StateTranslator>();

  constructor(index: LogIndex, stores: readonly Loadable[]) {
    this.#index = index;
    this.#stores = new Map(stores.map((store) => [store.name, store]));
  }

  /** Bytes of batch `batchId` as the store of now has them. */
  asNow(batchId: number, name: string, bytes: Uint8Array): Uint8Array {
    const to = this.#stores.get(name)?.fingerprint;
    const from = operatorsAt(this.#index, batchId).flatMap((one) => one.stores).find((one) => one.name === name);
    if (to === undefined || from === undefined || isSameLayout(from.layout, to.layout)) return bytes;
    let translator = this.#translators.get(from);
    if (translator === undefined) this.#translators.set(from, (translator = new StateTranslator(from, to)));
    return translator.translate(bytes);
  }

  load(batchId: number, name: string, bytes: Uint8Array): void {
    const store = this.#stores.get(name);
    if (store !== undefined) store.load(this.asNow(batchId, name, bytes));
  }

  release(): void { for (const translator of this.#translators.values()) translator.release(); }
}

/**
 * Brings empty stores to the state after batch `version`: the newest snapshot that is good and not newer, then every delta since
 * it began. A damaged snapshot is passed over while an older way is complete. Returns the bytes of deltas that had to be read.
 */
export function loadState(request: RestoreRequest, version: number, stores: readonly Loadable[]): number {
  if (version < 0) return 0;
  const loaders = new Loaders(request.index, stores);
  try {
    return loadInto(loaders, request, version);
  } finally {
    loaders.release();
  }
}

function loadInto(loaders: Loaders, request: RestoreRequest, version: number): number {
  const { files, path, index } = request;
  const usable = index.snapshots.filter((reference) => reference.version <= version).sort((left, right) => right.version - left.version);
  for (const reference of usable) {
    if (!hasDeltas(index, reference.begin + 1, version)) break;
    const pieces = readSnapshot(files, `${path}/snapshots`, reference);
    if (pieces === undefined) continue;
    for (const { store, bytes } of pieces) loaders.load(reference.begin, store, bytes);
    return loadDeltas(request, reference.begin + 1, version, loaders);
  }
  if (hasDeltas(index, 0, version)) return loadDeltas(request, 0, version, loaders);
  if (usable.length > 0) corrupt(path, `snapshot ${usable[0]!.file} is damaged and the log before it is gone`);
  fail('TIDEMARK_CHECKPOINT_PURGED', { path, batchId: String(version), oldest: String(oldestVersion(index)) });
}

/** The oldest state that can still be had. */
export function oldestVersion(index: LogIndex): number {
  const first = [...index.commits.keys()][0] ?? 0;
  if (first === 0) return 0;
  return Math.min(...index.snapshots.filter((reference) => reference.begin + 1 >= first).map((reference) => reference.version), Number.MAX_SAFE_INTEGER);
}

function hasDeltas(index: LogIndex, from: number, to: number): boolean {
  for (let batch = from; batch <= to; batch++) if (!index.commits.has(batch)) return false;
  return true;
}

function loadDeltas(request: RestoreRequest, from: number, to: number, loaders: Loaders): number {
  let total = 0;
  for (let batch = from; batch <= to; batch++) {
    for (const { store, bytes } of deltasOf(request, batch)) {
      loaders.load(batch, store, bytes);
      total += bytes.length;
    }
  }
  return total;
}

/** What a batch changed, store by store. */
export function deltasOf({ files, path, index }: RestoreRequest, batch: number): { readonly store: string; readonly bytes: Uint8Array }[] {
  const { entry, address } = index.commits.get(batch)!;
  if (entry.states === undefined) return [];
  const { header, payload } = readRecord(files, `${path}/log`, address);
  let start = 0;
  return ((header as CommitEntry).states ?? []).map(([store, length]) => {
    const bytes = payload.subarray(start, start + length);
    start += length;
    return { store, bytes };
  });
}
