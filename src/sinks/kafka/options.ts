import { type ClientOptions, readClientOptions, readNumber } from '../../formats/kafka/client-options.ts';
import { codecId } from '../../formats/kafka/codec-set.ts';
import type { Acknowledgement } from '../../formats/kafka/requests/produce.ts';
import type { Environment } from '../../environment/environment.ts';
import { fail } from '../../errors/stream-error.ts';
import type { SinkOptionRow } from '../sink.ts';

/** Markers of all queries, unless an option says otherwise. */
export const MARKER_TOPIC = 'tidemark.markers';

export type Delivery = 'exactly-once' | 'at-least-once';

export interface KafkaSinkOptions {
  readonly client: ClientOptions;
  readonly topic: string | undefined;
  readonly delivery: Delivery;
  readonly markerTopic: string;
  readonly acknowledgement: Acknowledgement;
  readonly codecId: number;
  readonly batchBytesMax: number;
  readonly transactionTimeoutMs: number;
  readonly transactionalIdPrefix: string;
}

export const kafkaSinkOptions: readonly SinkOptionRow[] = [
  { name: 'kafka.*', doc: 'Properties of the Kafka client, kafka.bootstrap.servers first.' },
  { name: 'topic', doc: 'Topic of all rows; wins over a column topic.' },
  {
    name: 'delivery', default: 'exactly-once', check: (value) => (/^(exactly-once|at-least-once)$/i.test(value) ? undefined : 'exactly-once or at-least-once'),
    doc: 'exactly-once: the rows of a batch and a marker go in one transaction, seen once by readers of committed records. at-least-once: faster, a crash may repeat a batch.',
  },
  { name: 'markerTopic', default: MARKER_TOPIC, doc: 'Compacted topic with the last batch of each query; made when it is not there.' },
  { name: 'includeHeaders', doc: 'No effect, as in Spark: headers are written when there is a column headers.', check: (value) => (/^(true|false)$/i.test(value) ? undefined : 'true or false') },
];

/** Of the writer, not of the sink. */
const writerOptions: readonly string[] = ['checkpointlocation', 'path', 'queryname'];

export function readSinkOptions(options: Readonly<Record<string, string>>, environment: Environment): KafkaSinkOptions {
  const text = (name: string): string | undefined => options[name.toLowerCase()];
  const names = new Set([...writerOptions, ...kafkaSinkOptions.map((row) => row.name.toLowerCase())]);
  for (const option of Object.keys(options)) {
    if (!names.has(option) && !option.startsWith('kafka.')) fail('TIDEMARK_KAFKA_OPTION_NOT_ALLOWED', { option, reason: 'the kafka sink has no such option' });
  }
  for (const row of kafkaSinkOptions) {
    const value = text(row.name);
    const expected = value === undefined ? undefined : row.check?.(value);
    if (expected !== undefined) fail('TIDEMARK_INVALID_OPTION', { option: row.name, value: value!, expected });
  }
  const client = readClientOptions(options, 'sink', environment);
  const delivery = (text('delivery')?.toLowerCase() ?? 'exactly-once') as Delivery;
  const compression = client.properties['compression.type'] ?? 'none';
  return {
    client, delivery,
    topic: text('topic'),
    markerTopic: text('markerTopic') ?? MARKER_TOPIC,
    acknowledgement: readAcknowledgement(client.properties['acks'] ?? 'all', delivery),
    codecId: codecId(compression) ?? fail('TIDEMARK_INVALID_OPTION', { option: 'kafka.compression.type', value: compression, expected: 'none, gzip, snappy, lz4 or zstd' }),
    batchBytesMax: readNumber(client.properties, 'max.request.size', 1_000_000),
    transactionTimeoutMs: readNumber(client.properties, 'transaction.timeout.ms', 300_000),
    transactionalIdPrefix: client.properties['transactional.id'] ?? 'tidemark',
  };
}

/** 0 would mean not to know whether anything arrived. */
function readAcknowledgement(text: string, delivery: Delivery): Acknowledgement {
  if (text === 'all' || text === '-1') return -1;
  if (text === '1' && delivery === 'at-least-once') return 1;
  return fail('TIDEMARK_INVALID_OPTION', { option: 'kafka.acks', value: text, expected: delivery === 'at-least-once' ? 'all or 1' : 'all, which exactly-once needs' });
}
