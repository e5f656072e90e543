import { codecOf, loadCodecs } from '../../formats/kafka/codec-set.ts';
import { KafkajsTransport } from '../../formats/kafka/kafkajs-transport.ts';
import { RecordEncoder } from '../../formats/kafka/record-encoder.ts';
import type { KafkaTransport } from '../../formats/kafka/transport.ts';
import type { Sink, SinkDefinition, SinkRequest } from '../sink.ts';
import { AtLeastOnceSink } from './at-least-once.ts';
import { ExactlyOnceSink } from './exactly-once.ts';
import { type KafkaSinkOptions, kafkaSinkOptions, readSinkOptions } from './options.ts';
import { RowRouter } from './row-router.ts';
import { findSinkColumns } from './sink-schema.ts';
import { TopicSizes } from './topic-sizes.ts';

export const kafkaSink: SinkDefinition = {
  name: 'kafka',
  doc: 'Topics of Apache Kafka; exactly once for readers of committed records.',
  options: kafkaSinkOptions,
  modes: ['append', 'update', 'complete'],
  guarantee: 'exactly-once',
  temporaryCheckpoint: false,
  checkSchema: (schema, options) => { findSinkColumns(schema, options['topic']); },
  open: openKafkaSink,
};

async function openKafkaSink(request: SinkRequest): Promise<Sink> {
  const options = readSinkOptions(request.options, request.environment);
  return await openSinkOver(new KafkajsTransport(options.client, request.environment, request.signal), request, options);
}

/** Over a given transport, which is how tests put faults between the sink and its broker. */
export async function openSinkOver(transport: KafkaTransport, request: SinkRequest, options: KafkaSinkOptions): Promise<Sink> {
  const columns = findSinkColumns(request.schema, options.topic);
  await loadCodecs([options.codecId]);
  const sizes = new TopicSizes(transport, request.environment.clock, request.signal);
  const parts = {
    request, options, transport, sizes,
    router: new RowRouter(columns, options.topic, (topic) => sizes.partitionCountOf(topic)),
    encoder: new RecordEncoder(options.batchBytesMax, options.codecId, codecOf(options.codecId)),
  };
  return options.delivery === 'exactly-once' ? new ExactlyOnceSink(parts) : new AtLeastOnceSink(parts);
}
