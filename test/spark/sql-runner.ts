import { readFileSync } from 'node:fs';
import type { Environment } from '../../src/environment/environment.ts';
import { realEnvironment } from '../../src/environment/real.ts';
import { type DataFrame, type Session, session, StreamError } from '../../src/index.ts';
import { type Cell, compareRows, compareSchemas, sameNullability } from './compare.ts';
import { comparePlaces, type RecordedError } from './place.ts';
import type { CaseResult } from './result.ts';

/** One recorded statement; the format is described in test/spark/sql/README.md. */
export interface SqlRecord {
  readonly id: string;
  readonly area?: string;
  readonly sql: string;
  readonly kind?: 'query' | 'command';
  readonly conf?: Readonly<Record<string, string>>;
  readonly setup?: readonly string[];
  readonly schema?: string;
  readonly ordered?: boolean;
  readonly rows?: readonly (readonly Cell[])[];
  readonly error?: RecordedError;
  readonly flags?: readonly string[];
  readonly skip?: unknown;
  readonly volatile?: boolean;
}

/** When it was 2026-11-21 in UTC and still 2026-11-20 in America: times without a day mean the day of the recording. */
export const recordedMs = Date.UTC(2026, 10, 21, 4);

/** The machine, on the day of the recording. */
function recordedEnvironment(): Environment {
  const behindMs = realEnvironment.clock.nowMs() - recordedMs;
  return { ...realEnvironment, clock: { ...realEnvironment.clock, nowMs: () => realEnvironment.clock.nowMs() - behindMs } };
}

/** Replays statements one after the other on one session, which keeps what earlier ones made. */
export class SqlReplay {
  readonly #session: Session;
  readonly #fixtures: ReadonlyMap<string, string>;
  readonly #made = new Set<string>();

  constructor(fixtures: ReadonlyMap<string, string>, conf: Readonly<Record<string, string>> = {}, environment = recordedEnvironment()) {
    this.#session = session({ appName: 'conformance', environment, config: { 'spark.sql.session.timeZone': 'UTC', ...conf } });
    this.#fixtures = fixtures;
  }

  async run(record: SqlRecord): Promise<CaseResult> {
    const base = { id: record.id, group: record.area ?? record.id.split(':')[0]! };
    if (record.skip !== undefined && record.skip !== false) return { ...base, outcome: 'skip', detail: String(record.skip) };
    let before: [string, string | undefined][] = [];
    try {
      before = this.#setUp(record);
      return { ...base, ...(await this.#judge(record)) };
    } catch (error) {
      return { ...base, outcome: 'fail', detail: `set-up: ${error instanceof Error ? error.message : String(error)}`.slice(0, 400) };
    } finally {
      for (const [key, value] of before) value === undefined ? this.#session.conf.unset(key) : this.#session.conf.set(key, value);
    }
  }

  async stop(): Promise<void> { await this.#session.stop(); }

  #setUp(record: SqlRecord): [string, string | undefined][] {
    for (const name of record.setup ?? []) {
      if (this.#made.has(name)) continue;
      this.#session.sql(this.#fixtures.get(name)!);
      this.#made.add(name);
    }
    return Object.entries(record.conf ?? {}).map(([key, value]) => {
      const before = this.#session.conf.isSet(key) ? this.#session.conf.get(key) : undefined;
      this.#session.conf.set(key, value);
      return [key, before];
    });
  }

  async #judge(record: SqlRecord): Promise<Omit<CaseResult, 'id' | 'group'>> {
    let frame: DataFrame;
    let rows: readonly (readonly Cell[])[];
    try {
      frame = this.#session.sql(record.sql);
      rows = await cellsOf(frame);
    } catch (error) {
      return judgeError(record, error);
    }
    if (record.kind === 'command' && record.error === undefined) return { outcome: 'pass' };
    if (record.error !== undefined) return { outcome: 'fail', detail: `no error, Spark: ${record.error.condition}; got ${JSON.stringify(rows).slice(0, 160)}` };
    const schema = await frame.schema();
    const problem = compareSchemas(record.schema!, schema)
      ?? compareRows(record.rows!, rows, { ordered: record.ordered === true, looseDoubles: record.flags?.includes('jdk17-double') === true });
    return problem === undefined ? { outcome: 'pass', secondary: sameNullability(record.schema!, schema) } : { outcome: 'fail', detail: problem };
  }
}

function judgeError(record: SqlRecord, error: unknown): Omit<CaseResult, 'id' | 'group'> {
  const condition = error instanceof StreamError ? error.condition : undefined;
  const words = error instanceof Error ? (condition === undefined ? error.stack ?? error.message : error.message) : String(error);
  if (record.error === undefined) return { outcome: 'fail', detail: words.slice(0, 400) };
  if (condition === undefined || condition === 'INTERNAL_ERROR') return { outcome: 'fail', detail: `unnamed error ${words.slice(0, 400)}` };
  const wanted = record.error.condition;
  const named = error as StreamError;
  if (wanted === condition && (record.error.sqlState ?? named.sqlState) === named.sqlState) {
    const elsewhere = comparePlaces(record.error, named);
    return elsewhere === undefined ? { outcome: 'pass' } : { outcome: 'fail', detail: elsewhere };
  }
  if (wanted === null || wanted.startsWith('_LEGACY_ERROR_TEMP_')) return { outcome: 'pass' };
  return { outcome: 'fail', detail: `${condition} instead of ${wanted}: ${words.slice(0, 200)}` };
}

/** Every cell as CAST(… AS STRING); top-level binary as X'HEX'. */
async function cellsOf(frame: DataFrame): Promise<readonly (readonly Cell[])[]> {
  const { fields } = await frame.schema();
  const text = await (await cellColumns(frame)).collect();
  return text.map((row) => fields.map((_, index) => row[`c${index}`] as Cell));
}

/** The same rows with cells as the corpus writes them. */
export async function cellColumns(frame: DataFrame): Promise<DataFrame> {
  const { fields } = await frame.schema();
  if (fields.length === 0) return frame;
  const cells = fields.map((field, index) => (field.type.kind === 'binary' ? `concat("X'", hex(c${index}), "'") AS c${index}` : `CAST(c${index} AS STRING) AS c${index}`));
  return frame.toDF(...fields.map((_, index) => `c${index}`)).selectExpr(...cells);
}

export function readRecords(path: string): SqlRecord[] {
  return readFileSync(path, 'utf8').split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as SqlRecord);
}

export function readFixtures(path: string): ReadonlyMap<string, string> {
  const list = JSON.parse(readFileSync(path, 'utf8')) as { name: string; sql: string }[];
  return new Map(list.map(({ name, sql }) => [name, sql]));
}
