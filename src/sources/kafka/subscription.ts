import { UNKNOWN_TOPIC_OR_PARTITION } from '../../formats/kafka/protocol-error.ts';
import type { TopicMetadata } from '../../formats/kafka/requests/metadata.ts';
import { comparePartitions } from '../../formats/kafka/topic-partition.ts';
import type { KafkaTransport, TopicPartition } from '../../formats/kafka/transport.ts';
import type { Subscription } from './options.ts';

/** What a subscription means right now. */
export interface Assigned {
  readonly partitions: readonly TopicPartition[];
  readonly topicIds: ReadonlyMap<string, string>;
  /** Topics that were named and do not exist. */
  readonly missing: readonly string[];
}

export type ListPartitions = () => Promise<Assigned>;

/** Asks the cluster anew on every call, which is how new partitions and new topics appear. */
export async function openSubscription(transport: KafkaTransport, subscription: Subscription): Promise<ListPartitions> {
  switch (subscription.kind) {
    case 'Subscribe': return async () => assignedOf(await transport.metadata(subscription.topics), () => true);
    case 'Assign': {
      const wanted = new Set(subscription.partitions.map(({ topic, partition }) => `${topic}/${partition}`));
      const topics = [...new Set(subscription.partitions.map(({ topic }) => topic))];
      return async () => assignedOf(await transport.metadata(topics), ({ topic, partition }) => wanted.has(`${topic}/${partition}`));
    }
    case 'SubscribePattern': {
      const { RE2JS } = await import('re2js');
      const pattern = RE2JS.compile(subscription.text);
      return async () => assignedOf((await transport.metadata(undefined)).filter((topic) => !topic.internal && pattern.matches(topic.name)), () => true);
    }
  }
}

function assignedOf(topics: readonly TopicMetadata[], wanted: (partition: TopicPartition) => boolean): Assigned {
  const there = topics.filter((topic) => topic.error === 0);
  return {
    partitions: there.flatMap((topic) => topic.partitions.map(({ partition }) => ({ topic: topic.name, partition }))).filter(wanted).sort(comparePartitions),
    topicIds: new Map(there.map((topic) => [topic.name, topic.id])),
    missing: topics.filter((topic) => topic.error === UNKNOWN_TOPIC_OR_PARTITION).map((topic) => topic.name),
  };
}
