// Restart with a million keys of state, beside Spark: seconds from the start of the process to the end of its first batch
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { median } from './harness/figures.ts';
import { sparkPython } from './harness/peer.ts';
import { machineCpuSeconds, treeCpuSeconds } from './harness/process-tree.ts';

interface Options { readonly keys: string; readonly runs: string; readonly engines: string }
interface Restart { readonly seconds: number; readonly cpuSeconds: number; readonly foreignCores: number; readonly stateRows: number }
interface Engine { readonly name: string; readonly command: readonly string[]; readonly folder: string }

const barSeconds = 1.5;
const files = 10;
const rowsOfRestart = 1000;

/** Each engine fills a checkpoint of its own from the same files: count and sum per key. Then they take turns: a file of 1000 rows appears, and a new process reads it. */
async function main(): Promise<void> {
  const options = new Command('npm run bench -- restore').option('--keys <number>', 'keys of state', '1000000').option('--runs <number>', 'restarts of each engine', '5')
    .option('--engines <names>', 'with commas between', 'tidemark,spark').parse().opts<Options>();
  const folder = mkdtempSync(join(tmpdir(), 'restore-'));
  try {
    const engines = enginesOf(options, folder);
    for (const engine of engines) {
      fill(engine, Number(options.keys));
      const filled = await runOnce(engine);
      process.stdout.write(`${engine.name.padEnd(10)} filled in ${filled.seconds.toFixed(1)} s to the first of ${files} batches\n`);
    }
    const restarts = new Map<string, Restart[]>(engines.map(({ name }) => [name, []]));
    for (let run = 0; run < Number(options.runs); run++) {
      for (const engine of engines) {
        writeRows(engine, `restart-${run}`, 0, rowsOfRestart);
        const one = await runOnce(engine);
        if (one.stateRows !== Number(options.keys)) throw new Error(`${engine.name} has ${one.stateRows} keys after its restart`);
        restarts.get(engine.name)!.push(one);
      }
    }
    report(options, restarts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function enginesOf(options: Options, folder: string): Engine[] {
  const wanted = options.engines.split(',');
  const engines: Engine[] = [{ name: 'tidemark', command: [process.execPath, join(import.meta.dirname, 'restore', 'tidemark.mjs')], folder: join(folder, 'tidemark') }];
  if (!wanted.includes('spark')) return engines;
  const found = sparkPython();
  if ('python' in found) engines.push({ name: 'spark', command: [found.python, join(import.meta.dirname, 'restore', 'spark.py')], folder: join(folder, 'spark') });
  else process.stdout.write(`spark      skipped: ${found.missing}\n`);
  return engines.filter(({ name }) => wanted.includes(name));
}

function fill(engine: Engine, keys: number): void {
  mkdirSync(join(engine.folder, 'source'), { recursive: true });
  for (let file = 0; file < files; file++) writeRows(engine, `fill-${file}`, Math.floor((keys * file) / files), Math.floor((keys * (file + 1)) / files));
}

function writeRows({ folder }: Engine, name: string, from: number, until: number): void {
  const lines = Array.from({ length: until - from }, (_, index) => `{"k":${(from + index) * 7919},"v":${from + index}}\n`);
  writeFileSync(join(folder, 'source', `${name}.json`), lines.join(''));
}

async function runOnce({ command, folder }: Engine): Promise<Restart> {
  const [file, ...args] = command;
  const [machine, start] = [machineCpuSeconds(), performance.now()];
  const child = spawn(file!, [...args, join(folder, 'source'), join(folder, 'checkpoint')], { stdio: ['ignore', 'pipe', 'ignore'] });
  let first: Restart | undefined;
  let stateRows = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"inputRows"')) continue;
    const said = JSON.parse(line) as { stateRows: number };
    const seconds = (performance.now() - start) / 1000;
    if (first === undefined) {
      const cpuSeconds = treeCpuSeconds(child.pid!);
      first = { seconds, cpuSeconds, foreignCores: Math.max(0, (machineCpuSeconds() - machine - cpuSeconds) / seconds), stateRows: 0 };
    }
    stateRows = said.stateRows;
  }
  if (first === undefined) throw new Error(`${file} ended without a batch`);
  return { ...first, stateRows };
}

function report(options: Options, restarts: ReadonlyMap<string, readonly Restart[]>): void {
  process.stdout.write(`\n${'engine'.padEnd(10)}${'s to first batch'.padStart(18)}${'range'.padStart(16)}${'CPU-s'.padStart(10)}${'foreign cores'.padStart(16)}\n`);
  for (const [name, list] of restarts) {
    const seconds = list.map((one) => one.seconds);
    process.stdout.write(`${name.padEnd(10)}${median(seconds).toFixed(2).padStart(18)}${`${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}`.padStart(16)}${median(list.map((one) => one.cpuSeconds)).toFixed(2).padStart(10)}${median(list.map((one) => one.foreignCores)).toFixed(2).padStart(16)}\n`);
  }
  const own = median((restarts.get('tidemark') ?? []).map((one) => one.seconds));
  process.stdout.write(`bar ${barSeconds} s: ${own <= barSeconds ? 'met' : 'MISSED'}\n`);
  process.stdout.write(`${JSON.stringify({ benchmark: 'restore', node: process.version, ...options, seconds: own, barSeconds, restarts: Object.fromEntries(restarts) })}\n`);
}

await main();
