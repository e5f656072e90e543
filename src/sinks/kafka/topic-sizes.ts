import type { Clock } from '../../environment/environment.ts';
import { fail } from '../../errors/stream-error.ts';
import type { KafkaTransport } from '../../formats/kafka/transport.ts';

/** New partitions are noticed after this long, as in Kafka's own clients. */
const AGE_MS_MAX = 300_000;
/** A topic made a moment ago is not known to every broker at once; one that is not there after this is missing. */
const NEW_TOPIC_MS_MAX = 5000;
const NEW_TOPIC_PAUSE_MS = 100;

/** Number of partitions of the topics that are written to. */
export class TopicSizes {
  readonly #transport: KafkaTransport;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #known = new Map<string, { readonly count: number; readonly sinceMs: number }>();

  constructor(transport: KafkaTransport, clock: Clock, signal: AbortSignal) {
    this.#transport = transport;
    this.#clock = clock;
    this.#signal = signal;
  }

  async partitionCountOf(topic: string): Promise<number> {
    const known = this.#known.get(topic);
    if (known !== undefined && this.#clock.monotonicMs() - known.sinceMs < AGE_MS_MAX) return known.count;
    const count = await this.#ask(topic);
    this.#known.set(topic, { count, sinceMs: this.#clock.monotonicMs() });
    return count;
  }

  async #ask(topic: string): Promise<number> {
    for (const startedMs = this.#clock.monotonicMs(); ;) {
      const [metadata] = await this.#transport.metadata([topic]);
      if (metadata !== undefined && metadata.error === 0) return metadata.partitions.length;
      if (this.#signal.aborted || this.#clock.monotonicMs() - startedMs > NEW_TOPIC_MS_MAX) return fail('TIDEMARK_KAFKA_TOPIC_NOT_FOUND', { topics: topic }, { domain: 'external' });
      await this.#clock.sleep(NEW_TOPIC_PAUSE_MS, this.#signal);
    }
  }

  forget(): void { this.#known.clear(); }
}
