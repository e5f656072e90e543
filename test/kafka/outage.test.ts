import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startBroker } from '../../scripts/kafka.ts';
import { type StreamingQuery, session } from '../../src/index.ts';
import { describeWithBroker } from './broker.ts';
import { kcat, kcatRecords } from './kcat.ts';
import { makeTopic } from './rows.ts';

describeWithBroker('a query whose broker goes away', () => {
  it('waits, says so, and goes on when the broker is back; at the start and in mid-run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-outage-'));
    const own = await startBroker();
    try {
      const [input, output] = [await makeTopic(own.servers, 'outage-in'), await makeTopic(own.servers, 'outage-out')];
      const start = (): Promise<StreamingQuery> => session({ appName: 'outage' }).readStream.format('kafka').option('kafka.bootstrap.servers', own.servers)
        .option('subscribe', input).option('startingOffsets', 'earliest').option('kafka.default.api.timeout.ms', '500').load().select('key', 'value')
        .writeStream.format('kafka').option('kafka.bootstrap.servers', own.servers).option('kafka.default.api.timeout.ms', '500').option('topic', output)
        .option('checkpointLocation', join(folder, 'checkpoint')).start();
      const put = (value: string): void => { kcat(own.servers, ['-P', '-t', input], `${value}\n`); };
      const written = (): readonly string[] => kcatRecords(own.servers, output).map((record) => record.split(':')[3]!);

      put('before');
      const first = await start();
      await first.processAllAvailable();
      await own.kill();
      await expect.poll(() => first.status.message, { timeout: 30_000 }).toContain('TIDEMARK_KAFKA_UNREACHABLE');
      expect(first.isActive).toBe(true);
      await own.start();
      put('after');
      await first.processAllAvailable();
      expect(written()).toEqual(['before', 'after']);
      await first.stop();

      await own.stop();
      const starting = start();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await own.start();
      const second = await starting;
      put('restarted');
      await second.processAllAvailable();
      await second.stop();
      expect(written()).toEqual(['before', 'after', 'restarted']);
    } finally {
      await own.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 400_000);
});
