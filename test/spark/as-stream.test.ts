import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runAsStream } from './as-stream.ts';
import { corpus, readLedger } from './conformance.ts';
import { readFixtures, readRecords } from './sql-runner.ts';

/** Every so many recorded statements, beginning with `SEED`; all of them: `npm run conformance -- sql --as-stream`. */
const step = Number(process.env['AS_STREAM_STEP'] ?? 40);
const seed = Number(process.env['SEED'] ?? 0);
const ledger = readLedger();
const files = readdirSync(join(corpus, 'sql')).filter((name) => name.endsWith('.jsonl') && name !== 'sequential.jsonl');
const counted = { equal: 0, left: 0 };

describe(`recorded statements fed as streams (every ${step}th, SEED=${seed})`, () => {
  const fixtures = readFixtures(join(corpus, 'sql', 'fixtures.json'));
  it.each(files)('%s gives the recorded rows', async (file) => {
    const problems: string[] = [];
    const records = readRecords(join(corpus, 'sql', file)).filter((record, index) => index % step === seed % step && !ledger.has(record.id) && record.volatile !== true);
    for (const record of records) {
      const { id, outcome, detail } = await runAsStream(record, fixtures);
      if (outcome === 'fail') problems.push(`npm run conformance -- sql/${basename(file, '.jsonl')} --as-stream --only ${id}: ${detail}`);
      else counted[outcome === 'pass' ? 'equal' : 'left']++;
    }
    expect(problems).toEqual([]);
  });

  afterAll(() => { process.stdout.write(`as streams: ${counted.equal} statements equal, ${counted.left} not possible as a stream\n`); });
});
