import type { Chunk } from '../../columnar/chunk.ts';
import { UNKNOWN_TOPIC_OR_PARTITION } from './protocol-error.ts';
import { type BatchRun, walkBatches } from './record-batch.ts';
import type { RecordDecoder } from './record-decoder.ts';
import type { FetchedPartition, FetchPosition } from './requests/fetch.ts';
import { comparePartitions } from './topic-partition.ts';
import type { KafkaTransport, TopicPartition } from './transport.ts';

/** Exactly the offsets [from, until) of a partition. */
export interface PartitionRange extends TopicPartition { readonly from: number; readonly until: number }

export interface ReadOptions {
  readonly committedOnly: boolean;
  readonly fetchBytesMax: number;
  readonly partitionBytesMax: number;
  readonly waitMsMax: number;
  /** How long a range may stay without progress although the broker has it (an open transaction in it). */
  readonly stallMsMax: number;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}

/** Why a range cannot be read as asked. */
export type RangeProblem =
  | { readonly kind: 'gone' }
  | { readonly kind: 'out-of-range' }
  | { readonly kind: 'stalled' };

/** Decides what happens then: throws, or returns the offset to go on from (`until` = give the rest up). */
export type OnProblem = (range: PartitionRange, position: number, problem: RangeProblem) => Promise<number>;

/** A new leader may not know its high watermark yet; offsets that stay beyond it longer do not exist. */
const MISSING_MS_MAX = 3000;

/** Guess before anything has been seen, and what is asked for at least. */
const BYTES_PER_OFFSET = 1024;
const BYTES_MIN = 64 << 10;

interface Pending { readonly fetched: FetchedPartition; readonly run: BatchRun; readonly from: number }

/**
 * Rows of the ranges, partition after partition in order, offsets ascending: the same rows in the same order on every call.
 *
 * One request per leader is always under way while rows are decoded. It asks for all unfinished partitions of the leader, in order, so
 * that many small ranges cost one round trip; what comes for a later partition waits for its turn, at most one answer's worth.
 */
export async function* readRanges(transport: KafkaTransport, decoder: RecordDecoder, ranges: readonly PartitionRange[], options: ReadOptions, onProblem: OnProblem): AsyncGenerator<Chunk> {
  const reader = new RangeReader(transport, ranges, options, onProblem);
  try {
    for (const range of reader.ranges) {
      for (;;) {
        const next = await reader.take(range);
        if (next === undefined) break;
        yield* decoder.decode({ topic: range.topic, partition: range.partition, bytes: next.fetched.records, batches: next.run.batches, from: next.from, until: range.until });
      }
    }
  } finally {
    reader.stop();
  }
}

class RangeReader {
  readonly ranges: readonly PartitionRange[];
  readonly #transport: KafkaTransport;
  readonly #options: ReadOptions;
  readonly #onProblem: OnProblem;
  /** Where the next fetch of a partition starts. */
  readonly #positions = new Map<PartitionRange, number>();
  readonly #pending = new Map<PartitionRange, Pending[]>();
  readonly #underWay = new Map<number, Promise<void>>();
  readonly #progressMs = new Map<PartitionRange, number>();
  #bytesPerOffset = BYTES_PER_OFFSET;
  #stopped = false;

  constructor(transport: KafkaTransport, ranges: readonly PartitionRange[], options: ReadOptions, onProblem: OnProblem) {
    this.#transport = transport;
    this.#options = options;
    this.#onProblem = onProblem;
    this.ranges = ranges.filter((range) => range.from < range.until).sort(comparePartitions);
    for (const range of this.ranges) this.#positions.set(range, range.from);
  }

