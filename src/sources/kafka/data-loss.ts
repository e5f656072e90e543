import type { Environment } from '../../environment/environment.ts';
import { fail } from '../../errors/stream-error.ts';
import type { ClientOptions } from '../../formats/kafka/client-options.ts';
import type { PartitionRange, RangeProblem } from '../../formats/kafka/range-reader.ts';
import { partitionName } from '../../formats/kafka/topic-partition.ts';
import type { KafkaTransport, TopicPartition } from '../../formats/kafka/transport.ts';
import type { Offset, SourceMetadata } from '../source.ts';
import { earliestOffsets, latestOffsets } from './bounds.ts';
import { type Offsets, parseOffsets, partitionList, type PartitionOffset } from './offsets.ts';
import type { KafkaSourceOptions } from './options.ts';

/**
 * The one place that decides what happens to offsets that are not there: with failOnDataLoss the query fails by name, without it a
 * warning says what is skipped. Nothing is ever skipped without one of the two.
 */
export class DataLoss {
  readonly #transport: KafkaTransport;
  readonly #client: ClientOptions;
  readonly #options: KafkaSourceOptions;
  readonly #environment: Environment;
  readonly #warned = new Set<string>();

  constructor(transport: KafkaTransport, client: ClientOptions, options: KafkaSourceOptions, environment: Environment) {
    this.#transport = transport;
    this.#client = client;
    this.#options = options;
    this.#environment = environment;
  }

  deletedPartitions(partitions: readonly TopicPartition[]): void {
    if (partitions.length === 0) return;
    const names = partitionList(partitions);
    if (this.#options.failOnDataLoss) fail('KAFKA_DATA_LOSS.PARTITIONS_DELETED', { partitions: names });
    this.#warn('partitions are gone', { partitions: names });
  }

  wentBack(row: PartitionOffset, before: number): void {
    const places = { topicPartition: partitionName(row), prevOffset: String(before), newOffset: String(row.offset) };
    if (this.#options.failOnDataLoss) fail('KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED', places);
    this.#warn('an offset went back', places);
  }

  /** Where new partitions start: at their earliest record, which should be the first ever written. */
  async addedPartitions(partitions: readonly TopicPartition[]): Promise<Offsets> {
    if (partitions.length === 0) return new Map();
    const earliest = await earliestOffsets(this.#transport, partitions);
    const missing = partitions.filter((row) => !earliest.has(partitionName(row)));
    if (missing.length > 0) {
      if (this.#options.failOnDataLoss) fail('KAFKA_DATA_LOSS.INITIAL_OFFSET_NOT_FOUND_FOR_PARTITIONS', { partitions: partitionList(missing) });
      this.#warn('new partitions are gone', { partitions: partitionList(missing) });
    }
    for (const row of earliest.values()) {
      if (row.offset === 0) continue;
      const places = { topicPartition: partitionName(row), startOffset: String(row.offset) };
      if (this.#options.failOnDataLoss) fail('KAFKA_DATA_LOSS.ADDED_PARTITION_DOES_NOT_START_FROM_OFFSET_ZERO', places);
      this.#warn('a new partition has lost its first records', places);
    }
    return earliest;
  }

  /** What a batch has to read. Partitions without a start are new; those of a topic made again start anew. */
  async rangesOf(start: Offset, end: Offset, metadata: SourceMetadata): Promise<readonly PartitionRange[]> {
    const from = parseOffsets(start), until = parseOffsets(end);
    const restarted = restartedTopics(start, end, metadata);
    const isNew = (row: PartitionOffset): boolean => !from.has(partitionName(row)) || restarted.has(row.topic);
    const added = await this.addedPartitions([...until.values()].filter(isNew));
    this.deletedPartitions([...from.values()].filter((row) => !until.has(partitionName(row)) && !restarted.has(row.topic)));
    const ranges: PartitionRange[] = [];
    for (const row of until.values()) {
      const first = isNew(row) ? added.get(partitionName(row)) : from.get(partitionName(row));
      if (first === undefined) continue;
      if (first.offset > row.offset) this.wentBack(row, first.offset);
      ranges.push({ topic: row.topic, partition: row.partition, from: first.offset, until: row.offset });
    }
    return ranges;
  }

  /** Records that a topic was found made again in the batch (start, end]; a replay of it then reads the same. */
  rememberRestart(topics: ReadonlySet<string>, start: Offset, end: Offset, metadata: SourceMetadata): void {
    metadata.put(`restarted/${start}`, JSON.stringify({ end, topics: [...topics] }));
  }

  /** The reader met offsets it cannot read: fails, or says where to go on. */
  async decide(range: PartitionRange, position: number, problem: RangeProblem): Promise<number> {
    const topicPartition = partitionName(range);
    if (problem.kind === 'gone') {
      this.deletedPartitions([range]);
      return range.until;
    }
    const earliest = (await earliestOffsets(this.#transport, [range])).get(topicPartition)?.offset;
    const latest = (await latestOffsets(this.#transport, [range], false)).get(topicPartition)?.offset;
    if (earliest === undefined || latest === undefined) {
      this.deletedPartitions([range]);
      return range.until;
    }
    if (position < earliest) {
      if (this.#options.failOnDataLoss) fail('KAFKA_DATA_LOSS.START_OFFSET_RESET', { topicPartition, offset: String(position), fetchedOffset: String(earliest) });
      this.#warn('records are gone, reading goes on behind them', { topicPartition, offset: position, earliest });
      return Math.min(earliest, range.until);
    }
    if (latest < range.until) {
      this.wentBack({ ...range, offset: latest }, range.until);
      return range.until;
    }
    if (problem.kind === 'out-of-range') return position; // it has healed meanwhile
    const reason = this.#client.committedOnly ? 'nothing came; a transaction that stays open holds them back' : 'nothing came';
    if (this.#options.failOnDataLoss) {
      fail('KAFKA_DATA_LOSS.COULD_NOT_READ_OFFSET_RANGE', { topicPartition, startOffset: String(position), endOffset: String(range.until), reason }, { domain: 'external', retry: true });
    }
    this.#warn('records cannot be read', { topicPartition, position, until: range.until, reason });
    return range.until;
  }

  /** Once for the same thing: a deleted partition stays deleted in every batch. */
  #warn(what: string, places: Readonly<Record<string, unknown>>): void {
    const text = `${what} ${JSON.stringify(places)}`;
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.#environment.log('warn', `kafka: ${what}, and failOnDataLoss is false`, places);
  }
}

function restartedTopics(start: Offset, end: Offset, metadata: SourceMetadata): ReadonlySet<string> {
  const kept = metadata.get(`restarted/${start}`);
  if (kept === undefined) return new Set();
  const restart = JSON.parse(kept) as { end: Offset; topics: string[] };
  return new Set(restart.end === end ? restart.topics : []);
}
