import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kcat } from './kcat.ts';
import { makeTopic } from './rows.ts';

export interface KillReport {
  readonly kills: number;
  readonly events: number;
  readonly windows: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly wrong: readonly string[];
  /** Records of the output topic nobody who reads committed records sees: writes that a kill interrupted. */
  readonly aborted: number;
  readonly seconds: number;
}

const STEP_MS = 20;
const WINDOW_MS = 1000;
const FIRST_MS = 1_700_000_000_000;
const PAGES = 7;
/** One window per burst: every batch of the job writes. */
const BURST = 50;

/**
 * Events keep coming while the job is killed with SIGKILL at random moments and started again. In the end an independent client that
 * reads committed records must see every window exactly once, with the right count. One seed gives the same events and pauses.
 */
export async function runKillTest(servers: string, kills: number, seed: number, say: (line: string) => void = () => {}): Promise<KillReport> {
  const random = randomOf(seed);
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-kill-'));
  const input = await makeTopic(servers, 'kill-in', 3), output = await makeTopic(servers, 'kill-out', 3);
  const feed = new Feed(servers, input);
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const job = startJob([servers, input, output, join(folder, 'checkpoint')]);
      await job.running;
      const pauseMs = 20 + random(1200);
      await pause(pauseMs);
      job.process.kill('SIGKILL');
      await job.ended;
      say(`kill ${kill} of ${kills}: ${pauseMs} ms after the start of the query, ${feed.events} events so far`);
    }
    await feed.finish();
    const expected = expectedCounts(feed.events);
    const job = startJob([servers, input, output, join(folder, 'checkpoint')]);
    try {
      await waitForWindows(servers, output, expected.size);
    } finally {
      job.process.kill('SIGKILL');
      await job.ended;
    }
    return { kills, events: feed.events, ...compare(servers, output, expected), seconds: Math.round((performance.now() - started) / 100) / 10 };
  } finally {
    feed.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes bursts of events until it is told to finish; event n is at FIRST_MS + n · STEP_MS. */
class Feed {
  readonly #producer: ChildProcess;
  #timer: ReturnType<typeof setInterval> | undefined;
  events = 0;

  constructor(servers: string, topic: string) {
    this.#producer = spawn('kcat', ['-b', servers, '-P', '-t', topic, '-K', '|', '-X', 'linger.ms=5', '-X', 'enable.idempotence=true'], { stdio: ['pipe', 'ignore', 'ignore'] });
    this.#timer = setInterval(() => { this.#burst(); }, 20);
  }

  /** The last event is far ahead, so that all windows before it close. */
  async finish(): Promise<void> {
    this.stop();
    this.#producer.stdin!.write(`end|${JSON.stringify({ ts: new Date(FIRST_MS + this.events * STEP_MS + 3_600_000).toISOString(), page: 'end' })}\n`);
    const ended = new Promise((resolve) => { this.#producer.on('exit', resolve); });
    this.#producer.stdin!.end();
    await ended;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #burst(): void {
    let text = '';
    for (let left = BURST; left > 0; left--, this.events++) text += `${this.events}|${JSON.stringify({ ts: new Date(FIRST_MS + this.events * STEP_MS).toISOString(), page: pageOf(this.events) })}\n`;
    this.#producer.stdin!.write(text);
  }
}

function pageOf(event: number): string {
  return `page-${(event * 31) % PAGES}`;
}

/** `page@second` → count, by plain arithmetic. */
function expectedCounts(events: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let event = 0; event < events; event++) {
    const start = Math.floor((FIRST_MS + event * STEP_MS) / WINDOW_MS) * WINDOW_MS / 1000;
    const window = `${pageOf(event)}@${start}`;
    counts.set(window, (counts.get(window) ?? 0) + 1);
  }
  return counts;
}

function startJob(words: readonly string[]): { process: ChildProcess; running: Promise<void>; ended: Promise<void> } {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'test/kafka/kill-job.ts', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => { complaint = (complaint + text.toString()).slice(-4000); });
  const ended = new Promise<void>((resolve) => { child.on('exit', () => { resolve(); }); });
  const running = new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => { resolve(); });
    child.on('exit', (code) => { reject(new Error(`the job ended by itself (${code}): ${complaint}`)); });
  });
  running.catch(() => {});
  return { process: child, running, ended };
}

async function waitForWindows(servers: string, output: string, count: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 500) {
    if (readOutput(servers, output, 'read_committed').length >= count) break;
    await pause(500);
  }
  await pause(1000); // what comes after the last one would be a double
}

function compare(servers: string, output: string, expected: ReadonlyMap<string, number>): Pick<KillReport, 'windows' | 'lost' | 'doubled' | 'wrong' | 'aborted'> {
  const records = readOutput(servers, output, 'read_committed');
  const seen = new Map<string, number[]>();
  for (const line of records) {
    const { page, start, n } = JSON.parse(line) as { page: string; start: number; n: number };
    const window = `${page}@${start}`;
    seen.set(window, [...(seen.get(window) ?? []), n]);
  }
  return {
    windows: expected.size,
    lost: [...expected.keys()].filter((window) => !seen.has(window)),
    doubled: [...seen].filter(([, counts]) => counts.length > 1).map(([window]) => window),
    wrong: [...seen].filter(([window, counts]) => counts.some((count) => count !== expected.get(window))).map(([window, counts]) => `${window}: ${counts.join()} instead of ${expected.get(window)}`),
    aborted: readOutput(servers, output, 'read_uncommitted').length - records.length,
  };
}

function readOutput(servers: string, output: string, isolation: string): readonly string[] {
  return kcat(servers, ['-C', '-t', output, '-e', '-q', '-X', `isolation.level=${isolation}`]).split('\n').filter((line) => line !== '');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
