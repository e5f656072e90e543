import type { Arena } from '../../columnar/arena.ts';
import { columnOf } from '../../columnar/builder.ts';
import { readBytes } from '../../columnar/read.ts';
import { binaryType } from '../../types/data-type.ts';
import type { ClientOptions } from '../../formats/kafka/client-options.ts';
import { type PartitionRange, readRanges } from '../../formats/kafka/range-reader.ts';
import type { BatchHeader } from '../../formats/kafka/record-batch.ts';
import { RecordDecoder } from '../../formats/kafka/record-decoder.ts';
import type { RowRun } from '../../formats/kafka/record-encoder.ts';
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../formats/kafka/requests/list-offsets.ts';
import { UNKNOWN_TOPIC_OR_PARTITION } from '../../formats/kafka/protocol-error.ts';
import type { KafkaTransport, TopicPartition } from '../../formats/kafka/transport.ts';
import type { Chunk } from '../../columnar/chunk.ts';
import { fail } from '../../errors/stream-error.ts';
import { readUnstable } from './open-transactions.ts';

/** Which batch, and where its rows begin: epoch and sequence numbers of the transaction, its own partition included. */
export interface Marker { readonly batchId: number; readonly epoch: number; readonly partitions: readonly (TopicPartition & { readonly sequence: number })[] }

/** `hanging` is a marker that no control batch has decided. */
export interface MarkersFound { readonly committed: Marker | undefined; readonly hanging: Marker | undefined }

/**
 * The last batch of a query that is completely in Kafka, as a record {key: query id, value: Marker} of a compacted topic, written in
 * the transaction of the batch itself. That transaction decides; the checkpoint only follows.
 *
 * The topic is shared by all queries, so an open transaction of another query may hold back the last stable offset. Reading therefore goes
 * on behind it: there the outcome of our own transactions is read from their control batches. Opening the session has had them written,
 * save where a broker passed the partition over (settlement.ts).
 */
export class MarkerTopic {
  readonly partition: TopicPartition;
  readonly #transport: KafkaTransport;
  readonly #client: ClientOptions;
  readonly #queryId: string;
  readonly #nowMs: () => number;
  readonly #signal: AbortSignal;

  constructor(transport: KafkaTransport, client: ClientOptions, topic: string, queryId: string, nowMs: () => number, signal: AbortSignal) {
    this.#transport = transport;
    this.#client = client;
    this.partition = { topic, partition: 0 };
    this.#queryId = queryId;
    this.#nowMs = nowMs;
    this.#signal = signal;
  }

  /** Small segments, so that compaction keeps what has to be read at a start short. */
  async create(): Promise<void> {
    const [topic] = await this.#transport.metadata([this.partition.topic]);
    if (topic?.error !== UNKNOWN_TOPIC_OR_PARTITION) return;
    const settings = { 'cleanup.policy': 'compact', 'segment.bytes': String(4 << 20), 'min.cleanable.dirty.ratio': '0.1' };
    await this.#transport.createTopic({ name: this.partition.topic, partitions: 1, replicas: -1, settings });
  }

  /** Must be called behind the opening of a session. */
  async read(): Promise<MarkersFound> {
    const [earliest, stable, latest] = await Promise.all([this.#offset(EARLIEST_TIMESTAMP, false), this.#offset(LATEST_TIMESTAMP, true), this.#offset(LATEST_TIMESTAMP, false)]);
    const decoder = new RecordDecoder(false);
    try {
      let committed: Marker | undefined;
      for await (const chunk of this.#readCommitted(decoder, { ...this.partition, from: earliest, until: stable })) committed = this.#lastIn(chunk) ?? committed;
      const behind = await this.#readBehindStable(decoder, stable, latest);
      return { committed: behind.committed ?? committed, hanging: behind.hanging };
    } finally {
      decoder.close();
    }
  }

  /** The marker as a row for the encoder. */
  row(marker: Marker, arena: Arena): RowRun {
    const key = columnOf(binaryType, [Buffer.from(this.#queryId)], arena), value = columnOf(binaryType, [Buffer.from(JSON.stringify(marker))], arena);
    const rows = arena.uint32(1);
    rows[0] = 0;
    return { key, value, headers: undefined, rows: rows.byteOffset, rowCount: 1, at: 0 };
  }

  async #offset(timestampMs: number, committedOnly: boolean): Promise<number> {
    const [answer] = await this.#transport.listOffsets([{ ...this.partition, timestampMs }], committedOnly);
    return answer === undefined || answer.error !== 0 ? fail('TIDEMARK_KAFKA_TOPIC_NOT_FOUND', { topics: this.partition.topic }, { domain: 'external', retry: true }) : answer.offset;
  }

  #readCommitted(decoder: RecordDecoder, range: PartitionRange): AsyncGenerator<Chunk> {
    const options = {
      committedOnly: true, fetchBytesMax: this.#client.fetchBytesMax, partitionBytesMax: this.#client.partitionFetchBytesMax, waitMsMax: this.#client.fetchWaitMs,
      stallMsMax: this.#client.requestTimeoutMs, nowMs: this.#nowMs, signal: this.#signal,
    };
    return readRanges(this.#transport, decoder, [range], options, async (_range, position) => {
      const earliest = await this.#offset(EARLIEST_TIMESTAMP, false);
      if (earliest > position) return earliest; // cleaned up meanwhile
      return fail('TIDEMARK_KAFKA_REQUEST_FAILED', { api: 'Fetch', problem: `the marker topic ${this.partition.topic} cannot be read from ${position}` }, { domain: 'external', retry: true });
    });
  }

  async #readBehindStable(decoder: RecordDecoder, from: number, until: number): Promise<MarkersFound> {
    const open = new Map<number, Marker>();
    let committed: Marker | undefined;
    for await (const { fetched, batch } of readUnstable(this.#transport, this.#client, this.partition, from, until)) {
      if (batch.control === undefined) {
        const marker = await this.#markerOf(decoder, fetched.records, batch);
        if (marker !== undefined) open.set(batch.producerId, marker);
      } else {
        if (batch.control === 'commit') committed = open.get(batch.producerId) ?? committed;
        open.delete(batch.producerId);
      }
    }
    return { committed, hanging: [...open.values()].at(-1) };
  }

  async #markerOf(decoder: RecordDecoder, bytes: Buffer, batch: BatchHeader): Promise<Marker | undefined> {
    let last: Marker | undefined;
    for await (const chunk of decoder.decode({ ...this.partition, bytes, batches: [batch], from: 0, until: Number.MAX_SAFE_INTEGER })) last = this.#lastIn(chunk) ?? last;
    return last;
  }

  #lastIn(chunk: Chunk): Marker | undefined {
    for (let row = chunk.rowCount - 1; row >= 0; row--) {
      if (Buffer.from(readBytes(chunk.columns[0]!, row)).toString('utf8') !== this.#queryId) continue;
      return JSON.parse(Buffer.from(readBytes(chunk.columns[1]!, row)).toString('utf8')) as Marker;
    }
    return undefined;
  }
}
