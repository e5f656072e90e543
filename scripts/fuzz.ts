// npm run fuzz -- --statements 200000 [--seed S] [--from N]: mutated statements; a result or a named error each, or it is a bug.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Command } from 'commander';

/**
 * A worker process runs them; this one looks at it from outside: how long it has been at the same statement, and how it ends. A worker that hangs or dies
 * is replaced by one that goes on behind the statement it was at. Time is CPU time of the worker where the system tells it.
 */
interface Message {
  readonly kind: 'bug' | 'slow' | 'progress' | 'end'; readonly number?: number; readonly sql?: string; readonly words?: string; readonly done?: number;
  readonly counts?: Readonly<Record<string, number>>; readonly heapBytes?: number; readonly externalBytes?: number; readonly columnBytes?: number; readonly rssBytes?: number;
}
interface Finding { readonly kind: 'bug' | 'slow' | 'hang' | 'crash'; readonly number: number; readonly sql: string; readonly words: string }
interface Memory { readonly done: number; readonly heapBytes: number; readonly columnBytes: number; readonly rssBytes: number; readonly worker: number }

const root = join(import.meta.dirname, '..');
const hangSeconds = 2;
const notStarted = 0xffff_ffff;
const findings: Finding[] = [];
const memory: Memory[] = [];
const counts: Record<string, number> = {};
let stillborn = 0;

async function main(): Promise<void> {
  const options = new Command('npm run fuzz').option('--statements <number>', 'how many', '10000').option('--seed <number>', 'the same seed gives the same statements', String(Date.now() % 1_000_000))
    .option('--from <number>', 'number of the first', '0').parse().opts<{ statements: string; seed: string; from: string }>();
  const [first, seed] = [Number(options.from), Number(options.seed)];
  const end = first + Number(options.statements);
  process.stdout.write(`seed ${seed}, statements ${first} to ${end - 1}\n`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  let next = first;
  for (let worker = 0; next < end; worker++) next = await watch(seed, next, end, worker);
  report(seed, first, end);
}

/** One life of a worker; the number of the statement to go on with. */
function watch(seed: number, from: number, to: number, worker: number): Promise<number> {
  const place = join(root, '.cache', `fuzz-${process.pid}.place`);
  writeFileSync(place, new Uint8Array(new Uint32Array([notStarted]).buffer));
  const child = spawn(process.execPath, ['--expose-gc', '--max-old-space-size=2048', join(root, 'scripts', 'run.mjs'), join(root, 'test', 'fuzz', 'worker.ts'), String(seed), String(from), String(to), place], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve) => {
    let ended = false;
    let hung = false;
    const stuck = { at: -1, cpu: 0, since: 0 };
    createInterface({ input: child.stdout! }).on('line', (line) => { if (hear(line, worker)) ended = true; });
    const timer = setInterval(() => {
      const at = numberAt(place);
      if (at < 0) return;
      if (at !== stuck.at) { Object.assign(stuck, { at, cpu: cpuSecondsOf(child), since: performance.now() }); return; }
      const seconds = cpuSecondsOf(child) - stuck.cpu;
      if (seconds > hangSeconds * 2.5 || performance.now() - stuck.since > 60_000) { hung = true; child.kill('SIGKILL'); }
    }, 200);
    child.on('close', (code, signal) => {
      clearInterval(timer);
      const at = Math.max(from, numberAt(place));
      if (ended) { resolve(to); return; }
      if (!hung && at === from && ++stillborn > 3) throw new Error('workers die before they run anything');
      note({ kind: hung ? 'hang' : 'crash', number: at, sql: '', words: hung ? `more than ${hangSeconds} s` : `code ${code}, signal ${signal}` });
      resolve(at + 1);
    });
  });
}

function hear(line: string, worker: number): boolean {
  if (!line.startsWith('{')) { process.stdout.write(`${line}\n`); return false; }
  const message = JSON.parse(line) as Message;
  if (message.kind === 'bug' || message.kind === 'slow') note({ kind: message.kind, number: message.number!, sql: message.sql!, words: message.words! });
  if (message.kind === 'progress') {
    for (const [name, count] of Object.entries(message.counts!)) counts[name] = (counts[name] ?? 0) + count;
    memory.push({ done: message.done!, heapBytes: message.heapBytes!, columnBytes: message.columnBytes!, rssBytes: message.rssBytes!, worker });
    process.stdout.write(`${message.done} done, heap ${megabytes(message.heapBytes!)}, external ${megabytes(message.externalBytes!)}, columns ${megabytes(message.columnBytes!)}, resident ${megabytes(message.rssBytes!)}, ${findings.length} findings\n`);
  }
  return message.kind === 'end';
}

function note(finding: Finding): void {
  findings.push(finding);
  process.stdout.write(`${finding.kind.toUpperCase()} ${finding.number}: ${JSON.stringify(finding.sql.slice(0, 600))}\n    ${finding.words.split('\n').slice(0, 4).join('\n    ')}\n`);
}

function numberAt(place: string): number {
  const bytes = readFileSync(place);
  const number = bytes.length < 4 ? notStarted : bytes.readUInt32LE(0);
  return number === notStarted ? -1 : number;
}

/** What the system charged the worker so far; wall time where it does not say. */
function cpuSecondsOf(child: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return performance.now() / 1000;
  }
}

function report(seed: number, first: number, end: number): void {
  const conditions = Object.entries(counts).filter(([name]) => name.startsWith('refused ')).sort((one, other) => other[1] - one[1]);
  process.stdout.write(`\nrefused most often: ${conditions.slice(0, 12).map(([name, count]) => `${name.slice(8)} ${count}`).join(', ')}\n`);
  const longest = memory.filter((one) => one.worker === memory.at(-1)?.worker);
  const later = longest.slice(Math.floor(longest.length / 4));
  const growth = (of: 'heapBytes' | 'columnBytes' | 'rssBytes'): string => megabytes(slope(later.map((one) => [one.done, one[of]])) * 10_000);
  process.stdout.write(`growth per 10,000 statements, first quarter left out: heap ${growth('heapBytes')}, columns ${growth('columnBytes')}, resident ${growth('rssBytes')} (over ${later.length} looks at the last worker)\n`);
  const of = (kind: Finding['kind']): number => findings.filter((one) => one.kind === kind).length;
  const refused = conditions.reduce((sum, [, count]) => sum + count, 0);
  process.stdout.write(`${end - first} statements, seed ${seed}: ${counts['rows'] ?? 0} gave rows, ${refused} refused by name (${conditions.length} conditions), ${of('bug')} unnamed errors, ${of('crash')} crashes, ${of('hang')} hangs, ${of('slow')} slow\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

/** Least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  if (points.length < 2) return 0;
  const mean = (at: 0 | 1): number => points.reduce((sum, one) => sum + one[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = points.reduce((sum, one) => sum + (one[0] - x) ** 2, 0);
  return points.reduce((sum, one) => sum + (one[0] - x) * (one[1] - y), 0) / spread;
}

function megabytes(bytes: number): string { return `${(bytes / 1e6).toFixed(1)} MB`; }

await main();
