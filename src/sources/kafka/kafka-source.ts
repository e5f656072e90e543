import type { Chunk } from '../../columnar/chunk.ts';
import type { ClientOptions } from '../../formats/kafka/client-options.ts';
import { readRanges } from '../../formats/kafka/range-reader.ts';
import { RecordDecoder } from '../../formats/kafka/record-decoder.ts';
import { partitionName } from '../../formats/kafka/topic-partition.ts';
import type { KafkaTransport, TopicPartition } from '../../formats/kafka/transport.ts';
import { fail } from '../../errors/stream-error.ts';
import type { Offset, ReadLimit, Source, SourceRequest } from '../source.ts';
import { latestOffsets, resolveBound } from './bounds.ts';
import { DataLoss } from './data-loss.ts';
import { limitOffsets, offsetsBetween } from './limits.ts';
import { type Offsets, offsetsOf, parseOffsets, partitionList, printOffsets } from './offsets.ts';
import type { Bound, KafkaSourceOptions } from './options.ts';
import type { Assigned, ListPartitions } from './subscription.ts';
import { TopicIds } from './topic-ids.ts';

const INITIAL_OFFSETS = 'initial-offsets';
/** An idle query looks for new partitions this often; when there is data it always looks first. */
const METADATA_AGE_MS_MAX = 1000;

/**
 * A stream of rows per partition, each at a known offset.
 *
 * Promise: `read(start, end)` gives exactly the visible records of [start, end) of each partition, partitions in order, the same on every
 * call, or fails by name. An offset is never reset: what is gone, moved back, out of range or in another incarnation of a topic is a
 * KAFKA_DATA_LOSS, or, with failOnDataLoss = false, a warning and a gap. State kept: initial offsets and topic ids.
 */
export class KafkaSource implements Source {
  readonly description: string;
  readonly #request: SourceRequest;
  readonly #options: KafkaSourceOptions;
  readonly #client: ClientOptions;
  readonly #transport: KafkaTransport;
  readonly #listPartitions: ListPartitions;
  readonly #topicIds: TopicIds;
  readonly #loss: DataLoss;
  #decoder: RecordDecoder | undefined;
  #latest: Offsets | undefined;
  #frozen: Offsets | undefined;
  #lastTriggerMs: number | undefined;
  #topicsCompared = false;
  #known: { readonly assigned: Assigned; readonly sinceMs: number } | undefined;

  constructor(request: SourceRequest, options: KafkaSourceOptions, client: ClientOptions, transport: KafkaTransport, listPartitions: ListPartitions) {
    this.#request = request;
    this.#options = options;
    this.#client = client;
    this.#transport = transport;
    this.#listPartitions = listPartitions;
    this.#topicIds = new TopicIds(request.metadata, request.environment, options.failOnDataLoss);
    this.#loss = new DataLoss(transport, client, options, request.environment);
    this.description = `KafkaV2[${options.subscription.kind}[${options.subscription.text}]]`;
  }

