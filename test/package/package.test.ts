import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The package as somebody gets it who installs it: packed, installed in an empty folder, used by its name. */
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'tidemark-package-'));

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root, encoding: 'utf8' })) as { filename: string }[];
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, packed!.filename)], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
}, 300_000);

afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

function run(program: string): string {
  const file = join(folder, 'project', 'program.js');
  writeFileSync(file, program);
  return execFileSync(process.execPath, [file], { cwd: join(folder, 'project'), encoding: 'utf8' });
}

describe('the packed tarball', () => {
  test('runs a batch query', () => {
    const printed = run(`
      const start = performance.now();
      const { session, col, sum } = await import('tidemark');
      const spark = session({ appName: 'first' });
      const rows = await spark.sql("SELECT page, count(*) AS n FROM VALUES ('/'), ('/cart'), ('/') AS clicks(page) GROUP BY page ORDER BY page").collect();
      const milliseconds = performance.now() - start;
      const [total] = await spark.createDataFrame([{ n: 1 }, { n: 2 }]).groupBy().agg(sum('n').as('total')).select(col('total')).collect();
      const table = await spark.sql('SELECT 1 AS one').toArrow();
      console.log(JSON.stringify({ rows, total: total.total, arrow: table.numRows, milliseconds }, (_, value) => typeof value === 'bigint' ? Number(value) : value));`);
    const { milliseconds, ...answers } = JSON.parse(printed) as { milliseconds: number };
    process.stdout.write(`import to first result: ${milliseconds.toFixed(0)} ms\n`);
    expect(answers).toEqual({ rows: [{ page: '/', n: 2 }, { page: '/cart', n: 1 }], total: 3, arrow: 1 });
  });

  test('runs a stream with a checkpoint, goes on after a restart, and inspects it', () => {
    const program = (row: string): string => `
      import { session } from 'tidemark';
      const spark = session();
      const clicks = spark.memoryStream('ts TIMESTAMP, page STRING', 'clicks');
      clicks.addData(['2024-01-01 00:00:01', '/'], ['2024-01-01 00:00:02', '/cart']);
      ${row}
      const query = await spark.sql("SELECT window.start AS start, page, count(*) AS n FROM clicks WATERMARK ts DELAY OF INTERVAL 5 SECONDS GROUP BY window(ts, '10 seconds'), page")
        .writeStream.format('console').outputMode('append').option('checkpointLocation', './checkpoint').trigger({ availableNow: true }).start();
      await query.awaitTermination();`;
    expect(run(program(''))).not.toContain('00:00:00');
    expect(run(program("clicks.addData(['2024-01-01 00:01:00', '/']);"))).toMatch(/2024-01-01 00:00:00\s*\|\s*\/\s*\|\s*1\s*\|/);
    const printed = execFileSync(join(folder, 'project/node_modules/.bin/tidemark'), ['inspect', 'checkpoint'], { cwd: join(folder, 'project'), encoding: 'utf8' });
    expect(printed).toMatch(/next batch [1-9]/);
    expect(printed).toContain('stateStoreSave');
  });

  test('inspect says what is wrong', () => {
    expect(() => execFileSync(join(folder, 'project/node_modules/.bin/tidemark'), ['inspect', 'nothing'], { cwd: join(folder, 'project'), stdio: 'pipe' })).toThrow(/is no checkpoint/);
  });
});
