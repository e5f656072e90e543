// From the import to the rows of a first batch query, in fresh processes: milliseconds
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { median } from './harness/figures.ts';
import { machineCpuSeconds } from './harness/process-tree.ts';

interface Run { readonly importMs: number; readonly firstResultMs: number; readonly sinceProcessStartMs: number; readonly foreignCores: number; readonly cpuMs: number }

const barMs = 300;
const options = new Command('npm run bench -- cold-start').option('--runs <number>', 'fresh processes', '15').parse().opts<{ runs: string }>();
const runs: Run[] = Array.from({ length: Number(options.runs) }, runOnce);
const firstResultMs = median(runs.map((run) => run.firstResultMs));
for (const [name, values] of [['import', runs.map((run) => run.importMs)], ['import to first result', runs.map((run) => run.firstResultMs)], ['process start to first result', runs.map((run) => run.sinceProcessStartMs)], ['CPU of the process', runs.map((run) => run.cpuMs)]] as const) {
  process.stdout.write(`${name.padEnd(30)} median ${median(values).toFixed(0)} ms, ${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}\n`);
}
process.stdout.write(`foreign cores, median: ${median(runs.map((run) => run.foreignCores)).toFixed(2)}; bar ${barMs} ms: ${firstResultMs <= barMs ? 'met' : 'MISSED'}\n`);
process.stdout.write(`${JSON.stringify({ benchmark: 'cold-start', node: process.version, firstResultMs, barMs, runs })}\n`);

function runOnce(): Run {
  const [machine, start] = [machineCpuSeconds(), performance.now()];
  const child = spawnSync(process.execPath, ['-e', `import(${JSON.stringify(join(import.meta.dirname, 'cold-start', 'query.mjs'))}).then(() => console.log(JSON.stringify(process.cpuUsage())))`], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  const [figures, cpu] = child.stdout.trim().split('\n').map((line) => JSON.parse(line) as Run & { user: number; system: number });
  const seconds = (performance.now() - start) / 1000;
  return { ...figures!, cpuMs: (cpu!.user + cpu!.system) / 1000, foreignCores: Math.max(0, (machineCpuSeconds() - machine - (cpu!.user + cpu!.system) / 1e6) / seconds) };
}
