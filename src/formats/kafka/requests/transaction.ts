import type { KafkaRequest } from './request.ts';
import type { TopicPartition } from '../transport.ts';
import { groupByTopic } from '../topic-partition.ts';

export interface ProducerSession { readonly producerId: number; readonly epoch: number }
export interface Coordinator { readonly error: number; readonly nodeId: number; readonly host: string; readonly port: number }

/** FindCoordinator v2 for a transactional id. */
export function findCoordinatorRequest(transactionalId: string): KafkaRequest<Coordinator> {
  return {
    apiKey: 10, apiVersion: 2, apiName: 'FindCoordinator',
    write: (writer) => { writer.string(transactionalId).int8(1); },
    read: (reader) => {
      reader.int32(); // throttle
      const error = reader.int16();
      reader.string(); // message
      return { error, nodeId: reader.int32(), host: reader.string() ?? '', port: reader.int32() };
    },
  };
}

/** InitProducerId v1. With a transactional id it fences every older session of that id and ends its open transaction. */
export function initProducerIdRequest(transactionalId: string | null, timeoutMs: number): KafkaRequest<ProducerSession & { readonly error: number }> {
  return {
    apiKey: 22, apiVersion: 1, apiName: 'InitProducerId',
    write: (writer) => { writer.string(transactionalId).int32(timeoutMs); },
    read: (reader) => {
      reader.int32(); // throttle
      return { error: reader.int16(), producerId: reader.int64(), epoch: reader.int16() };
    },
  };
}

/** AddPartitionsToTxn v1: the error of each partition. */
export function addPartitionsRequest(transactionalId: string, session: ProducerSession, partitions: readonly TopicPartition[]): KafkaRequest<readonly number[]> {
  return {
    apiKey: 24, apiVersion: 1, apiName: 'AddPartitionsToTxn',
    write: (writer) => {
      writer.string(transactionalId).int64(session.producerId).int16(session.epoch);
      writer.array(groupByTopic(partitions), ([topic, rows]) => { writer.string(topic).array(rows, (row) => { writer.int32(row.partition); }); });
    },
    read: (reader) => {
      reader.int32(); // throttle
      return reader.array(() => {
        reader.string();
        return reader.array(() => {
          reader.int32();
          return reader.int16();
        });
      }).flat();
    },
  };
}

/** EndTxn v1. */
export function endTransactionRequest(transactionalId: string, session: ProducerSession, commit: boolean): KafkaRequest<number> {
  return {
    apiKey: 26, apiVersion: 1, apiName: 'EndTxn',
    write: (writer) => { writer.string(transactionalId).int64(session.producerId).int16(session.epoch).boolean(commit); },
    read: (reader) => {
      reader.int32(); // throttle
      return reader.int16();
    },
  };
}
