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
 * nothing is aggregated, else complete, the last batch of which is the answer. Where it has several tables, all of them come as streams once more. A SELECT without
 * FROM reads a stream of one row. The outermost ORDER BY, which a stream cannot have, is left out where need be. What fails must fail for the same reason. What is
 * left out is a `skip` with its reason.
 */
export async function runAsStream(record: SqlRecord, fixtures: ReadonlyMap<string, string>): Promise<CaseResult> {
  const base = { id: record.id, group: record.area ?? record.id.split(':')[0]! };
  const skip = (detail: string): CaseResult => ({ ...base, outcome: 'skip', detail });
  if (record.skip !== undefined && record.skip !== false) return skip('left out of the corpus');
  if (record.error === undefined && record.rows === undefined) return skip('no query');
  if (record.error?.condition?.startsWith('INVALID_INLINE_TABLE') === true) return skip('a table that fails');
  const random = new Random(hashOf(record.id));
  let reason = 'nothing to feed';
  const places = placesOf(record, fixtures);
  const rounds = [...random.sample(places, Math.min(places.length, TRIES)).map((place) => [place]), ...(places.length > 1 ? [places] : [])];
  let passed = false;
  for (const round of rounds) {
    if (passed && round.length === 1) continue;
    const trial = await tryPlaces(record, fixtures, round, random);
    if (trial.outcome === 'fail') return { ...base, ...trial };
    passed ||= trial.outcome === 'pass';
    reason = trial.detail ?? reason;
  }
  return passed ? { ...base, outcome: 'pass' } : skip(reason);
}

/** Tables of a statement that are tried one after the other. */
const TRIES = 4;

type Trial = Pick<CaseResult, 'outcome' | 'detail'>;
type Place = Extract<Relation, { kind: 'Values' | 'NamedTable' | 'OneRow' }>;

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

async function tryPlaces(record: SqlRecord, fixtures: ReadonlyMap<string, string>, places: readonly Place[], random: Random): Promise<Trial> {
  const live = open(record, fixtures);
  const feeds: Feed[] = [];
  try {
    const sources = new Map<string, Relation>();
    for (const place of places) {
      const feed = await feedOf(live, place).catch((error: unknown) => (error instanceof StreamError ? 'a table that fails' : Promise.reject(error)));
      if (typeof feed === 'string') return { outcome: 'skip', detail: feed };
      feeds.push(feed);
      sources.set(JSON.stringify(place, noBigints), sourceOf(feed, place));
    }
    const relation = mapTables(parsed(live, record), fixtures, (one) => sources.get(JSON.stringify(one, noBigints)) ?? one);
    if (record.error !== undefined) return await judgeError(record.error.condition, async () => {
      const { skip } = await start(live, relation, [['append', true], ['complete', true]]);
      if (skip !== undefined) return skip;
      await run(live, feeds);
      return undefined;
    });
    const { mode, skip, sorted } = await start(live, relation);
    if (skip !== undefined) return { outcome: 'skip', detail: skip };
    const batches = await run(live, feeds, random);
    const got = mode === 'complete' ? batches.at(-1) ?? [] : batches.flat();
    const problem = compareRows(rounded(record.rows!), rounded(got), { ordered: sorted && record.ordered === true, looseDoubles: record.flags?.includes('jdk17-double') === true });
    return problem === undefined ? { outcome: 'pass' } : { outcome: 'fail', detail: `${mode}, ${feeds.length} streams, ${batches.length} batches: ${problem}` };
  } catch (error) {
    return { outcome: 'fail', detail: error instanceof Error ? (error.stack ?? error.message).slice(0, 500) : String(error) };
  } finally {
    await live.stop();
    for (const { stream } of feeds) stream.release();
  }
}

