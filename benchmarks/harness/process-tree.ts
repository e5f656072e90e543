import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

interface ProcessFacts { readonly id: number; readonly parent: number; readonly cpuSeconds: number }

/** CPU-seconds of a process and everything below it, children that have ended included, as the kernel counts them. */
export function treeCpuSeconds(root: number): number {
  return treeOf(root).reduce((sum, one) => sum + one.cpuSeconds, 0);
}

/** Largest resident sizes of the processes of the tree, summed. */
export function treePeakBytes(root: number): number {
  return treeOf(root).reduce((sum, { id }) => sum + 1024 * Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${id}/status`))?.[1] ?? 0), 0);
}

/** CPU-seconds that all processes of the machine have had. */
export function machineCpuSeconds(): number {
  const [user, nice, system, , , irq, softIrq] = read('/proc/stat').split('\n')[0]!.trim().split(/\s+/).slice(1).map(Number);
  return (user! + nice! + system! + irq! + softIrq!) / ticksPerSecond;
}

function treeOf(root: number): ProcessFacts[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap(factsOf);
  const known = new Set([root]);
  for (let before = -1; before !== known.size;) {
    before = known.size;
    for (const { id, parent } of all) if (known.has(parent)) known.add(id);
  }
  return all.filter(({ id }) => known.has(id));
}

function factsOf(id: string): ProcessFacts[] {
  const text = read(`/proc/${id}/stat`);
  if (text === '') return [];
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
  return [{ id: Number(id), parent: fields[1]!, cpuSeconds: (fields[11]! + fields[12]! + fields[13]! + fields[14]!) / ticksPerSecond }];
}

/** A process may end while it is looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
