import type { Chunk } from '../../columnar/chunk.ts';
import type { Sink } from '../sink.ts';
import { asExternal, type DeliveryParts, encodeRounds, mayPass, type Round } from './delivery.ts';

const ATTEMPTS_MAX = 6;

/** Every row is acknowledged before `write` resolves. A batch that is written again, and a batch of records whose answer was lost, are there twice: Spark's own guarantee. */
export class AtLeastOnceSink implements Sink {
  readonly description: string;
  readonly #parts: DeliveryParts;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.description = `Kafka[${parts.options.topic ?? 'topic'}, at-least-once]`;
  }

  /** Nobody knows. */
  async lastCommitted(): Promise<undefined> { return undefined; }

  async write(batchId: number, chunks: readonly Chunk[]): Promise<void> {
    const timestampMs = this.#parts.request.environment.clock.nowMs();
    try {
      const outboxes = await this.#parts.router.route(chunks, batchId);
      for (const round of encodeRounds(this.#parts, outboxes, () => ({ session: undefined, sequence: -1, transactional: false, timestampMs }))) await this.#send(round);
    } catch (error) {
      throw asExternal(this.#parts, error);
    }
  }

  async close(): Promise<void> {
    this.#parts.router.close();
    this.#parts.encoder.close();
    await this.#parts.transport.close();
  }

  async #send({ batches }: Round): Promise<void> {
    const { options, transport, request } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      try {
        await transport.produce(batches, { transactionalId: null, acknowledgement: options.acknowledgement, timeoutMs: options.client.requestTimeoutMs });
        return;
      } catch (error) {
        if (!mayPass(error) || attempt >= ATTEMPTS_MAX || request.signal.aborted) throw error;
        await request.environment.clock.sleep(50 * 2 ** attempt, request.signal);
      }
    }
  }
}
