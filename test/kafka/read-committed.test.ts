import { expect, it } from 'vitest';
import type { KafkaTransport } from '../../src/formats/kafka/transport.ts';
import { describeWithBroker } from './broker.ts';
import { kcat, kcatRecords } from './kcat.ts';
import { freshName, makeTopic, openSource, readRows, withTransport } from './rows.ts';
import { TestProducer } from './writer.ts';

interface History { readonly topic: string; readonly transport: KafkaTransport; producer(name: string): Promise<TestProducer> }

describeWithBroker('read_committed, with kcat as the reference', (servers) => {
  /** Writes a history, then compares what we see with what kcat sees, from every start offset. */
  const compare = async (name: string, write: (history: History) => Promise<void>, options: Readonly<Record<string, string>> = {}, expected?: number): Promise<void> => {
    const topic = await makeTopic(servers(), name);
    await withTransport(servers(), async (transport) => {
      const run = freshName('txn');
      await write({ topic, transport, producer: (id) => TestProducer.open(transport, `${run}-${id}`) });
      await settled(transport, topic);
    });
    const reference = kcatRecords(servers(), topic);
    if (expected !== undefined) expect(reference).toHaveLength(expected);
    const source = await openSource(servers(), { subscribe: topic, 'kafka.isolation.level': 'read_committed', startingOffsets: 'earliest', ...options });
    const end = (await source.latestOffset(await source.initialOffset(), 'all'))!;
    const last = (JSON.parse(end) as Record<string, Record<string, number>>)[topic]!['0']!;
    for (let from = 0; from <= last; from++) {
      const seen = await readRows(source, JSON.stringify({ [topic]: { 0: from } }), end);
      expect(seen, `from ${from}`).toEqual(reference.filter((row) => Number(row.split(':')[1]) >= from));
    }
    await source.close();
  };
  /** EndTxn is answered before the control records are written. */
  const settled = (transport: KafkaTransport, topic: string): Promise<void> => expect.poll(async () => {
    const [stable, latest] = await Promise.all([true, false].map((committed) => transport.listOffsets([{ topic, partition: 0, timestampMs: -1 }], committed)));
    return stable![0]!.offset === latest![0]!.offset;
  }, { timeout: 20_000, interval: 5 }).toBe(true);
  const rows = (prefix: string, count: number, key: string | null = null): { key: string | null; value: string }[] => Array.from({ length: count }, (_, index) => ({ key, value: `${prefix}${index}` }));

  it('an aborted record with the key 00000000 ends nothing', () => compare('zero-key', async ({ topic, producer }) => {
    const writer = await producer('a');
    await writer.write(topic, rows('good', 2));
    await writer.commit();
    await writer.write(topic, [{ key: '\0\0\0\0', value: 'bad0' }]);
    await writer.write(topic, rows('bad', 3));
    await writer.abort();
    await writer.write(topic, rows('fine', 2));
    await writer.commit();
  }, {}, 4));

  it('several aborted transactions of one producer in one fetch', () => compare('several', async ({ topic, producer }) => {
    const writer = await producer('a');
    for (const [index, commit] of [false, false, true, false, true, false].entries()) {
      await writer.write(topic, rows(`t${index}-`, 2));
      await (commit ? writer.commit() : writer.abort());
    }
  }, {}, 4));

  it('interleaved producers, the later one aborts first', () => compare('interleaved', async ({ topic, producer }) => {
    const [one, two, three] = [await producer('1'), await producer('2'), await producer('3')];
    await one.write(topic, rows('one', 2));
    await two.write(topic, rows('two', 2));
    await three.write(topic, rows('three', 1));
    await two.abort();
    await one.write(topic, rows('more', 1));
    await three.commit();
    await one.abort();
    await two.write(topic, rows('again', 1));
    await two.commit();
  }, {}, 2));

  it('an aborted transaction larger than the fetch', () => compare('larger', async ({ topic, producer }) => {
    const writer = await producer('a');
    for (let part = 0; part < 6; part++) await writer.write(topic, [{ value: 'x'.repeat(3000) }]);
    await writer.abort();
    await writer.write(topic, rows('good', 1));
    await writer.commit();
  }, { 'kafka.fetch.max.bytes': '4000', 'kafka.max.partition.fetch.bytes': '4000' }, 1));

  it('a log of nothing but aborted records and markers', () => compare('markers', async ({ topic, producer }) => {
    const writer = await producer('a');
    for (let round = 0; round < 3; round++) {
      await writer.write(topic, rows('bad', 1));
      await writer.abort();
    }
  }, {}, 0));

  it('plain records between, and a start in the middle of an aborted range', () => compare('plain', async ({ topic, producer }) => {
    const writer = await producer('a');
    await writer.write(topic, rows('bad', 2));
    kcat(servers(), ['-P', '-t', topic], 'plain\n');
    await writer.write(topic, rows('worse', 2));
    await writer.abort();
    kcat(servers(), ['-P', '-t', topic], 'plain\n');
  }, {}, 2));

  it('an open transaction hides what is behind it until it is decided', async () => {
    const topic = await makeTopic(servers(), 'open');
    await withTransport(servers(), async (transport) => {
      const writer = await TestProducer.open(transport, freshName('open'));
      kcat(servers(), ['-P', '-t', topic], 'before\n');
      await writer.write(topic, rows('held', 1));
      kcat(servers(), ['-P', '-t', topic], 'after\n');
      const source = await openSource(servers(), { subscribe: topic, 'kafka.isolation.level': 'read_committed', startingOffsets: 'earliest' });
      const start = await source.initialOffset();
      const held = (await source.latestOffset(start, 'all'))!;
      expect(held).toBe(JSON.stringify({ [topic]: { 0: 1 } }));
      expect(await readRows(source, start, held)).toEqual(['0:0:NULL:before']);
      await writer.commit();
      await settled(transport, topic);
      const freed = (await source.latestOffset(held, 'all'))!;
      expect(await readRows(source, held, freed)).toEqual(['0:1:NULL:held0', '0:2:NULL:after']);
      await source.close();
    });
  });

  it('random histories of four producers', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 100_000);
    let state = seed;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    await compare(`random-${seed}`, async ({ topic, producer }) => {
      const writers = await Promise.all(['a', 'b', 'c', 'd'].map(producer));
      const open = new Set<TestProducer>();
      for (let step = 0; step < 60; step++) {
        const writer = writers[random(4)]!;
        if (!open.has(writer) || random(3) > 0) {
          await writer.write(topic, rows(`s${step}-`, 1 + random(3), random(4) === 0 ? '\0\0\0\0' : null));
          open.add(writer);
        } else {
          await (random(2) === 0 ? writer.commit() : writer.abort());
          open.delete(writer);
        }
      }
      for (const writer of open) await (random(2) === 0 ? writer.commit() : writer.abort());
    }, { 'kafka.fetch.max.bytes': '2000', 'kafka.max.partition.fetch.bytes': '2000' });
  });
});
