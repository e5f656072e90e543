// npm run conformance -- [PATH…] [--failures] [--only TEXT] [--as-stream]: replays recorded Spark answers and prints what agrees.
// PATH: `sql`, `stream`, a file or folder below test/spark, or any other file or folder in the same formats. With --as-stream statements run with a table
// of theirs fed in random micro-batches.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runAsStream } from './as-stream.ts';
import type { CaseResult } from './result.ts';
import { readFixtures, readRecords, type SqlRecord, SqlReplay } from './sql-runner.ts';
import { parseLossless } from './scenario.ts';
import { replayScenario, type Scenario } from './stream-runner.ts';

export const corpus = dirname(fileURLToPath(import.meta.url));

/** Replays everything below the paths; `report` is called once per case. */
export async function replay(paths: readonly string[], report: (result: CaseResult) => void, { only, asStream = false }: { readonly only?: string | undefined; readonly asStream?: boolean } = {}): Promise<void> {
  const wanted = (id: string): boolean => only === undefined || id.includes(only);
  for (const file of paths.flatMap(corpusFiles)) {
    for (const part of readCorpus(file)) {
      if (part.kind === 'scenario') { if (wanted(part.scenario.name)) report(await replayScenario(part.scenario)); }
      else if (asStream) await replayAsStream(part, report, wanted);
      else await replaySql(part, report, wanted);
    }
  }
}

type CorpusPart = { readonly kind: 'scenario'; readonly scenario: Scenario } | SqlPart;
interface SqlPart { readonly kind: 'sql'; readonly records: readonly SqlRecord[]; readonly conf: Readonly<Record<string, string>>; readonly init: readonly string[]; readonly sequential: boolean; readonly fixtures: string }

async function replaySql(part: SqlPart, report: (result: CaseResult) => void, wanted: (id: string) => boolean): Promise<void> {
  const run = new SqlReplay(readFixtures(part.fixtures), part.conf);
  for (const sql of part.init) await run.run({ id: 'init', sql, kind: 'command' });
  for (const record of part.records) {
    if (!part.sequential && !wanted(record.id)) continue;
    const result = await run.run(record);
    const counted = record.kind !== 'command' && record.volatile !== true;
    if (counted && wanted(record.id)) report(result);
  }
  await run.stop();
}

/** Statements that stand alone; what depends on statements before it does not. */
async function replayAsStream(part: SqlPart, report: (result: CaseResult) => void, wanted: (id: string) => boolean): Promise<void> {
  const fixtures = readFixtures(part.fixtures);
  for (const record of part.sequential ? [] : part.records) if (record.kind !== 'command' && record.volatile !== true && wanted(record.id)) report(await runAsStream(record, fixtures));
}

function readCorpus(file: string): CorpusPart[] {
  if (file.endsWith('.json')) {
    const scenario = parseLossless(readFileSync(file, 'utf8')) as Scenario;
    return scenario.steps === undefined ? [] : [{ kind: 'scenario', scenario }];
  }
  const lines = readRecords(file) as (SqlRecord & Partial<Scenario> & { file?: string; init?: string[] })[];
  const [first] = lines;
  if (first?.steps !== undefined) return readFileSync(file, 'utf8').trim().split('\n').map((line) => ({ kind: 'scenario', scenario: parseLossless(line) as Scenario }));
  const beside = join(dirname(file), 'fixtures.json');
  const fixtures = existsSync(beside) ? beside : join(corpus, 'sql', 'fixtures.json');
  if (first?.file === undefined) return [{ kind: 'sql', records: lines, conf: {}, init: [], sequential: false, fixtures }];
  return [{ kind: 'sql', records: lines.slice(1), conf: first.conf ?? {}, init: first.init ?? [], sequential: true, fixtures }];
}

function corpusFiles(path: string): string[] {
  const at = [resolve(path), join(corpus, path), join(corpus, `${path}.jsonl`), join(corpus, `${path}.json`)].find((one) => existsSync(one));
  if (at === undefined) throw new Error(`no such file or folder: ${path}`);
  if (statSync(at).isFile()) return [at];
  return readdirSync(at).filter((name) => !['recorder', 'fixtures.json', 'functions.json', 'known-failures'].includes(name))
    .flatMap((name) => (statSync(join(at, name)).isDirectory() || /\.jsonl?$/.test(name) ? corpusFiles(join(at, name)) : [])).sort();
}

/** The ledger of cases known to fail: `test/spark/known-failures/*.txt`, ids below a `# reason`. */
export function readLedger(): ReadonlyMap<string, string> {
  const folder = join(corpus, 'known-failures');
  const ledger = new Map<string, string>();
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    let reason = '';
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (line.startsWith('#')) reason = line.slice(1).trim();
      else if (line.trim() !== '') ledger.set(line.trim(), reason);
    }
  }
  return ledger;
}

interface Tally { pass: number; fail: number; skip: number; secondary: number; secondaryOf: number }

async function main(args: readonly string[]): Promise<void> {
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
  const paths = args.filter((arg) => !arg.startsWith('--') && arg !== only);
  const asStream = args.includes('--as-stream');
  const reasons = new Map<string, number>();
  const groups = new Map<string, Tally>();
  const total: Tally = { pass: 0, fail: 0, skip: 0, secondary: 0, secondaryOf: 0 };
  await replay(paths.length === 0 ? ['sql', 'stream'] : paths, (result) => {
    const group = groups.get(result.group) ?? { pass: 0, fail: 0, skip: 0, secondary: 0, secondaryOf: 0 };
    groups.set(result.group, group);
    for (const tally of [group, total]) {
      tally[result.outcome]++;
      if (result.secondary !== undefined) { tally.secondaryOf++; if (result.secondary) tally.secondary++; }
    }
    if (result.outcome === 'fail' && args.includes('--failures')) process.stdout.write(`FAIL ${result.id}: ${result.detail}\n`);
    if (result.outcome === 'skip' && asStream) reasons.set(result.detail ?? '', (reasons.get(result.detail ?? '') ?? 0) + 1);
    else if (result.outcome === 'skip') process.stdout.write(`SKIP ${result.id}: ${result.detail}\n`);
  }, { only, asStream });
  for (const [name, tally] of groups) process.stdout.write(`${name.padEnd(24)} ${line(tally)}\n`);
  for (const [reason, count] of [...reasons].sort(([, left], [, right]) => right - left)) process.stdout.write(`not as a stream: ${String(count).padStart(5)} ${reason}\n`);
  process.stdout.write(`other counters and nullability equal in ${total.secondary} of ${total.secondaryOf} passed cases\n${line(total)}\n`);
  process.exitCode = total.fail > 0 ? 1 : 0;
}

function line({ pass, fail, skip }: Tally): string {
  return `${pass} passed, ${fail} failed, ${skip} skipped`;
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) await main(process.argv.slice(2));
