// Batches of 10,000 rows against a million rows of join state: median and 99th percentile of the time and of the CPU time of a batch
import { Command } from 'commander';
import { percentile } from './harness/figures.ts';
import { machineCpuSeconds, treeCpuSeconds } from './harness/process-tree.ts';
import { runSteadyJoin } from './harness/steady-join.ts';

interface Options { readonly batches: string; readonly stateRows: string; readonly rows: string }

const barMs = 30;

const options = new Command('npm run bench -- join-latency').option('--batches <number>', 'batches that count, once the state is full', '1000')
  .option('--state-rows <number>', 'rows of join state', '1000000').option('--rows <number>', 'rows per batch, both sides together', '10000').parse().opts<Options>();
const warmUp = Math.round((2.5 * Number(options.stateRows)) / Number(options.rows));
const times: number[] = [];
const cpuTimes: number[] = [];
let last = 0;
let lastCpu = 0;
let stateRows = 0;
let foreign = { machine: 0, own: 0, start: 0 };
await runSteadyJoin({
  stateRows: Number(options.stateRows), rowsPerBatch: Number(options.rows),
  onBatch: (batch) => {
    if (batch.batchId === warmUp) foreign = { machine: machineCpuSeconds(), own: treeCpuSeconds(process.pid), start: performance.now() };
    const { user, system } = process.cpuUsage();
    if (batch.batchId > warmUp) {
      times.push(batch.ended - last);
      cpuTimes.push((user + system) / 1000 - lastCpu);
    }
    last = batch.ended;
    lastCpu = (user + system) / 1000;
    stateRows = batch.stateRows;
    return times.length < Number(options.batches);
  },
});
const own = treeCpuSeconds(process.pid) - foreign.own;
const foreignCores = Math.max(0, (machineCpuSeconds() - foreign.machine - own) / ((performance.now() - foreign.start) / 1000));
const figures = { p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: Math.max(...times), cpuP50: percentile(cpuTimes, 0.5), cpuP99: percentile(cpuTimes, 0.99), stateRows, foreignCores };
process.stdout.write(`${times.length} batches of ${options.rows} rows against ${stateRows} rows of state: p50 ${figures.p50.toFixed(1)} ms, p99 ${figures.p99.toFixed(1)} ms, max ${figures.max.toFixed(1)} ms, CPU p50 ${figures.cpuP50.toFixed(1)} ms, p99 ${figures.cpuP99.toFixed(1)} ms, foreign cores ${foreignCores.toFixed(2)}\n`);
process.stdout.write(`bar p99 ${barMs} ms: ${figures.p99 <= barMs ? 'met' : 'MISSED'}\n`);
process.stdout.write(`${JSON.stringify({ benchmark: 'join-latency', node: process.version, ...options, ...figures, barMs })}\n`);
