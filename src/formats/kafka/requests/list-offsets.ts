import type { KafkaRequest } from './request.ts';
import type { TopicPartition } from '../transport.ts';
import { groupByTopic } from '../topic-partition.ts';

export const LATEST_TIMESTAMP = -1;
export const EARLIEST_TIMESTAMP = -2;

export interface OffsetQuery extends TopicPartition {
  /** Milliseconds, or LATEST_TIMESTAMP (below the last stable offset when reading committed), or EARLIEST_TIMESTAMP. */
  readonly timestampMs: number;
}
/** `offset` is -1 when no record is at or after the timestamp. */
export interface OffsetAnswer extends TopicPartition { readonly error: number; readonly offset: number }

/** ListOffsets v4 for partitions of one leader. */
export function listOffsetsRequest(queries: readonly OffsetQuery[], committedOnly: boolean): KafkaRequest<readonly OffsetAnswer[]> {
  return {
    apiKey: 2, apiVersion: 4, apiName: 'ListOffsets',
    write: (writer) => {
      writer.int32(-1).int8(committedOnly ? 1 : 0);
      writer.array(groupByTopic(queries), ([topic, rows]) => {
        writer.string(topic).array(rows, (row) => { writer.int32(row.partition).int32(-1).int64(row.timestampMs); });
      });
    },
    read: (reader) => {
      reader.int32(); // throttle
      return reader.array(() => {
        const topic = reader.string() ?? '';
        return reader.array(() => {
          const partition = reader.int32(), error = reader.int16();
          reader.int64(); // timestamp found
          const offset = reader.int64();
          reader.int32(); // leader epoch
          return { topic, partition, error, offset };
        });
      }).flat();
    },
  };
}
