import { expect, it } from 'vitest';
import { startBroker } from '../../scripts/kafka.ts';
import { StreamError } from '../../src/errors/stream-error.ts';
import type { KafkaTransport } from '../../src/formats/kafka/transport.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { describeWithBroker } from './broker.ts';
import { kcatRecords } from './kcat.ts';
import { chunkOf, keyValueSchema, listeningEnvironment, makeTopic, openSink, openSource, readRows, replacing } from './rows.ts';

describeWithBroker('a broker that bounces', () => {
  it('SIGKILL and a clean restart in the middle of writing and reading: nothing is lost, doubled or out of order', async () => {
    const own = await startBroker();
    try {
      const topic = await makeTopic(own.servers, 'bounce');
      const sink = await openSink(own.servers, { topic, 'kafka.default.api.timeout.ms': '2000' }, { environment: listeningEnvironment() });
      const bounces = [own.kill, own.stop];
      for (let batchId = 0; batchId < 60; batchId++) {
        if (batchId % 25 === 10) void bounces.shift()!().then(own.start);
        await writeStubbornly(sink, batchId);
      }
      await sink.close();
      expect(kcatRecords(own.servers, topic).map((record) => record.split(':')[3])).toEqual(Array.from({ length: 600 }, (_, index) => `b${Math.floor(index / 10)}-${index % 10}`));
      const source = await openSource(own.servers, { subscribe: topic, startingOffsets: 'earliest', 'kafka.isolation.level': 'read_committed' });
      const start = await source.initialOffset();
      expect(await readRows(source, start, (await source.latestOffset(start, 'all'))!)).toHaveLength(600);
      await source.close();
    } finally {
      await own.remove();
    }
  }, 400_000);

  it('SIGKILL while it ends the transactions of many queries: each batch is there once', async () => {
    const own = await startBroker();
    try {
      const topics = await Promise.all(Array.from({ length: 12 }, () => makeTopic(own.servers, 'ending')));
      const ending = barrier(topics.length);
      const back = ending.reached.then(() => new Promise((resolve) => setTimeout(resolve, 2))).then(own.kill).then(own.start);
      await Promise.all(topics.map(async (topic) => {
        const wrap = (transport: KafkaTransport): KafkaTransport => endingTogether(transport, 3, ending.meet);
        const sink = await openSink(own.servers, { topic, 'kafka.default.api.timeout.ms': '2000' }, { environment: listeningEnvironment(), wrap });
        for (let batchId = 0; batchId < 6; batchId++) await writeStubbornly(sink, batchId);
        await sink.close();
      }));
      await back;
      for (const topic of topics) expect(kcatRecords(own.servers, topic).map((record) => record.split(':')[3])).toEqual(Array.from({ length: 60 }, (_, index) => `b${Math.floor(index / 10)}-${index % 10}`));
    } finally {
      await own.remove();
    }
  }, 400_000);
});

/** `meet` resolves when so many have called it. */
function barrier(count: number): { readonly reached: Promise<void>; meet(): Promise<void> } {
  let open = (): void => {}, waiting = 0;
  const reached = new Promise<void>((resolve) => { open = resolve; });
  return { reached, meet: () => { if (++waiting === count) open(); return reached; } };
}

/** The real transport, whose call number `call` to end a transaction waits for those of the others. */
function endingTogether(transport: KafkaTransport, call: number, meet: () => Promise<void>): KafkaTransport {
  let calls = 0;
  return replacing(transport, {
    endTransaction: async (id, session, commit) => {
      if (++calls === call) await meet();
      await transport.endTransaction(id, session, commit);
    },
  });
}

/** As the engine does: an error that says `retry` is waited out. */
async function writeStubbornly(sink: Sink, batchId: number): Promise<void> {
  const chunk = chunkOf(keyValueSchema, Array.from({ length: 10 }, (_, index) => ['k', `b${batchId}-${index}`]));
  for (;;) {
    try {
      return await sink.write(batchId, [chunk]);
    } catch (error) {
      if (!(error instanceof StreamError) || !error.retry) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
