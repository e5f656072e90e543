import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RecordedError } from '../../spark/place.ts';
import type { SqlRecord } from '../../spark/sql-runner.ts';

const folder = fileURLToPath(new URL('../../spark/sql/', import.meta.url));

interface AnsweredError {
  readonly condition: string | null;
  readonly sqlState?: string;
  readonly context?: { readonly start: number; readonly end: number };
  readonly line?: number;
  readonly column?: number;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What Spark said; `timeout` when it did not within 20 s. */
export type Answer = Pick<SqlRecord, 'schema' | 'rows'> & { readonly error?: AnsweredError } & { readonly id: string; readonly timeout?: true };

/** Answers of Spark itself in the order of the statements. A statement that hangs ends the Java process; another goes on behind it. */
export async function* askStatements(jars: string, records: readonly SqlRecord[]): AsyncGenerator<Answer> {
  for (let at = 0; at < records.length;) {
    const before = at;
    for await (const answer of askProcess(jars, records.slice(at))) { at++; yield answer; }
    if (at === before) throw new Error(`Spark does not answer ${records[at]!.sql}`);
  }
}

/** The error as a recording has it; with `places` also where it stands, and its parameters. */
export function recordedError({ condition, sqlState, context, line, column, parameters }: AnsweredError, places: boolean): RecordedError {
  if (!places) return { condition, sqlState: sqlState ?? null };
  const at = context !== undefined ? { start: context.start, end: context.end } : line !== undefined && column !== undefined ? { line, column } : undefined;
  return { condition, sqlState: sqlState ?? null, ...(at === undefined ? {} : { at }), ...(parameters === undefined || Object.keys(parameters).length === 0 ? {} : { parameters }) };
}

async function* askProcess(jars: string, records: readonly SqlRecord[]): AsyncGenerator<Answer> {
  const place = mkdtempSync(join(tmpdir(), 'sql-oracle-'));
  const child = spawn(join(folder, 'recorder', 'run.sh'), ['pipe', join(folder, 'fixtures.json')], { cwd: place, stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, SPARK_JARS: jars }, detached: true });
  const ended = new Promise<void>((done) => { child.on('exit', () => { done(); }); child.on('error', () => { done(); }); });
  try {
    child.stdin.on('error', () => undefined);
    for (const { id, sql, conf } of records) child.stdin.write(`${JSON.stringify({ id, sql, conf })}\n`);
    child.stdin.end();
    for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{')) yield JSON.parse(line) as Answer;
  } finally {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid);
    await ended;
    rmSync(place, { recursive: true, force: true });
  }
}
