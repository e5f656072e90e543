import type { JsonRow, Scenario, ScenarioQuery, ScenarioStep } from '../spark/scenario.ts';
import type { Random } from './random.ts';

/**
 * A recorded scenario with other parameters: delays, sizes of windows, kinds of joins, comparisons, aggregates, keys, output mode, settings, trigger,
 * restarts, the rows themselves and what stands above the query. What comes out may be refused; then the refusal is what is compared.
 */
export function varyScenario(scenario: Scenario, random: Random, name: string): Scenario {
  const { trigger: given, conf: settings, ...rest } = scenario;
  let query = varyQuery(scenario.query, random);
  if (random.chance(0.2)) query = placeBelow(query, columnsOf(scenario), random);
  const trigger = random.chance(0.12) ? random.pick<NonNullable<Scenario['trigger']>>(['availableNow', 'once', { processingTime: '10 seconds' }]) : given;
  const conf = { ...settings, ...someSetting(random) };
  return {
    ...rest, name, query, mode: random.chance(0.15) ? random.pick(['append', 'update', 'complete']) : (scenario.mode ?? 'append'), expect: {},
    ...(Object.keys(conf).length === 0 ? {} : { conf }), ...(trigger === undefined ? {} : { trigger }),
    steps: varySteps(scenario.steps, random, { restarts: typeof trigger !== 'string', tick: typeof trigger === 'object' && typeof given !== 'object' }),
  };
}

function someSetting(random: Random): Record<string, string> {
  return random.weighted<Record<string, string>>([
    [12, {}], [1.5, { 'spark.sql.streaming.noDataMicroBatches.enabled': 'false' }], [1, { 'spark.sql.streaming.multipleWatermarkPolicy': random.pick(['max', 'min']) }],
    [0.6, { 'spark.sql.shuffle.partitions': random.pick(['2', '3']) }], [0.4, { 'spark.sql.streaming.statefulOperator.allowMultiple': 'false' }],
    [0.4, { 'spark.sql.streaming.sessionWindow.merge.sessions.in.local.partition': 'true' }], [0.3, { 'spark.sql.session.timeZone': random.pick(['America/New_York', 'Asia/Kolkata']) }],
    [0.3, { 'spark.sql.ansi.enabled': 'false' }], [0.3, { 'spark.sql.streaming.unsupportedOperationCheck': 'false' }],
  ]);
}

function varyQuery(query: ScenarioQuery, random: Random): ScenarioQuery {
  const { views } = query;
  return {
    ...query,
    ...(query.sql === undefined ? {} : { sql: varyText(query.sql, random) }),
    ...(query.ops === undefined ? {} : { ops: query.ops.map((op) => varyOperation(op, random)) }),
    ...(views === undefined ? {} : { views: Object.fromEntries(Object.entries(views).map(([view, one]) => [view, varyQuery(one, random)])) }),
  };
}

type Operation = readonly [string, ...unknown[]];

function varyOperation(op: Operation, random: Random): Operation {
  const [kind, ...args] = op;
  if (!random.chance(0.5)) return op;
  switch (kind) {
    case 'withWatermark': return [kind, args[0], `${seconds(random)} seconds`];
    case 'where': return [kind, varyText(args[0] as string, random)];
    case 'selectExpr': return [kind, (args[0] as string[]).map((one) => varyText(one, random))];
    case 'groupBy': return [kind, (args[0] as string[]).map((one) => varyText(one, random)), args[1]];
    case 'dropDuplicates': case 'dropDuplicatesWithinWatermark': {
      const keys = args[0] as string[] | undefined;
      const other = keys !== undefined && keys.length > 1 && random.chance(0.4) ? random.sample(keys, 1) : keys;
      return [random.chance(0.3) ? 'dropDuplicatesWithinWatermark' : kind, ...(other === undefined ? [] : [other])];
    }
    default: return op;
  }
}

function seconds(random: Random): number { return random.pick([0, 1, 2, 3, 5, 5, 7, 10, 10, 12, 15, 20, 30]); }

type Edit = readonly [RegExp, (match: readonly string[], random: Random) => string];

