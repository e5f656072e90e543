// npm run kill-test -- [--kills 30] [--seed N]: the SIGKILL test on a broker of its own; ends with one line of JSON, exit code 1 when a window is lost, doubled or wrong.
import { startBroker } from '../../scripts/kafka.ts';
import { missing } from './kcat.ts';
import { runKillTest } from './kill-run.ts';

const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};

if (missing !== undefined) {
  process.stdout.write(`not run: ${missing}\n`);
  process.exitCode = process.env['CI'] === 'true' ? 1 : 0;
} else {
  const seed = option('seed', Date.now() % 1_000_000);
  process.stdout.write(`seed ${seed}\n`);
  const broker = await startBroker();
  try {
    const report = await runKillTest(broker.servers, option('kills', 30), seed, (line) => { process.stdout.write(`${line}\n`); });
    const failed = report.lost.length + report.doubled.length + report.wrong.length > 0;
    process.stdout.write(`${report.kills} kills, ${report.events} events, ${report.windows} windows: ${report.lost.length} lost, ${report.doubled.length} doubled, ${report.wrong.length} wrong\n`);
    process.stdout.write(`${JSON.stringify({ test: 'kafka-kill', seed, ...report })}\n`);
    process.exitCode = failed ? 1 : 0;
  } finally {
    await broker.remove();
  }
}
