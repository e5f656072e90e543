// `npm run bench -- kafka-ingest [messages]`: a topic of 265-byte JSON messages on a real broker, read into columns by us and into records by
// kafkajs's own decoder, in turns, in one process. Rows per second of this process's CPU; the broker's own CPU is not counted.
import { createRequire } from 'node:module';
import { realEnvironment } from '../src/environment/real.ts';
import { type ClientOptions, readClientOptions } from '../src/formats/kafka/client-options.ts';
import { KafkajsTransport } from '../src/formats/kafka/kafkajs-transport.ts';
import { readRanges } from '../src/formats/kafka/range-reader.ts';
import { RecordDecoder } from '../src/formats/kafka/record-decoder.ts';
import { int64Values, offsetsOf } from '../src/columnar/column.ts';
import { missingForBroker, startBroker } from '../scripts/kafka.ts';

const MESSAGE_BYTES = 265;
const PARTITIONS = 1;
const ROUNDS = 4;

interface Figures { readonly rows: number; readonly checksum: bigint; readonly seconds: number; readonly cpuSeconds: number }

async function main(messages: number): Promise<void> {
  const missing = missingForBroker();
  if (missing !== undefined) {
    process.stdout.write(`${JSON.stringify({ benchmark: 'kafka-ingest', notRun: missing })}\n`);
    return;
  }
  const broker = await startBroker(undefined, '512m');
  try {
    const options = readClientOptions({ 'kafka.bootstrap.servers': broker.servers }, 'source', realEnvironment);
    await fill(options, messages);
    await report(options, messages);
  } finally {
    await broker.remove();
  }
}

async function report(options: ClientOptions, messages: number): Promise<void> {
  const columns: Figures[] = [], records: Figures[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, run, list] of [['columns', readColumns, columns], ['kafkajs', readRecords, records]] as const) {
      const figures = await measure(() => run(options, messages));
      if (figures.rows !== messages) throw new Error(`${name} read ${figures.rows} of ${messages}`);
      if (round > 0) list.push(figures); // the first round warms up
      process.stdout.write(`${name.padEnd(8)} ${rate(figures.rows, figures.seconds)} k msg/s, ${rate(figures.rows, figures.cpuSeconds)} k msg/s per core${round === 0 ? ' (warm-up)' : ''}\n`);
    }
  }
  if (columns[0]!.checksum !== records[0]!.checksum) throw new Error('the two readers saw different bytes');
  const perCore = median(columns.map((one) => one.rows / one.cpuSeconds)), perCoreKafkajs = median(records.map((one) => one.rows / one.cpuSeconds));
  const perSecond = median(columns.map((one) => one.rows / one.seconds)), perSecondKafkajs = median(records.map((one) => one.rows / one.seconds));
  process.stdout.write(`ratio per core ${(perCore / perCoreKafkajs).toFixed(2)}, bar 1.0 M msg/s per core: ${perCore >= 1e6 ? 'met' : 'missed'}\n`);
  process.stdout.write(`${JSON.stringify({
    benchmark: 'kafka-ingest', messages, messageBytes: MESSAGE_BYTES, partitions: PARTITIONS, rounds: ROUNDS, node: process.version,
    messagesPerCoreSecond: Math.round(perCore), messagesPerSecond: Math.round(perSecond),
    kafkajsMessagesPerCoreSecond: Math.round(perCoreKafkajs), kafkajsMessagesPerSecond: Math.round(perSecondKafkajs), ratioPerCore: Number((perCore / perCoreKafkajs).toFixed(2)),
    barMessagesPerCoreSecond: 1_000_000, met: perCore >= 1e6,
  })}\n`);
}

async function measure(run: () => Promise<{ rows: number; checksum: bigint }>): Promise<Figures> {
  const cpu = process.cpuUsage(), started = performance.now();
  const { rows, checksum } = await run();
  const used = process.cpuUsage(cpu);
  return { rows, checksum, seconds: (performance.now() - started) / 1000, cpuSeconds: (used.user + used.system) / 1e6 };
}

