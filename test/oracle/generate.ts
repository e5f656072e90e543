import type { Scenario, ScenarioStep } from '../spark/scenario.ts';
import { type Caveat, Draft, type Relation } from './draft.ts';
import { families, type Family } from './families.ts';
import { someCondition } from './expressions.ts';
import { someSteps } from './input.ts';
import { Random } from './random.ts';

/** A random query with random input; `key` names the columns of a group, where updates can be folded. */
export interface OracleCase {
  readonly scenario: Scenario;
  readonly caveats: ReadonlySet<Caveat>;
  readonly key: readonly string[] | undefined;
  readonly aggregates: boolean;
  /** False: too little is known of the query for any law. */
  readonly lawful?: false;
}

/** The same seed gives the same case. */
export function generateCase(seed: number, only?: string): OracleCase {
  const draft = new Draft(new Random(seed));
  const { random } = draft;
  const usable = only === undefined ? families : families.filter(({ name }) => name === only);
  const family = random.weighted(usable.map((one): [number, Family] => [one.weight, one]));
  const output = family.build(draft);
  const mode = draft.conf['oracle.mode'] ?? someMode(draft, output);
  const tick = draft.conf['oracle.trigger'];
  delete draft.conf['oracle.mode'];
  delete draft.conf['oracle.trigger'];
  someSettings(draft);
  const trigger = tick !== undefined ? { processingTime: tick } : random.weighted<Scenario['trigger']>([[16, undefined], [1, 'availableNow'], [0.7, 'once'], [1, { processingTime: '10 seconds' }]]);
  const [last] = Object.keys(draft.views).slice(-1);
  const { [last!]: query, ...views } = draft.views;
  const scenario: Scenario = {
    name: `oracle_${seed}`, group: family.name, why: 'random',
    ...(Object.keys(draft.conf).length === 0 ? {} : { conf: draft.conf }),
    sources: draft.sources, ...(Object.keys(draft.tables).length === 0 ? {} : { tables: draft.tables }),
    query: Object.keys(views).length === 0 ? query! : { ...query!, views },
    mode, ...(trigger === undefined ? {} : { trigger }), steps: someSteps(draft, typeof trigger === 'string', typeof trigger === 'object'), expect: {},
  };
  const changed = trigger === undefined && output.columns.length > 0 && !scenario.steps.some(({ stop }) => stop !== undefined) && random.chance(0.06) ? { ...scenario, steps: withChange(scenario, output, random) } : scenario;
  return { scenario: changed, caveats: draft.caveats, key: output.key, aggregates: output.aggregate !== undefined };
}

/** The query is another from some restart on: a filter or a column more. */
function withChange({ query, steps }: Scenario, output: Relation, random: Random): readonly ScenarioStep[] {
  const condition = someCondition(output.columns, random);
  const more = random.chance(0.5);
  const changed = query.sql !== undefined
    ? { ...query, sql: more ? `SELECT *, 1 AS more FROM (${query.sql}) AS before` : `SELECT * FROM (${query.sql}) AS before WHERE ${condition}` }
    : { ...query, ops: [...query.ops ?? [], more ? ['selectExpr', ['*', '1 AS more']] as const : ['where', condition] as const] };
  const at = random.int(1, steps.length - 1);
  return [...steps.slice(0, at), { restart: { query: changed } }, ...steps.slice(at)];
}

function someMode(draft: Draft, output: Relation): string {
  const { random } = draft;
  switch (output.aggregate) {
    case 'windowed': return random.weighted([[6, 'append'], [4, 'update'], [2, 'complete']]);
    case 'plain': return random.weighted([[0.4, 'append'], [6, 'update'], [3, 'complete']]);
    default: return random.weighted([[10, 'append'], [1.5, 'update'], [0.3, 'complete']]);
  }
}

/** Spark counts state rows twice where a sort samples them, and late rows per partition: several partitions only where neither can be. */
function someSettings({ random, conf, sources, views: queries }: Draft): void {
  const views = Object.values(queries).map(({ sql }) => sql ?? '');
  if (random.chance(0.1) && !views.some((sql) => / ORDER BY |UNION ALL/.test(sql))) conf['spark.sql.shuffle.partitions'] = random.pick(['2', '3']);
  if (random.chance(0.08)) conf['spark.sql.streaming.noDataMicroBatches.enabled'] = 'false';
  if (Object.keys(sources).length > 1 && random.chance(0.25)) conf['spark.sql.streaming.multipleWatermarkPolicy'] = random.pick(['max', 'min']);
  if (random.chance(0.04)) conf['spark.sql.session.timeZone'] = random.pick(['America/New_York', 'Asia/Kolkata']);
  if (random.chance(0.03)) conf['spark.sql.ansi.enabled'] = 'false';
  if (random.chance(0.03)) conf['spark.sql.streaming.sessionWindow.merge.sessions.in.local.partition'] = 'true';
  if (random.chance(0.02)) conf['spark.sql.streaming.statefulOperator.allowMultiple'] = 'false';
}
