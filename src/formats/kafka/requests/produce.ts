import type { KafkaRequest } from './request.ts';
import type { TopicPartition } from '../transport.ts';
import { groupByTopic } from '../topic-partition.ts';

/** One record batch for one partition. A request holds at most one per partition. */
export interface ProducedBatch extends TopicPartition { readonly batch: Uint8Array }
export interface ProduceAnswer extends TopicPartition { readonly error: number; readonly baseOffset: number }
export type Acknowledgement = -1 | 0 | 1;

/** Produce v7 for partitions of one leader. */
export function produceRequest(batches: readonly ProducedBatch[], transactionalId: string | null, acknowledgement: Acknowledgement, timeoutMs: number): KafkaRequest<readonly ProduceAnswer[]> {
  return {
    apiKey: 0, apiVersion: 7, apiName: 'Produce',
    write: (writer) => {
      writer.string(transactionalId).int16(acknowledgement).int32(timeoutMs);
      writer.array(groupByTopic(batches), ([topic, rows]) => {
        writer.string(topic).array(rows, (row) => { writer.int32(row.partition).bytes(row.batch); });
      });
    },
    read: (reader) => reader.array(() => {
      const topic = reader.string() ?? '';
      return reader.array(() => {
        const partition = reader.int32(), error = reader.int16(), baseOffset = reader.int64();
        reader.skip(16); // append time, log start
        return { topic, partition, error, baseOffset };
      });
    }).flat(),
  };
}
