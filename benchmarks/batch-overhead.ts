// One durable micro-batch of one row through the windowed count: median and 99th percentile of what a batch takes
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { percentile } from './harness/figures.ts';

interface Options { readonly batches: string; readonly runs: string }

const bars = { p50: 0.6, p99: 3 };
const warmUp = 200;

/** Offsets are synced before every batch, as always; watermark and windows move, so that state is written and dropped on the way. */
async function main(): Promise<void> {
  const options = new Command('npm run bench -- batch-overhead').option('--batches <number>', 'batches that count', '3000').option('--runs <number>', 'how often', '3').parse().opts<Options>();
  const { session } = await import(new URL('../dist/index.js', import.meta.url).href) as typeof import('../src/index.ts');
  const folder = mkdtempSync(join(tmpdir(), 'batch-overhead-'));
  const figures: { p50: number; p99: number; max: number; batches: number }[] = [];
  try {
    for (let run = 0; run < Number(options.runs); run++) {
      const times = await timesOf(session({ config: { 'spark.sql.shuffle.partitions': 1 } }), Number(options.batches) + warmUp, join(folder, String(run)));
      const counted = times.slice(warmUp);
      figures.push({ p50: percentile(counted, 0.5), p99: percentile(counted, 0.99), max: Math.max(...counted), batches: counted.length });
      const last = figures.at(-1)!;
      process.stdout.write(`run ${run + 1}: ${last.batches} batches, p50 ${last.p50.toFixed(3)} ms, p99 ${last.p99.toFixed(3)} ms, max ${last.max.toFixed(1)} ms\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const best = { p50: percentile(figures.map((one) => one.p50), 0.5), p99: percentile(figures.map((one) => one.p99), 0.5) };
  process.stdout.write(`median of the runs: p50 ${best.p50.toFixed(3)} ms (bar ${bars.p50}: ${best.p50 <= bars.p50 ? 'met' : 'MISSED'}), p99 ${best.p99.toFixed(3)} ms (bar ${bars.p99}: ${best.p99 <= bars.p99 ? 'met' : 'MISSED'})\n`);
  process.stdout.write(`${JSON.stringify({ benchmark: 'batch-overhead', node: process.version, ...options, runs: figures, ...best, bars })}\n`);
}

/** Milliseconds from one batch's end to the next one's, over `count` batches of one row that all wait already. */
async function timesOf(spark: import('../src/index.ts').Session, count: number, checkpoint: string): Promise<readonly number[]> {
  const clicks = spark.memoryStream('ts TIMESTAMP, page STRING');
  for (let row = 0; row < count; row++) clicks.addData([new Date(Date.UTC(2024, 0, 1) + row * 1000), `/${row % 10}`]);
  clicks.toDF({ blocksPerTrigger: 1 }).createOrReplaceTempView('clicks');
  const ends: number[] = [];
  spark.streams.addListener({ onQueryProgress: ({ progress }) => { if (progress.numInputRows === 1) ends.push(performance.now()); } });
  const query = await spark.sql("SELECT window.start AS start, page, count(*) AS n FROM clicks WATERMARK ts DELAY OF INTERVAL 10 SECONDS GROUP BY window(ts, '10 seconds'), page")
    .writeStream.format('noop').trigger({ availableNow: true }).option('checkpointLocation', checkpoint).start();
  await query.awaitTermination();
  clicks.release();
  return ends.slice(1).map((end, index) => end - ends[index]!);
}

await main();
