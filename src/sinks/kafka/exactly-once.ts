import { Arena } from '../../columnar/arena.ts';
import type { Chunk } from '../../columnar/chunk.ts';
import type { BatchOrigin } from '../../formats/kafka/record-encoder.ts';
import type { TopicPartition } from '../../formats/kafka/transport.ts';
import type { Sink } from '../sink.ts';
import { asExternal, type DeliveryParts, encodeRounds, mayPass, rewind } from './delivery.ts';
import { MarkerTopic } from './marker.ts';
import type { Outbox } from './row-router.ts';
import { abortOpen, settle } from './settlement.ts';
import { TransactionSession } from './transaction.ts';

/** Attempts within one call; what still fails then is the engine's to repeat. */
const ATTEMPTS_MAX = 4;

/**
 * All rows of a batch and a marker (query id, batch id) in one transaction.
 *
 * Promise: readers of committed records see each batch once, whole, however often `write` is called or the process dies. The order at a
 * start is the protocol: open the session, which fences older runs and ends their transactions; read the marker; end what the brokers
 * have left open all the same; then write. After any error that leaves the outcome open the same steps decide: a batch whose marker is
 * there is in, any other one is not.
 */
export class ExactlyOnceSink implements Sink {
  readonly description: string;
  readonly #parts: DeliveryParts;
  readonly #transactionalId: string;
  readonly #marker: MarkerTopic;
  readonly #arena = new Arena();
  #session: TransactionSession | undefined;
  #lastBatch: number | undefined;
  /** An earlier session may have left rows in the partitions that are written first. */
  #mayHaveRows = false;

  constructor(parts: DeliveryParts) {
    const { request, options, transport } = parts;
    this.#parts = parts;
    this.#transactionalId = `${options.transactionalIdPrefix}-${request.queryId}`;
    this.#marker = new MarkerTopic(transport, options.client, options.markerTopic, request.queryId, () => request.environment.clock.monotonicMs(), request.signal);
    this.description = `Kafka[${options.topic ?? 'topic'}, exactly-once]`;
  }

  async lastCommitted(): Promise<number | undefined> {
    await this.#attempt(async () => { await this.#open(); });
    return this.#lastBatch;
  }

  async write(batchId: number, chunks: readonly Chunk[]): Promise<void> {
    await this.#attempt(async () => {
      const session = await this.#open();
      if (this.#lastBatch !== undefined && this.#lastBatch >= batchId) return;
      const outboxes = await this.#parts.router.route(chunks, batchId);
      if (outboxes.length === 0) return;
      await this.#writeTransaction(session, batchId, outboxes);
      this.#lastBatch = batchId;
    });
  }

  async close(): Promise<void> {
    this.#session = undefined;
    this.#arena.release();
    this.#parts.router.close();
    this.#parts.encoder.close();
    await this.#parts.transport.close();
  }

  async #writeTransaction(session: TransactionSession, batchId: number, outboxes: readonly Outbox[]): Promise<void> {
    rewind(outboxes);
    this.#arena.reset();
    const partitions = [...outboxes, this.#marker.partition].map(({ topic, partition }) => ({ topic, partition }));
    if (this.#mayHaveRows) await abortOpen(this.#parts, session, partitions);
    this.#mayHaveRows = false;
    const places = partitions.map((one) => ({ ...one, sequence: session.sequenceOf(one) }));
    const marker: Outbox = { ...this.#marker.partition, runs: [this.#marker.row({ batchId, epoch: session.session.epoch, partitions: places }, this.#arena)] };
    const timestampMs = this.#parts.request.environment.clock.nowMs();
    const originOf = (partition: TopicPartition): BatchOrigin => ({ session: session.session, sequence: session.sequenceOf(partition), transactional: true, timestampMs });
    await session.add(partitions);
    for (const { batches, rowCounts } of encodeRounds(this.#parts, [...outboxes, marker], originOf)) await session.send(batches, rowCounts);
    await session.end(true);
  }

  /** Fences, reads the marker, and ends what is still open. */
  async #open(): Promise<TransactionSession> {
    if (this.#session !== undefined) return this.#session;
    const { options, transport, sizes } = this.#parts;
    sizes.forget();
    await this.#marker.create();
    const stateBefore = await transport.transactionState(this.#transactionalId);
    const session = await TransactionSession.open(transport, this.#transactionalId, options.transactionTimeoutMs, options.client.requestTimeoutMs);
    this.#lastBatch = await settle(this.#parts, session, await this.#marker.read(), stateBefore);
    this.#mayHaveRows = stateBefore !== undefined;
    this.#session = session;
    return session;
  }

  /** The session does not outlive an error, whatever it was. */
  async #attempt(run: () => Promise<void>): Promise<void> {
    const { environment, signal } = this.#parts.request;
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        await this.#abandon();
        if (!mayPass(error) || attempt >= ATTEMPTS_MAX || signal.aborted) throw asExternal(this.#parts, error);
        environment.log('warn', 'kafka: a transaction failed, its outcome is looked up', { transactionalId: this.#transactionalId, attempt, problem: String(error) });
        await environment.clock.sleep(50 * 2 ** attempt, signal);
      }
    }
  }

  /** Ends the open transaction if that is still possible, so that readers need not wait for its timeout. */
  async #abandon(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.end(false).catch(() => {}); // the next session ends it too
  }
}