  stop(): void { this.#stopped = true; }

  /** The next fetched piece of a range; `undefined` when the range is read to its end. */
  async take(range: PartitionRange): Promise<Pending | undefined> {
    for (;;) {
      const pending = this.#pending.get(range)?.shift();
      if (pending !== undefined) {
        this.#ahead(range);
        if (pending.run.batches.length > 0) return pending;
        continue;
      }
      if (this.#positions.get(range)! >= range.until) return undefined;
      const leader = await this.#transport.leaderOf(range);
      await (this.#underWay.get(leader) ?? this.#request(leader, range));
    }
  }

  /** Starts the next request of the leader while the caller decodes, unless pieces are waiting already. */
  #ahead(range: PartitionRange): void {
    const unfinished = this.ranges.find((one) => this.#positions.get(one)! < one.until);
    if (unfinished === undefined || this.#waiting() > 0) return;
    void this.#transport.leaderOf(unfinished).then(async (leader) => {
      if (!this.#stopped && !this.#underWay.has(leader) && this.#waiting() === 0) await this.#request(leader, range);
    }).catch(() => {}); // `take` meets the same error
  }

  #waiting(): number {
    let count = 0;
    for (const list of this.#pending.values()) count += list.length;
    return count;
  }

  #request(leader: number, first: PartitionRange): Promise<void> {
    const request = this.#fetch(leader, first).finally(() => { this.#underWay.delete(leader); });
    this.#underWay.set(leader, request);
    return request;
  }

  async #fetch(leader: number, first: PartitionRange): Promise<void> {
    const positions: FetchPosition[] = [];
    for (const range of this.ranges) {
      const offset = this.#positions.get(range)!;
      if (offset >= range.until) continue;
      if (range !== first && await this.#transport.leaderOf(range) !== leader) continue;
      positions.push({ topic: range.topic, partition: range.partition, offset, bytesMax: this.#bytesFor(range.until - offset) });
    }
    if (positions.length === 0) return;
    const answers = await this.#transport.fetch(leader, positions, { waitMsMax: this.#options.waitMsMax, bytesMin: 1, bytesMax: this.#options.fetchBytesMax, committedOnly: this.#options.committedOnly });
    for (const answer of answers) await this.#accept(answer, answer.topic === positions[0]!.topic && answer.partition === positions[0]!.partition);
  }

  /** The broker sends something of the first partition asked for, if it has anything: only there does nothing mean something. */
  async #accept(fetched: FetchedPartition, first: boolean): Promise<void> {
    const range = this.ranges.find((one) => one.topic === fetched.topic && one.partition === fetched.partition)!;
    const from = this.#positions.get(range)!;
    if (fetched.error !== 0) return await this.#ask(range, from, problemOf(fetched));
    const run = walkBatches(fetched, from, range.until, this.#options.committedOnly);
    if (run.next === from) return first ? await this.#stall(range, from, fetched) : undefined;
    this.#progressMs.delete(range);
    this.#positions.set(range, run.next);
    this.#bytesPerOffset = Math.max(1, fetched.records.length / Math.max(1, run.read - from));
    const list = this.#pending.get(range);
    if (list === undefined) this.#pending.set(range, [{ fetched, run, from }]);
    else list.push({ fetched, run, from });
  }

  /** A broker sends all it may: a short range must not cost a long answer. A guess that was too low costs another request. */
  #bytesFor(offsets: number): number {
    return Math.min(this.#options.partitionBytesMax, Math.ceil(BYTES_MIN + 1.25 * offsets * this.#bytesPerOffset));
  }

  async #stall(range: PartitionRange, from: number, fetched: FetchedPartition): Promise<void> {
    const nowMs = this.#options.nowMs();
    const sinceMs = this.#progressMs.get(range) ?? nowMs;
    this.#progressMs.set(range, sinceMs);
    const missing = fetched.highWatermark < range.until;
    if (nowMs - sinceMs <= (missing ? MISSING_MS_MAX : this.#options.stallMsMax) && !this.#options.signal.aborted) return;
    await this.#ask(range, from, missing ? problemOf(fetched) : { kind: 'stalled' });
  }

  async #ask(range: PartitionRange, from: number, problem: RangeProblem): Promise<void> {
    this.#positions.set(range, Math.min(range.until, await this.#onProblem(range, from, problem)));
  }
}

function problemOf(fetched: FetchedPartition): RangeProblem {
  if (fetched.error === UNKNOWN_TOPIC_OR_PARTITION) return { kind: 'gone' };
  return { kind: 'out-of-range' };
}
