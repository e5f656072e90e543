import type { Environment } from '../environment/environment.ts';
import { fail } from '../errors/stream-error.ts';
import { checkFingerprint } from './check-fingerprint.ts';
import type { DurableState, OperatorFingerprint } from './durable-state.ts';
import { type CommitEntry, LOG_FORMAT, type MetadataEntry, type OffsetsEntry, type SegmentEntry, type StartEntry } from './entries.ts';
import { type Holder, type Lock, takeLock } from './lock.ts';
import { type LogIndex, noteBatch, noteMetadata, readIndex } from './log-index.ts';
import { corrupt, type Log, segmentsOf } from './log.ts';
import { loadState } from './restore.ts';
import { type SnapshotReference, SnapshotWriter } from './snapshot.ts';
import { isSameLayout } from './translate.ts';

export interface CheckpointOptions {
  /** Batches whose state can still be looked at and gone back to. */
  readonly batchesToRetain?: number;
  readonly segmentBytesMax?: number;
  readonly segmentBatchesMax?: number;
  /** A snapshot begins when the deltas since the last one are bigger than this and than the state. */
  readonly snapshotBytesMin?: number;
  /** Of one snapshot piece: what a batch may have to wait for. */
  readonly pieceBytes?: number;
}

const defaults = { batchesToRetain: 100, segmentBytesMax: 64 << 20, segmentBatchesMax: 4096, snapshotBytesMin: 1 << 20, pieceBytes: 1 << 20 };

/**
 * Everything of a query that outlives its process (design D6): `lock/`, `log/`, `snapshots/`; bytes in FORMAT.md.
 *
 * Law      offsets N are durable before batch N is read; commit N becomes durable together with offsets N+1, or when the query
 *          rests. A query opened again stands exactly behind its last durable record, or does not open.
 * Owned    by one process at a time (lock.ts).
 */
export class Checkpoint {
  readonly path: string;
  readonly queryId: string;
  /** The last offsets of the log, those before them, and the last commit, as they were when it was opened. */
  readonly lastOffsets: OffsetsEntry | undefined;
  readonly offsetsBefore: OffsetsEntry | undefined;
  readonly lastCommit: CommitEntry | undefined;
  readonly #environment: Environment;
  readonly #options: Required<CheckpointOptions>;
  readonly #lock: Lock;
  readonly #log: Log;
  readonly #index: LogIndex;
  #writer: SnapshotWriter | undefined;
  #finished: SnapshotReference | undefined;
  #deltaBytes = 0;
  #batchesInSegment = 0;
  #operatorsChecked = false;

  constructor(parts: { readonly path: string; readonly environment: Environment; readonly options: Required<CheckpointOptions>; readonly lock: Lock; readonly log: Log; readonly index: LogIndex }) {
    this.path = parts.path;
    this.#environment = parts.environment;
    this.#options = parts.options;
    this.#lock = parts.lock;
    this.#log = parts.log;
    this.#index = parts.index;
    this.queryId = parts.index.queryId ?? parts.environment.random.uuid();
    const last = parts.index.lastOffsets;
    this.lastOffsets = last === undefined ? undefined : parts.index.offsets.get(last);
    this.offsetsBefore = last === undefined ? undefined : parts.index.offsets.get(last - 1);
    this.lastCommit = [...parts.index.commits.values()].at(-1)?.entry;
  }

