// Runs statements FROM to TO of a seed, and writes the number of the one it is at into a file that others can read while it hangs.
import { openSync, writeSync } from 'node:fs';
import { memoryBytes } from '../../src/columnar/memory.ts';
import { FuzzRun } from './trial.ts';

const [seed, from, to] = process.argv.slice(2, 5).map(Number) as [number, number, number];
const place = openSync(process.argv[5]!, 'r+');
const slowSeconds = 2;
const memoryEvery = 2_500;

const run = new FuzzRun(seed);
const now = new Uint32Array(1);
const counts: Record<string, number> = {};

process.on('unhandledRejection', (error) => { say({ kind: 'bug', number: now[0]!, sql: '(a promise nobody waits for)', words: error instanceof Error ? error.stack ?? error.message : String(error) }); });

for (let number = from; number < to; number++) {
  now[0] = number;
  writeSync(place, now, 0, 4, 0);
  const { outcome, sql, words, condition, cpuSeconds } = await run.run(number);
  const name = outcome === 'refused' ? `refused ${condition!}` : outcome;
  counts[name] = (counts[name] ?? 0) + 1;
  if (outcome === 'bug') say({ kind: 'bug', number, sql, words });
  if (cpuSeconds > slowSeconds) say({ kind: 'slow', number, sql, words: `${cpuSeconds.toFixed(1)} s` });
  if ((number - from + 1) % memoryEvery === 0 || number + 1 === to) await report(number + 1);
}
await run.close();
say({ kind: 'end' });
process.exit(0);

async function report(done: number): Promise<void> {
  await new Promise((resolve) => { setImmediate(resolve); });
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, rss, external } = process.memoryUsage();
  say({ kind: 'progress', done, counts: { ...counts }, heapBytes: heapUsed, externalBytes: external, columnBytes: memoryBytes(), rssBytes: rss });
  for (const key of Object.keys(counts)) delete counts[key];
}

function say(message: Readonly<Record<string, unknown>>): void { process.stdout.write(`${JSON.stringify(message)}\n`); }