/** The stream must fail with the condition of the batch, at its start or in a batch, unless a stream may not do this at all. */
async function judgeError(wanted: string | null, ask: () => Promise<string | undefined>): Promise<Trial> {
  const got = await ask().catch((error: unknown) => {
    const cause = error instanceof StreamError && error.condition === 'STREAM_FAILED' ? error.cause : error;
    if (!(cause instanceof StreamError)) throw error;
    return cause.condition;
  });
  if (got === wanted || (got !== undefined && (wanted === null || wanted.startsWith('_LEGACY_ERROR_TEMP_')))) return { outcome: 'pass' };
  return { outcome: got !== undefined && isOfStreams(got) ? 'skip' : 'fail', detail: `${got ?? 'no error'} instead of ${wanted}` };
}

const isOfStreams = (condition: string): boolean => /^TIDEMARK_STREAM_|^STREAMING_|STREAMING_OPERATOR|_IN_STREAMING|STREAMING_QUERY/.test(condition);

interface Feed { readonly stream: MemoryStream; readonly rows: readonly (readonly unknown[])[] }

/** A stream for the rows of a table, or why there can be none. */
async function feedOf(live: LiveQuery, place: Place): Promise<Feed | string> {
  if (place.kind === 'OneRow') return { stream: live.spark.memoryStream('one INT'), rows: [[1]] };
  const table = new DataFrame(live.spark, place);
  const schema = await table.schema();
  const rows = (await table.collect()).map((row) => schema.fields.map(({ name }, index) => valueAt(row, name, index)));
  if (rows.length === 0) return 'a table without rows';
  if (schema.fields.some(({ type }) => JSON.stringify(type).includes('"variant"'))) return 'a column that programs cannot give';
  return { stream: live.spark.memoryStream(schema), rows };
}

function sourceOf({ stream }: Feed, place: Place): Relation {
  const source = stream.toDF().relation;
  if (place.kind === 'OneRow') return { kind: 'Project', input: source, expressions: [] };
  return place.kind === 'Values' ? source : { kind: 'SubqueryAlias', alias: place.name, input: source };
}

interface Started { readonly mode: 'append' | 'complete'; readonly sorted: boolean; readonly skip?: string }

/** Append, or complete where an aggregation wants it; any other refusal is a reason to leave the statement out. */
async function start(live: LiveQuery, relation: Relation, ways: readonly (readonly [Started['mode'], boolean])[] = [['append', true], ['complete', true], ['append', false]]): Promise<Started> {
  const refusals: string[] = [];
  for (const [mode, sorted] of ways) {
    const asked = sorted ? relation : withoutOrder(relation);
    if (asked === undefined) continue;
    try {
      await live.start(await cellColumns(new DataFrame(live.spark, asked)), mode);
      return { mode, sorted };
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      refusals.push(error.condition);
    }
  }
  return { mode: 'append', sorted: true, skip: `${refusals.find((one) => one !== 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION') ?? refusals[0]!}` };
}

/** Without the ORDER BY that only says how the rows are shown. */
function withoutOrder(relation: Relation): Relation | undefined {
  if (relation.kind === 'Sort') return relation.input;
  const input = relation.kind === 'WithCtes' ? withoutOrder(relation.input) : undefined;
  return input === undefined ? undefined : { ...relation, input } as Relation;
}

/** In random parts, or all at once: what overflows may overflow otherwise when parts are merged. */
async function run(live: LiveQuery, feeds: readonly Feed[], random?: Random): Promise<(readonly (readonly Cell[])[])[]> {
  const left = feeds.map(({ stream, rows }) => ({ stream, rows: [...rows], most: Math.max(1, Math.ceil(rows.length / 2)) }));
  const batches: (readonly (readonly Cell[])[])[] = [];
  while (left.some(({ rows }) => rows.length > 0)) {
    for (const { stream, rows, most } of left) {
      const part = rows.splice(0, random === undefined ? rows.length : random.int(left.length > 1 ? 0 : 1, most));
      if (part.length > 0) stream.addData(...part);
    }
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
    if (kind === 'Values' || kind === 'OneRow') return change(value as Place);
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
