// What the engines that run in Node share: the conversation with the harness, and the digest of answers.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

/** `prepare(work)` loads, warms up and returns `{ answers, pass }`; `answers` are [window start in ms, auction, count]. */
export async function serve(prepare) {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const work = JSON.parse((await lines.next()).value);
  const { answers, pass } = await prepare(work);
  say({ groups: answers.length, digest: digestOf(answers) });
  while (!(await lines.next()).done) {
    const before = process.cpuUsage();
    for (let round = 0; round < work.passes; round++) await pass();
    const { user, system } = process.cpuUsage(before);
    say({ cpuSeconds: (user + system) / 1e6 });
  }
  process.exit(0);
}

function say(what) { process.stdout.write(`${JSON.stringify(what)}\n`); }

function digestOf(answers) {
  return createHash('sha256').update(answers.map((row) => row.join(',')).sort().join('\n')).digest('hex');
}

/** Windows that end later are not emitted yet: the watermark stands 4 s behind the newest event. */
export const delayMs = 4000;
export const windowMs = 10_000;
export const priceMin = 1000;
