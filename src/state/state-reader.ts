import type { Environment } from '../environment/environment.ts';
import type { OperatorFingerprint, StoreFingerprint, StoreLayout } from './durable-state.ts';
import { isCheckpoint, type LogIndex, operatorsAt, readIndex } from './log-index.ts';
import { corrupt } from './log.ts';
import { deltasOf, Loaders, loadState, oldestVersion } from './restore.ts';
import { readSnapshot } from './snapshot.ts';
import { StoredRows } from './stored-rows.ts';

/** One batch's changes of a store: `removed` is told while those rows are still there, `put` once the new ones are. */
export interface ChangeVisitor { removed(batchId: number, rows: Uint32Array): void; put(batchId: number, rows: Uint32Array): void }

/**
 * The state in a checkpoint, for whoever wants to look at it: read-only, without a lock, also while the query runs. It tells what was committed
 * when it was opened.
 */
export class StateReader {
  readonly path: string;
  readonly #environment: Environment;
  readonly #index: LogIndex;

  constructor(environment: Environment, path: string) {
    this.path = path;
    this.#environment = environment;
    this.#index = readIndex(environment.files, `${path}/log`, { readOnly: true }).index;
  }

  /** As they were when a batch ran. */
  operatorsAt(batchId: number): readonly OperatorFingerprint[] { return operatorsAt(this.#index, batchId); }
  /** Undefined before the first commit. */
  get lastBatchId(): number | undefined { return [...this.#index.commits.keys()].at(-1); }
  get oldestBatchId(): number { return oldestVersion(this.#index); }
  isCommitted(batchId: number): boolean { return this.#index.commits.has(batchId) || (batchId >= this.oldestBatchId && batchId <= (this.lastBatchId ?? -1)); }

  /** The rows of a store after a batch; -1 = before the first. Whoever asks releases them. */
  rowsAfter(batchId: number, store: StoreFingerprint): StoredRows {
    const rows = new StoredRows(store, this.#layoutOf(store));
    loadState(this.#request, batchId, [rows]);
    return rows;
  }

  /** The same, from that snapshot on. Undefined when no snapshot was finished after batch `from`. */
  rowsFromSnapshot(from: number, batchId: number, store: StoreFingerprint): StoredRows | undefined {
    const reference = this.#index.snapshots.find((one) => one.version === from);
    const pieces = reference === undefined ? undefined : readSnapshot(this.#environment.files, `${this.path}/snapshots`, reference);
    if (pieces === undefined) return undefined;
    const rows = new StoredRows(store, this.#layoutOf(store));
    const loaders = new Loaders(this.#index, [rows]);
    for (const piece of pieces) loaders.load(reference!.begin, piece.store, piece.bytes);
    for (let batch = reference!.begin + 1; batch <= batchId; batch++) for (const delta of deltasOf(this.#request, batch)) loaders.load(batch, delta.store, delta.bytes);
    loaders.release();
    return rows;
  }

  /** Calls the visitor for every batch of [from, to] that changed the store, and gives the rows as they are afterwards. */
  visitChanges(store: StoreFingerprint, range: { readonly from: number; readonly to: number }, make: (rows: StoredRows) => ChangeVisitor): StoredRows {
    const rows = this.rowsAfter(range.from - 1, store);
    const visitor = make(rows);
    const loaders = new Loaders(this.#index, [rows]);
    for (let batch = range.from; batch <= range.to; batch++) {
      for (const delta of deltasOf(this.#request, batch)) {
        if (delta.store !== store.name) continue;
        const put = rows.load(loaders.asNow(batch, store.name, delta.bytes), (removed) => { visitor.removed(batch, removed); });
        visitor.put(batch, put);
      }
    }
    loaders.release();
    return rows;
  }

  get #request(): Parameters<typeof loadState>[0] { return { files: this.#environment.files, path: this.path, index: this.#index }; }

  #layoutOf({ name, layout }: StoreFingerprint): StoreLayout {
    return layout ?? corrupt(this.path, `it does not say how the store ${name} is laid out`);
  }
}

/** Undefined when there is no checkpoint. */
export function openStateReader(environment: Environment, path: string): StateReader | undefined {
  return isCheckpoint(environment, path) ? new StateReader(environment, path) : undefined;
}
