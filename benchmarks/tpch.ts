// The 22 TPC-H queries over seeded data in memory, answers compared with DuckDB: CPU time per query, beside DuckDB's on one thread
import { join } from 'node:path';
import { Command } from 'commander';
import { askDuckDb, askTidemark } from './harness/answers.ts';
import { type Measured, measureInTurns } from './harness/in-turns.ts';
import { openDuckDb, openTidemark, writeTables } from './tpch/load.ts';
import { queries, queryText } from './tpch/queries.ts';

interface Options { readonly scale: string; readonly seed: string; readonly runs: string; readonly queries: string }
interface Figure extends Measured { readonly query: number }

async function main(): Promise<void> {
  const options = new Command('npm run bench -- tpch').option('--scale <number>', '0.1 has about 600 k line items', '0.1').option('--seed <number>', 'of the data', '1')
    .option('--runs <number>', 'of each query, after a first one', '3').option('--queries <numbers>', 'with commas between', queries.map((_, at) => at + 1).join(',')).parse().opts<Options>();
  const [scale, runs] = [Number(options.scale), Number(options.runs)];
  const files = writeTables(join(import.meta.dirname, '..', '.cache', 'bench'), scale, Number(options.seed));
  const loading = performance.now();
  const spark = await openTidemark(files);
  const duckdb = await openDuckDb(files);
  const [lines] = await askDuckDb(duckdb, 'SELECT count(*) FROM lineitem');
  process.stdout.write(`scale ${scale}, seed ${options.seed}: ${lines![0]} line items, loaded into both in ${((performance.now() - loading) / 1000).toFixed(1)} s; CPU seconds, median of ${runs} runs\n\n`);
  process.stdout.write(`${'query'.padEnd(8)}${'rows'.padStart(6)}${'tidemark'.padStart(12)}${'first'.padStart(10)}${'duckdb'.padStart(12)}${'ratio'.padStart(8)}\n`);
  const figures: Figure[] = [];
  for (const query of options.queries.split(',').map(Number)) {
    const sql = queryText(query, scale);
    const figure = { query, ...await measureInTurns({ runs, ours: () => askTidemark(spark, sql), theirs: () => askDuckDb(duckdb, sql) }) };
    figures.push(figure);
    const ratio = figure.tidemark.cpuSeconds / figure.duckdb.cpuSeconds;
    process.stdout.write(`${`Q${query}`.padEnd(8)}${String(figure.rows).padStart(6)}${figure.tidemark.cpuSeconds.toFixed(3).padStart(12)}${figure.tidemark.firstSeconds.toFixed(3).padStart(10)}`
      + `${figure.duckdb.cpuSeconds.toFixed(3).padStart(12)}${ratio.toFixed(1).padStart(8)}  ${figure.difference === undefined ? 'equal' : `DIFFERENT: ${figure.difference}`}\n`);
  }
  const [ours, theirs] = [figures.reduce((sum, one) => sum + one.tidemark.cpuSeconds, 0), figures.reduce((sum, one) => sum + one.duckdb.cpuSeconds, 0)];
  const different = figures.filter((one) => one.difference !== undefined).length;
  process.stdout.write(`\n${figures.length - different} of ${figures.length} answers equal; all together ${ours.toFixed(2)} s, DuckDB ${theirs.toFixed(2)} s\n`);
  process.stdout.write(`${JSON.stringify({ benchmark: 'tpch', node: process.version, ...options, lineItems: Number(lines![0]), figures })}\n`);
  if (different > 0) process.exitCode = 1;
  await spark.stop();
}

await main();
