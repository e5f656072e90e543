// npm test: types, lint, tidy, freshness of generated files, then every test. Ends with `N passed, N failed`.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Step { readonly name: string; readonly command: readonly string[] }

const require = createRequire(import.meta.url);
const node = process.execPath;
const report = join('.cache', 'vitest.json');

const steps: readonly Step[] = [
  { name: 'types', command: [node, require.resolve('typescript/bin/tsc'), '-p', '.'] },
  { name: 'lint', command: [node, require.resolve('@biomejs/biome/bin/biome'), 'lint', '--error-on-warnings'] },
  { name: 'tidy', command: [node, 'scripts/run.mjs', 'scripts/tidy.ts'] },
  { name: 'kernels are fresh', command: [node, 'scripts/build-kernels.mjs', '--check'] },
  { name: 'the Kafka kernel is fresh', command: [node, 'scripts/build-kafka-kernel.mjs', '--check'] },
  { name: 'docs are fresh', command: [node, 'scripts/run.mjs', 'scripts/docs.ts', '--check'] },
  { name: 'build', command: [node, 'scripts/build.mjs'] },
];

async function main(filters: readonly string[]): Promise<void> {
  mkdirSync('.cache', { recursive: true });
  rmSync(report, { force: true });
  let passed = 0;
  let failed = 0;
  for (const step of filters.length > 0 ? [] : steps) {
    const good = (await run(step.command)) === 0;
    process.stdout.write(`${good ? 'ok  ' : 'FAIL'} ${step.name}\n`);
    if (good) passed++; else failed++;
  }
  const vitest = await run([node, 'node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`, ...filters]);
  const tests = readReport();
  printNotRun(tests.notRun);
  passed += tests.passed;
  failed += tests.failed + (vitest !== 0 && tests.failed === 0 ? 1 : 0);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function run([file, ...args]: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file!, args, { stdio: 'inherit', env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=6144' } });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

interface VitestReport { readonly numPassedTests: number; readonly numFailedTests: number; readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[] }[] }

function readReport(): { passed: number; failed: number; notRun: readonly string[] } {
  try {
    const result = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
    const notRun = result.testResults.flatMap((file) => file.assertionResults.filter((one) => one.status === 'pending' || one.status === 'skipped').map((one) => one.fullName));
    return { passed: result.numPassedTests, failed: result.numFailedTests, notRun };
  } catch {
    return { passed: 0, failed: 1, notRun: [] };
  }
}

/** A test that did not run is named, with its reason in its own title. */
function printNotRun(names: readonly string[]): void {
  for (const name of names) process.stdout.write(`not run: ${name}\n`);
}

await main(process.argv.slice(2));
