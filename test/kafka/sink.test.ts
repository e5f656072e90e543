import { expect, it } from 'vitest';
import type { Chunk } from '../../src/columnar/chunk.ts';
import type { Value } from '../../src/columnar/value.ts';
import { listValue, structValue } from '../../src/columnar/value.ts';
import { headersType } from '../../src/formats/kafka/kafka-schema.ts';
import { findSinkColumns } from '../../src/sinks/kafka/sink-schema.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { field, intType, stringType } from '../../src/types/data-type.ts';
import { describeWithBroker } from './broker.ts';
import { kcat, kcatRecords } from './kcat.ts';
import type { FaultPoint } from './faulty-transport.ts';
import { chunkOf, freshName, keyValueSchema, listeningEnvironment, makeTopic, openSink, partitionedSchema, withTransport } from './rows.ts';
import { TestProducer } from './writer.ts';

describeWithBroker('the kafka sink', (servers) => {
  const rowsOf = (batchId: number, count = 10): Chunk => chunkOf(keyValueSchema, Array.from({ length: count }, (_, index) => [`k${index % 3}`, `b${batchId}-${index}`]));
  const valuesOf = (topic: string): readonly string[] => kcatRecords(servers(), topic).map((record) => record.split(':')[3]!);
  const expected = (...batches: readonly number[]): readonly string[] => batches.flatMap((batchId) => Array.from({ length: 10 }, (_, index) => `b${batchId}-${index}`));
  /** What the engine does: nothing for a batch the sink already has. */
  const deliver = async (sink: Sink, batchId: number): Promise<void> => {
    const last = await sink.lastCommitted();
    if (last === undefined || last < batchId) await sink.write(batchId, [rowsOf(batchId)]);
  };

  for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
    it(`${codec}: what is written, kcat reads`, async () => {
      const topic = await makeTopic(servers(), `sink-${codec}`);
      const sink = await openSink(servers(), { topic, 'kafka.compression.type': codec });
      const rows = Array.from({ length: 2000 }, (_, index): Value[] => [index % 5 === 0 ? null : `key${index}`, index % 7 === 0 ? null : `value ${index} ${'ü'.repeat(index % 50)}`]);
      await sink.write(0, [chunkOf(keyValueSchema, rows)]);
      await sink.close();
      expect(kcatRecords(servers(), topic)).toEqual(rows.map(([key, value], offset) => `0:${offset}:${key ?? 'NULL'}:${value ?? 'NULL'}`));
    });
  }

  it('keys go to the partition of the Java and C clients, rows without a key stay together', async () => {
    const [ours, theirs] = [await makeTopic(servers(), 'ours', 7), await makeTopic(servers(), 'theirs', 7)];
    const keys = Array.from({ length: 200 }, (_, index) => `key-${index * 7919}`);
    const sink = await openSink(servers(), { topic: ours });
    await sink.write(0, [chunkOf(keyValueSchema, keys.map((key) => [key, 'x']))]);
    kcat(servers(), ['-P', '-t', theirs, '-K', ':', '-X', 'topic.partitioner=murmur2_random'], keys.map((key) => `${key}:x`).join('\n'));
    expect(kcatRecords(servers(), ours)).toEqual(kcatRecords(servers(), theirs));
    await sink.write(1, [chunkOf(keyValueSchema, Array.from({ length: 20 }, (_, index) => [null, `n${index}`]))]);
    await sink.close();
    expect(new Set(kcatRecords(servers(), ours).filter((row) => row.includes(':NULL:')).map((row) => row.split(':')[0])).size).toBe(1);
  });

  it('columns topic, partition and headers', async () => {
    const [one, two] = [await makeTopic(servers(), 'column', 3), await makeTopic(servers(), 'column', 3)];
    const schema = { fields: [field('topic', stringType), ...partitionedSchema.fields, field('headers', headersType), field('ignored', intType)] };
    const header = listValue([structValue(['h', Buffer.from('1')]), structValue(['n', null])]);
    const sink = await openSink(servers(), {}, { schema });
    await sink.write(0, [chunkOf(schema, [[one, 'a', '1', 2, header, 1], [two, 'a', '2', 0, null, 1], [one, null, '3', 1, listValue([]), 1], [one, 'a', '4', 2, null, 1]])]);
    expect(kcatRecords(servers(), one)).toEqual(['1:0:NULL:3', '2:0:a:1', '2:1:a:4']);
    expect(kcatRecords(servers(), two)).toEqual(['0:0:a:2']);
    expect(kcat(servers(), ['-C', '-t', one, '-e', '-q', '-Z', '-p', '2', '-f', '%h;']).trim()).toBe('h=1,n=NULL;;');
    await expect(sink.write(1, [chunkOf(schema, [[null, 'a', '1', 0, null, 1]])])).rejects.toMatchObject({ condition: 'KAFKA_NULL_TOPIC_IN_DATA' });
    await expect(sink.write(1, [chunkOf(schema, [[one, 'a', '1', 3, null, 1]])])).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_PARTITION_NOT_FOUND' });
    await expect(sink.write(1, [chunkOf(schema, [['no.such', 'a', '1', 0, null, 1]])])).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_TOPIC_NOT_FOUND' });
    await sink.close();
  });

  it('a topic that is still being made is waited for', async () => {
    const topic = freshName('late');
    const sink = await openSink(servers(), { topic });
    const written = sink.write(0, [chunkOf(keyValueSchema, [['a', 'late']])]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await withTransport(servers(), (transport) => transport.createTopic({ name: topic, partitions: 1, replicas: 1, settings: {} }));
    await written;
    await sink.close();
    expect(valuesOf(topic)).toEqual(['late']);
  });

  it('selections, constant columns and many chunks', async () => {
    const topic = await makeTopic(servers(), 'shapes');
    const chunk = rowsOf(0);
    const value = chunkOf(keyValueSchema, [['same', 'constant']]).columns[1]!;
    const selected: Chunk = { ...chunk, selection: Uint32Array.of(1, 4, 9) };
    const constant: Chunk = { ...chunk, columns: [chunk.columns[0]!, { ...value, length: 10, mask: 0 }], selection: Uint32Array.of(0, 2) };
    const sink = await openSink(servers(), { topic });
    await sink.write(0, [selected, constant, { ...chunk, selection: new Uint32Array(0) }]);
    await sink.close();
    expect(valuesOf(topic)).toEqual(['b0-1', 'b0-4', 'b0-9', 'constant', 'constant']);
  });

  it('batches of records stay below the limit of the broker', async () => {
    const topic = await makeTopic(servers(), 'big', 2);
    const chunk = chunkOf(keyValueSchema, Array.from({ length: 300 }, (_, index) => [`k${index}`, `${index}-${'z'.repeat(30_000)}`]));
    const sink = await openSink(servers(), { topic });
    await sink.write(0, [chunk]);
    expect(valuesOf(topic)).toHaveLength(300);
    await expect(sink.write(1, [chunkOf(keyValueSchema, [['k', 'y'.repeat(2_000_000)]])])).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_RECORD_TOO_LARGE' });
    await sink.write(1, [rowsOf(1)]);
    await sink.close();
    expect(valuesOf(topic)).toHaveLength(310);
  });

  it('a batch written twice is there once, also after a restart', async () => {
    const topic = await makeTopic(servers(), 'twice');
    const queryId = freshName('q');
    const first = await openSink(servers(), { topic }, { queryId });
    expect(await first.lastCommitted()).toBeUndefined();
    await first.write(0, [rowsOf(0)]);
    await first.write(0, [rowsOf(0)]);
    await first.close();
    const second = await openSink(servers(), { topic }, { queryId });
    expect(await second.lastCommitted()).toBe(0);
    await second.write(0, [rowsOf(0)]);
    await second.write(1, [rowsOf(1)]);
    await second.close();
    expect(valuesOf(topic)).toEqual(expected(0, 1));
  });

  const faults: readonly (readonly [FaultPoint, number])[] = [['initProducerId', 1], ['addPartitions', 2], ['produce', 2], ['endTransaction', 2]];
  for (const when of ['before', 'after'] as const) {
    for (const [point, call] of faults) {
      it(`the connection is cut ${when} ${point}: the batch is there once`, async () => {
        const topic = await makeTopic(servers(), 'cut');
        const sink = await openSink(servers(), { topic }, { fault: { point, when, call }, environment: listeningEnvironment() });
        for (const batchId of [0, 1, 2]) await deliver(sink, batchId);
        await sink.close();
        expect(valuesOf(topic)).toEqual(expected(0, 1, 2));
      });

      it(`the process dies ${when} ${point}: the next run repairs it`, async () => {
        const topic = await makeTopic(servers(), 'dies');
        const queryId = freshName('q');
        const before = await openSink(servers(), { topic }, { queryId });
        await deliver(before, 0);
        await before.close();
        const dying = await openSink(servers(), { topic }, { queryId, fault: { point, when, call: 1, fatal: true } });
        await expect(deliver(dying, 1)).rejects.toThrow();
        const next = await openSink(servers(), { topic }, { queryId });
        for (const batchId of [1, 2]) await deliver(next, batchId);
        await next.close();
        expect(valuesOf(topic)).toEqual(expected(0, 1, 2));
      });
    }
  }

  it('a run that was taken over fails by name and writes nothing more', async () => {
    const topic = await makeTopic(servers(), 'zombie');
    const queryId = freshName('q');
    const zombie = await openSink(servers(), { topic }, { queryId });
    await deliver(zombie, 0);
    const heir = await openSink(servers(), { topic }, { queryId });
    expect(await heir.lastCommitted()).toBe(0);
    await expect(zombie.write(1, [rowsOf(1)])).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_PRODUCER_FENCED', domain: 'external', retry: false });
    await heir.write(1, [rowsOf(1)]);
    await Promise.all([zombie.close(), heir.close()]);
    expect(valuesOf(topic)).toEqual(expected(0, 1));
  });

  it("another query's open transaction does not hide our marker", async () => {
    const [topic, markerTopic] = [await makeTopic(servers(), 'shared'), await makeTopic(servers(), 'markers', 1, { 'cleanup.policy': 'compact' })];
    const queryId = freshName('q');
    await withTransport(servers(), async (transport) => {
      const other = await TestProducer.open(transport, freshName('other'));
      await other.write(markerTopic, [{ key: 'other', value: '{"batchId":7}' }]);
      const first = await openSink(servers(), { topic, markerTopic }, { queryId });
      await deliver(first, 0);
      await deliver(first, 1);
      await first.close();
      const second = await openSink(servers(), { topic, markerTopic }, { queryId });
      expect(await second.lastCommitted()).toBe(1);
      await second.close();
      await other.abort();
    });
    expect(valuesOf(topic)).toEqual(expected(0, 1));
  });

  it('at-least-once writes without a transaction', async () => {
    const topic = await makeTopic(servers(), 'plain', 3);
    const sink = await openSink(servers(), { topic, delivery: 'at-least-once', 'kafka.acks': '1' }, { fault: { point: 'produce', when: 'before', call: 2 } });
    expect(await sink.lastCommitted()).toBeUndefined();
    for (const batchId of [0, 1]) await sink.write(batchId, [rowsOf(batchId)]);
    await sink.close();
    expect([...valuesOf(topic)].sort()).toEqual([...expected(0, 1)].sort());
  });

  it('refuses what it cannot write', async () => {
    expect(() => findSinkColumns({ fields: [field('key', stringType)] }, 't')).toThrow(/column value/);
    expect(() => findSinkColumns(keyValueSchema, undefined)).toThrow(/topic/);
    expect(() => findSinkColumns({ fields: [field('value', intType)] }, 't')).toThrow(/_LEGACY_ERROR_TEMP_3080.*must be string or binary/s);
    for (const options of [{ delivery: 'maybe' }, { 'kafka.acks': '0' }, { 'kafka.acks': '1' }, { 'kafka.compression.type': 'brotli' }]) {
      await expect(openSink(servers(), { topic: 't', ...options }), JSON.stringify(options)).rejects.toMatchObject({ condition: 'TIDEMARK_INVALID_OPTION' });
    }
    await expect(openSink(servers(), { topic: 't', 'kafka.value.serializer': 'x' })).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_OPTION_NOT_ALLOWED' });
  });
});
