import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpus, replay } from './conformance.ts';
import type { CaseResult } from './result.ts';

/**
 * Statements that the oracle made of recorded ones (`npm run oracle -- --sql --spark`), with what Spark 4.3.0 answered: a sample of those that agreed, so that
 * they go on agreeing, and those that showed a rule we had wrong, by subject.
 */
describe('statements made by the oracle', () => {
  const folder = join(corpus, 'mutations');

  it.each(readdirSync(folder).filter((name) => name.endsWith('.jsonl')))('%s is answered as Spark does', async (name) => {
    const results: CaseResult[] = [];
    await replay([join(folder, name)], (result) => { results.push(result); });
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter((one) => one.outcome === 'fail').map((one) => `${one.id}: ${one.detail}`)).toEqual([]);
  }, 120_000);
});
