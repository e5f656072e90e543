import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { type Events, writeEvents } from './events.ts';
import { median, spread } from './figures.ts';
import { type Job, type Peer, sparkPython, startPeer, type Turn } from './peer.ts';

export interface Engine { readonly name: string; readonly note: string; readonly command: () => readonly string[] | { readonly missing: string }; readonly passes?: number }
export interface Bar { readonly peer: string; readonly atLeast: number }

export interface Comparison {
  readonly name: string;
  readonly bids: number;
  readonly eventsPerSecond?: number;
  /** Passes over the events in a turn of ours; Spark makes one. */
  readonly passes: number;
  readonly runs: number;
  readonly job: (events: Events) => Job;
  readonly engines?: readonly Engine[];
  readonly bars: readonly Bar[];
}

interface Options { readonly bids: string; readonly runs: string; readonly passes: string; readonly engines: string; readonly cores: string; readonly repeats: string }
interface Input { readonly sha256: string; readonly rows: number; readonly bytesPerEvent: number }

const foreignCoresMax = 0.1;
const here = import.meta.dirname;
export const node = (file: string, ...args: readonly string[]): readonly string[] => [process.execPath, '--max-old-space-size=8192', file, ...args];

const shared: readonly Engine[] = [
  { name: 'tidemark', note: 'watermark, checkpoint, fdatasync per batch', command: () => node(join(here, 'tidemark.mjs')) },
  { name: 'tidemark-nosync', note: 'the same, fdatasync switched off', command: () => node(join(here, 'tidemark.mjs'), '--no-sync') },
  { name: 'spark', note: 'pyspark, local[cores], as many partitions, default state store, checkpoint without fsync, noop sink', passes: 1, command: sparkCommand },
];

/**
 * Same bytes for all, seeded. Every engine runs in a process of its own, which loads and warms up first and hands in its answers; only when all agree
 * the clock runs. Then they take turns: A B A B. CPU is what the kernel charged the whole process tree, read from outside of it; so is what everybody
 * else on the machine used meanwhile. A turn that was disturbed is repeated, but not for ever.
 */
export async function compare(comparison: Comparison): Promise<void> {
  const engines = [...shared.slice(0, 2), ...(comparison.engines ?? []), ...shared.slice(2)];
  const options = new Command(`npm run bench -- ${comparison.name}`)
    .option('--bids <number>', 'bids among the events', String(comparison.bids)).option('--runs <number>', 'turns of each engine', String(comparison.runs))
    .option('--passes <number>', 'passes over the events in a turn of ours', String(comparison.passes)).option('--cores <list>', 'tables to print: 1, 2 or 1,2', '2')
    .option('--repeats <number>', `how often a turn is repeated that saw more than ${foreignCoresMax} foreign cores`, '2')
    .option('--engines <names>', 'with commas between', engines.map((engine) => engine.name).join(',')).parse().opts<Options>();
  const events = writeEvents(join(here, '..', '..', '.cache', 'bench'), Number(options.bids), comparison.eventsPerSecond ?? 10_000);
  const job = comparison.job(events);
  const input = inputOf(job, events);
  process.stdout.write(`${input.rows} events, ${input.bytesPerEvent.toFixed(0)} bytes each, sha256 ${input.sha256.slice(0, 16)}…\n`);
  const tables: object[] = [];
  for (const cores of options.cores.split(',').map(Number)) {
    const chosen = engines.filter((one) => options.engines.split(',').includes(one.name));
    const peers = await startPeers(chosen, job, { rows: input.rows, passes: Number(options.passes), cores });
    try {
      checkAnswers(peers);
      tables.push({ cores, answers: peers[0]!.answers, ...report(cores, comparison.bars, await takeTurns(peers, options)) });
    } finally {
      for (const peer of peers) peer.end();
    }
  }
  const notes = Object.fromEntries(engines.map((engine) => [engine.name, engine.note]));
  process.stdout.write(`${JSON.stringify({ benchmark: comparison.name, node: process.version, machineCores: cpus().length, ...options, ...input, notes, tables })}\n`);
}

