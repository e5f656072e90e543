import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conditionOf, type DataFrame } from '../../../src/index.ts';
import * as f from '../../../src/index.ts';

/** Calls in Python, what Spark shows for them (frames/record.py), and the same calls here. */
export const answers = JSON.parse(readFileSync(join(import.meta.dirname, 'answers.json'), 'utf8')) as Readonly<Record<string, string>>;
export const spark = f.session({ config: { 'spark.sql.session.timeZone': 'UTC' }, print: () => undefined });
export const df = spark.sql(`SELECT * FROM VALUES (1,'a',2.5D,'x',true,TIMESTAMP'2024-01-01 10:00:00',DATE'2024-01-01'),(2,'b',NULL,'y',false,NULL,DATE'2024-02-01'),
  (3,'a',-1D,NULL,true,TIMESTAMP'2024-03-01 10:00:00',NULL),(1,'b',7.25D,'x',NULL,TIMESTAMP'2023-01-01 10:00:00',DATE'2024-01-01'),(NULL,NULL,1e10D,'zz',false,NULL,NULL) AS t(i,g,d,s,b,ts,dt)`);
export const df2 = spark.sql("SELECT * FROM VALUES ('a',1),('b',2),('c',3),('a',4) AS t(g,w)");
export const big = spark.range(20000).withColumn('m', f.expr('CAST(id % 3 AS INT)'));

export type Call = readonly [python: string, here: () => DataFrame | Promise<DataFrame>];

/** The table and its columns with their types, or the condition. */
export async function shown(here: () => DataFrame | Promise<DataFrame>): Promise<string> {
  try {
    const frame = await here();
    return `${await frame.showString(20, 20, false)}struct<${(await frame.dtypes()).map(([name, type]) => `${name}:${type}`).join(',')}>`;
  } catch (error) {
    return `ERROR ${conditionOf(error) ?? String(error)}`;
  }
}
