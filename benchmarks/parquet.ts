// Parquet: a file of 1 M rows with seven columns read and written, answers compared: CPU time beside DuckDB's on one thread
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { session } from '../src/index.ts';
import { type Answer, askDuckDb, askTidemark } from './harness/answers.ts';
import { type Measured, measureInTurns } from './harness/in-turns.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const RUNS = 3;
const folder = mkdtempSync(join(tmpdir(), 'tidemark-parquet-'));
const spark = session({ config: { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.parquet.outputTimestampType': 'TIMESTAMP_MICROS' } });
const duck = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
const source = join(folder, 'source.parquet');

await duck.run(`CREATE TABLE made AS SELECT range AS id, (range * 7919 % 1000003)::INT AS n, CASE WHEN range % 9 = 0 THEN NULL ELSE 'page-' || (range * 31 % 500) END AS page, 'user-' || (range * 7919 % 200003) AS user,
  (range * 7919 % 100000) / 100.0::DOUBLE AS price, (range * 7919 % 100000)::DECIMAL(12,2) AS total, TIMESTAMP '2024-01-01' + INTERVAL (range) SECOND AS moment FROM range(${ROWS})`);
await duck.run(`COPY made TO '${source}' (FORMAT parquet, COMPRESSION snappy)`);
spark.read.parquet(source).createOrReplaceTempView('source');

const all = 'count(*) AS c, sum(n) AS n, count(page) AS page, max("user") AS u, round(sum(price)) AS price, sum(total) AS total, CAST(max(moment) AS DATE) AS moment';
const queries: Readonly<Record<string, string>> = { 'read all columns': all, 'read two columns': 'count(page) AS page, sum(n) AS n', 'read integers': 'sum(id) AS id, sum(n) AS n' };
const figures: Record<string, Measured> = {};
process.stdout.write(`${ROWS} rows, ${(statSync(source).size / 1e6).toFixed(1)} MB; CPU seconds, median of ${RUNS} runs\n\n${'work'.padEnd(20)}${'tidemark'.padStart(12)}${'duckdb'.padStart(12)}${'ratio'.padStart(8)}\n`);
for (const [name, columns] of Object.entries(queries)) {
  await report(name, () => askTidemark(spark, `SELECT ${columns.replaceAll('"', '`')} FROM source`), () => askDuckDb(duck, `SELECT ${columns} FROM '${source}'`));
}
spark.read.parquet(source).createOrReplaceTempView('held');
const held = await spark.table('source').cache();
await held.count();
/** What was written is read again in the first run only. */
let [checked, compared]: [Answer | undefined, Answer | undefined] = [undefined, undefined];
await report('write all columns', async () => {
  await held.write.mode('overwrite').parquet(join(folder, 'out'));
  return checked ??= await askDuckDb(duck, `SELECT ${all} FROM '${join(folder, 'out')}/*.parquet'`);
}, async () => {
  await duck.run(`COPY made TO '${join(folder, 'theirs.parquet')}' (FORMAT parquet, COMPRESSION snappy)`);
  return compared ??= await askDuckDb(duck, `SELECT ${all} FROM made`);
});
if (Object.values(figures).some((one) => one.difference !== undefined)) process.exitCode = 1;
process.stdout.write(`${JSON.stringify({ benchmark: 'parquet', node: process.version, rows: ROWS, figures })}\n`);
await spark.stop();
rmSync(folder, { recursive: true });

async function report(name: string, ours: () => Promise<Answer>, theirs: () => Promise<Answer>): Promise<void> {
  const figure = await measureInTurns({ runs: RUNS, ours, theirs });
  figures[name] = figure;
  const [own, other] = [figure.tidemark.cpuSeconds, figure.duckdb.cpuSeconds];
  process.stdout.write(`${name.padEnd(20)}${own.toFixed(3).padStart(12)}${other.toFixed(3).padStart(12)}${(own / other).toFixed(1).padStart(8)}  ${figure.difference === undefined ? 'equal' : `DIFFERENT: ${figure.difference}`}\n`);
}
