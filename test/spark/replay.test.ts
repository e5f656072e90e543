import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { corpus, readLedger, replay } from './conformance.ts';
import type { CaseResult } from './result.ts';

/**
 * What Spark answered, replayed as it is, against the ledger of cases known to fail: an unlisted failure is red, and so is a listed case that
 * passes, which must be struck off. Streams agree in all counters too.
 */
const ledger = readLedger();
const files = ['sql', 'stream/designed', 'stream/generated'].flatMap((folder) => (folder === 'stream/designed' ? [folder] : listFiles(folder)));

describe('recorded Spark answers', () => {
  it.each(files)('%s agrees but for the cases in the ledger', async (file) => {
    const results: CaseResult[] = [];
    await replay([join(corpus, file)], (result) => { results.push(result); });
    expect(results.length).toBeGreaterThan(0);
    const unlisted = results.filter((one) => one.outcome === 'fail' && !ledger.has(one.id)).map((one) => `${one.id}: ${one.detail}`);
    const struck = results.filter((one) => one.outcome === 'pass' && ledger.has(one.id)).map((one) => one.id);
    expect(unlisted, 'cases that fail and are not in test/spark/known-failures').toEqual([]);
    const counters = file.startsWith('stream') ? results.filter((one) => one.secondary === false).map((one) => `${one.id}: ${one.detail}`) : [];
    expect(counters, 'counters of streams that differ').toEqual([]);
    expect(struck, 'cases in test/spark/known-failures that pass: strike them off').toEqual([]);
  }, 300_000);

  afterAll(() => { process.stdout.write(`known failures: ${ledger.size} of the recorded cases, in test/spark/known-failures\n`); });
});

function listFiles(folder: string): string[] {
  return readdirSync(join(corpus, folder)).filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, basename(name)));
}
