// What the engines that run in Node share: the conversation with the harness, and the digest of answers.
import { createInterface } from 'node:readline';
import { crc32 } from 'node:zlib';

/** `prepare(work)` loads, warms up and returns `{ answers, pass }`; `answers` is `{ rows, digest }`. */
export async function serve(prepare) {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const work = JSON.parse((await lines.next()).value);
  const { answers, pass } = await prepare(work);
  say(answers);
  while (!(await lines.next()).done) {
    const before = process.cpuUsage();
    for (let round = 0; round < work.passes; round++) await pass();
    const { user, system } = process.cpuUsage(before);
    say({ cpuSeconds: (user + system) / 1e6 });
  }
  process.exit(0);
}

function say(what) { process.stdout.write(`${JSON.stringify(what)}\n`); }

/** Rows as arrays of values; what the engines with SQL ask for as `sum(crc32(concat_ws(',', …)))`. */
export function digestOf(rows) {
  return { rows: rows.length, digest: String(rows.reduce((sum, row) => sum + crc32(row.join(',')), 0)) };
}
