import type { TopicPartition } from './transport.ts';

/** `clicks-3`, as Spark prints it. */
export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

export function comparePartitions(left: TopicPartition, right: TopicPartition): number {
  return left.topic === right.topic ? left.partition - right.partition : left.topic < right.topic ? -1 : 1;
}

/** The rows of each topic, topics and rows in the order in which they come. */
export function groupByTopic<T extends TopicPartition>(rows: readonly T[]): [topic: string, rows: T[]][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.topic);
    if (group === undefined) groups.set(row.topic, [row]);
    else group.push(row);
  }
  return [...groups];
}
