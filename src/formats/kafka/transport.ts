import type { FetchedPartition, FetchLimits, FetchPosition } from './requests/fetch.ts';
import type { OffsetAnswer, OffsetQuery } from './requests/list-offsets.ts';
import type { TopicMetadata } from './requests/metadata.ts';
import type { Acknowledgement, ProduceAnswer, ProducedBatch } from './requests/produce.ts';
import type { NewTopic } from './requests/topics.ts';
import type { ProducerSession } from './requests/transaction.ts';

export interface TopicPartition { readonly topic: string; readonly partition: number }

export interface ProduceOptions { readonly transactionalId: string | null; readonly acknowledgement: Acknowledgement; readonly timeoutMs: number }

/**
 * Everything the engine asks of a Kafka cluster (design D10). There is no consumer group and no subscription: who calls says exactly
 * which offsets it wants. Brokers that cannot be reached and retriable answers are retried with backoff for a while; what still fails is a
 * StreamError of domain `external` with `retry` true. Answers that mean something to the caller are returned, not thrown.
 */
export interface KafkaTransport {
  /** Fresh metadata; `undefined` = all topics. A topic that does not exist comes back with its error. */
  metadata(topics: readonly string[] | undefined): Promise<readonly TopicMetadata[]>;
  /** Partitions of any leaders. A partition that does not exist (any more) comes back with its error. */
  listOffsets(queries: readonly OffsetQuery[], committedOnly: boolean): Promise<readonly OffsetAnswer[]>;
  /** The broker that leads a partition, from what metadata said last. */
  leaderOf(partition: TopicPartition): Promise<number>;
  /** One request to one leader. OFFSET_OUT_OF_RANGE and UNKNOWN_TOPIC_OR_PARTITION come back with the partition. */
  fetch(leader: number, positions: readonly FetchPosition[], limits: FetchLimits): Promise<readonly FetchedPartition[]>;
  /** To all leaders at once, each partition named once. Never retried here: the caller knows whether sending twice is allowed. */
  produce(batches: readonly ProducedBatch[], options: ProduceOptions): Promise<readonly ProduceAnswer[]>;
  /** What the coordinator knows of the last transaction of the id, in its own word; `undefined` when it knows nothing. A new session makes it `Empty`. */
  transactionState(transactionalId: string): Promise<string | undefined>;
  /** Fences older sessions of the transactional id; waits until their transactions are ended. */
  initProducerId(transactionalId: string, transactionTimeoutMs: number): Promise<ProducerSession>;
  addPartitions(transactionalId: string, session: ProducerSession, partitions: readonly TopicPartition[]): Promise<void>;
  endTransaction(transactionalId: string, session: ProducerSession, commit: boolean): Promise<void>;
  /** Does nothing when the topic is there. */
  createTopic(topic: NewTopic): Promise<void>;
  /** For housekeeping and tests. */
  deleteTopic(name: string): Promise<void>;
  createPartitions(name: string, count: number): Promise<void>;
  close(): Promise<void>;
}
