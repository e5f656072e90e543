import { readdirSync } from 'node:fs';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { type Session, session, StreamError } from '../../src/index.ts';
import { readFixtures, readRecords } from '../spark/sql-runner.ts';
import { Mutator } from './mutate.ts';

/** What came of a statement. Only the last is a bug. */
export type Outcome = 'rows' | 'refused' | 'bug';
export interface Trial { readonly number: number; readonly sql: string; readonly outcome: Outcome; readonly condition?: string; readonly words?: string; readonly cpuSeconds: number }

const folder = new URL('../spark/sql/', import.meta.url);
const rowsMax = 2_000;
const sessionStatements = 250;

/** Runs statements by number, on sessions with the tables of the recorded ones, which are replaced now and then. Files are simulated. */
export class FuzzRun {
  readonly #mutator: Mutator;
  readonly #fixtures: ReadonlyMap<string, string>;
  #session: Session | undefined;
  #asked = 0;

  constructor(seed: number) {
    const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl')).sort();
    this.#mutator = new Mutator(files.flatMap((name) => readRecords(new URL(name, folder).pathname).map((record) => record.sql)).filter((sql) => sql !== undefined), seed);
    this.#fixtures = readFixtures(new URL('fixtures.json', folder).pathname);
  }

  async run(number: number): Promise<Trial> {
    const sql = this.#mutator.statement(number);
    const spark = await this.#current();
    const before = process.cpuUsage();
    const result = await outcomeOf(spark, sql);
    const used = process.cpuUsage(before);
    return { number, sql, ...result, cpuSeconds: (used.user + used.system) / 1e6 };
  }

  async close(): Promise<void> {
    await this.#session?.stop().catch(() => undefined);
    this.#session = undefined;
  }

  async #current(): Promise<Session> {
    if (this.#session !== undefined && this.#asked++ < sessionStatements) return this.#session;
    await this.close();
    this.#asked = 0;
    this.#session = session({ print: () => undefined, environment: new SimulatedEnvironment({ seed: 1 }), config: { 'spark.sql.session.timeZone': 'UTC' } });
    for (const sql of this.#fixtures.values()) this.#session.sql(sql);
    return this.#session;
  }
}

async function outcomeOf(spark: Session, sql: string): Promise<{ readonly outcome: Outcome; readonly condition?: string; readonly words?: string }> {
  try {
    let rows = 0;
    for await (const row of spark.sql(sql)) if (row !== undefined && ++rows >= rowsMax) break;
    return { outcome: 'rows' };
  } catch (error) {
    if (error instanceof StreamError && error.domain !== 'internal' && error.condition !== 'INTERNAL_ERROR') return { outcome: 'refused', condition: error.condition };
    return { outcome: 'bug', words: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
