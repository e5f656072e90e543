import { fail } from '../../errors/stream-error.ts';
import { externalError } from '../../formats/kafka/kafkajs-transport.ts';
import { isConnectionError } from '../../formats/kafka/kafkajs.ts';
import { KafkaProtocolError } from '../../formats/kafka/protocol-error.ts';
import type { BatchOrigin, EncodedBatch, RecordEncoder } from '../../formats/kafka/record-encoder.ts';
import type { ProducedBatch } from '../../formats/kafka/requests/produce.ts';
import type { KafkaTransport, TopicPartition } from '../../formats/kafka/transport.ts';
import type { SinkRequest } from '../sink.ts';
import type { KafkaSinkOptions } from './options.ts';
import type { Outbox, RowRouter } from './row-router.ts';
import type { TopicSizes } from './topic-sizes.ts';

/** What both ways of delivering are made of. */
export interface DeliveryParts {
  readonly request: SinkRequest;
  readonly options: KafkaSinkOptions;
  readonly transport: KafkaTransport;
  readonly sizes: TopicSizes;
  readonly router: RowRouter;
  readonly encoder: RecordEncoder;
}

/** Bytes of batches made before they are sent, all partitions together. */
const ROUND_BYTES = 16 << 20;

export interface Round { readonly batches: readonly ProducedBatch[]; readonly rowCounts: readonly number[] }

/** Rounds of record batches, one per partition and round, until the outboxes are empty. */
export function* encodeRounds(parts: DeliveryParts, outboxes: readonly Outbox[], originOf: (partition: TopicPartition) => BatchOrigin): Generator<Round> {
  let left = outboxes.filter(hasRows);
  while (left.length > 0) {
    parts.encoder.reset();
    const batches: ProducedBatch[] = [], rowCounts: number[] = [];
    for (let bytes = 0, index = 0; index < left.length && bytes < ROUND_BYTES; index++) {
      const { topic, partition, runs } = left[index]!;
      const { batch, rowCount }: EncodedBatch = parts.encoder.encode(runs, originOf({ topic, partition }));
      if (rowCount === 0) tooLarge(parts, topic);
      batches.push({ topic, partition, batch });
      rowCounts.push(rowCount);
      bytes += parts.options.batchBytesMax;
    }
    yield { batches, rowCounts };
    left = left.filter(hasRows);
  }
}

export function rewind(outboxes: readonly Outbox[]): void {
  for (const { runs } of outboxes) for (const run of runs) run.at = 0;
}

/** The broker, the network or the session, not the rows: sending again may help. A StreamError has been tried long enough already. */
export function mayPass(error: unknown): boolean {
  return isConnectionError(error) || (error instanceof KafkaProtocolError && (error.retriable || SESSION_CODES.includes(error.code)));
}

/** Sequence, state or id of a session are out of step; a new session repairs that. */
const SESSION_CODES: readonly number[] = [45, 46, 48, 49, 59];

export function asExternal(parts: DeliveryParts, error: unknown): Error {
  return externalError('writing', error, parts.options.client.servers.map(({ host, port }) => `${host}:${port}`).join(','));
}

function hasRows(outbox: Outbox): boolean {
  return outbox.runs.some((run) => run.at < run.rowCount);
}

function tooLarge(parts: DeliveryParts, topic: string): never {
  const limit = String(parts.options.batchBytesMax);
  return fail('TIDEMARK_KAFKA_RECORD_TOO_LARGE', { topic, size: `more than ${limit}`, limit });
}
