import fc from 'fast-check';
import { expect, test } from 'vitest';
import { session } from '../../src/index.ts';

const seed = Number(process.env['SEED'] ?? 38381);
const most = 10n ** 38n - 1n;

test(`sums of wide decimals are exact and overflow where a partial sum does (seed ${seed})`, async () => {
  const spark = session({ config: { 'spark.sql.ansi.enabled': 'false' } });
  const value = fc.oneof(fc.bigInt({ min: -most, max: most }), fc.bigInt({ min: -9n, max: 9n }), fc.constantFrom(most, -most, most / 2n, most - 1n, 1n, -1n), fc.constant(null));
  const shape = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), value), { minLength: 1, maxLength: 40 });
  await fc.assert(fc.asyncProperty(shape, async (rows) => {
    const texts = rows.map(([group, one]) => `(${group}, ${one === null ? 'NULL' : `CAST('${one}' AS DECIMAL(38, 0))`})`);
    const answers = await spark.sql(`SELECT g, CAST(sum(x) AS STRING) AS s FROM VALUES ${texts.join(', ')} AS t(g, x) GROUP BY g ORDER BY g`).collect();
    const want = [0, 1, 2].filter((group) => rows.some((row) => row[0] === group)).map((group) => {
      let sum: bigint | null | undefined;
      for (const [of, one] of rows) {
        if (of !== group || one === null || sum === null) continue;
        const next: bigint = (sum ?? 0n) + one;
        sum = next > most || next < -most ? null : next;
      }
      return { g: group, s: sum === undefined || sum === null ? null : String(sum) };
    });
    expect(answers).toEqual(want);
  }), { seed, numRuns: 150 });
  await spark.stop();
});