/** Hash and size of everything that will be read. */
function inputOf(job: Job, events: Events): Input {
  const hash = createHash('sha256');
  let size = 0;
  for (const file of job.tables.flatMap((table) => table.files)) {
    const bytes = readFileSync(file);
    hash.update(bytes);
    size += bytes.length;
  }
  const rows = Object.values(events).filter(({ files }) => job.tables.some((table) => table.files === files)).reduce((sum, one) => sum + one.rows, 0);
  return { sha256: hash.digest('hex'), rows, bytesPerEvent: size / rows };
}

async function startPeers(engines: readonly Engine[], job: Job, { rows, passes, cores }: { readonly rows: number; readonly passes: number; readonly cores: number }): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (const engine of engines) {
    const command = engine.command();
    if ('missing' in command) { process.stdout.write(`${engine.name.padEnd(16)} skipped: ${command.missing}\n`); continue; }
    const peer = await startPeer(engine.name, command, { ...job, rows, passes: engine.passes ?? passes, cores });
    process.stdout.write(`${engine.name.padEnd(16)} ready, ${peer.answers.rows} rows out, digest ${peer.answers.digest}  (${engine.note})\n`);
    peers.push(peer);
  }
  return peers;
}

/** No figure without equal answers. */
function checkAnswers(peers: readonly Peer[]): void {
  const told = new Set(peers.map(({ answers }) => `${answers.rows} ${answers.digest}`));
  if (told.size > 1) throw new Error(`answers differ: ${peers.map((peer) => `${peer.name} ${peer.answers.rows} rows, digest ${peer.answers.digest}`).join('; ')}`);
}

async function takeTurns(peers: readonly Peer[], { runs, repeats }: Options): Promise<ReadonlyMap<string, readonly Turn[]>> {
  const turns = new Map<string, Turn[]>(peers.map((peer) => [peer.name, []]));
  for (let run = 0; run < Number(runs); run++) {
    for (const peer of peers) {
      let turn = await peer.turn();
      for (let again = 0; again < Number(repeats) && turn.foreignCores > foreignCoresMax; again++) {
        const other = await peer.turn();
        if (other.foreignCores < turn.foreignCores) turn = other;
      }
      turns.get(peer.name)!.push(turn);
    }
  }
  return turns;
}

function report(cores: number, bars: readonly Bar[], turns: ReadonlyMap<string, readonly Turn[]>): object {
  const rates = new Map([...turns].map(([name, list]) => [name, list.map((turn) => turn.rows / turn.cpuSeconds / 1000)]));
  process.stdout.write(`\n${`${cores} core${cores === 1 ? '' : 's'}`.padEnd(16)}${'k rows/CPU-s'.padStart(14)}${'range'.padStart(18)}${'k rows/s'.padStart(12)}${'peak MB'.padStart(10)}${'foreign cores'.padStart(16)}\n`);
  for (const [name, list] of turns) {
    const wall = median(list.map((turn) => turn.rows / turn.wallSeconds / 1000));
    process.stdout.write(`${name.padEnd(16)}${median(rates.get(name)!).toFixed(0).padStart(14)}${spread(rates.get(name)!).padStart(18)}${wall.toFixed(0).padStart(12)}${(list.at(-1)!.peakBytes / 1e6).toFixed(0).padStart(10)}${median(list.map((turn) => turn.foreignCores)).toFixed(2).padStart(16)}\n`);
  }
  const own = rates.get('tidemark');
  const ratios = bars.filter(({ peer }) => own !== undefined && rates.has(peer)).map(({ peer, atLeast }) => ({ peer, ratio: median(own!) / median(rates.get(peer)!), bar: atLeast }));
  for (const { peer, ratio, bar } of ratios) process.stdout.write(`tidemark = ${ratio.toFixed(2)} x ${peer} (bar ${bar}: ${ratio >= bar ? 'met' : 'MISSED'})\n`);
  return { figures: Object.fromEntries([...turns].map(([name, list]) => [name, { kRowsPerCpuSecond: median(rates.get(name)!), runs: rates.get(name), turns: list }])), ratios };
}

function sparkCommand(): readonly string[] | { readonly missing: string } {
  const found = sparkPython();
  return 'python' in found ? [found.python, join(here, 'spark.py')] : found;
}
