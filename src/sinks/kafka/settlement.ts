import { fail } from '../../errors/stream-error.ts';
import { partitionName } from '../../formats/kafka/topic-partition.ts';
import type { TopicPartition } from '../../formats/kafka/transport.ts';
import type { DeliveryParts } from './delivery.ts';
import type { Marker, MarkersFound } from './marker.ts';
import { findOpenTransactions, type OpenTransaction } from './open-transactions.ts';
import type { TransactionSession } from './transaction.ts';

/**
 * Ends what the brokers have left open of an earlier transaction.
 *
 * A coordinator that ends a transaction while a partition has no leader passes that partition over and calls the transaction complete
 * (Kafka 4.3.1, after a broker was killed between the decision and its control batches: "couldn't find leader endpoint"). Opening a session does
 * not end it then, and the next transaction of the id would decide the old rows together with its own: a batch twice, or none.
 *
 * Law: rows that are open begin at an epoch and a sequence number, which tell whose they are.
 *   - those of a marker that is open itself go the way the coordinator had decided before this session was opened;
 *   - those of the committed marker are committed;
 *   - nobody asked for any others to be committed: they are aborted.
 * The first come first: once they are ended, the coordinator's word is not needed any more, so dying in between does no harm.
 */
export async function settle(parts: DeliveryParts, session: TransactionSession, found: MarkersFound, stateBefore: string | undefined): Promise<number | undefined> {
  const { committed, hanging } = found;
  const commit = hanging !== undefined && wasCommitted(stateBefore, session.transactionalId);
  const open = await findOpen(parts, session, [...(committed?.partitions ?? []), ...(hanging?.partitions ?? [])]);
  const ofHanging = open.filter((one) => belongs(one, hanging)), ofCommitted = open.filter((one) => !belongs(one, hanging) && belongs(one, committed));
  await end(parts, session, ofHanging, commit);
  await end(parts, session, ofCommitted, true);
  await end(parts, session, open.filter((one) => !ofHanging.includes(one) && !ofCommitted.includes(one)), false);
  return commit ? hanging.batchId : committed?.batchId;
}

/** Before the first rows of a session: an attempt that never came to its marker may have left rows in the same partitions. */
export async function abortOpen(parts: DeliveryParts, session: TransactionSession, partitions: readonly TopicPartition[]): Promise<void> {
  await end(parts, session, await findOpen(parts, session, partitions), false);
}

function findOpen(parts: DeliveryParts, session: TransactionSession, partitions: readonly TopicPartition[]): Promise<readonly OpenTransaction[]> {
  const byName = new Map(partitions.map(({ topic, partition }) => [partitionName({ topic, partition }), { topic, partition }]));
  return findOpenTransactions(parts.transport, parts.options.client, session.session.producerId, [...byName.values()]);
}

function belongs(open: OpenTransaction, marker: Marker | undefined): boolean {
  return marker !== undefined && marker.epoch === open.epoch
    && marker.partitions.some((one) => one.topic === open.topic && one.partition === open.partition && one.sequence === open.sequence);
}

/** The state is read before the session is opened, which makes it Empty. */
function wasCommitted(state: string | undefined, transactionalId: string): boolean {
  if (state === 'PrepareCommit' || state === 'CompleteCommit') return true;
  if (state === undefined || state === 'Empty' || state === 'Dead') fail('TIDEMARK_KAFKA_OUTCOME_UNKNOWN', { transactionalId }, { domain: 'external' });
  return false;
}

/** A transaction without rows: all it does is to write control batches. */
async function end(parts: DeliveryParts, session: TransactionSession, open: readonly OpenTransaction[], commit: boolean): Promise<void> {
  if (open.length === 0) return;
  const partitions = open.map(partitionName).join(', ');
  parts.request.environment.log('warn', 'kafka: a transaction was left open by the brokers and is ended', { transactionalId: session.transactionalId, partitions, commit });
  await session.add(open);
  await session.end(commit);
  for (const deadline = parts.request.environment.clock.monotonicMs() + parts.options.client.requestTimeoutMs; (await findOpen(parts, session, open)).length > 0;) {
    if (parts.request.environment.clock.monotonicMs() > deadline) fail('TIDEMARK_KAFKA_REQUEST_FAILED', { api: 'EndTxn', problem: `the transaction stays open in ${partitions}` }, { domain: 'external', retry: true });
    await parts.request.environment.clock.sleep(10, parts.request.signal);
  }
}
