import { fail } from '../../errors/stream-error.ts';
import type { ClientOptions } from '../../formats/kafka/client-options.ts';
import { type BatchHeader, readBatchHeaders } from '../../formats/kafka/record-batch.ts';
import type { FetchedPartition } from '../../formats/kafka/requests/fetch.ts';
import { LATEST_TIMESTAMP } from '../../formats/kafka/requests/list-offsets.ts';
import { partitionName } from '../../formats/kafka/topic-partition.ts';
import type { KafkaTransport, TopicPartition } from '../../formats/kafka/transport.ts';

/** Rows of a producer that no control batch has decided yet: the epoch and the sequence number with which they begin. */
export interface OpenTransaction extends TopicPartition { readonly epoch: number; readonly sequence: number }

/** With the answer that it came in. */
export interface UnstableBatch { readonly fetched: FetchedPartition; readonly batch: BatchHeader }

/** Where a producer has a transaction open, of the partitions given. */
export async function findOpenTransactions(transport: KafkaTransport, client: ClientOptions, producerId: number, partitions: readonly TopicPartition[]): Promise<readonly OpenTransaction[]> {
  if (partitions.length === 0) return [];
  const [stable, latest] = await Promise.all([latestOffsets(transport, partitions, true), latestOffsets(transport, partitions, false)]);
  const found: OpenTransaction[] = [];
  for (const [index, { topic, partition }] of partitions.entries()) {
    let first: BatchHeader | undefined;
    for await (const { batch } of readUnstable(transport, client, { topic, partition }, stable[index]!, latest[index]!)) {
      if (batch.producerId === producerId) first = batch.control === undefined ? first ?? batch : undefined;
    }
    if (first !== undefined) found.push({ topic, partition, epoch: first.epoch, sequence: first.sequence });
  }
  return found;
}

/** All batches of [from, until), decided or not; `from` is the last stable offset, so they are those written beside and behind open transactions. */
export async function* readUnstable(transport: KafkaTransport, client: ClientOptions, partition: TopicPartition, from: number, until: number): AsyncGenerator<UnstableBatch> {
  const limits = { waitMsMax: client.fetchWaitMs, bytesMin: 1, bytesMax: client.fetchBytesMax, committedOnly: false };
  for (let position = from; position < until;) {
    const leader = await transport.leaderOf(partition);
    const [fetched] = await transport.fetch(leader, [{ ...partition, offset: position, bytesMax: client.partitionFetchBytesMax }], limits);
    const before = position;
    if (fetched?.error === 0) {
      for (const batch of readBatchHeaders(fetched)) {
        position = Math.max(position, batch.lastOffset + 1);
        if (batch.lastOffset >= before) yield { fetched, batch };
      }
    }
    if (position === before) fail('TIDEMARK_KAFKA_REQUEST_FAILED', { api: 'Fetch', problem: `${partitionName(partition)} cannot be read from ${position} (error ${fetched?.error})` }, { domain: 'external', retry: true });
  }
}

async function latestOffsets(transport: KafkaTransport, partitions: readonly TopicPartition[], committedOnly: boolean): Promise<readonly number[]> {
  const answers = await transport.listOffsets(partitions.map(({ topic, partition }) => ({ topic, partition, timestampMs: LATEST_TIMESTAMP })), committedOnly);
  const byName = new Map(answers.filter(({ error }) => error === 0).map((answer) => [partitionName(answer), answer.offset]));
  return partitions.map((partition) => byName.get(partitionName(partition)) ?? 0); // a partition that is gone has nothing open
}
