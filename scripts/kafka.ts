// A real Kafka broker for tests and benchmarks: scripts/kafka.sh on a free port, data in a folder of its own that is deleted at the end.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const script = join(dirname(fileURLToPath(import.meta.url)), 'kafka.sh');
const run = promisify(execFile);

export interface TestBroker {
  /** For `kafka.bootstrap.servers`. */
  readonly servers: string;
  /** SIGTERM, SIGKILL, and starting again with the data that is there. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends the broker and deletes its data. */
  remove(): Promise<void>;
}

/** Why no broker can be started here, `undefined` when it can. */
export function missingForBroker(): string | undefined {
  for (const [command, flag] of [['java', '-version'], ['mvn', '--version'], ['bash', '--version']] as const) {
    try {
      execFileSync(command, [flag], { stdio: 'ignore' });
    } catch {
      return `${command} is not installed`;
    }
  }
  return undefined;
}

/** `settingsOf` gives server properties beside those of the script; later ones win. */
export async function startBroker(settingsOf: (port: number) => string = () => '', heap = '256m'): Promise<TestBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-kafka-'));
  const port = await freePorts();
  const settings = settingsOf(port);
  const shell = async (...words: string[]): Promise<void> => { await run('bash', [script, ...words], { env: { ...process.env, KAFKA_EXTRA: settings, KAFKA_HEAP: heap } }); };
  const start = (): Promise<void> => shell('start', folder, String(port));
  await start();
  return {
    servers: `127.0.0.1:${port}`,
    start,
    stop: () => shell('stop', folder),
    kill: async () => {
      await killNow(folder);
      await shell('kill', folder);
    },
    remove: async () => {
      await shell('kill', folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** At this moment: by way of the script it would come some fifty milliseconds late, behind what a test wants it to interrupt. */
async function killNow(folder: string): Promise<void> {
  const pid = Number(readFileSync(join(folder, 'kafka.pid'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  while (isAlive(pid)) await sleep(10);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A broker that lives as long as the process `owner`, in `folder`; for test files that share one. */
export async function startSharedBroker(folder: string, owner: number): Promise<string> {
  const port = await freePorts();
  await run('bash', [script, 'start', folder, String(port)]);
  spawn('bash', [script, 'guard', folder, String(owner)], { detached: true, stdio: 'ignore' }).unref();
  return `127.0.0.1:${port}`;
}

/** A port that is free together with the two after it: one is the controller's, one is left for a second listener. */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = await portOf(0);
    if (port < 65534 && await portOf(port + 1) === port + 1 && await portOf(port + 2) === port + 2) return port;
  }
}

function portOf(wanted: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(-1));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : -1));
    });
  });
}
