import { fail } from '../../errors/stream-error.ts';
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../formats/kafka/requests/list-offsets.ts';
import { partitionName } from '../../formats/kafka/topic-partition.ts';
import type { KafkaTransport, TopicPartition } from '../../formats/kafka/transport.ts';
import { type Offsets, offsetsOf, partitionList, type PartitionOffset } from './offsets.ts';
import { type Bound, EARLIEST_OFFSET, LATEST_OFFSET } from './options.ts';

export interface BoundContext {
  readonly transport: KafkaTransport;
  readonly partitions: readonly TopicPartition[];
  readonly committedOnly: boolean;
  readonly side: 'start' | 'end';
  readonly timestampStrategy: 'error' | 'latest';
}

/** The offsets a bound means now. Numbers given by the user are taken as they are; reading finds out whether they exist. */
export async function resolveBound(bound: Bound, context: BoundContext): Promise<Offsets> {
  switch (bound.kind) {
    case 'earliest': return await earliestOffsets(context.transport, context.partitions);
    case 'latest': return await latestOffsets(context.transport, context.partitions, context.committedOnly);
    case 'offsets': return await resolveOffsets(bound.offsets, context);
    case 'timestamp': return await resolveTimestamps(offsetsOf(context.partitions.map((row) => ({ ...row, offset: bound.timestampMs }))), context);
    case 'timestamps': {
      if (!samePartitions(bound.timestampsMs, context.partitions)) {
        fail('KAFKA_TIMESTAMP_OFFSET_DOES_NOT_MATCH_ASSIGNED', { position: context.side, specifiedPartitions: partitionList(bound.timestampsMs.values()), assignedPartitions: partitionList(context.partitions) });
      }
      return await resolveTimestamps(bound.timestampsMs, context);
    }
  }
}

/** Partitions that do not exist (any more) are left out. */
export async function latestOffsets(transport: KafkaTransport, partitions: readonly TopicPartition[], committedOnly: boolean): Promise<Offsets> {
  return await listOffsets(transport, partitions, LATEST_TIMESTAMP, committedOnly);
}

export async function earliestOffsets(transport: KafkaTransport, partitions: readonly TopicPartition[]): Promise<Offsets> {
  return await listOffsets(transport, partitions, EARLIEST_TIMESTAMP, false);
}

async function listOffsets(transport: KafkaTransport, partitions: readonly TopicPartition[], timestampMs: number, committedOnly: boolean): Promise<Offsets> {
  if (partitions.length === 0) return new Map();
  const answers = await transport.listOffsets(partitions.map(({ topic, partition }) => ({ topic, partition, timestampMs })), committedOnly);
  return offsetsOf(answers.filter((answer) => answer.error === 0).map(({ topic, partition, offset }) => ({ topic, partition, offset })));
}

async function resolveOffsets(given: Offsets, context: BoundContext): Promise<Offsets> {
  if (!samePartitions(given, context.partitions)) {
    fail('KAFKA_START_OFFSET_DOES_NOT_MATCH_ASSIGNED', { specifiedPartitions: partitionList(given.values()), assignedPartitions: partitionList(context.partitions) });
  }
  const rows = [...given.values()];
  const earliest = await earliestOffsets(context.transport, rows.filter((row) => row.offset === EARLIEST_OFFSET));
  const latest = await latestOffsets(context.transport, rows.filter((row) => row.offset === LATEST_OFFSET), context.committedOnly);
  return offsetsOf(rows.map((row) => earliest.get(partitionName(row)) ?? latest.get(partitionName(row)) ?? row));
}

/** No record at or after the time: an end is the latest offset then, a start is what the strategy says. */
async function resolveTimestamps(timestampsMs: Offsets, context: BoundContext): Promise<Offsets> {
  const { transport, committedOnly } = context;
  const answers = await transport.listOffsets([...timestampsMs.values()].map((row) => ({ topic: row.topic, partition: row.partition, timestampMs: row.offset })), committedOnly);
  const behind = answers.filter((answer) => answer.error === 0 && answer.offset < 0);
  const first = behind[0];
  if (first !== undefined && context.side === 'start' && context.timestampStrategy === 'error') {
    fail('TIDEMARK_KAFKA_NO_TIMESTAMP', { topicPartition: partitionName(first), timestamp: String(timestampsMs.get(partitionName(first))?.offset) });
  }
  const latest = await latestOffsets(transport, behind, committedOnly);
  const found: PartitionOffset[] = answers.filter((answer) => answer.error === 0 && answer.offset >= 0).map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  return offsetsOf([...found, ...latest.values()]);
}

function samePartitions(given: Offsets, partitions: readonly TopicPartition[]): boolean {
  return given.size === partitions.length && partitions.every((row) => given.has(partitionName(row)));
}
