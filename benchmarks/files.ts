// CSV and JSON: a file of half a million rows with six columns read, with types given and inferred, and written again, answers compared: CPU time beside DuckDB's on one thread
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { session } from '../src/index.ts';
import { type Answer, askDuckDb, askTidemark } from './harness/answers.ts';
import { type Measured, measureInTurns } from './harness/in-turns.ts';

const ROWS = Number(process.argv[2] ?? 500_000);
const RUNS = 3;
const schema = 'id BIGINT, k INT, g STRING, v DOUBLE, d DECIMAL(12,2), ts TIMESTAMP_NTZ';
const sums = 'count(*), sum(id), max(g), sum(k), sum(d), sum(v)';
const readers = { csv: "read_csv('FILE', header = true)", json: "read_json('FILE')" } as const;

const folder = mkdtempSync(join(tmpdir(), 'tidemark-files-'));
const duckdb = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
await duckdb.run(`CREATE TABLE made AS SELECT id, CAST(id * 7919 % 1000 AS INT) AS k, concat('group ', id * 104729 % 50021) AS g, CAST(id * 15485863 % 1000003 AS DOUBLE) / 1000003 AS v,
  CAST(id * 31 % 99991 AS DECIMAL(12, 2)) AS d, TIMESTAMP '2026-01-01 00:00:00' + to_seconds(id % 86400) AS ts FROM range(${ROWS}) AS t(id)`);
const spark = session({ appName: 'files' });
const figures: Record<string, Measured> = {};
/** What was written is read again in the first run only. */
let checked: Answer | undefined;
let compared: Answer | undefined;
process.stdout.write(`${ROWS} rows; CPU seconds, median of ${RUNS} runs\n\n${'work'.padEnd(16)}${'tidemark'.padStart(12)}${'duckdb'.padStart(12)}${'ratio'.padStart(8)}\n`);

for (const format of ['csv', 'json'] as const) {
  const file = join(folder, `source.${format}`);
  await duckdb.run(`COPY made TO '${file}' (FORMAT ${format}${format === 'csv' ? ', HEADER true' : ''})`);
  const reader = format === 'csv' ? spark.read.option('header', 'true') : spark.read;
  reader.schema(schema).format(format).load(file).createOrReplaceTempView(format);
  const read = readers[format].replace('FILE', file);
  await report(`read ${format}`, () => askTidemark(spark, `SELECT ${sums} FROM ${format}`), () => askDuckDb(duckdb, `SELECT ${sums} FROM ${read}`));
  await report(`infer, read ${format}`, async () => {
    (format === 'csv' ? spark.read.option('header', 'true').option('inferSchema', 'true') : spark.read).format(format).load(file).createOrReplaceTempView('inferred');
    return await askTidemark(spark, `SELECT count(*), sum(id), max(g), sum(k), sum(v) FROM inferred`);
  }, () => askDuckDb(duckdb, `SELECT count(*), sum(id), max(g), sum(k), sum(v) FROM ${format === 'csv' ? `read_csv('${file}', header = true, sample_size = -1)` : `read_json('${file}', sample_size = -1)`}`));
  const held = await spark.table(format).cache();
  await held.count();
  const [out, theirs] = [join(folder, `out-${format}`), join(folder, `theirs.${format}`)];
  const again = readers[format].replace('FILE', join(out, `*.${format}`));
  await report(`write ${format}`, async () => {
    await (format === 'csv' ? held.write.option('header', 'true') : held.write).mode('overwrite').format(format).save(out);
    return checked ??= await askDuckDb(duckdb, `SELECT ${sums} FROM ${again}`);
  }, async () => {
    await duckdb.run(`COPY made TO '${theirs}' (FORMAT ${format})`);
    return compared ??= await askDuckDb(duckdb, `SELECT ${sums} FROM made`);
  });
}
const different = Object.values(figures).filter((one) => one.difference !== undefined).length;
process.stdout.write(`${JSON.stringify({ benchmark: 'files', node: process.version, rows: ROWS, figures })}\n`);
if (different > 0) process.exitCode = 1;
await spark.stop();
rmSync(folder, { recursive: true });

async function report(name: string, ours: () => Promise<Answer>, theirs: () => Promise<Answer>): Promise<void> {
  [checked, compared] = [undefined, undefined];
  const figure = await measureInTurns({ runs: RUNS, ours, theirs });
  figures[name] = figure;
  const [own, other] = [figure.tidemark.cpuSeconds, figure.duckdb.cpuSeconds];
  process.stdout.write(`${name.padEnd(16)}${own.toFixed(3).padStart(12)}${other.toFixed(3).padStart(12)}${(own / other).toFixed(1).padStart(8)}  ${figure.difference === undefined ? 'equal' : `DIFFERENT: ${figure.difference}`}\n`);
}
