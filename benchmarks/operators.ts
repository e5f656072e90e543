// Every operator of batch queries at work on a million rows, answers compared with DuckDB: CPU time per query, beside DuckDB's on one thread
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { Command } from 'commander';
import { type Session, session } from '../src/index.ts';
import { askDuckDb, askTidemark } from './harness/answers.ts';
import { type Measured, measureInTurns } from './harness/in-turns.ts';
import { operatorQueries } from './operators/queries.ts';

interface Figure extends Measured { readonly name: string }

/** Derived from the row's number by multiplication with primes, so that both engines make the same million rows for themselves. */
const events = (rows: number): string => `SELECT id, CAST(id * 7919 % 1000 AS INT) AS k, concat('group ', CAST(id * 104729 % 50021 AS STRING)) AS g, CAST(id * 15485863 % 1000003 AS DOUBLE) / 1000003 AS v,
  CAST(id * 31 % 99991 AS DECIMAL(12, 2)) AS d, TIMESTAMP_NTZ '2026-01-01 00:00:00' + make_dt_interval(0, 0, 0, id % 86400) AS ts FROM range(${rows})`;
const tables = { few: 'SELECT * FROM events WHERE id < 20000', dims: "SELECT CAST(id * 2 AS INT) AS k, concat('name ', CAST(id AS STRING)) AS name FROM range(500)",
  wide: `SELECT ${Array.from({ length: 200 }, (_, at) => `id * ${at + 1} % 100003 AS c${at}`).join(', ')} FROM range(100000)` };

async function main(): Promise<void> {
  const options = new Command('npm run bench -- operators').option('--rows <number>', 'of the table', '1000000').option('--runs <number>', 'of each query, after a first one', '3')
    .option('--only <text>', 'queries whose name has it', '').parse().opts<{ readonly rows: string; readonly runs: string; readonly only: string }>();
  const spark = await openTidemark(Number(options.rows));
  const duckdb = await openDuckDb(Number(options.rows));
  process.stdout.write(`${options.rows} rows; CPU seconds, median of ${options.runs} runs\n\n${'query'.padEnd(22)}${'tidemark'.padStart(12)}${'first'.padStart(10)}${'duckdb'.padStart(12)}${'ratio'.padStart(8)}\n`);
  const figures: Figure[] = [];
  for (const { name, sql, theirs = sql } of operatorQueries.filter((one) => one.name.includes(options.only))) {
    const figure = { name, ...await measureInTurns({ runs: Number(options.runs), ours: () => askTidemark(spark, sql), theirs: () => askDuckDb(duckdb, theirs) }) };
    figures.push(figure);
    process.stdout.write(`${name.padEnd(22)}${figure.tidemark.cpuSeconds.toFixed(3).padStart(12)}${figure.tidemark.firstSeconds.toFixed(3).padStart(10)}${figure.duckdb.cpuSeconds.toFixed(3).padStart(12)}`
      + `${(figure.tidemark.cpuSeconds / figure.duckdb.cpuSeconds).toFixed(1).padStart(8)}  ${figure.difference === undefined ? 'equal' : `DIFFERENT: ${figure.difference}`}\n`);
  }
  const different = figures.filter((one) => one.difference !== undefined).length;
  process.stdout.write(`\n${figures.length - different} of ${figures.length} answers equal\n${JSON.stringify({ benchmark: 'operators', node: process.version, ...options, figures })}\n`);
  if (different > 0) process.exitCode = 1;
  await spark.stop();
}

async function openTidemark(rows: number): Promise<Session> {
  const spark = session({ appName: 'operators' });
  for (const [name, sql] of Object.entries({ events: events(rows), ...tables })) await spark.sql(`CREATE TABLE ${name} AS ${sql}`).collect();
  return spark;
}

async function openDuckDb(rows: number): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const dialect = (sql: string): string => sql.replaceAll('TIMESTAMP_NTZ', 'TIMESTAMP').replace('make_dt_interval(0, 0, 0, id % 86400)', 'to_seconds(id % 86400)').replace(/range\((\d+)\)/, 'range($1) AS t(id)');
  for (const [name, sql] of Object.entries({ events: events(rows), ...tables })) await connection.run(`CREATE TABLE ${name} AS ${dialect(sql)}`);
  return connection;
}

await main();
