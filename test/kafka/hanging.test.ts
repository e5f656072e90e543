import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBroker, type TestBroker } from '../../scripts/kafka.ts';
import type { Chunk } from '../../src/columnar/chunk.ts';
import type { KafkaTransport, TopicPartition } from '../../src/formats/kafka/transport.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { describeWithBroker } from './broker.ts';
import { kcatRecords } from './kcat.ts';
import { chunkOf, freshName, keyValueSchema, listeningEnvironment, makeTopic, openSink, openTransport, replacing } from './rows.ts';

/**
 * A coordinator can complete a transaction and pass partitions over that have no leader at the time: no control batch is written there. A
 * partition that was never named to it gives the same log, on a broker that does not verify what it is sent.
 */
describeWithBroker('transactions that the brokers leave open', () => {
  let broker: TestBroker, spare = '';
  beforeAll(async () => {
    broker = await startBroker(() => 'transaction.partition.verification.enable=false');
    spare = await makeTopic(broker.servers, 'spare');
  }, 120_000);
  afterAll(async () => { await broker.remove(); });

  const rowsOf = (batchId: number): Chunk => chunkOf(keyValueSchema, Array.from({ length: 6 }, (_, index) => [`k${index}`, `b${batchId}-${index}`]));
  const valuesOf = (topic: string): readonly string[] => kcatRecords(broker.servers, topic).map((record) => record.split(':')[3]!).sort();
  const expected = (...batches: readonly number[]): readonly string[] => batches.flatMap((batchId) => Array.from({ length: 6 }, (_, index) => `b${batchId}-${index}`));
  const deliver = async (sink: Sink, batchId: number): Promise<void> => {
    const last = await sink.lastCommitted();
    if (last === undefined || last < batchId) await sink.write(batchId, [rowsOf(batchId)]);
  };

  interface Passing { readonly passes: (partition: TopicPartition) => boolean; readonly dies: 'before' | 'behind'; readonly withoutMarker?: boolean }

  /** In the second transaction the coordinator hears of some partitions only; the process dies when it ends it. */
  const passing = (transport: KafkaTransport, { passes, dies, withoutMarker = false }: Passing): KafkaTransport => {
    let dead = false;
    const alive = <T>(run: () => Promise<T>): Promise<T> => dead ? Promise.reject(new Error('dead')) : run();
    const replaced: Partial<KafkaTransport> = {
      initProducerId: (id, timeoutMs) => alive(() => transport.initProducerId(id, timeoutMs)),
      addPartitions: (id, session, partitions) => transport.addPartitions(id, session, [...partitions.filter((one) => !passes(one)), { topic: spare, partition: 0 }]),
      produce: (batches, options) => alive(() => transport.produce(withoutMarker ? batches.filter(({ topic }) => topic !== 'tidemark.markers') : batches, options)),
      endTransaction: (id, session, commit) => alive(async () => {
        dead = true;
        if (dies === 'behind') await transport.endTransaction(id, session, commit);
        throw new Error('dead');
      }),
    };
    return replacing(transport, replaced);
  };

  const isMarker = ({ topic }: TopicPartition): boolean => topic === 'tidemark.markers';
  const kinds: readonly (readonly [string, (partition: TopicPartition) => boolean])[] = [
    ['the rows', (one) => !isMarker(one)], ['some rows', (one) => !isMarker(one) && one.partition === 1], ['the marker', isMarker], ['the marker and some rows', (one) => isMarker(one) || one.partition === 0], ['everything', () => true],
  ];
  for (const [what, passes] of kinds) {
    for (const dies of ['before', 'behind'] as const) {
      it(`${what} left open, ${dies === 'behind' ? 'committed' : 'aborted'}: each batch is there once`, async () => {
        const topic = await makeTopic(broker.servers, 'open', 3);
        const queryId = freshName('q');
        const first = await openSink(broker.servers, { topic }, { queryId });
        await deliver(first, 0);
        await first.close();
        const dying = await openSink(broker.servers, { topic }, { queryId, wrap: (transport) => passing(transport, { passes, dies }) });
        await expect(deliver(dying, 1)).rejects.toThrow('dead');
        const environment = listeningEnvironment();
        const next = await openSink(broker.servers, { topic }, { queryId, environment });
        expect(await next.lastCommitted()).toBe(dies === 'behind' ? 1 : 0);
        if (dies === 'behind') expect(valuesOf(topic)).toEqual(expected(0, 1));
        for (const batchId of [1, 2]) await deliver(next, batchId);
        await next.close();
        expect(valuesOf(topic)).toEqual(expected(0, 1, 2));
        expect(environment.warnings.join()).toContain('left open by the brokers');
      });
    }
  }

  it('rows of an attempt that never came to its marker are aborted', async () => {
    const topic = await makeTopic(broker.servers, 'early', 3);
    const queryId = freshName('q');
    const dying = await openSink(broker.servers, { topic }, { queryId, wrap: (transport) => passing(transport, { passes: () => true, dies: 'before', withoutMarker: true }) });
    await expect(deliver(dying, 0)).rejects.toThrow('dead');
    const next = await openSink(broker.servers, { topic }, { queryId });
    for (const batchId of [0, 1]) await deliver(next, batchId);
    await next.close();
    expect(valuesOf(topic)).toEqual(expected(0, 1));
  });

  it('when nobody knows any more what was decided, the query is refused by name', async () => {
    const topic = await makeTopic(broker.servers, 'unknown');
    const queryId = freshName('q');
    const dying = await openSink(broker.servers, { topic }, { queryId, wrap: (transport) => passing(transport, { passes: () => true, dies: 'behind' }) });
    await expect(deliver(dying, 0)).rejects.toThrow('dead');
    const transport = openTransport(broker.servers);
    await transport.initProducerId(`tidemark-${queryId}`, 60_000);
    await transport.close();
    const next = await openSink(broker.servers, { topic }, { queryId });
    await expect(next.lastCommitted()).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_OUTCOME_UNKNOWN', retry: false });
    await next.close();
  });
});
