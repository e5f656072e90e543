import { DataFrame } from '../../src/api/data-frame.ts';
import type { MemoryStream } from '../../src/api/memory-stream.ts';
import { StreamError } from '../../src/errors/stream-error.ts';
import type { Relation } from '../../src/plan/relation.ts';
import { Random } from '../oracle/random.ts';
import { LiveQuery } from '../support/live-query.ts';
import { type Cell, compareRows } from './compare.ts';
import type { CaseResult } from './result.ts';
import { cellColumns, recordedMs, type SqlRecord } from './sql-runner.ts';

/**
 * A recorded statement with one of its VALUES tables or views coming as a stream, in random micro-batches that follow from its id: append where
 * nothing is aggregated, else complete, the last batch of which is the answer. What is left out is a `skip` with its reason.
 */
export async function runAsStream(record: SqlRecord, fixtures: ReadonlyMap<string, string>): Promise<CaseResult> {
  const base = { id: record.id, group: record.area ?? record.id.split(':')[0]! };
  const skip = (detail: string): CaseResult => ({ ...base, outcome: 'skip', detail });
  if (record.skip !== undefined && record.skip !== false) return skip('left out of the corpus');
  if (record.error !== undefined || record.rows === undefined) return skip('refused or fails as a batch');
  const random = new Random(hashOf(record.id));
  let reason = 'no VALUES table or view to feed';
  const places = placesOf(record, fixtures);
  for (const place of random.sample(places, places.length)) {
    const trial = await tryPlace(record, fixtures, place, random);
    if (trial.outcome !== 'skip') return { ...base, ...trial };
    reason = trial.detail!;
  }
  return skip(reason);
}

type Trial = Pick<CaseResult, 'outcome' | 'detail'>;
type Place = Extract<Relation, { kind: 'Values' | 'NamedTable' }>;

/** The tables of the statement, as they stand in its tree. */
function placesOf(record: SqlRecord, fixtures: ReadonlyMap<string, string>): readonly Place[] {
  const live = open(record, fixtures);
  try {
    const found: Place[] = [];
    mapTables(parsed(live, record), fixtures, (place) => { found.push(place); return place; });
    return found;
  } catch {
    return [];
  }
}

async function tryPlace(record: SqlRecord, fixtures: ReadonlyMap<string, string>, place: Place, random: Random): Promise<Trial> {
  const live = open(record, fixtures);
  let stream: MemoryStream | undefined;
  try {
    const table = new DataFrame(live.spark, place);
    const schema = await table.schema();
    const rows = (await table.collect()).map((row) => schema.fields.map(({ name }, index) => valueAt(row, name, index)));
    if (rows.length === 0) return { outcome: 'skip', detail: 'a table without rows' };
    if (schema.fields.some(({ type }) => JSON.stringify(type).includes('"variant"'))) return { outcome: 'skip', detail: 'a column that programs cannot give' };
    stream = live.spark.memoryStream(schema);
    const source = stream.toDF().relation;
    const named: Relation = place.kind === 'Values' ? source : { kind: 'SubqueryAlias', alias: place.name, input: source };
    const relation = mapTables(parsed(live, record), fixtures, (one) => (JSON.stringify(one, noBigints) === JSON.stringify(place, noBigints) ? named : one));
    const mode = await start(live, relation);
    if (mode.skip !== undefined) return { outcome: 'skip', detail: mode.skip };
    const batches = await feed(live, stream, rows, random);
    const got = mode.mode === 'complete' ? batches.at(-1) ?? [] : batches.flat();
    const problem = compareRows(rounded(record.rows!), rounded(got), { ordered: record.ordered === true, looseDoubles: record.flags?.includes('jdk17-double') === true });
    return problem === undefined ? { outcome: 'pass' } : { outcome: 'fail', detail: `${mode.mode}, ${batches.length} batches: ${problem}` };
  } catch (error) {
    return { outcome: 'fail', detail: error instanceof Error ? (error.stack ?? error.message).slice(0, 500) : String(error) };
  } finally {
    await live.stop();
    stream?.release();
  }
}

/** Append, or complete where an aggregation wants it; any other refusal is a reason to leave the statement out. */
async function start(live: LiveQuery, relation: Relation): Promise<{ readonly mode: 'append' | 'complete'; readonly skip?: string }> {
  const refusals: string[] = [];
  for (const mode of ['append', 'complete'] as const) {
    try {
      await live.start(await cellColumns(new DataFrame(live.spark, relation)), mode);
      return { mode };
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      refusals.push(error.condition);
    }
  }
  return { mode: 'append', skip: `${refusals.find((one) => one !== 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION') ?? refusals[0]!}` };
}

async function feed(live: LiveQuery, stream: MemoryStream, rows: readonly (readonly unknown[])[], random: Random): Promise<(readonly (readonly Cell[])[])[]> {
  const left = [...rows];
  const batches: (readonly (readonly Cell[])[])[] = [];
  while (left.length > 0) {
    stream.addData(...left.splice(0, random.int(1, Math.max(1, Math.ceil(rows.length / 2)))));
    await live.settle();
    batches.push(...live.takeBatches().map((batch) => batch.rows));
  }
  return batches;
}

function open(record: SqlRecord, fixtures: ReadonlyMap<string, string>): LiveQuery {
  const live = new LiveQuery({ nowMs: recordedMs, ...(record.conf === undefined ? {} : { conf: record.conf }) });
  for (const name of record.setup ?? []) live.spark.sql(fixtures.get(name)!);
  return live;
}

function parsed(live: LiveQuery, record: SqlRecord): Relation {
  const statement = live.spark.engine.parse(record.sql);
  if (statement.kind !== 'Query') throw new Error('not a query');
  return statement.query;
}

/** The tree with each VALUES and each view of the fixtures changed. */
function mapTables(node: Relation, fixtures: ReadonlyMap<string, string>, change: (place: Place) => Relation): Relation {
  const shadowed = new Set<string>();
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (value === null || typeof value !== 'object') return value;
    const { kind } = value as { kind?: unknown };
    if (kind === 'WithCtes') for (const { name } of (value as Extract<Relation, { kind: 'WithCtes' }>).ctes) shadowed.add(name.toLowerCase());
    if (kind === 'Values') return change(value as Place);
    if (kind === 'NamedTable' && isFixture((value as Place & { kind: 'NamedTable' }).name)) return change(value as Place);
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, visit(part)]));
  };
  const isFixture = ([name, ...more]: readonly string[]): boolean => more.length === 0 && name !== undefined && fixtures.has(name) && !shadowed.has(name.toLowerCase());
  return visit(node) as Relation;
}

/** Moments merged from batches may end otherwise in their last digits: 12 are compared. */
function rounded(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  return rows.map((row) => row.map((cell) => cell?.replace(/-?\d+\.\d{10,}(E-?\d+)?/g, (number) => String(Number(Number(number).toPrecision(12))).replace(/^-?\d+$/, '$&.0')) ?? null));
}

function noBigints(_: string, value: unknown): unknown { return typeof value === 'bigint' ? `${value}n` : value; }

function valueAt(row: Readonly<Record<string, unknown>>, name: string, index: number): unknown {
  return name in row ? row[name] : Object.values(row)[index];
}

function hashOf(text: string): number {
  let hash = 7;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}
