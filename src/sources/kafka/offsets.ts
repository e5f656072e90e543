import { comparePartitions, partitionName } from '../../formats/kafka/topic-partition.ts';
import type { TopicPartition } from '../../formats/kafka/transport.ts';
import type { Offset } from '../source.ts';

export interface PartitionOffset extends TopicPartition { readonly offset: number }

/** The next offset to read of each partition, by `partitionName`. */
export type Offsets = ReadonlyMap<string, PartitionOffset>;

export function offsetsOf(rows: Iterable<PartitionOffset>): Offsets {
  return new Map([...rows].sort(comparePartitions).map((row) => [partitionName(row), row]));
}

/** `{"clicks":{"0":23,"1":7}}`, topics and partitions in order, so that equal positions are equal text. */
export function printOffsets(offsets: Offsets): Offset {
  const topics: Record<string, Record<string, number>> = Object.create(null);
  for (const { topic, partition, offset } of [...offsets.values()].sort(comparePartitions)) (topics[topic] ??= {})[partition] = offset;
  return JSON.stringify(topics);
}

export function parseOffsets(text: Offset): Offsets {
  return parsePartitionNumbers(text) ?? new Map();
}

/** A number per partition in the form of an offset; `undefined` when the text is anything else. Also the form of offsets and timestamps in options. */
export function parsePartitionNumbers(text: string): Offsets | undefined {
  const topics = parseObject(text);
  if (topics === undefined) return undefined;
  const rows: PartitionOffset[] = [];
  for (const [topic, partitions] of Object.entries(topics)) {
    if (typeof partitions !== 'object' || partitions === null || Array.isArray(partitions)) return undefined;
    for (const [partition, offset] of Object.entries(partitions)) {
      if (!/^\d{1,9}$/.test(partition) || !Number.isSafeInteger(offset)) return undefined;
      rows.push({ topic, partition: Number(partition), offset: offset as number });
    }
  }
  return offsetsOf(rows);
}

/** `{"clicks":[0,1],"views":[0]}`. */
export function parseAssignment(text: string): readonly TopicPartition[] | undefined {
  const topics = parseObject(text);
  if (topics === undefined) return undefined;
  const rows: TopicPartition[] = [];
  for (const [topic, partitions] of Object.entries(topics)) {
    if (!Array.isArray(partitions)) return undefined;
    for (const partition of partitions as unknown[]) {
      if (!Number.isSafeInteger(partition) || (partition as number) < 0) return undefined;
      rows.push({ topic, partition: partition as number });
    }
  }
  return rows.sort(comparePartitions);
}

export function partitionList(partitions: Iterable<TopicPartition>): string {
  return `{${[...partitions].sort(comparePartitions).map(partitionName).join(', ')}}`;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
