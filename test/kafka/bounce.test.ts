import { expect, it } from 'vitest';
import { startBroker } from '../../scripts/kafka.ts';
import { StreamError } from '../../src/errors/stream-error.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { describeWithBroker } from './broker.ts';
import { kcatRecords } from './kcat.ts';
import { chunkOf, keyValueSchema, listeningEnvironment, makeTopic, openSink, openSource, readRows } from './rows.ts';

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
});

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
