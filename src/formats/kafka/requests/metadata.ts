import type { KafkaRequest } from './request.ts';

export interface BrokerAddress { readonly nodeId: number; readonly host: string; readonly port: number; readonly rack: string | null }
export interface PartitionMetadata { readonly error: number; readonly partition: number; readonly leader: number }
export interface TopicMetadata {
  readonly error: number;
  readonly name: string;
  /** Changes when a topic is deleted and made again; 32 hex digits. */
  readonly id: string;
  readonly internal: boolean;
  readonly partitions: readonly PartitionMetadata[];
}
export interface ClusterMetadata { readonly brokers: readonly BrokerAddress[]; readonly controller: number; readonly topics: readonly TopicMetadata[] }

/** Metadata v12, the first that knows topic ids. `undefined` asks for all topics. It is "flexible": empty tag sections are zero bytes. */
export function metadataRequest(topics: readonly string[] | undefined): KafkaRequest<ClusterMetadata> {
  return {
    apiKey: 3, apiVersion: 12, apiName: 'Metadata',
    write: (writer) => {
      writer.int8(0); // tags of the header, which the connection does not know about
      writer.unsigned(topics === undefined ? 0 : topics.length + 1);
      for (const topic of topics ?? []) writer.raw(new Uint8Array(16)).compactString(topic).int8(0);
      writer.boolean(false).boolean(false).int8(0);
    },
    read: (reader) => {
      reader.skipTags();
      reader.int32(); // throttle
      const brokers = reader.compactArray(() => {
        const broker = { nodeId: reader.int32(), host: reader.compactString() ?? '', port: reader.int32(), rack: reader.compactString() };
        reader.skipTags();
        return broker;
      });
      reader.compactString(); // cluster id
      const controller = reader.int32();
      const topicsRead = reader.compactArray(() => {
        const error = reader.int16(), name = reader.compactString() ?? '', id = reader.hex(16), internal = reader.boolean();
        const partitions = reader.compactArray(() => {
          const partition = { error: reader.int16(), partition: reader.int32(), leader: reader.int32() };
          reader.int32(); // leader epoch
          for (let list = 0; list < 3; list++) reader.compactArray(() => reader.int32()); // replicas, in sync, offline
          reader.skipTags();
          return partition;
        });
        reader.int32(); // authorized operations
        reader.skipTags();
        return { error, name, id, internal, partitions };
      });
      return { brokers, controller, topics: topicsRead };
    },
  };
}
