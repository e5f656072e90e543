import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { realEnvironment } from '../../../src/environment/real.ts';
import { readFixtures, SqlReplay } from '../../spark/sql-runner.ts';
import { findSparkJars } from '../spark.ts';
import { type Answer, askStatements, recordedError } from './ask.ts';
import { isOrdered, type Mutation, recordedErrors, StatementMutator } from './mutate.ts';

export interface SqlOptions { readonly cases: number; readonly seed: number; readonly areas: readonly string[] | undefined; readonly keep: string | undefined; readonly statements: string | undefined; readonly positions: boolean }

interface Tally { equal: number; rows: number; errors: number; rowsEqual: number; errorsEqual: number; nullability: number }

/** Asks Spark new statements and compares; the last lines say how many agree in each area, and what was left out and why. */
export async function compareStatements(options: SqlOptions): Promise<void> {
  const found = findSparkJars();
  if ('missing' in found) throw new Error(found.missing);
  const mutations = statementsOf(options);
  const replay = new SqlReplay(readFixtures(new URL('../../spark/sql/fixtures.json', import.meta.url).pathname), {}, realEnvironment);
  const tallies = new Map<string, Tally>();
  const left = new Map<string, number>();
  if (options.keep !== undefined) writeFileSync(options.keep, '');
  let at = 0;
  for await (const answer of askStatements(found.jars, mutations)) {
    const mutation = mutations[at++]!;
    const reason = leftOut(answer);
    if (answer.timeout === true) process.stdout.write(`TIMEOUT ${mutation.id}: ${mutation.sql}\n`);
    const record = { ...mutation, ...expectedOf(answer, options.positions) };
    const result = reason === undefined ? await replay.run({ ...record, setup: ['emp', 'dept', 'ev', 'n1', 'n2', 'sales', 'nested'] }) : undefined;
    const deliberate = reason ?? (result?.outcome === 'fail' ? deliberateDifference(result.detail ?? '') : undefined);
    if (deliberate !== undefined || result === undefined) { left.set(deliberate!, (left.get(deliberate!) ?? 0) + 1); continue; }
    for (const name of [mutation.area, 'all']) count(tallies, name, record.error !== undefined, result.outcome === 'pass', result.secondary);
    if (result.outcome === 'fail') process.stdout.write(`DIFFERS ${mutation.id} (${mutation.area}): ${mutation.sql}${mutation.conf === undefined ? '' : ` ${JSON.stringify(mutation.conf)}`}\n    ${result.detail}\n`);
    if (options.keep !== undefined) appendFileSync(options.keep, `${JSON.stringify({ ...record, outcome: result.outcome, detail: result.detail })}\n`);
  }
  await replay.stop();
  if (at < mutations.length) throw new Error(`Spark answered ${at} of ${mutations.length} statements; the next was ${mutations[at]!.sql}`);
  for (const [name, tally] of [...tallies].sort(([one], [other]) => (one === 'all' ? 1 : other === 'all' ? -1 : one.localeCompare(other)))) process.stdout.write(`${lineOf(name, tally)}\n`);
  for (const [reason, number] of left) process.stdout.write(`left out: ${number} ${reason}\n`);
  const all = tallies.get('all');
  process.exitCode = all === undefined || all.equal < all.rows + all.errors ? 1 : 0;
}

function statementsOf(options: SqlOptions): readonly Mutation[] {
  if (options.statements !== undefined) return readStatements(options.statements);
  return options.positions ? [...recordedErrors(options.areas), ...makeStatements(options)] : makeStatements(options);
}

function makeStatements({ cases, seed, areas }: SqlOptions): Mutation[] {
  process.stdout.write(`seeds ${seed} to ${seed + cases - 1}\n`);
  const mutator = new StatementMutator(areas);
  return Array.from({ length: cases }, (_, index) => mutator.mutation(seed + index));
}

/** One a line; `--` and what stands behind it on a line of its own is left out. */
function readStatements(path: string): Mutation[] {
  const area = path.replace(/^.*\/|\.\w+$/g, '');
  const lines = readFileSync(path, 'utf8').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('--'));
  return lines.map((sql, index) => ({ id: `${area}-${String(index + 1).padStart(4, '0')}`, area, from: path, edits: [], sql, ordered: isOrdered(sql), flags: ['jdk17-double'] }));
}

function expectedOf({ schema, rows, error }: Answer, places: boolean): Partial<Mutation> {
  return error === undefined ? { schema: schema!, rows: rows! } : { error: recordedError(error, places) };
}

/** Where Spark's own answer is no measure. */
function leftOut({ timeout, error }: Answer): string | undefined {
  if (timeout === true) return 'Spark did not answer in time';
  return error?.condition === 'INTERNAL_ERROR' ? 'bugs of Spark (INTERNAL_ERROR)' : undefined;
}

/** Differences of ours on purpose. */
function deliberateDifference(detail: string): string | undefined {
  const name = /TIDEMARK_FUNCTION_NOT_AVAILABLE.*?the function (\S+)/.exec(detail)?.[1];
  return name === undefined ? undefined : `function of tier 3: ${name}`;
}

function count(tallies: Map<string, Tally>, name: string, error: boolean, equal: boolean, nullability: boolean | undefined): void {
  const tally = tallies.get(name) ?? { equal: 0, rows: 0, errors: 0, rowsEqual: 0, errorsEqual: 0, nullability: 0 };
  tallies.set(name, tally);
  if (error) tally.errors++; else tally.rows++;
  if (!equal) return;
  tally.equal++;
  if (error) tally.errorsEqual++; else tally.rowsEqual++;
  if (nullability === true) tally.nullability++;
}

function lineOf(name: string, { equal, rows, errors, rowsEqual, errorsEqual, nullability }: Tally): string {
  const share = (part: number, of: number): string => (of === 0 ? '   –  ' : `${((part / of) * 100).toFixed(2)} %`);
  return `${name.padEnd(14)} ${share(equal, rows + errors)} equal (${equal} of ${rows + errors}); answers ${share(rowsEqual, rows)} of ${rows}, errors ${share(errorsEqual, errors)} of ${errors}, nullability ${share(nullability, rowsEqual)}`;
}
