// The 22 TPC-H queries over seeded data in memory, answers compared with DuckDB: CPU time per query, beside DuckDB's on one thread
import { join } from 'node:path';
import { Command } from 'commander';
import { askDuckDb, askTidemark, difference } from './tpch/answers.ts';
import { openDuckDb, openTidemark, writeTables } from './tpch/load.ts';
import { queries, queryText } from './tpch/queries.ts';

interface Options { readonly scale: string; readonly seed: string; readonly runs: string; readonly queries: string }
interface Figure { readonly query: number; readonly rows: number; readonly tidemark: Times; readonly duckdb: Times; readonly difference?: string }
/** Seconds of the first run, which compiles, and the median of those after it. CPU is of the whole process: collecting garbage and DuckDB's thread count. */
interface Times { readonly firstSeconds: number; readonly cpuSeconds: number; readonly wallSeconds: number }

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
    const figure = await measure(query, queryText(query, scale), { runs, ours: (sql) => askTidemark(spark, sql), theirs: (sql) => askDuckDb(duckdb, sql) });
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

interface Asked { readonly runs: number; readonly ours: (sql: string) => Promise<readonly (readonly string[])[]>; readonly theirs: (sql: string) => Promise<readonly (readonly string[])[]> }

/** First runs, whose answers are compared; then they take turns. */
async function measure(query: number, sql: string, { runs, ours, theirs }: Asked): Promise<Figure> {
  const firstOurs = await timed(() => ours(sql));
  const firstTheirs = await timed(() => theirs(sql));
  const [own, other] = [[firstOurs], [firstTheirs]];
  for (let run = 0; run < runs; run++) {
    own.push(await timed(() => ours(sql)));
    other.push(await timed(() => theirs(sql)));
  }
  const different = difference(firstOurs.answer, firstTheirs.answer);
  return { query, rows: firstOurs.answer.length, tidemark: timesOf(own), duckdb: timesOf(other), ...(different === undefined ? {} : { difference: different }) };
}

interface Timed<T> { readonly answer: T; readonly cpuSeconds: number; readonly wallSeconds: number }

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const answer = await work();
  const used = process.cpuUsage(cpu);
  return { answer, cpuSeconds: (used.user + used.system) / 1e6, wallSeconds: (performance.now() - wall) / 1000 };
}

function timesOf(runs: readonly Timed<unknown>[]): Times {
  const later = runs.length > 1 ? runs.slice(1) : runs;
  return { firstSeconds: runs[0]!.wallSeconds, cpuSeconds: median(later.map((one) => one.cpuSeconds)), wallSeconds: median(later.map((one) => one.wallSeconds)) };
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]!;
}

await main();