/** Every value and offset in columns, checksums verified. */
async function readColumns(options: ClientOptions, messages: number): Promise<{ rows: number; checksum: bigint }> {
  const signal = new AbortController().signal;
  const transport = new KafkajsTransport(options, realEnvironment, signal);
  const decoder = new RecordDecoder(false);
  let rows = 0, checksum = 0n;
  const read = { committedOnly: true, fetchBytesMax: options.fetchBytesMax, partitionBytesMax: options.partitionFetchBytesMax, waitMsMax: 500, stallMsMax: 10_000, nowMs: () => performance.now(), signal };
  const ranges = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: 'ingest', partition, from: 0, until: messages / PARTITIONS }));
  for await (const chunk of readRanges(transport, decoder, ranges, read, async (range) => { throw new Error(`cannot read ${range.partition}`); })) {
    rows += chunk.rowCount;
    checksum += BigInt(offsetsOf(chunk.columns[1]!)[chunk.rowCount]!) + int64Values(chunk.columns[4]!)[chunk.rowCount - 1]! * 0n;
  }
  decoder.close();
  await transport.close();
  return { rows, checksum };
}

/** kafkajs: the fetch its consumer stands on, one object per record. */
async function readRecords(options: ClientOptions, messages: number): Promise<{ rows: number; checksum: bigint }> {
  const { default: kafkajs } = await import('kafkajs');
  const client = new kafkajs.Kafka({ brokers: options.servers.map(({ host, port }) => `${host}:${port}`), logLevel: 0 });
  const symbol = Object.getOwnPropertySymbols(client).find((one) => String(one).includes('createCluster'))!;
  const cluster = (client as unknown as Record<symbol, (settings: object) => KafkajsCluster>)[symbol]!({ isolationLevel: 1 });
  await cluster.connect();
  await cluster.addTargetTopic('ingest');
  let rows = 0, bytes = 0;
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const leader = cluster.findTopicPartitionMetadata('ingest').find((one) => one.partitionId === partition)!.leader;
    const broker = await cluster.findBroker({ nodeId: String(leader) });
    for (let offset = 0; offset < messages / PARTITIONS;) {
      const { responses } = await broker.fetch({ replicaId: -1, isolationLevel: 1, maxWaitTime: 500, minBytes: 1, maxBytes: options.fetchBytesMax,
        topics: [{ topic: 'ingest', partitions: [{ partition, fetchOffset: String(offset), maxBytes: options.partitionFetchBytesMax }] }] });
      for (const message of responses[0]!.partitions[0]!.messages) {
        if (Number(message.offset) < offset) continue;
        bytes += message.value.length;
        rows++;
        offset = Number(message.offset) + 1;
      }
    }
  }
  await cluster.disconnect();
  return { rows, checksum: BigInt(bytes) };
}

interface KafkajsCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[];
  findBroker(node: { nodeId: string }): Promise<{ fetch(request: object): Promise<{ responses: { partitions: { messages: { offset: string; value: Buffer }[] }[] }[] }> }>;
}

/** With kafkajs's producer, so that what is measured did not write its own input. */
async function fill(options: ClientOptions, messages: number): Promise<void> {
  const transport = new KafkajsTransport(options, realEnvironment, new AbortController().signal);
  await transport.createTopic({ name: 'ingest', partitions: PARTITIONS, replicas: 1, settings: { 'retention.ms': '-1' } });
  await transport.close();
  const kafkajs = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');
  const producer = new kafkajs.Kafka({ brokers: options.servers.map(({ host, port }) => `${host}:${port}`), logLevel: 0 }).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  const size = 2000;
  for (let first = 0; first < messages; first += size) {
    const rows = Array.from({ length: Math.min(size, messages - first) }, (_, index) => ({ partition: Math.floor((first + index) / (messages / PARTITIONS)), key: null, value: messageOf(first + index) }));
    await producer.send({ topic: 'ingest', acks: 1, messages: rows });
  }
  await producer.disconnect();
}

function messageOf(index: number): string {
  const event = { user_id: `user-${index % 5003}`, page_id: `page-${index % 997}`, ad_id: `ad-${index % 1009}`, ad_type: 'banner', event_type: 'view', event_time: new Date(1_700_000_000_000 + index).toISOString(), ip_address: '10.0.0.1', padding: '' };
  const text = JSON.stringify(event);
  return JSON.stringify({ ...event, padding: 'x'.repeat(MESSAGE_BYTES - text.length) });
}

function rate(rows: number, seconds: number): string {
  return (rows / seconds / 1000).toFixed(0).padStart(6);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const asked = process.argv.slice(2).find((word) => /^\d+$/.test(word));
await main(asked === undefined ? 1_000_000 : Number(asked));
