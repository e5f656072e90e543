import { execFileSync, spawnSync } from 'node:child_process';
import { missingForBroker } from '../../scripts/kafka.ts';

/** Why these tests cannot run here. With CI=true that is a failure and not an excuse. */
export const missing: string | undefined = missingForBroker() ?? (spawnSync('kcat', ['-V']).error === undefined ? undefined : 'kcat is not installed');

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
