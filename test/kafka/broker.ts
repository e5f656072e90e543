import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { startSharedBroker } from '../../scripts/kafka.ts';
import { missing } from './kcat.ts';

/** One broker for all test files of a run: the first file starts it, it ends with the run. */
export async function sharedServers(): Promise<string> {
  const owner = process.ppid;
  const folder = join(tmpdir(), `tidemark-kafka-tests-${owner}`);
  const answer = join(folder, 'servers');
  try {
    mkdirSync(folder);
  } catch {
    for (let waitedMs = 0; !existsSync(answer); waitedMs += 100) {
      if (waitedMs > 90_000) throw new Error('the other test file did not get the broker to run');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return readFileSync(answer, 'utf8');
  }
  const servers = await startSharedBroker(folder, owner);
  writeFileSync(`${answer}.new`, servers);
  renameSync(`${answer}.new`, answer);
  return servers;
}

/** A suite over the real broker, or one line that says why there is none. */
export function describeWithBroker(name: string, suite: (servers: () => string) => void): void {
  if (missing !== undefined) {
    describe(name, () => {
      const note = `not run: ${missing}`;
      if (process.env['CI'] === 'true') it(note, () => { throw new Error(missing); });
      else it.skip(note, () => {});
    });
    return;
  }
  let started = '';
  describe(name, async () => {
    started = await sharedServers();
    suite(() => started);
  });
}
