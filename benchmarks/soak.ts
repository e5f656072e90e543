// Steady joins at full speed for minutes: JavaScript heap and resident size over time, and their slopes after warm-up
import { Command } from 'commander';
import { percentile } from './harness/figures.ts';
import { machineCpuSeconds, treeCpuSeconds } from './harness/process-tree.ts';
import { runSteadyJoin } from './harness/steady-join.ts';

interface Options { readonly minutes: string; readonly stateRows: string; readonly rows: string; readonly every: string }
interface Sample { readonly seconds: number; readonly heapMb: number; readonly heapBeforeGcMb: number; readonly rssMb: number; readonly stateMb: number; readonly stateRows: number; readonly kRowsPerSecond: number; readonly p99Ms: number }

const options = new Command('npm run bench -- soak').option('--minutes <number>', 'how long', '10').option('--state-rows <number>', 'rows of join state', '1000000')
  .option('--rows <number>', 'rows per batch, both sides together', '10000').option('--every <seconds>', 'between samples', '10').parse().opts<Options>();
const [start, machine] = [performance.now(), machineCpuSeconds()];
const samples: Sample[] = [];
let times: number[] = [];
let last = start;
let sampled = start;
process.stdout.write(`${'s'.padStart(6)}${'heap MB'.padStart(10)}${'before gc'.padStart(11)}${'rss MB'.padStart(9)}${'state MB'.padStart(10)}${'state rows'.padStart(12)}${'k rows/s'.padStart(10)}${'p99 ms'.padStart(9)}\n`);
await runSteadyJoin({
  stateRows: Number(options.stateRows), rowsPerBatch: Number(options.rows),
  onBatch: (batch) => {
    times.push(batch.ended - last);
    last = batch.ended;
    if (last - sampled >= Number(options.every) * 1000) {
      take(batch.stateRows, batch.memoryBytes);
      last = sampled = performance.now();
      times = [];
    }
    return last - start < Number(options.minutes) * 60_000;
  },
});
report();

/** What is left after a full collection is what is held. */
function take(stateRows: number, stateBytes: number): void {
  const heapBeforeGcMb = process.memoryUsage().heapUsed / 1e6;
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const sample = {
    seconds: (last - start) / 1000, heapMb: heapUsed / 1e6, heapBeforeGcMb, rssMb: rss / 1e6, stateMb: stateBytes / 1e6, stateRows,
    kRowsPerSecond: (times.length * Number(options.rows)) / (last - sampled), p99Ms: percentile(times, 0.99),
  };
  samples.push(sample);
  process.stdout.write(`${sample.seconds.toFixed(0).padStart(6)}${sample.heapMb.toFixed(1).padStart(10)}${heapBeforeGcMb.toFixed(1).padStart(11)}${sample.rssMb.toFixed(0).padStart(9)}${sample.stateMb.toFixed(0).padStart(10)}${String(stateRows).padStart(12)}${sample.kRowsPerSecond.toFixed(0).padStart(10)}${sample.p99Ms.toFixed(1).padStart(9)}\n`);
}

/** The first quarter is warm-up. */
function report(): void {
  const steady = samples.slice(Math.ceil(samples.length / 4));
  const heapMbPerMinute = 60 * slopeOf(steady.map((one) => [one.seconds, one.heapMb]));
  const rssMbPerMinute = 60 * slopeOf(steady.map((one) => [one.seconds, one.rssMb]));
  const seconds = (performance.now() - start) / 1000;
  const foreignCores = Math.max(0, (machineCpuSeconds() - machine - treeCpuSeconds(process.pid)) / seconds);
  process.stdout.write(`slope after warm-up: heap ${heapMbPerMinute.toFixed(3)} MB/min, rss ${rssMbPerMinute.toFixed(3)} MB/min; foreign cores ${foreignCores.toFixed(2)}\n`);
  process.stdout.write(`${JSON.stringify({ benchmark: 'soak', node: process.version, ...options, heapMbPerMinute, rssMbPerMinute, foreignCores, samples })}\n`);
}

/** Least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  return points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
