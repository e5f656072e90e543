// Parquet: rows a CPU second read and written, of a file of 1 M rows with seven columns, beside DuckDB on one thread; answers compared first
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { session } from '../src/index.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const RUNS = 3;
const folder = mkdtempSync(join(tmpdir(), 'tidemark-parquet-'));
const spark = session({ config: { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.parquet.outputTimestampType': 'TIMESTAMP_MICROS' } });
const duck = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
const source = join(folder, 'source.parquet');
const shown = (value: unknown): string => String(typeof value === 'object' && value !== null && 'micros' in value ? value.micros : value);

await duck.run(`CREATE TABLE made AS SELECT range AS id, (range * 7919 % 1000003)::INT AS n, CASE WHEN range % 9 = 0 THEN NULL ELSE 'page-' || (range * 31 % 500) END AS page, 'user-' || (range * 7919 % 200003) AS user,
  (range * 7919 % 100000) / 100.0::DOUBLE AS price, (range * 7919 % 100000)::DECIMAL(12,2) AS total, TIMESTAMP '2024-01-01' + INTERVAL (range) SECOND AS moment FROM range(${ROWS})`);
await duck.run(`COPY made TO '${source}' (FORMAT parquet, COMPRESSION snappy)`);
spark.read.parquet(source).createOrReplaceTempView('source');

const all = 'count(*) AS c, sum(n) AS n, count(page) AS page, max("user") AS u, round(sum(price)) AS price, sum(total) AS total, max(moment) AS moment';
const queries: Readonly<Record<string, string>> = { 'read all columns': all, 'read two columns': 'count(page) AS page, sum(n) AS n', 'read integers': 'sum(id) AS id, sum(n) AS n' };
const figures: Record<string, { readonly tidemark: number; readonly duckdb: number }> = {};
process.stdout.write(`${ROWS} rows, ${(statSync(source).size / 1e6).toFixed(1)} MB; M rows a CPU second, best of ${RUNS} after a first run\n\n${''.padEnd(20)}${'tidemark'.padStart(10)}${'duckdb'.padStart(10)}\n`);
for (const [name, columns] of Object.entries(queries)) {
  const ours = async (): Promise<string> => Object.values((await spark.sql(`SELECT ${columns.replaceAll('"', '`')} FROM source`).collect())[0]!).map(comparable).join();
  const theirs = async (): Promise<string> => (await (await duck.run(`SELECT ${columns} FROM '${source}'`)).getRows())[0]!.map(comparable).join();
  const [mine, other] = [await ours(), await theirs()];
  if (mine !== other) throw new Error(`${name}: ${mine} here, ${other} there`);
  await report(name, ours, theirs);
}
spark.read.parquet(source).createOrReplaceTempView('held');
const held = await spark.table('source').cache();
await held.count();
await report('write all columns', () => held.write.mode('overwrite').parquet(join(folder, 'out')), () => duck.run(`COPY made TO '${join(folder, 'theirs.parquet')}' (FORMAT parquet, COMPRESSION snappy)`));
const [[written]] = (await (await duck.run(`SELECT count(*), sum(n) FROM '${join(folder, 'out')}/*.parquet'`)).getRows()) as [[bigint]];
if (Number(written) !== ROWS) throw new Error(`${written} rows were written`);
process.stdout.write(`${JSON.stringify({ benchmark: 'parquet', node: process.version, rows: ROWS, figures })}\n`);
await spark.stop();
rmSync(folder, { recursive: true });

async function report(name: string, ours: () => Promise<unknown>, theirs: () => Promise<unknown>): Promise<void> {
  figures[name] = { tidemark: ROWS / 1e6 / await best(ours), duckdb: ROWS / 1e6 / await best(theirs) };
  process.stdout.write(`${name.padEnd(20)}${figures[name].tidemark.toFixed(2).padStart(10)}${figures[name].duckdb.toFixed(2).padStart(10)}\n`);
}

async function best(work: () => Promise<unknown>): Promise<number> {
  let least = Infinity;
  for (let run = 0; run <= RUNS; run++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    if (run > 0) least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}

/** DuckDB and we have objects of our own for decimals and timestamps. */
function comparable(value: unknown): string {
  const text = shown(value);
  return /^-?\d+\.0+$/.test(text) ? text.replace(/\.0+$/, '') : text;
}