/** What in a text can be otherwise; each place keeps its old text about half of the time. */
const edits: readonly Edit[] = [
  [/INTERVAL (\d+) SECONDS?/g, (_, random) => `INTERVAL ${seconds(random)} SECONDS`],
  [/'(\d+) seconds'/g, ([, size], random) => `'${random.pick([Math.max(1, Number(size) - 1), Number(size), Number(size) + 2, Number(size) * 2, seconds(random)])} seconds'`],
  [/\b(?:(LEFT|RIGHT|FULL|INNER)(?: OUTER)?|LEFT SEMI|LEFT ANTI) JOIN\b/g, (_, random) => `${random.pick(['LEFT', 'RIGHT', 'FULL', 'INNER', 'LEFT', 'RIGHT', 'LEFT SEMI', 'LEFT ANTI'])} JOIN`],
  [/ (<=|>=|<|>) (?=[\w'-])/g, (_, random) => ` ${random.pick(['<', '<=', '>', '>='])} `],
  [/\b(v|lv|rv|w) (>|<|>=|<=|<>) (\d+)/g, ([, column, sign], random) => `${column} ${sign} ${random.int(0, 12)}`],
  [/\b(sum|min|max|avg|count)\((\w+)\)/g, ([, , column], random) => `${random.pick(['sum', 'min', 'max', 'avg', 'count', 'median', 'bit_xor', 'try_sum'])}(${column})`],
  [/\bk = (?=\w+k\b|dk\b)/g, (_, random) => `k ${random.pick(['=', '<=>'])} `],
  [/\b(UNION ALL)\b/g, (_, random) => random.pick(['UNION ALL', 'UNION ALL', 'UNION'])],
];

function varyText(text: string, random: Random): string {
  return edits.reduce((edited, [pattern, write]) => edited.replace(pattern, (...match: unknown[]) => (random.chance(0.5) ? (match[0] as string) : write(match as string[], random))), text);
}

function columnsOf({ expect }: Scenario): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  let item = '';
  for (const char of `${expect.schema ?? ''},`) {
    if ('<('.includes(char)) depth++;
    if ('>)'.includes(char)) depth--;
    if (char === ',' && depth === 0) {
      const name = /^\s*(\w+) /.exec(item)?.[1];
      if (name !== undefined) names.push(name);
      item = '';
    } else item += char;
  }
  return names;
}

/** Another operator above the query. */
function placeBelow(query: ScenarioQuery, columns: readonly string[], random: Random): ScenarioQuery {
  if (columns.length === 0 || query.collect === true) return query;
  const { views, ...last } = query;
  const column = random.pick(columns);
  const sql = random.pick([
    `SELECT * FROM varied LIMIT ${random.int(1, 6)}`, 'SELECT DISTINCT * FROM varied', `SELECT DISTINCT ${column} FROM varied`, `SELECT * FROM varied WHERE ${column} IS NOT NULL`, 'SELECT * FROM varied ORDER BY ALL',
    `SELECT ${column}, count(*) AS n FROM varied GROUP BY ${column}`, 'SELECT count(*) AS n FROM varied', `SELECT * FROM varied WHERE ${column} IN (SELECT x FROM VALUES ('a'), ('2') t(x))`, `SELECT ${column} FROM varied`,
    `SELECT * FROM varied LEFT JOIN (SELECT * FROM VALUES ('a', 1), ('b', 2), ('b', 3) t(x, y)) ON CAST(${column} AS STRING) = x`, `SELECT *, explode(array(1, 2)) AS e FROM varied WHERE ${column} IS NOT NULL`,
    `SELECT * FROM varied LEFT SEMI JOIN (SELECT * FROM VALUES ('a'), ('b') t(x)) ON CAST(${column} AS STRING) = x`,
  ]);
  return { views: { ...views, varied: last }, sql };
}

interface Timing { readonly restarts: boolean; readonly tick: boolean }

function varySteps(steps: readonly ScenarioStep[], random: Random, { restarts, tick }: Timing): ScenarioStep[] {
  const varied = steps.map((step): ScenarioStep => (step.add === undefined ? step : { ...step, add: varyRows(step.add, random) }));
  if (random.chance(0.25)) swap(varied, random);
  const spread = varied.flatMap((step): ScenarioStep[] => {
    if (!restarts || step.add === undefined || random.chance(0.85) || step.stop !== undefined || step.start !== undefined) return [step];
    return random.weighted<ScenarioStep[]>([[3, [step, { restart: true }]], [3, [step, { restart: { dropLastCommit: true } }]], [1, [{ restart: true }, step]]]);
  });
  return tick ? spread.map((step) => (step.add === undefined || step.start !== undefined || step.restart !== undefined ? step : { ...step, advanceClock: step.advanceClock ?? '10 seconds' })) : spread;
}

/** Two batches of rows change places: more rows come late. */
function swap(steps: ScenarioStep[], random: Random): void {
  const places = steps.flatMap((step, index) => (step.add === undefined ? [] : [index]));
  if (places.length < 2) return;
  const [one, two] = random.sample(places, 2) as [number, number];
  const [first, second] = [steps[one]!.add!, steps[two]!.add!];
  steps[one] = { ...steps[one]!, add: second };
  steps[two] = { ...steps[two]!, add: first };
}

function varyRows(add: NonNullable<ScenarioStep['add']>, random: Random): NonNullable<ScenarioStep['add']> {
  return Object.fromEntries(Object.entries(add).map(([source, rows]) => [source, rows.flatMap((row) => varyRow(row, random))]));
}

function varyRow(row: JsonRow, random: Random): JsonRow[] {
  if (!Array.isArray(row) || random.chance(0.75)) return [row];
  const other = row.map((cell: unknown) => (random.chance(0.05) ? null : varyCell(cell, random)));
  return random.weighted<JsonRow[]>([[3, [other]], [1, [row, row]], [1, [row, other]], [0.3, []]]);
}

const timeText = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)?$/;

function varyCell(cell: unknown, random: Random): unknown {
  const time = typeof cell === 'string' ? timeText.exec(cell) : null;
  if (time === null || random.chance(0.5)) return cell;
  const at = Date.parse(`${time[1]!.replace(' ', 'T')}Z`) + random.int(-15, 15) * 1000;
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}${time[2] ?? ''}`;
}
