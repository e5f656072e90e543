import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpus, replay } from './conformance.ts';
import type { CaseResult } from './result.ts';

/**
 * Where an error stands and what its message is about: conditions that Spark 4.3.0 gave to recorded, changed and own statements, with its query context (or line and
 * column) and its parameters. Made by `npm run oracle -- --sql --positions --keep FILE`.
 */
describe('places and parameters of errors', () => {
  const folder = join(corpus, 'positions');

  it.each(readdirSync(folder).filter((name) => name.endsWith('.jsonl')))('%s point where Spark does', async (name) => {
    const results: CaseResult[] = [];
    await replay([join(folder, name)], (result) => { results.push(result); });
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter((one) => one.outcome === 'fail').map((one) => `${one.id}: ${one.detail}`)).toEqual([]);
  }, 120_000);
});
