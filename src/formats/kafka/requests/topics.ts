import type { WireReader } from '../wire.ts';
import type { KafkaRequest } from './request.ts';

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  /** -1 = the broker's default. */
  readonly replicas: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** CreateTopics v4, to the controller. */
export function createTopicRequest(topic: NewTopic, timeoutMs: number): KafkaRequest<number> {
  return {
    apiKey: 19, apiVersion: 4, apiName: 'CreateTopics',
    write: (writer) => {
      writer.int32(1).string(topic.name).int32(topic.partitions).int16(topic.replicas).int32(0);
      writer.array(Object.entries(topic.settings), ([name, value]) => { writer.string(name).string(value); });
      writer.int32(timeoutMs).boolean(false);
    },
    read: (reader) => errorOfTopic(reader, true),
  };
}

/** DeleteTopics v3, to the controller. */
export function deleteTopicRequest(name: string, timeoutMs: number): KafkaRequest<number> {
  return {
    apiKey: 20, apiVersion: 3, apiName: 'DeleteTopics',
    write: (writer) => { writer.int32(1).string(name).int32(timeoutMs); },
    read: (reader) => errorOfTopic(reader, false),
  };
}

/** CreatePartitions v1, to the controller. */
export function createPartitionsRequest(name: string, count: number, timeoutMs: number): KafkaRequest<number> {
  return {
    apiKey: 37, apiVersion: 1, apiName: 'CreatePartitions',
    write: (writer) => { writer.int32(1).string(name).int32(count).int32(-1).int32(timeoutMs).boolean(false); },
    read: (reader) => errorOfTopic(reader, true),
  };
}

/** The error code of the only topic asked for; some answers have a message behind it. */
function errorOfTopic(reader: WireReader, hasMessage: boolean): number {
  reader.int32(); // throttle
  const errors = reader.array(() => {
    reader.string();
    const error = reader.int16();
    if (hasMessage) reader.string();
    return error;
  });
  return errors[0] ?? -1;
}
