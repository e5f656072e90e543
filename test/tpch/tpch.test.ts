import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DuckDBConnection } from '@duckdb/node-api';
import { askDuckDb, askTidemark, difference } from '../../benchmarks/harness/answers.ts';
import { openDuckDb, openTidemark, writeTables } from '../../benchmarks/tpch/load.ts';
import { queries, queryText } from '../../benchmarks/tpch/queries.ts';
import type { Session } from '../../src/index.ts';

/** `npm run bench -- tpch` in small: about 6 k line items. */
const scale = 0.001;

describe('TPC-H, answers as DuckDB gives them', () => {
  let spark: Session;
  let duckdb: DuckDBConnection;

  beforeAll(async () => {
    const files = writeTables(join(import.meta.dirname, '..', '..', '.cache', 'bench'), scale, 1);
    spark = await openTidemark(files);
    duckdb = await openDuckDb(files);
  }, 60_000);

  it.each(queries.map((_, at) => at + 1))('query %i', async (number) => {
    const sql = queryText(number, scale);
    expect(difference(await askTidemark(spark, sql), await askDuckDb(duckdb, sql))).toBeUndefined();
  });

  it('notices a difference', async () => {
    const one = await askDuckDb(duckdb, queryText(1, scale));
    expect(difference(one.slice(1), one)).toBe('3 rows, not 4');
    expect(difference(one.map((row) => row.map((cell) => (cell === 'F' ? 'G' : cell))), one)).toMatch(/^row 1: /);
  });
});
