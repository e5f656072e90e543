import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpus, replay } from './conformance.ts';
import type { CaseResult } from './result.ts';
import type { SqlRecord } from './sql-runner.ts';

/**
 * Our own statements, one file per chapter of the grammar, with what Spark 4.3.0 answered. Each file is one session: later lines use
 * what earlier ones made. `skip` says why a statement is left out; `npm test` prints it.
 */
describe('chapters of the grammar', () => {
  const folder = join(corpus, 'grammar');
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const records = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n')).map((line) => JSON.parse(line) as SqlRecord);
  for (const { id, skip, sql } of records) if (skip !== undefined) it.skip(`${id}: ${String(skip)}: ${sql}`, () => undefined);

  it('no two statements have one name', () => {
    const ids = records.flatMap(({ id }) => (id === undefined ? [] : [id]));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it.each(files)('%s is answered as Spark does', async (name) => {
    const results: CaseResult[] = [];
    await replay([join(folder, name)], (result) => { results.push(result); });
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter((one) => one.outcome === 'fail').map((one) => `${one.id}: ${one.detail}`)).toEqual([]);
  }, 120_000);
});
