import { Session } from '../../src/api/session.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { parseSchema } from '../../src/types/ddl.ts';
import { frameOf } from '../spark/scenario-query.ts';
import { cellsOf, type RanStep, type ScenarioOutcome, ScenarioRun } from '../spark/scenario-run.ts';
import type { JsonRow, Scenario, ScenarioStep } from '../spark/scenario.ts';
import type { OracleCase } from './generate.ts';
import { Random } from './random.ts';

export interface LawReport { readonly problem: string | undefined; readonly held: readonly string[] }

/**
 * What must hold whatever the query is:
 *
 *   restart   a clean stop and start before any step changes no batch
 *   split     cutting the input into other batches changes nothing in the end
 *   batch     the folded output is what the batch engine gives over the same rows
 *
 * The last two ask that no row came late, and that the query keeps no promise that depends on batches (`caveats`).
 */
export async function checkLaws(one: OracleCase): Promise<LawReport> {
  const held: string[] = [];
  const base = await new ScenarioRun(one.scenario).run();
  const failed = firstError(base);
  if (failed !== undefined) return { problem: failed.condition === undefined || failed.condition === 'INTERNAL_ERROR' ? `an error without a name: ${failed.error.stack ?? failed.error.message}` : undefined, held };
  for (const [law, check] of laws) {
    const problem = await check(one, base);
    if (problem === 'does not apply') continue;
    if (problem !== undefined) return { problem: `${law}: ${problem}`, held };
    held.push(law);
  }
  return { problem: undefined, held };
}

type Law = (one: OracleCase, base: ScenarioOutcome) => Promise<string | undefined>;
const NOT_HERE = 'does not apply';

const laws: readonly (readonly [string, Law])[] = [
  ['restart', async ({ scenario, caveats }, base) => {
    if (scenario.trigger !== undefined || caveats.has('state functions') || caveats.has('several watermarks')) return NOT_HERE;
    const steps = restartedSteps(scenario.steps);
    const other = await new ScenarioRun({ ...scenario, steps: steps.map(({ step }) => step) }).run();
    const problem = firstError(other);
    if (problem !== undefined) return `${problem.condition ?? ''} ${problem.error.message}`;
    return sameBatches(base.steps, other.steps.filter((_, index) => steps[index]!.own));
  }],
  ['split', async (one, base) => {
    const wanted = finalRows(one, base);
    if (wanted === undefined) return NOT_HERE;
    const other = await new ScenarioRun(otherSplit(one.scenario)).run();
    const got = finalRows(one, other);
    return got === undefined ? NOT_HERE : sameRows(got, wanted);
  }],
  ['batch', async (one, base) => {
    const got = finalRows(one, base);
    if (got === undefined) return NOT_HERE;
    const all = dataSteps(one.scenario.steps);
    const most = await recompute(one.scenario, all);
    if (one.scenario.mode !== 'append' && one.aggregates) return sameRows(got, most);
    const missing = without(await recompute(one.scenario, all.slice(0, -2)), got);
    if (missing.length > 0) return `the stream never gave ${missing.join(', ')}`;
    const extra = without(got, most);
    return extra.length === 0 ? undefined : `the stream gave ${extra.join(', ')}, the batch engine does not`;
  }],
];

function firstError(outcome: ScenarioOutcome): NonNullable<ScenarioOutcome['error']> | undefined {
  return outcome.error ?? outcome.steps.find((step) => step.error !== undefined)?.error;
}

/** A restart before every step that finds the query running. */
function restartedSteps(steps: readonly ScenarioStep[]): { readonly step: ScenarioStep; readonly own: boolean }[] {
  let running = true;
  return steps.flatMap((step) => {
    const before = running && step.restart === undefined && step.stop === undefined ? [{ step: { restart: true } as ScenarioStep, own: false }] : [];
    if (step.stop !== undefined) running = false;
    if (step.start !== undefined) running = true;
    return [...before, { step, own: true }];
  });
}

function sameBatches(wanted: readonly RanStep[], got: readonly RanStep[]): string | undefined {
  for (const [index, step] of wanted.entries()) {
    const other = got[index]!;
    const ids = (one: RanStep): string => one.batches.map(({ progress }) => progress.batchId).join();
    if (ids(step) !== ids(other)) return `step ${index} runs batches [${ids(other)}] instead of [${ids(step)}]`;
    for (const [at, { rows, progress }] of step.batches.entries()) {
      const answer = other.batches[at]!;
      const where = `step ${index} batch ${progress.batchId}`;
      const problem = sameRows(answer.rows.map(textOf), rows.map(textOf));
      if (problem !== undefined) return `${where}: ${problem}`;
      if (answer.progress.eventTime?.['watermark'] !== progress.eventTime?.['watermark']) return `${where}: watermark ${answer.progress.eventTime?.['watermark']} instead of ${progress.eventTime?.['watermark']}`;
      for (const [which, state] of progress.stateOperators.entries()) {
        const total = answer.progress.stateOperators[which]?.numRowsTotal;
        if (total !== state.numRowsTotal) return `${where}: ${state.operatorName} keeps ${total} rows instead of ${state.numRowsTotal}`;
      }
    }
  }
  return undefined;
}

