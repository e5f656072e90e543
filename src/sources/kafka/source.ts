import { readClientOptions } from '../../formats/kafka/client-options.ts';
import { kafkaSchema } from '../../formats/kafka/kafka-schema.ts';
import { KafkajsTransport } from '../../formats/kafka/kafkajs-transport.ts';
import { fail } from '../../errors/stream-error.ts';
import type { Source, SourceDefinition, SourceRequest } from '../source.ts';
import { KafkaSource } from './kafka-source.ts';
import { checkBounds, kafkaSourceOptions, readSourceOptions } from './options.ts';
import { openSubscription } from './subscription.ts';

export const kafkaSource: SourceDefinition = {
  name: 'kafka',
  doc: 'Topics of Apache Kafka, read exactly once: offsets are kept in the checkpoint, no consumer group is joined.',
  options: kafkaSourceOptions,
  batch: true,
  streaming: true,
  schema: (options, given, environment) => {
    if (given !== undefined) fail('TIDEMARK_SCHEMA_NOT_ALLOWED', { format: 'kafka' });
    readClientOptions(options, 'source', environment);
    return kafkaSchema(readSourceOptions(options).includeHeaders);
  },
  open: openKafkaSource,
};

async function openKafkaSource(request: SourceRequest): Promise<Source> {
  const given = Object.fromEntries(Object.entries(request.options).map(([name, value]) => [name.toLowerCase(), value]));
  const options = readSourceOptions(given);
  checkBounds(options, request.streaming);
  const client = readClientOptions(given, 'source', request.environment);
  const transport = new KafkajsTransport(client, request.environment, request.signal);
  const listPartitions = await openSubscription(transport, options.subscription);
  return new KafkaSource(request, options, client, transport, listPartitions);
}
