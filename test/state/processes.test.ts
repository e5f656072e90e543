import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { realProcesses } from '../../src/environment/real.ts';

it.skipIf(!existsSync('/proc/self/stat'))('a killed process that nobody has reaped holds no checkpoint any more', async () => {
  // The shell becomes a sleep that never asks for the exit code of its child.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const processId = Number((await createInterface({ input: parent.stdout })[Symbol.asyncIterator]().next()).value);
    const own = realProcesses.self();
    const tick = readFileSync(`/proc/${processId}/stat`, 'latin1').split(') ')[1]!.split(' ')[19]!;
    const identity = { ...own, processId, started: `${own.started.split(':')[0]!}:${tick}` };
    expect(realProcesses.lives(identity)).toBe(true);
    process.kill(processId, 'SIGKILL');
    await expect.poll(() => realProcesses.lives(identity)).toBe(false);
    expect(existsSync(`/proc/${processId}`)).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
});
