import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type DataFrame, session } from '../../src/index.ts';
import { schemaToJson } from '../../src/types/print-json.ts';

/** Files that Spark wrote (parquet/record.py), and what Spark reads in them: its schema, then a line of JSON per row. */
const folder = join(import.meta.dirname, 'parquet');
const answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as Readonly<Record<string, string | readonly string[]>>;
const spark = session({ config: { 'spark.sql.session.timeZone': 'UTC' } });
const scratch = mkdtempSync(join(tmpdir(), 'tidemark-parquet-'));
const linesOf = async (frame: DataFrame): Promise<unknown[]> => [JSON.parse(schemaToJson(await frame.schema())), ...(await frame.selectExpr('to_json(struct(*)) AS j').collect()).map((row) => String(row['j']))];

afterAll(async () => {
  await spark.stop();
  rmSync(scratch, { recursive: true });
});

describe.each(Object.entries(answers))('%s', (name, answer) => {
  const [schema, ...rows] = (typeof answer === 'string' ? answers[answer] : answer) as readonly string[];
  const expected = [JSON.parse(schema!), ...rows] as unknown[];

  it('is read as Spark reads it', async () => {
    expect(await linesOf(spark.read.parquet(join(folder, `${name}.parquet`)))).toEqual(expected);
  });

  it('is the same when written and read again', async () => {
    const path = join(scratch, name);
    await spark.read.parquet(join(folder, `${name}.parquet`)).write.option('compression', ['gzip', 'zstd', 'lz4', 'lz4_raw'].includes(name) ? name : 'snappy').parquet(path);
    expect(await linesOf(spark.read.parquet(path))).toEqual(expected);
  });
});