  async initialOffset(): Promise<Offset> {
    const kept = this.#request.metadata.get(INITIAL_OFFSETS);
    if (kept !== undefined) return kept;
    const assigned = await this.#assigned();
    if (assigned.missing.length > 0) fail('TIDEMARK_KAFKA_TOPIC_NOT_FOUND', { topics: assigned.missing.join(', ') }, { domain: 'external' });
    this.#checkAssignment(assigned);
    const starting = this.#options.starting ?? { kind: this.#request.streaming ? 'latest' : 'earliest' };
    const offset = printOffsets(await this.#resolve(starting, assigned.partitions, 'start'));
    this.#request.metadata.put(INITIAL_OFFSETS, offset);
    return offset;
  }

  async latestOffset(start: Offset, limit: ReadLimit): Promise<Offset | undefined> {
    if (!this.#request.streaming) return await this.#batchEnd(parseOffsets(start));
    const known = this.#knownAssigned();
    let offset = known === undefined ? undefined : await this.#latestIn(known, start, limit);
    if (known === undefined || (offset !== undefined && offset !== start)) offset = await this.#latestIn(await this.#assigned(), start, limit);
    if (offset !== undefined) this.#lastTriggerMs = this.#request.environment.clock.nowMs();
    return offset ?? start;
  }

  async prepareForAvailableNow(): Promise<void> {
    this.#frozen ??= await latestOffsets(this.#transport, (await this.#assigned()).partitions, this.#client.committedOnly);
    this.#latest = this.#frozen;
  }

  async *read(start: Offset, end: Offset): AsyncGenerator<Chunk> {
    if (!this.#topicsCompared) this.#recreated(parseOffsets(start), await this.#assigned());
    const ranges = await this.#loss.rangesOf(start, end, this.#request.metadata);
    const decoder = this.#decoder ?? new RecordDecoder(this.#options.includeHeaders);
    this.#decoder = undefined; // a second read at the same time needs one of its own
    const { clock } = this.#request.environment;
    try {
      yield* readRanges(this.#transport, decoder, ranges, {
        committedOnly: this.#client.committedOnly, fetchBytesMax: this.#client.fetchBytesMax, partitionBytesMax: this.#client.partitionFetchBytesMax,
        waitMsMax: this.#client.fetchWaitMs, stallMsMax: this.#options.pollTimeoutMs, nowMs: () => clock.monotonicMs(), signal: this.#request.signal,
      }, (range, position, problem) => this.#loss.decide(range, position, problem));
      // the same topics before and after: no record can be from another incarnation
      if (this.#options.failOnDataLoss && ranges.length > 0) this.#topicIds.compare((await this.#assigned()).topicIds);
    } finally {
      if (this.#decoder === undefined) this.#decoder = decoder;
      else decoder.close();
    }
  }

  metrics(consumed: Offset | undefined): Readonly<Record<string, string>> {
    if (consumed === undefined || this.#latest === undefined || this.#latest.size === 0) return {};
    const at = parseOffsets(consumed);
    const behind = [...this.#latest.values()].filter((row) => at.has(partitionName(row))).map((row) => Math.max(0, row.offset - at.get(partitionName(row))!.offset));
    if (behind.length === 0) return {};
    const average = behind.reduce((sum, count) => sum + count, 0) / behind.length;
    return {
      avgOffsetsBehindLatest: Number.isInteger(average) ? average.toFixed(1) : String(average),
      maxOffsetsBehindLatest: String(Math.max(...behind)),
      minOffsetsBehindLatest: String(Math.min(...behind)),
    };
  }

  latestKnown(): Offset | undefined {
    return this.#latest === undefined ? undefined : printOffsets(this.#latest);
  }

  async close(): Promise<void> {
    this.#decoder?.close();
    this.#decoder = undefined;
    await this.#transport.close();
  }

  async #assigned(): Promise<Assigned> {
    const assigned = await this.#listPartitions();
    this.#known = { assigned, sinceMs: this.#request.environment.clock.monotonicMs() };
    return assigned;
  }

  #knownAssigned(): Assigned | undefined {
    const known = this.#known;
    return known !== undefined && this.#request.environment.clock.monotonicMs() - known.sinceMs < METADATA_AGE_MS_MAX ? known.assigned : undefined;
  }

  #recreated(from: Offsets, assigned: Assigned): ReadonlySet<string> {
    const recreated = this.#topicIds.compare(assigned.topicIds);
    this.#topicsCompared = true;
    return new Set([...recreated].filter((topic) => [...from.values()].some((row) => row.topic === topic)));
  }

  /** Partitions named by `assign` must exist when a query starts. */
  #checkAssignment(assigned: Assigned): void {
    const { subscription } = this.#options;
    this.#topicIds.compare(assigned.topicIds);
    this.#topicsCompared = true;
    if (subscription.kind !== 'Assign' || assigned.partitions.length === subscription.partitions.length) return;
    const there = new Set(assigned.partitions.map(partitionName));
    fail('TIDEMARK_KAFKA_TOPIC_NOT_FOUND', { topics: partitionList(subscription.partitions.filter((row) => !there.has(partitionName(row)))) }, { domain: 'external' });
  }

  #resolve(bound: Bound, partitions: readonly TopicPartition[], side: 'start' | 'end'): Promise<Offsets> {
    return resolveBound(bound, { transport: this.#transport, partitions, committedOnly: this.#client.committedOnly, side, timestampStrategy: this.#options.timestampStrategy });
  }

  /** `undefined`: too little is there yet. */
  async #latestIn(assigned: Assigned, start: Offset, limit: ReadLimit): Promise<Offset | undefined> {
    const from = parseOffsets(start);
    const recreated = this.#recreated(from, assigned);
    const begin = recreated.size === 0 ? from : offsetsOf([...from.values()].filter((row) => !recreated.has(row.topic)));
    const end = this.#frozen === undefined ? await this.#latestNow(begin, assigned) : await this.#frozenEnd(this.#frozen);
    const added = await this.#loss.addedPartitions([...end.values()].filter((row) => !begin.has(partitionName(row))));
    const wanted = limit === 'all' ? end : this.#limited(begin, end, added);
    if (wanted === undefined) return undefined;
    const offset = printOffsets(wanted);
    if (recreated.size > 0) this.#loss.rememberRestart(recreated, start, offset, this.#request.metadata);
    return offset;
  }

  async #batchEnd(from: Offsets): Promise<Offset> {
    const { partitions } = await this.#assigned();
    const end = await this.#resolve(this.#options.ending ?? { kind: 'latest' }, partitions, 'end');
    this.#latest = end;
    if (from.size !== end.size || [...end.keys()].some((name) => !from.has(name))) {
      fail('MISMATCHED_TOPIC_PARTITIONS_BETWEEN_START_OFFSET_AND_END_OFFSET', { tpsForStartOffset: partitionList(from.values()), tpsForEndOffset: partitionList(end.values()) });
    }
    for (const row of end.values()) {
      const start = from.get(partitionName(row))?.offset ?? 0;
      if (start <= row.offset) continue;
      const places = { startOffset: String(start), endOffset: String(row.offset), topic: row.topic, partition: String(row.partition) };
      if (this.#options.starting?.kind === 'offsets' && this.#options.ending?.kind === 'offsets') fail('UNRESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET', places);
      fail('RESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET', places);
    }
    return printOffsets(end);
  }

  /** Deleted partitions and offsets that went back are reported; a broker that has just become leader gets some time. */
  async #latestNow(from: Offsets, assigned: Assigned): Promise<Offsets> {
    this.#loss.deletedPartitions([...from.values()].filter((row) => !assigned.partitions.some((one) => partitionName(one) === partitionName(row))));
    for (let attempt = 0; ; attempt++) {
      const latest = await latestOffsets(this.#transport, assigned.partitions, this.#client.committedOnly);
      this.#latest = latest;
      const back = [...latest.values()].filter((row) => row.offset < (from.get(partitionName(row))?.offset ?? 0));
      if (back.length === 0) return latest;
      if (attempt >= this.#options.retries) {
        for (const row of back) this.#loss.wentBack(row, from.get(partitionName(row))!.offset);
        return latest;
      }
      await this.#request.environment.clock.sleep(this.#options.retryIntervalMs, this.#request.signal);
    }
  }

  /** What was frozen must still be there. */
  async #frozenEnd(frozen: Offsets): Promise<Offsets> {
    const now = await latestOffsets(this.#transport, [...frozen.values()], this.#client.committedOnly);
    if (now.size < frozen.size) fail('LOST_TOPIC_PARTITIONS_IN_END_OFFSET_WITH_TRIGGER_AVAILABLENOW', { tpsForLatestOffset: partitionList(now.values()), tpsForEndOffset: partitionList(frozen.values()) });
    if ([...frozen.values()].some((row) => now.get(partitionName(row))!.offset < row.offset)) {
      fail('END_OFFSET_HAS_GREATER_OFFSET_FOR_TOPIC_PARTITION_THAN_LATEST_WITH_TRIGGER_AVAILABLENOW', { latestOffset: printOffsets(now), endOffset: printOffsets(frozen) });
    }
    return frozen;
  }

  /** `undefined`: wait for more. What was frozen is read to its end whatever minOffsetsPerTrigger says. */
  #limited(from: Offsets, end: Offsets, added: Offsets): Offsets | undefined {
    const { offsetsMin, offsetsMax, triggerDelayMs } = this.#options;
    if (offsetsMin !== undefined && this.#frozen === undefined && this.#lastTriggerMs !== undefined) {
      const waitedMs = this.#request.environment.clock.nowMs() - this.#lastTriggerMs;
      if (waitedMs < triggerDelayMs && offsetsBetween(from, end, added) < offsetsMin) return undefined;
    }
    return offsetsMax === undefined ? end : limitOffsets(offsetsMax, from, end, added);
  }
}
