import type { Environment } from '../../environment/environment.ts';
import { fail } from '../../errors/stream-error.ts';
import type { SourceMetadata } from '../source.ts';

/**
 * A topic that was deleted and made again answers old offsets with other records, without any error. Its id is the only witness, so the
 * id of every topic is kept for the life of the query and compared with each answer of the cluster.
 */
export class TopicIds {
  readonly #metadata: SourceMetadata;
  readonly #environment: Environment;
  readonly #failOnDataLoss: boolean;

  constructor(metadata: SourceMetadata, environment: Environment, failOnDataLoss: boolean) {
    this.#metadata = metadata;
    this.#environment = environment;
    this.#failOnDataLoss = failOnDataLoss;
  }

  /** Remembers new topics. Returns those that were made again since, or fails when that may not be. */
  compare(current: ReadonlyMap<string, string>): ReadonlySet<string> {
    const recreated = new Set<string>();
    for (const [topic, id] of current) {
      const known = this.#metadata.get(`topic-id/${topic}`);
      if (known === id) continue;
      if (known !== undefined) {
        if (this.#failOnDataLoss) fail('KAFKA_DATA_LOSS.TIDEMARK_TOPIC_RECREATED', { topic });
        this.#environment.log('warn', 'kafka: a topic was deleted and made again, it is read from its beginning', { topic, before: known, now: id });
        recreated.add(topic);
      }
      this.#metadata.put(`topic-id/${topic}`, id);
    }
    return recreated;
  }
}
