import { expect, test } from 'vitest';
import { session } from '../../src/index.ts';

/** law: groups of grouping sets come out as if every row had been followed by its copies, over any number of chunks. */
test('groups of a cube come out by the row they were first seen in', async () => {
  const count = 30_000;
  const sets = [[true, true], [true, false], [false, true], [false, false]] as const;
  const groups = new Map<string, number>();
  for (let id = 0; id < count; id++) {
    for (const [hasA, hasB] of sets) {
      const key = JSON.stringify([hasA ? (id * 7) % 1009 : null, hasB ? `b${Math.floor(id / 5000)}` : null]);
      groups.set(key, (groups.get(key) ?? 0) + id);
    }
  }
  const spark = session({ appName: 'grouping sets' });
  const rows = await spark.sql(`SELECT a, b, sum(id) AS s FROM (SELECT id, id * 7 % 1009 AS a, concat('b', CAST(id div 5000 AS STRING)) AS b FROM range(${count})) GROUP BY CUBE (a, b)`).collect();
  await spark.stop();
  const shown = rows.map((row) => { const { a, b, s } = row as unknown as { a: bigint | null; b: string | null; s: bigint }; return [JSON.stringify([a === null ? null : Number(a), b]), Number(s)]; });
  expect(shown).toEqual([...groups]);
});
