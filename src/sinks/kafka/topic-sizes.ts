import type { Clock } from '../../environment/environment.ts';
import { fail } from '../../errors/stream-error.ts';
import type { KafkaTransport } from '../../formats/kafka/transport.ts';

/** New partitions are noticed after this long, as in Kafka's own clients. */
const AGE_MS_MAX = 300_000;

/** Number of partitions of the topics that are written to. */
export class TopicSizes {
  readonly #transport: KafkaTransport;
  readonly #clock: Clock;
  readonly #known = new Map<string, { readonly count: number; readonly sinceMs: number }>();

  constructor(transport: KafkaTransport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  async partitionCountOf(topic: string): Promise<number> {
    const known = this.#known.get(topic);
    if (known !== undefined && this.#clock.monotonicMs() - known.sinceMs < AGE_MS_MAX) return known.count;
    const [metadata] = await this.#transport.metadata([topic]);
    if (metadata === undefined || metadata.error !== 0) return fail('TIDEMARK_KAFKA_TOPIC_NOT_FOUND', { topics: topic }, { domain: 'external' });
    this.#known.set(topic, { count: metadata.partitions.length, sinceMs: this.#clock.monotonicMs() });
    return metadata.partitions.length;
  }

  forget(): void { this.#known.clear(); }
}
