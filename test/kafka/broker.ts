import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { missingForBroker, startSharedBroker } from '../../scripts/kafka.ts';

/** Why these tests cannot run here. With CI=true that is a failure and not an excuse. */
export const missing: string | undefined = missingForBroker() ?? (spawnSync('kcat', ['-V']).error === undefined ? undefined : 'kcat is not installed');

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

/** kcat, the independent client. Reads committed records unless told otherwise. */
export function kcat(servers: string, words: readonly string[], input?: string): string {
  return execFileSync('kcat', ['-b', servers, ...words], { input: input ?? '', encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'ignore'] });
}

/** `partition:offset:key:value` of every visible record, as kcat sees them. */
export function kcatRecords(servers: string, topic: string, isolation = 'read_committed'): readonly string[] {
  const text = kcat(servers, ['-C', '-t', topic, '-e', '-q', '-Z', '-X', `isolation.level=${isolation}`, '-f', '%p:%o:%k:%s\n']);
  return text.split('\n').filter((line) => line !== '').sort((left, right) => numberAt(left, 0) - numberAt(right, 0) || numberAt(left, 1) - numberAt(right, 1));
}

function numberAt(line: string, part: number): number {
  return Number(line.split(':')[part]);
}
