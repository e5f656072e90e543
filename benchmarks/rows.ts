// Rows that a program of JavaScript gives, takes or looks at: collect, iterators, user functions, state of one's own, streams into programs: CPU time beside a plain loop
import { Command } from 'commander';
import { session } from '../src/index.ts';
import { measureInTurns, type Measured } from './harness/in-turns.ts';
import { programWorks } from './rows/programs.ts';
import { streamWorks } from './rows/streams.ts';

const options = new Command('npm run bench -- rows').option('--rows <number>', 'of the table', '300000').option('--runs <number>', 'of each work, after a first one', '3')
  .option('--only <text>', 'works whose name has it', '').parse().opts<{ readonly rows: string; readonly runs: string; readonly only: string }>();
const spark = session({ appName: 'rows', print: () => undefined, config: { 'spark.sql.shuffle.partitions': 1 } });
const rows = Number(options.rows);
const works = [...await programWorks(spark, rows), ...streamWorks(spark, rows)].filter((one) => one.name.includes(options.only));
process.stdout.write(`${rows} rows; CPU seconds, median of ${options.runs} runs\n\n${'work'.padEnd(30)}${'tidemark'.padStart(12)}${'loop'.padStart(12)}${'ratio'.padStart(8)}${'k rows/s'.padStart(12)}\n`);
const figures: Record<string, Measured> = {};
for (const { name, ours, theirs } of works) {
  const figure = await measureInTurns({ runs: Number(options.runs), ours, theirs: async () => theirs() });
  figures[name] = figure;
  const [own, other] = [figure.tidemark.cpuSeconds, figure.duckdb.cpuSeconds];
  process.stdout.write(`${name.padEnd(30)}${own.toFixed(3).padStart(12)}${other.toFixed(3).padStart(12)}${(own / other).toFixed(1).padStart(8)}${(rows / own / 1000).toFixed(0).padStart(12)}  ${figure.difference === undefined ? 'equal' : `DIFFERENT: ${figure.difference}`}\n`);
}
process.stdout.write(`${JSON.stringify({ benchmark: 'rows', node: process.version, ...options, figures })}\n`);
if (Object.values(figures).some((one) => one.difference !== undefined)) process.exitCode = 1;
await spark.stop();
