import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpus, replay } from './conformance.ts';
import type { CaseResult } from './result.ts';

/**
 * Our own statements, one file per chapter of the grammar, with what Spark 4.3.0 answered. Each file is one session: later lines use
 * what earlier ones made. `skip` marks what is answered differently.
 */
describe('chapters of the grammar', () => {
  const folder = join(corpus, 'grammar');
  it.each(readdirSync(folder).filter((name) => name.endsWith('.jsonl')))('%s is answered as Spark does', async (name) => {
    const results: CaseResult[] = [];
    await replay([join(folder, name)], (result) => { results.push(result); });
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter((one) => one.outcome === 'fail').map((one) => `${one.id}: ${one.detail}`)).toEqual([]);
  }, 120_000);
});
