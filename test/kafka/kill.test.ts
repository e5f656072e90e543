import { expect, it } from 'vitest';
import { describeWithBroker } from './broker.ts';
import { runKillTest } from './kill-run.ts';

const KILLS = 8;

describeWithBroker('a job that is killed', (servers) => {
  it(`JSON topic → windowed count → topic: ${KILLS} × SIGKILL, every window once`, async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    const report = await runKillTest(servers(), KILLS, seed);
    expect({ ...report, seed }).toMatchObject({ lost: [], doubled: [], wrong: [] });
    expect(report.windows).toBeGreaterThan(0);
  }, 600_000);
});
