// JSON events -> from_json -> filter -> count per key in 10 s windows, beside a hand-written loop, DuckDB and Spark: rows per CPU-second
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { writeBids } from './window-count/bids.ts';
import { median, spread } from './window-count/figures.ts';
import { type Peer, startPeer, type Turn } from './window-count/peer.ts';

/**
 * Same bytes for all, seeded. Every engine runs in a process of its own, which loads and warms up first and hands in its answers; only when all agree
 * the clock runs. Then they take turns: A B A B. CPU is what the kernel charged the whole process tree, read from outside of it.
 */
interface Options { readonly rows: string; readonly runs: string; readonly passes: string; readonly engines: string }

interface Engine { readonly name: string; readonly note: string; readonly command: () => readonly string[] | string; readonly passes?: number }

const here = import.meta.dirname;
const node = (file: string, ...args: readonly string[]): readonly string[] => [process.execPath, '--max-old-space-size=8192', join(here, 'window-count', file), ...args];

const engines: readonly Engine[] = [
  { name: 'tidemark', note: 'watermark, checkpoint, fdatasync per batch of 12 blocks of 8192 rows', command: () => node('tidemark.mjs') },
  { name: 'tidemark-nosync', note: 'the same, fdatasync switched off', command: () => node('tidemark.mjs', '--no-sync') },
  { name: 'loop', note: 'hand-written: JSON.parse and a Map; keeps nothing', command: () => node('loop.mjs') },
  { name: 'duckdb', note: 'one thread, batch query over the files; keeps nothing', command: () => node('duckdb.mjs') },
  { name: 'spark', note: 'pyspark, local[2], 2 partitions, checkpoint without fsync, noop sink', passes: 1, command: sparkCommand },
];

const bars: readonly { readonly peer: string; readonly atLeast: number }[] = [{ peer: 'loop', atLeast: 3.5 }, { peer: 'duckdb', atLeast: 1.2 }, { peer: 'spark', atLeast: 8 }];

async function main(): Promise<void> {
  const options = new Command('npm run bench -- window-count')
    .option('--rows <number>', 'events', '1000000').option('--runs <number>', 'turns of each engine', '5').option('--passes <number>', 'passes over the events in a turn', '3')
    .option('--engines <names>', 'with commas between', engines.map((engine) => engine.name).join(',')).parse().opts<Options>();
  const files = writeBids(join(here, '..', '.cache', 'bench'), Number(options.rows));
  const bytes = files.map((file) => readFileSync(file));
  const sha256 = bytes.reduce((hash, one) => hash.update(one), createHash('sha256')).digest('hex');
  const size = bytes.reduce((sum, one) => sum + one.length, 0);
  process.stdout.write(`${options.rows} events, ${(size / Number(options.rows)).toFixed(0)} bytes each, sha256 ${sha256.slice(0, 16)}…\n`);
  const peers = await startPeers(options, files);
  try {
    checkAnswers(peers);
    const turns = await takeTurns(peers, Number(options.runs));
    report(options, { sha256, bytesPerEvent: size / Number(options.rows), answers: peers[0]!.answers }, peers, turns);
  } finally {
    for (const peer of peers) peer.end();
  }
}

async function startPeers(options: Options, files: readonly string[]): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (const engine of engines.filter((one) => options.engines.split(',').includes(one.name))) {
    const command = engine.command();
    if (typeof command === 'string') { process.stdout.write(`${engine.name.padEnd(16)} skipped: ${command}\n`); continue; }
    const peer = await startPeer(engine.name, command, { files, rows: Number(options.rows), passes: engine.passes ?? Number(options.passes) });
    process.stdout.write(`${engine.name.padEnd(16)} ready, ${peer.answers.groups} windows, digest ${peer.answers.digest.slice(0, 16)}…  (${engine.note})\n`);
    peers.push(peer);
  }
  return peers;
}

/** No figure without equal answers. */
function checkAnswers(peers: readonly Peer[]): void {
  const different = peers.filter((peer) => peer.answers.digest !== peers[0]!.answers.digest);
  if (different.length > 0) throw new Error(`answers differ: ${peers.map((peer) => `${peer.name} ${peer.answers.groups} ${peer.answers.digest}`).join(', ')}`);
}

async function takeTurns(peers: readonly Peer[], runs: number): Promise<ReadonlyMap<string, readonly Turn[]>> {
  const turns = new Map<string, Turn[]>(peers.map((peer) => [peer.name, []]));
  for (let run = 0; run < runs; run++) for (const peer of peers) turns.get(peer.name)!.push(await peer.turn());
  return turns;
}

function report(options: Options, input: object, peers: readonly Peer[], turns: ReadonlyMap<string, readonly Turn[]>): void {
  const rates = new Map([...turns].map(([name, list]) => [name, list.map((turn) => turn.rows / turn.cpuSeconds / 1000)]));
  process.stdout.write(`\n${'engine'.padEnd(16)}${'k rows/CPU-s'.padStart(14)}${'range'.padStart(18)}${'k rows/s'.padStart(12)}${'peak MB'.padStart(10)}${'foreign cores'.padStart(16)}\n`);
  for (const [name, list] of turns) {
    const wall = median(list.map((turn) => turn.rows / turn.wallSeconds / 1000));
    process.stdout.write(`${name.padEnd(16)}${median(rates.get(name)!).toFixed(0).padStart(14)}${spread(rates.get(name)!).padStart(18)}${wall.toFixed(0).padStart(12)}${(list.at(-1)!.peakBytes / 1e6).toFixed(0).padStart(10)}${median(list.map((turn) => turn.foreignCores)).toFixed(2).padStart(16)}\n`);
  }
  const own = rates.get('tidemark');
  const ratios = bars.filter(({ peer }) => own !== undefined && rates.has(peer)).map(({ peer, atLeast }) => ({ peer, ratio: median(own!) / median(rates.get(peer)!), bar: atLeast }));
  for (const { peer, ratio, bar } of ratios) process.stdout.write(`tidemark = ${ratio.toFixed(2)} x ${peer} (bar ${bar}: ${ratio >= bar ? 'met' : 'MISSED'})\n`);
  const figures = Object.fromEntries([...turns].map(([name, list]) => [name, { kRowsPerCpuSecond: median(rates.get(name)!), runs: rates.get(name), turns: list }]));
  const notes = Object.fromEntries(engines.filter((engine) => peers.some((peer) => peer.name === engine.name)).map((engine) => [engine.name, engine.note]));
  process.stdout.write(`${JSON.stringify({ benchmark: 'window-count', node: process.version, ...options, ...input, notes, figures, ratios })}\n`);
}

function sparkCommand(): readonly string[] | string {
  const python = process.env['PYSPARK_PYTHON'] ?? 'python3';
  return canImport(python) ? [python, join(here, 'window-count', 'spark.py')] : `${python} cannot import pyspark (set PYSPARK_PYTHON)`;
}

function canImport(python: string): boolean {
  return spawnSync(python, ['-c', 'import pyspark'], { stdio: 'ignore' }).status === 0;
}

await main();
