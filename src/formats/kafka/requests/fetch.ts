import type { KafkaRequest } from './request.ts';
import type { TopicPartition } from '../transport.ts';
import { groupByTopic } from '../topic-partition.ts';

export interface FetchPosition extends TopicPartition { readonly offset: number; readonly bytesMax: number }
export interface FetchLimits { readonly waitMsMax: number; readonly bytesMin: number; readonly bytesMax: number; readonly committedOnly: boolean }
export interface AbortedTransaction { readonly producerId: number; readonly firstOffset: number }

/** What a broker sent of one partition. `records` is a slice of the answer: whole batches, the last one possibly cut off. */
export interface FetchedPartition extends TopicPartition {
  readonly error: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly records: Buffer;
}

/** Fetch v11 without a session, for partitions of one leader, in the order given. */
export function fetchRequest(positions: readonly FetchPosition[], limits: FetchLimits): KafkaRequest<readonly FetchedPartition[]> {
  return {
    apiKey: 1, apiVersion: 11, apiName: 'Fetch',
    write: (writer) => {
      writer.int32(-1).int32(limits.waitMsMax).int32(limits.bytesMin).int32(limits.bytesMax).int8(limits.committedOnly ? 1 : 0).int32(0).int32(-1);
      writer.array(groupByTopic(positions), ([topic, rows]) => {
        writer.string(topic).array(rows, (row) => { writer.int32(row.partition).int32(-1).int64(row.offset).int64(-1).int32(row.bytesMax); });
      });
      writer.int32(0).string(''); // forgotten topics, rack
    },
    read: (reader) => {
      reader.int32(); // throttle
      const error = reader.int16();
      reader.int32(); // session
      return reader.array(() => {
        const topic = reader.string() ?? '';
        return reader.array((): FetchedPartition => {
          const partition = reader.int32(), own = reader.int16();
          const highWatermark = reader.int64(), lastStableOffset = reader.int64(), logStartOffset = reader.int64();
          const aborted = reader.array(() => ({ producerId: reader.int64(), firstOffset: reader.int64() }));
          reader.int32(); // preferred replica
          const size = Math.max(0, reader.int32()), start = reader.skip(size);
          return { topic, partition, error: error === 0 ? own : error, highWatermark, lastStableOffset, logStartOffset, aborted, records: reader.buffer.subarray(start, start + size) };
        });
      }).flat();
    },
  };
}
