import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { machineCpuSeconds, treeCpuSeconds, treePeakBytes } from './process-tree.ts';

/** What an engine handed in before the clock ran: how many rows it emitted, and the sum of their checksums. */
export interface Answers { readonly rows: number; readonly digest: string }

/** What one turn cost. `ownCpuSeconds` is what the engine itself says, where it can: a check of the outside figure. */
export interface Turn { readonly rows: number; readonly cpuSeconds: number; readonly wallSeconds: number; readonly peakBytes: number; readonly foreignCores: number; readonly ownCpuSeconds?: number }

/** A streaming query over streams of JSON lines. `answer`: expressions over a row of the output that are compared, as text. */
export interface Job {
  readonly tables: readonly { readonly name: string; readonly schema: string; readonly files: readonly string[] }[];
  readonly sql: string;
  /** Columns of dropDuplicatesWithinWatermark on top: SQL has no word for it. */
  readonly deduplicate?: readonly string[];
  readonly answer: readonly string[];
}

export interface Work extends Job { readonly rows: number; readonly passes: number; readonly cores: number }

export interface Peer { readonly name: string; readonly answers: Answers; turn(): Promise<Turn>; end(): void }

/** Starts an engine: it reads its work as JSON from the first line, answers with a line of JSON, then works whenever it gets a line, and says when it is done. */
export async function startPeer(name: string, command: readonly string[], work: Work): Promise<Peer> {
  const [file, ...args] = work.cores === 1 ? ['taskset', '-c', '0', ...command] : command;
  const child = spawn(file!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const say = async (text: string): Promise<Record<string, unknown>> => {
    child.stdin.write(`${text}\n`);
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${name} ended early`);
      if (value.startsWith('{')) return JSON.parse(value) as Record<string, unknown>;
    }
  };
  const answers = await say(JSON.stringify(work)) as unknown as Answers;
  return {
    name, answers,
    turn: async () => {
      const [cpu, machine, start] = [treeCpuSeconds(child.pid!), machineCpuSeconds(), performance.now()];
      const said = await say('go');
      const wallSeconds = (performance.now() - start) / 1000;
      const cpuSeconds = treeCpuSeconds(child.pid!) - cpu;
      return {
        rows: work.rows * work.passes, cpuSeconds, wallSeconds, peakBytes: treePeakBytes(child.pid!), foreignCores: Math.max(0, (machineCpuSeconds() - machine - cpuSeconds) / wallSeconds),
        ...(typeof said['cpuSeconds'] === 'number' ? { ownCpuSeconds: said['cpuSeconds'] } : {}),
      };
    },
    end: () => { child.stdin.end(); },
  };
}

/** Python with pyspark, or a sentence about what is missing. */
export function sparkPython(): { readonly python: string } | { readonly missing: string } {
  const python = process.env['PYSPARK_PYTHON'] ?? 'python3';
  return spawnSync(python, ['-c', 'import pyspark'], { stdio: 'ignore' }).status === 0 ? { python } : { missing: `${python} cannot import pyspark (set PYSPARK_PYTHON)` };
}
