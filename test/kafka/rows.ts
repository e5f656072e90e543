import { Arena } from '../../src/columnar/arena.ts';
import { ColumnBuilder } from '../../src/columnar/builder.ts';
import { type Chunk, makeChunk } from '../../src/columnar/chunk.ts';
import { readValue } from '../../src/columnar/read.ts';
import type { Value } from '../../src/columnar/value.ts';
import type { Environment } from '../../src/environment/environment.ts';
import { realEnvironment } from '../../src/environment/real.ts';
import { readClientOptions } from '../../src/formats/kafka/client-options.ts';
import { KafkajsTransport } from '../../src/formats/kafka/kafkajs-transport.ts';
import type { KafkaTransport } from '../../src/formats/kafka/transport.ts';
import type { Sink, SinkRequest, SinkSession } from '../../src/sinks/sink.ts';
import { readSinkOptions } from '../../src/sinks/kafka/options.ts';
import { kafkaSink, openSinkOver } from '../../src/sinks/kafka/sink.ts';
import { kafkaSource } from '../../src/sources/kafka/source.ts';
import type { Offset, Source, SourceMetadata } from '../../src/sources/source.ts';
import { field, intType, type Schema, stringType } from '../../src/types/data-type.ts';
import { type Fault, faultyTransport } from './faulty-transport.ts';

let serial = 0;

/** A topic name nobody else uses. */
export function freshName(prefix: string): string {
  return `${prefix}-${process.pid}-${Date.now().toString(36)}-${serial++}`;
}

/** The real environment, with the warnings kept. */
export function listeningEnvironment(): Environment & { readonly warnings: string[] } {
  const warnings: string[] = [];
  return { ...realEnvironment, warnings, log: (level, message, fields) => { if (level === 'warn') warnings.push(`${message} ${JSON.stringify(fields ?? {})}`); } };
}

export function openTransport(servers: string, more: Readonly<Record<string, string>> = {}): KafkaTransport {
  return new KafkajsTransport(readClientOptions({ 'kafka.bootstrap.servers': servers, ...more }, 'source', realEnvironment), realEnvironment, new AbortController().signal);
}

export async function makeTopic(servers: string, prefix: string, partitions = 1, settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const name = freshName(prefix);
  await withTransport(servers, async (transport) => {
    await transport.createTopic({ name, partitions, replicas: 1, settings });
    await waitForLeaders(transport, name, partitions);
  });
  return name;
}

/** A broker knows of a partition first, and leads it a moment later. */
export async function waitForLeaders(transport: KafkaTransport, topic: string, partitions: number): Promise<void> {
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition, timestampMs: -1 }));
  for (const partition of all) await transport.leaderOf(partition);
  await transport.listOffsets(all, false);
}

export async function withTransport<T>(servers: string, run: (transport: KafkaTransport) => Promise<T>): Promise<T> {
  const transport = openTransport(servers);
  try {
    return await run(transport);
  } finally {
    await transport.close();
  }
}

/** The transport with some of its calls replaced. */
export function replacing(transport: KafkaTransport, calls: Partial<KafkaTransport>): KafkaTransport {
  return new Proxy(transport, {
    get: (target, name) => {
      const own = calls[name as keyof KafkaTransport], method = target[name as keyof KafkaTransport] as (...words: unknown[]) => unknown;
      return own ?? method.bind(target);
    },
  });
}

export function memoryMetadata(): SourceMetadata & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return { entries, get: (key) => entries.get(key), put: (key, value) => { entries.set(key, value); } };
}

export interface SourceSettings { readonly metadata?: SourceMetadata; readonly streaming?: boolean; readonly environment?: Environment; readonly signal?: AbortSignal }

export async function openSource(servers: string, options: Readonly<Record<string, string>>, settings: SourceSettings = {}): Promise<Source> {
  const lower = Object.fromEntries(Object.entries({ 'kafka.bootstrap.servers': servers, ...options }).map(([name, value]) => [name.toLowerCase(), value]));
  const environment = settings.environment ?? realEnvironment;
  return await kafkaSource.open({
    options: lower, paths: [], schema: kafkaSource.schema(lower, undefined, environment), streaming: settings.streaming ?? true, environment,
    metadata: settings.metadata ?? memoryMetadata(), signal: settings.signal ?? new AbortController().signal,
  });
}

/** `partition:offset:key:value` of every row, in the order read; NULL is `NULL`. The form of kcatRecords. */
export async function readRows(source: Source, start: Offset, end: Offset): Promise<readonly string[]> {
  const rows: string[] = [];
  for await (const chunk of source.read(start, end)) {
    for (let row = 0; row < chunk.rowCount; row++) rows.push([3, 4, 0, 1].map((column) => textOf(readValue(chunk.columns[column]!, row))).join(':'));
  }
  return rows;
}

export function textOf(value: Value): string {
  return value === null ? 'NULL' : value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value);
}

export const keyValueSchema: Schema = { fields: [field('key', stringType), field('value', stringType)] };
export const partitionedSchema: Schema = { fields: [...keyValueSchema.fields, field('partition', intType)] };

/** Rows as the engine would hand them to a sink. */
export function chunkOf(schema: Schema, rows: readonly (readonly Value[])[], arena = new Arena()): Chunk {
  const builders = schema.fields.map((one) => new ColumnBuilder(one.type, arena, Math.max(1, rows.length)));
  for (const row of rows) builders.forEach((builder, index) => { builder.append(row[index] ?? null); });
  return makeChunk(schema, builders.map((builder) => builder.finish()), rows.length);
}

export interface SinkSettings { readonly queryId?: string; readonly schema?: Schema; readonly environment?: Environment; readonly fault?: Fault; readonly wrap?: (transport: KafkaTransport) => KafkaTransport }

export async function openSink(servers: string, options: Readonly<Record<string, string>>, settings: SinkSettings = {}): Promise<Sink> {
  const lower = Object.fromEntries(Object.entries({ 'kafka.bootstrap.servers': servers, ...options }).map(([name, value]) => [name.toLowerCase(), value]));
  const environment = settings.environment ?? realEnvironment;
  const request: SinkRequest = {
    options: lower, path: undefined, schema: settings.schema ?? keyValueSchema, mode: 'append', queryId: settings.queryId ?? freshName('query'), queryName: undefined,
    environment, session: { publishTable: () => {}, print: () => {} } as unknown as SinkSession, signal: new AbortController().signal,
  };
  const { fault, wrap = fault === undefined ? undefined : (transport: KafkaTransport) => faultyTransport(transport, fault) } = settings;
  if (wrap === undefined) return await kafkaSink.open(request);
  return await openSinkOver(wrap(openTransport(servers)), request, readSinkOptions(lower, environment));
}
