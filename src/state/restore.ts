import type { FileSystem } from '../environment/environment.ts';
import { fail } from '../errors/stream-error.ts';
import type { CommitEntry } from './entries.ts';
import type { LogIndex } from './log-index.ts';
import { corrupt, readRecord } from './log.ts';
import { readSnapshot } from './snapshot.ts';

/** What bytes are given to. */
export interface Loadable { readonly name: string; load(bytes: Uint8Array): unknown }

export interface RestoreRequest { readonly files: FileSystem; readonly path: string; readonly index: LogIndex }

/**
 * Brings empty stores to the state after batch `version`: the newest snapshot that is good and not newer, then every delta since
 * it began. A damaged snapshot is passed over while an older way is complete. Returns the bytes of deltas that had to be read.
 */
export function loadState(request: RestoreRequest, version: number, stores: readonly Loadable[]): number {
  const { files, path, index } = request;
  if (version < 0) return 0;
  const byName = new Map(stores.map((store) => [store.name, store]));
  const usable = index.snapshots.filter((reference) => reference.version <= version).sort((left, right) => right.version - left.version);
  for (const reference of usable) {
    if (!hasDeltas(index, reference.begin + 1, version)) break;
    const pieces = readSnapshot(files, `${path}/snapshots`, reference);
    if (pieces === undefined) continue;
    for (const { store, bytes } of pieces) byName.get(store)?.load(bytes);
    return loadDeltas(request, reference.begin + 1, version, byName);
  }
  if (hasDeltas(index, 0, version)) return loadDeltas(request, 0, version, byName);
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

function loadDeltas(request: RestoreRequest, from: number, to: number, byName: ReadonlyMap<string, Loadable>): number {
  let total = 0;
  for (let batch = from; batch <= to; batch++) {
    for (const { store, bytes } of deltasOf(request, batch)) {
      byName.get(store)?.load(bytes);
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
