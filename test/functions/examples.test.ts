import { afterAll, describe, expect, test } from 'vitest';
import type { FunctionDefinition } from '../../src/functions/function.ts';
import { findFunction, findTableFunction, functionNames } from '../../src/functions/index.ts';
import { session } from '../../src/index.ts';

/** The examples of every function row are run and must print what the row says. */

const spark = session({ appName: 'examples', config: { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.timeType.enabled': 'true' } });
afterAll(() => spark.stop());

const rows = new Set(functionNames().flatMap((name) => [findFunction(name), findTableFunction(name)]).filter((row): row is FunctionDefinition => row !== undefined && row.kind !== 'unavailable'));

/** Cells as text with two spaces between, rows as lines. */
async function printed(sql: string): Promise<string> {
  const frame = spark.sql(sql);
  const names = (await frame.schema()).fields.map((_, index) => `c${index}`);
  const text = await frame.toDF(...names).selectExpr(...names.map((name) => `CAST(${name} AS STRING) AS ${name}`)).collect();
  return text.map((row) => names.map((name) => row[name] ?? 'NULL').join('  ')).join('\n');
}

describe('examples', () => {
  for (const row of rows) {
    for (const [sql, result] of row.examples) test(`${row.name}: ${sql}`, async () => expect(await printed(sql)).toBe(result));
  }

  test('every row has a signature or a rule, words and an example', () => {
    const poor = [...rows].filter((row) => row.doc === '' || row.examples.length === 0 || row.since === '');
    expect(poor.map((row) => row.name)).toEqual([]);
  });
});