  /** The stateful operators whose state is kept here. */
  get storedOperators(): readonly OperatorFingerprint[] | undefined { return this.#index.operators; }

  /** A run begins, in a segment of its own: what a process that lost the lock still writes to the old one is never read. */
  start(runId: string): void {
    this.#roll();
    const entry: StartEntry = { runId, epoch: this.#lock.epoch, timeMs: this.#environment.clock.nowMs() };
    this.#log.append('start', entry);
    this.sync();
  }

  /** Refuses a query whose state does not fit what is kept; notes what it keeps when that is new. */
  checkOperators(runId: string, operators: readonly OperatorFingerprint[], schemas = true): void {
    if (this.#operatorsChecked) return;
    this.#operatorsChecked = true;
    const stored = this.#index.operators;
    if (stored !== undefined) {
      checkFingerprint(stored, operators, schemas);
      // Only what may change is noted anew; of the rest the first word counts.
      const changed = operators.some((one, at) => one.stores.some((store) => !isSameLayout(stored[at]?.stores.find(({ name }) => name === store.name)?.layout, store.layout)));
      if ((!changed && !operators.some((one) => one.properties !== undefined)) || JSON.stringify(stored) === JSON.stringify(operators)) return;
    }
    this.#index.operators = operators;
    const entry: StartEntry = { runId, epoch: this.#lock.epoch, timeMs: this.#environment.clock.nowMs(), operators };
    this.#log.append('start', entry);
  }

  /** Facts of the source at `index` of the plan; durable before the next batch is read. */
  sourceMetadata(index: number): { get(key: string): string | undefined; put(key: string, value: string): void } {
    const source = String(index);
    return {
      get: (key) => this.#index.sources.get(source)?.get(key),
      put: (key, value) => {
        if (this.#index.sources.get(source)?.get(key) === value) return;
        const entry: MetadataEntry = { source, key, value };
        noteMetadata(this.#index, entry);
        this.#log.append('metadata', entry);
      },
    };
  }

  /** Appends and syncs: with it the commit before becomes durable. */
  logOffsets(entry: OffsetsEntry): void {
    if (this.#log.length >= this.#options.segmentBytesMax || this.#batchesInSegment >= this.#options.segmentBatchesMax) this.#rollAndPurge(entry.batchId);
    this.#batchesInSegment++;
    noteBatch(this.#index, entry.batchId, this.#log.append('offsets', entry).segment);
    this.sync();
  }

  /** Appends the commit with what changed in `stores`. Durable at the next sync. */
  logCommit(entry: CommitEntry, stores: readonly DurableState[], onTaken?: (store: string, ms: number) => void): void {
    const states: (readonly [string, number])[] = [];
    const payload: Uint8Array[] = [];
    for (const store of stores) {
      const start = onTaken === undefined ? 0 : this.#environment.clock.monotonicMs();
      const delta = store.takeDelta();
      onTaken?.(store.name, this.#environment.clock.monotonicMs() - start);
      const bytes = delta.reduce((sum, part) => sum + part.length, 0);
      if (bytes === 0) continue;
      states.push([store.name, bytes]);
      payload.push(...delta);
      this.#deltaBytes += bytes;
    }
    const snapshot = this.#finished;
    this.#finished = undefined;
    if (snapshot !== undefined) this.#index.snapshots.push(snapshot);
    const whole: CommitEntry = { ...entry, ...(states.length > 0 ? { states } : {}), ...(snapshot === undefined ? {} : { snapshot }) };
    noteBatch(this.#index, entry.batchId, this.#log.append('commit', whole, payload).segment);
  }

  /** After the commit of a batch: moves a snapshot on by one piece. */
  stepSnapshot(batchId: number, stores: readonly DurableState[]): void {
    if (stores.length === 0 || this.#finished !== undefined) return;
    if (this.#writer?.stale === true) this.#dropWriter();
    if (this.#writer === undefined) {
      const stateBytes = stores.reduce((sum, store) => sum + store.slotCount * store.slotBytes, 0);
      if (this.#deltaBytes < Math.max(this.#options.snapshotBytesMin, stateBytes)) return;
      this.#writer = new SnapshotWriter(this.#environment.files, this.#snapshots, { begin: batchId, attempt: this.#environment.random.uuid(), stores });
      this.#deltaBytes = 0;
    }
    this.#finished = this.#writer.step(batchId, this.#options.pieceBytes);
    if (this.#finished !== undefined) this.#writer = undefined;
  }

  /** Everything appended is durable when it returns. Fails when another process has taken the checkpoint. */
  sync(): void {
    this.#lock.check();
    this.#log.sync();
  }

  /** Brings empty stores to the state after batch `version`; -1 = before the first. `operators` tell how they keep it now. */
  restore(version: number, stores: readonly DurableState[], operators: readonly OperatorFingerprint[] = []): void {
    const fingerprints = new Map(operators.flatMap((one) => one.stores).map((one) => [one.name, one]));
    const loadable = stores.map((store) => ({ name: store.name, fingerprint: fingerprints.get(store.name), load: (bytes: Uint8Array) => { store.load(bytes); } }));
    this.#deltaBytes = loadState({ files: this.#environment.files, path: this.path, index: this.#index }, version, loadable);
    this.#index.offsets.clear();
    this.#index.commits.clear();
  }

  /** A clean end: all is durable and the end of the log is noted. After a failure nothing more is written. */
  close(clean: boolean): void {
    try {
      if (clean) {
        this.#dropWriter();
        this.sync();
      }
    } finally {
      this.#log.close();
      this.#lock.release(clean ? this.#log.end : undefined);
    }
  }

  get #snapshots(): string { return `${this.path}/snapshots`; }

  #dropWriter(): void {
    this.#writer?.discard();
    this.#writer = undefined;
  }

  #roll(): void {
    const { operators, sources, segments } = this.#index;
    const entry: SegmentEntry = {
      format: LOG_FORMAT, queryId: this.queryId, epoch: this.#lock.epoch, operators,
      sources: Object.fromEntries([...sources].map(([source, facts]) => [source, Object.fromEntries(facts)])),
    };
    segments.set(this.#log.roll(entry, [...segments.keys()][0]).segment, undefined);
    this.#batchesInSegment = 0;
  }

  /** When a new segment begins, segments and snapshots go that no retained version needs. The new one says so before they are gone. */
  #rollAndPurge(batchId: number): void {
    const { segments, snapshots, operators } = this.#index;
    const oldest = batchId - 1 - this.#options.batchesToRetain;
    const base = snapshots.filter((one) => one.version <= oldest).at(-1);
    const needed = base === undefined ? (operators === undefined || operators.length === 0 ? oldest : 0) : base.begin + 1;
    const numbers = [...segments.keys()];
    const purged: number[] = [];
    for (let at = 0; at + 1 < numbers.length; at++) {
      const next = numbers.slice(at + 1).map((segment) => segments.get(segment)).find((batch) => batch !== undefined);
      if (next === undefined || next > needed) break;
      purged.push(numbers[at]!);
      segments.delete(numbers[at]!);
    }
    this.#roll();
    for (const segment of purged) this.#log.remove(segment);
    while (base !== undefined && snapshots[0] !== base) this.#environment.files.remove(`${this.#snapshots}/${snapshots.shift()!.file}`);
  }
}

/** Takes the checkpoint at `path`, or makes one. Everything in it is read and checked once. */
export function openCheckpoint(environment: Environment, path: string, options: CheckpointOptions = {}): Checkpoint {
  try {
    return takeCheckpoint(environment, path, options);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === undefined) throw error;
    return fail('TIDEMARK_CHECKPOINT_WRITE_FAILED', { path, problem: (error as Error).message }, { cause: error, domain: 'external' });
  }
}

function takeCheckpoint(environment: Environment, path: string, options: CheckpointOptions): Checkpoint {
  const { files } = environment;
  refuseForeign(environment, path);
  for (const folder of ['log', 'snapshots']) files.makeDirectory(`${path}/${folder}`);
  const { lock, before } = takeLock(environment, `${path}/lock`);
  try {
    const { log, index } = readIndex(files, `${path}/log`);
    checkEnd(path, before, log);
    sweepSnapshots(environment, path, index);
    return new Checkpoint({ path, environment, options: { ...defaults, ...options }, lock, log, index });
  } catch (error) {
    lock.release(before?.released === true ? before.end : undefined);
    throw error;
  }
}

/** A clean stop noted where the log ended; a log that now ends elsewhere was cut or replaced. */
function checkEnd(path: string, before: Holder | undefined, log: Log): void {
  const end = before?.end;
  if (before?.released !== true || end === undefined) return;
  const now = log.end;
  if (now.segment !== end.segment || now.length !== end.length || now.crc !== end.crc) {
    corrupt(path, `the log ends at byte ${now.length} of segment ${now.segment}, but ended at byte ${end.length} of segment ${end.segment} when the query stopped`);
  }
}

/** What nobody counts on: pieces of a run that died, snapshots whose commit was lost. */
function sweepSnapshots(environment: Environment, path: string, index: LogIndex): void {
  const known = new Set(index.snapshots.map((reference) => reference.file));
  for (const name of environment.files.list(`${path}/snapshots`)) {
    if (!known.has(name)) environment.files.remove(`${path}/snapshots/${name}`);
  }
}

function refuseForeign(environment: Environment, path: string): void {
  const { files } = environment;
  if (!files.exists(path)) return;
  const names = files.list(path);
  if (names.some((name) => name === 'offsets' || name === 'commits')) fail('STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY', { checkpointLocation: path });
  const hasLog = names.includes('log') && segmentsOf(files, `${path}/log`).length > 0;
  if (!hasLog && names.includes('snapshots') && files.list(`${path}/snapshots`).some((name) => name.endsWith('.snapshot'))) corrupt(path, 'there are snapshots but no log');
}