/** All that came out, folded: complete = the last batch, update = the newest row of each group, append = every row. Undefined where no law tells. */
function finalRows({ scenario, caveats, key, aggregates }: OracleCase, outcome: ScenarioOutcome): readonly string[] | undefined {
  const replays = scenario.steps.some((step) => typeof step.restart === 'object');
  const outer = caveats.has('outer join');
  const harmless = [...caveats].every((caveat) => caveat === 'several watermarks' || caveat === 'outer join' || (caveat === 'updates are repeated' && scenario.mode !== 'update'));
  if (!harmless || (outer && hasNull(scenario))) return undefined;
  if (firstError(outcome) !== undefined || scenario.trigger !== undefined || replays || scenario.conf?.['spark.sql.streaming.noDataMicroBatches.enabled'] === 'false') return undefined;
  const batches = outcome.steps.flatMap((step) => step.batches);
  if (!pushedOut(scenario, batches.at(-1)?.progress.eventTime?.['watermark'])) return undefined;
  if (batches.some(({ progress }) => progress.stateOperators.some((state) => state.numRowsDroppedByWatermark > 0))) return undefined;
  if (scenario.mode === 'complete') return batches.at(-1)?.rows.map(textOf) ?? [];
  if (scenario.mode === 'append' || !aggregates) return batches.flatMap(({ rows }) => rows.map(textOf));
  const names = outcome.schema!.fields.map(({ name }) => name);
  const places = key?.map((name) => names.indexOf(name));
  if (places === undefined || places.includes(-1)) return undefined;
  const folded = new Map<string, string>();
  for (const { rows } of batches) for (const row of rows) folded.set(JSON.stringify(places.map((place) => row[place])), textOf(row));
  return [...folded.values()];
}

/** The last rows moved the watermark beyond all others, unless filters below it took them. */
function pushedOut(scenario: Scenario, watermark: string | undefined): boolean {
  if (watermark === undefined) return true;
  const data = dataSteps(scenario.steps).slice(0, -2).flatMap((add) => Object.values(add).flat(2));
  const times = data.filter((cell): cell is string => typeof cell === 'string' && cell.startsWith('20')).map((text) => Date.parse(`${text.replace(' ', 'T')}Z`));
  return Date.parse(watermark) > Math.max(...times) + 60_000;
}

function hasNull(scenario: Scenario): boolean {
  return scenario.steps.some((step) => Object.values(step.add ?? {}).some((rows) => rows.some((row) => row.includes(null))));
}

/** The same rows in the same order per source, cut elsewhere; the two steps that push everything out stay. */
function otherSplit(scenario: Scenario): Scenario {
  const random = new Random(scenario.steps.length * 31 + 7);
  const data = dataSteps(scenario.steps);
  const left = new Map<string, JsonRow[]>();
  for (const add of data.slice(0, -2)) for (const [name, rows] of Object.entries(add)) left.set(name, [...(left.get(name) ?? []), ...rows]);
  const steps: ScenarioStep[] = [];
  while ([...left.values()].some((rows) => rows.length > 0)) {
    const add = Object.fromEntries([...left].map(([name, rows]) => [name, rows.splice(0, random.int(0, 5))] as const).filter(([, rows]) => rows.length > 0));
    if (Object.keys(add).length > 0) steps.push({ add });
  }
  return { ...scenario, steps: [...steps, ...data.slice(-2).map((add) => ({ add }))] };
}

type Added = Readonly<Record<string, readonly JsonRow[]>>;

function dataSteps(steps: readonly ScenarioStep[]): Added[] { return steps.flatMap((step) => (step.add === undefined ? [] : [step.add])); }

/** The batch engine over all rows. */
async function recompute(scenario: Scenario, added: readonly Added[]): Promise<readonly string[]> {
  const environment = new SimulatedEnvironment({ nowMs: Date.UTC(2030, 0, 1) });
  const spark = new Session({ environment, print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.shuffle.partitions': '1', ...scenario.conf } });
  const register = (name: string, ddl: string, rows: readonly JsonRow[]): void => {
    const schema = parseSchema(ddl);
    spark.createDataFrame(rows.map((row) => cellsOf(schema, row)), schema).createOrReplaceTempView(name);
  };
  for (const [name, ddl] of Object.entries(scenario.sources)) register(name, ddl, added.flatMap((add) => add[name] ?? []));
  for (const [name, { schema, rows }] of Object.entries(scenario.tables ?? {})) register(name, schema, rows);
  const frame = frameOf(spark, scenario.query);
  const names = (await frame.schema()).fields.map((_, index) => `c${index}`);
  const rows = await frame.toDF(...names).selectExpr(...names.map((name) => `CAST(${name} AS STRING) AS ${name}`)).collect();
  await spark.stop();
  return rows.map((row) => textOf(names.map((name) => row[name] as string | null)));
}

function textOf(row: readonly (string | null)[]): string { return JSON.stringify(row); }

function without(rows: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return rows.filter((row) => {
    const at = left.indexOf(row);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function sameRows(got: readonly string[], wanted: readonly string[]): string | undefined {
  const [extra, missing] = [without(got, wanted), without(wanted, got)];
  return extra.length + missing.length === 0 ? undefined : `gives ${extra.join(', ') || 'nothing'} instead of ${missing.join(', ') || 'nothing'}`;
}
