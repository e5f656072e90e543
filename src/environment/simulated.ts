import type { Clock, Environment, Processes, ProtocolLine, Random } from './environment.ts';
import { SimulatedFiles } from './simulated-files.ts';

/**
 * A whole machine that is a function of its seed (design D9). Time passes only when somebody sleeps or calls `advance`; files live
 * in memory and lose what was not synced in `powerLoss`; processes die when the test says so.
 *
 * @example
 * const machine = new SimulatedEnvironment({ seed: 7 });
 * machine.files.crashAt(12);      // the 12th disk operation from now never returns
 * machine.powerLoss();            // what was not synced is gone, in any order
 */
export class SimulatedEnvironment implements Environment {
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly files: SimulatedFiles;
  readonly processes: SimulatedProcesses;
  readonly messages: string[] = [];
  /** Set by a test that wants to die, or look, between two lines of the protocol. */
  probe: (line: ProtocolLine, batchId: number) => void = () => undefined;

  constructor(options: { readonly seed?: number; readonly nowMs?: number; readonly autoAdvance?: boolean } = {}) {
    const seed = options.seed ?? 1;
    this.random = seededRandom(seed);
    this.clock = new SimulatedClock(options.nowMs ?? Date.UTC(2030, 0, 1), options.autoAdvance ?? true);
    this.files = new SimulatedFiles(seededRandom(seed ^ 0x5bd1e995), () => this.clock.nowMs());
    this.processes = new SimulatedProcesses();
  }

  readonly log = (level: string, message: string): void => { this.messages.push(`${level} ${message}`); };

  /** The machine stops and comes up again: unsynced bytes and names may be lost, every process is dead. */
  powerLoss(): void {
    this.files.powerLoss();
    this.processes.reboot();
  }
}

/**
 * Virtual time. With `autoAdvance` a sleep moves the clock itself once nothing else can run; without it sleepers wait for `advance`,
 * and `onSleep` tells who watches (a test that steps a trigger clock) that somebody now waits.
 */
export class SimulatedClock implements Clock {
  #now: number;
  #monotonic = 0;
  readonly #autoAdvance: boolean;
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  #moving = false;

  constructor(nowMs: number, autoAdvance: boolean) {
    this.#now = nowMs;
    this.#autoAdvance = autoAdvance;
  }

  nowMs(): number { return this.#now; }
  monotonicMs(): number { return this.#monotonic; }
  pause(): Promise<void> { return new Promise((resolve) => { setImmediate(resolve); }); }
  /** Somebody sleeps and nobody moves the clock. */
  get sleeperCount(): number { return this.#sleepers.size; }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) { resolve(); return; }
      const sleeper = { at: this.#monotonic + ms, wake: () => { this.#sleepers.delete(sleeper); signal?.removeEventListener('abort', sleeper.wake); resolve(); } };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake);
      if (this.#autoAdvance) this.#moveSoon();
    });
  }

  /** Moves the clock and wakes whoever is due, in order. */
  advance(ms: number): void {
    const target = this.#monotonic + ms;
    for (let next = this.#earliest(); next !== undefined && next.at <= target; next = this.#earliest()) {
      this.#step(Math.max(0, next.at - this.#monotonic));
      next.wake();
    }
    this.#step(target - this.#monotonic);
  }

  /** The wall clock alone jumps, as when an administrator sets it. */
  jump(ms: number): void { this.#now += ms; }

  #step(ms: number): void {
    this.#monotonic += ms;
    this.#now += ms;
  }

  #earliest(): { readonly at: number; readonly wake: () => void } | undefined {
    let first: { readonly at: number; readonly wake: () => void } | undefined;
    for (const sleeper of this.#sleepers) if (first === undefined || sleeper.at < first.at) first = sleeper;
    return first;
  }

  #moveSoon(): void {
    if (this.#moving) return;
    this.#moving = true;
    setImmediate(() => {
      this.#moving = false;
      const next = this.#earliest();
      if (next === undefined) return;
      this.#step(Math.max(0, next.at - this.#monotonic));
      next.wake();
      if (this.#sleepers.size > 0) this.#moveSoon();
    });
  }
}

/** One process lives at a time; `reboot` kills it and starts the next. */
export class SimulatedProcesses implements Processes {
  #current = 1;

  self(): { readonly host: string; readonly processId: number; readonly started: string } {
    return { host: 'simulated', processId: this.#current, started: String(this.#current) };
  }

  lives(identity: { readonly host: string; readonly processId: number }): boolean | 'unknown' {
    return identity.host === 'simulated' ? identity.processId === this.#current : 'unknown';
  }

  reboot(): void { this.#current++; }
}

/** xorshift-multiply over a 32-bit counter: fast, seeded, the same everywhere. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (digits: number): string => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join('');
  return { next, uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}` };
}
