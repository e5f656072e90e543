// Ten million rows of join state, with texts: the JavaScript heap while they come in, meet and go, and bytes per row
import { Command } from 'commander';
import { runSteadyJoin } from './harness/steady-join.ts';

interface Options { readonly stateRows: string; readonly rows: string; readonly batches: string }

const barMb = 150;
const options = new Command('npm run bench -- state-heap').option('--state-rows <number>', 'rows of join state', '10000000')
  .option('--rows <number>', 'rows per batch, both sides together', '100000').option('--batches <number>', 'batches once the state is full', '60').parse().opts<Options>();
const full = Math.round(Number(options.stateRows) / Number(options.rows));
let heapMax = 0;
let figures = { stateRows: 0, bytesPerRow: 0, heapAfterGcMb: 0, rssMb: 0 };
await runSteadyJoin({
  stateRows: Number(options.stateRows), rowsPerBatch: Number(options.rows),
  onBatch: ({ batchId, stateRows, memoryBytes }) => {
    heapMax = Math.max(heapMax, process.memoryUsage().heapUsed / 1e6);
    const done = batchId >= full + Number(options.batches);
    if (batchId % Math.ceil(full / 10) === 0 || done) {
      const before = process.memoryUsage().heapUsed / 1e6;
      (globalThis as { gc?: () => void }).gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      figures = { stateRows, bytesPerRow: memoryBytes / Math.max(1, stateRows), heapAfterGcMb: heapUsed / 1e6, rssMb: rss / 1e6 };
      process.stdout.write(`batch ${String(batchId).padStart(4)}: ${String(stateRows).padStart(9)} rows, ${figures.bytesPerRow.toFixed(0)} bytes each, heap ${before.toFixed(1)} MB, after gc ${figures.heapAfterGcMb.toFixed(1)} MB, rss ${figures.rssMb.toFixed(0)} MB\n`);
    }
    return !done;
  },
});
process.stdout.write(`largest heap seen ${heapMax.toFixed(1)} MB, bar ${barMb} MB: ${heapMax <= barMb ? 'met' : 'MISSED'}\n`);
process.stdout.write(`${JSON.stringify({ benchmark: 'state-heap', node: process.version, ...options, heapMaxMb: heapMax, ...figures, barMb })}\n`);
