import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { machineCpuSeconds, treeCpuSeconds, treePeakBytes } from './process-tree.ts';

/** What an engine handed in before the clock ran: how many windows it emitted, and a hash of them all, sorted. */
export interface Answers { readonly groups: number; readonly digest: string }

/** What one turn cost. `ownCpuSeconds` is what the engine itself says, where it can: a check of the outside figure. */
export interface Turn { readonly rows: number; readonly cpuSeconds: number; readonly wallSeconds: number; readonly peakBytes: number; readonly foreignCores: number; readonly ownCpuSeconds?: number }

export interface Work { readonly files: readonly string[]; readonly rows: number; readonly passes: number }

export interface Peer { readonly name: string; readonly answers: Answers; turn(): Promise<Turn>; end(): void }

/** Starts an engine: it reads its work as JSON from the first line, answers with a line of JSON, then works whenever it gets a line, and says when it is done. */
export async function startPeer(name: string, [file, ...args]: readonly string[], work: Work): Promise<Peer> {
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
