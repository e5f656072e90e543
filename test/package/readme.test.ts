import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, expectTypeOf, it } from 'vitest';
import { type DataFrame, session, type Session } from '../../src/index.ts';

let folder: string;
let spark: Session;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readme-'));
  spark = session();
});
afterEach(async () => {
  await spark.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs an example of the README as it stands there, but for its paths; gives back what it calls `result`. */
async function runExample(containing: string, result: string): Promise<unknown> {
  const readme = readFileSync(resolve('README.md'), 'utf8');
  const code = [...readme.matchAll(/```ts\n([^`]*(?:`[^`]+)*?)```/g)].map(([, text]) => text!).find((text) => text.includes(containing));
  expect(code, `an example with ${containing}`).toBeDefined();
  const file = join(folder, 'example.ts');
  writeFileSync(file, `export const run = (spark) => {\n${code!.replaceAll("'./", `'${folder}/`)}\nreturn ${result};\n};\n`);
  return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { readonly run: (spark: Session) => unknown }).run(spark);
}

it('functions over groups', async () => {
  mkdirSync(join(folder, 'visits'));
  writeFileSync(join(folder, 'visits', '1.json'), '{"user":"ann","page":"/"}\n{"user":"ann","page":"/cart"}\n{"user":"bob","page":"/"}\n');
  const totals = await runExample('flatMapGroupsWithState', 'totals') as DataFrame;
  const seen: unknown[] = [];
  const query = await totals.writeStream.outputMode('update').trigger({ availableNow: true }).option('checkpointLocation', join(folder, 'checkpoint'))
    .foreachBatch(async (batch) => { seen.push(...await batch.collect()); }).start();
  await query.awaitTermination();
  expect(seen).toEqual([{ user: 'ann', n: 2n }]);
});

it('rows of a schema that the compiler sees have its types', () => {
  const visits = spark.readStream.schema('user STRING NOT NULL, n BIGINT').json(folder);
  visits.groupByKey('user').mapGroupsWithState((key, rows, state) => {
    expectTypeOf(key.user).toEqualTypeOf<string | null>();
    expectTypeOf(rows[0]!.n).toEqualTypeOf<bigint | null>();
    expectTypeOf(rows[0]!['other']).toEqualTypeOf<unknown>();
    expectTypeOf(state.get()).toEqualTypeOf<{ total: bigint }>();
    return { user: key.user };
  }, { state: 'total BIGINT NOT NULL', output: 'user STRING' });
});
