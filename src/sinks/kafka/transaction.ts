import { fail } from '../../errors/stream-error.ts';
import { FENCED_CODES, KafkaProtocolError } from '../../formats/kafka/protocol-error.ts';
import type { ProducedBatch } from '../../formats/kafka/requests/produce.ts';
import type { ProducerSession } from '../../formats/kafka/requests/transaction.ts';
import { partitionName } from '../../formats/kafka/topic-partition.ts';
import type { KafkaTransport, TopicPartition } from '../../formats/kafka/transport.ts';

/**
 * One session of a transactional id. Opening it fences every older session of the id and ends its open transaction, so whatever the
 * older one had under way is decided when `open` returns.
 *
 * Law: one batch per partition is under way at a time and sequence numbers are never taken back. After any error the session is over;
 * the caller opens a new one and looks at the marker to find out what happened. A session that was fenced never opens another.
 */
export class TransactionSession {
  readonly #transport: KafkaTransport;
  readonly transactionalId: string;
  readonly #timeoutMs: number;
  readonly session: ProducerSession;
  readonly #sequences = new Map<string, number>();
  readonly #partitions = new Set<string>();

  constructor(transport: KafkaTransport, transactionalId: string, timeoutMs: number, session: ProducerSession) {
    this.#transport = transport;
    this.transactionalId = transactionalId;
    this.#timeoutMs = timeoutMs;
    this.session = session;
  }

  static async open(transport: KafkaTransport, transactionalId: string, transactionTimeoutMs: number, requestTimeoutMs: number): Promise<TransactionSession> {
    const session = await transport.initProducerId(transactionalId, transactionTimeoutMs);
    return new TransactionSession(transport, transactionalId, requestTimeoutMs, session);
  }

  /** Must name a partition before anything is written to it in this transaction. */
  async add(partitions: readonly TopicPartition[]): Promise<void> {
    const fresh = partitions.filter((row) => !this.#partitions.has(partitionName(row)));
    if (fresh.length === 0) return;
    await this.#guard(() => this.#transport.addPartitions(this.transactionalId, this.session, fresh));
    for (const row of fresh) this.#partitions.add(partitionName(row));
  }

  sequenceOf(partition: TopicPartition): number {
    return this.#sequences.get(partitionName(partition)) ?? 0;
  }

  /** One batch per partition at most. `rowCounts` are the records in each. */
  async send(batches: readonly ProducedBatch[], rowCounts: readonly number[]): Promise<void> {
    batches.forEach((batch, index) => { this.#sequences.set(partitionName(batch), (this.sequenceOf(batch) + rowCounts[index]!) % 2 ** 31); });
    await this.#guard(() => this.#transport.produce(batches, { transactionalId: this.transactionalId, acknowledgement: -1, timeoutMs: this.#timeoutMs }));
  }

  async end(commit: boolean): Promise<void> {
    if (this.#partitions.size > 0) await this.#guard(() => this.#transport.endTransaction(this.transactionalId, this.session, commit));
    this.#partitions.clear();
  }

  async #guard<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof KafkaProtocolError) || !FENCED_CODES.includes(error.code)) throw error;
      return fail('TIDEMARK_KAFKA_PRODUCER_FENCED', { transactionalId: this.transactionalId }, { cause: error, domain: 'external', retry: false });
    }
  }
}
