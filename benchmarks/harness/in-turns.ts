// One query asked of tidemark and of a peer in this process: answers compared, then runs in turns
import { type Answer, difference } from './answers.ts';

export interface Asked { readonly runs: number; readonly ours: () => Promise<Answer>; readonly theirs: () => Promise<Answer> }
export interface Measured { readonly rows: number; readonly tidemark: Times; readonly duckdb: Times; readonly difference?: string }
/** Seconds of the first run, which compiles, and the median of those after it. CPU is of the whole process: collecting garbage and DuckDB's thread count. */
export interface Times { readonly firstSeconds: number; readonly cpuSeconds: number; readonly wallSeconds: number }

/** First runs, whose answers are compared; then they take turns. */
export async function measureInTurns({ runs, ours, theirs }: Asked): Promise<Measured> {
  const firstOurs = await timed(ours);
  const firstTheirs = await timed(theirs);
  const [own, other] = [[firstOurs], [firstTheirs]];
  for (let run = 0; run < runs; run++) {
    own.push(await timed(ours));
    other.push(await timed(theirs));
  }
  const different = difference(firstOurs.answer, firstTheirs.answer);
  return { rows: firstOurs.answer.length, tidemark: timesOf(own), duckdb: timesOf(other), ...(different === undefined ? {} : { difference: different }) };
}

interface Timed<T> { readonly answer: T; readonly cpuSeconds: number; readonly wallSeconds: number }

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const answer = await work();
  const used = process.cpuUsage(cpu);
  return { answer, cpuSeconds: (used.user + used.system) / 1e6, wallSeconds: (performance.now() - wall) / 1000 };
}

function timesOf(runs: readonly Timed<unknown>[]): Times {
  const later = runs.length > 1 ? runs.slice(1) : runs;
  return { firstSeconds: runs[0]!.wallSeconds, cpuSeconds: median(later.map((one) => one.cpuSeconds)), wallSeconds: median(later.map((one) => one.wallSeconds)) };
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]!;
}
