import type { Column, Draft, Relation } from './draft.ts';
import { someCondition } from './expressions.ts';
import { joined, joinedWithTable, keyTable } from './joins.ts';
import type { Random } from './random.ts';
import { aggregated, deduplicated, exploded, filtered, finished, type Grouping, projected, reshaped, watermarked, windowTimed } from './operators.ts';

/** A kind of query: how it is drawn, and how often. */
export interface Family { readonly name: string; readonly weight: number; build(draft: Draft): Relation }

export const families: readonly Family[] = [
  { name: 'map', weight: 4, build: (draft) => mapped(draft, projected(draft, base(draft, 0.5))) },
  { name: 'group', weight: 7, build: (draft) => finish(draft, aggregated(draft, mapped(draft, base(draft, 0.6)), 'plain')) },
  { name: 'window', weight: 14, build: (draft) => finish(draft, aggregated(draft, mapped(draft, base(draft, 0.95)), 'window')) },
  { name: 'session', weight: 11, build: (draft) => finish(draft, aggregated(draft, mapped(draft, base(draft, 0.95)), 'session')) },
  { name: 'dedup', weight: 10, build: (draft) => mapped(draft, maybeProjected(draft, deduplicated(draft, mapped(draft, base(draft, 0.85)), true))) },
  { name: 'join', weight: 18, build: (draft) => maybeProjected(draft, mapped(draft, joined(draft, side(draft), side(draft)))) },
  { name: 'self join', weight: 3, build: selfJoin },
  { name: 'window join', weight: 4, build: windowJoin },
  { name: 'three-way join', weight: 4, build: (draft) => maybeProjected(draft, joined(draft, joined(draft, base(draft, 1), base(draft, 1), draft.random.chance(0.6) ? 'INNER' : undefined), base(draft, 1), draft.random.chance(0.6) ? 'INNER' : undefined)) },
  { name: 'static join', weight: 7, build: staticJoin },
  { name: 'union', weight: 7, build: (draft) => afterUnion(draft, unioned(draft)) },
  { name: 'chain', weight: 16, build: chain },
  { name: 'order and limit', weight: 4, build: orderedOrLimited },
  { name: 'set operation', weight: 1.5, build: setOperation },
  { name: 'state functions', weight: 3, build: stateFunctions },
  { name: 'subquery', weight: 5, build: subqueried },
  { name: 'semi join', weight: 5, build: semiJoined },
  { name: 'limit', weight: 3, build: limited },
  { name: 'reshaped', weight: 3, build: (draft) => afterReshaping(draft, reshaped(draft, base(draft, 0.85))) },
];

/** A stream, nearly always with a watermark. */
function base(draft: Draft, share: number): Relation {
  const source = draft.source();
  return draft.random.chance(share) ? watermarked(draft, source) : source;
}

/**
 * An input of a join. Where a source has nothing in a batch, Spark plans that batch without the filters right above the source, and so without
 * what the other side would learn from them; we plan once. Only state counts tell, and only without a watermark between: not drawn.
 */
function side(draft: Draft): Relation {
  const input = base(draft, 0.9);
  return input.time === undefined ? input : mapped(draft, input);
}

function mapped(draft: Draft, input: Relation): Relation {
  const step = draft.random.weighted([[6, undefined], [3, filtered], [1, exploded]]);
  return step === undefined ? input : step(draft, input);
}

function maybeProjected(draft: Draft, input: Relation): Relation { return draft.random.chance(0.4) ? projected(draft, input) : input; }

function finish(draft: Draft, input: Relation): Relation {
  if (draft.random.chance(0.1)) {
    draft.caveats.add('updates are filtered');
    return finished(draft, filtered(draft, input));
  }
  return draft.random.chance(0.12) ? projected(draft, input) : finished(draft, input);
}

function selfJoin(draft: Draft): Relation {
  const source = base(draft, 1);
  const renamed = (suffix: string): Relation => {
    const columns = source.columns.map(({ name, type }): Column => ({ name: `${name}${suffix}`, type }));
    return draft.view({ sql: `SELECT ${source.columns.map(({ name }, index) => `${name} AS ${columns[index]!.name}`).join(', ')} FROM ${source.view}` }, { columns, time: columns[source.columns.indexOf(source.time!)] });
  };
  return maybeProjected(draft, joined(draft, mapped(draft, renamed('l')), mapped(draft, renamed('r'))));
}

/** Joined by equal windows of both. */
function windowJoin(draft: Draft): Relation {
  const size = draft.random.pick([5, 10, 20]);
  const side = (): Relation => {
    const input = base(draft, 1);
    const window: Column = { name: draft.name('w'), type: 'window' };
    const rest = input.columns.filter((column) => column !== input.time);
    return draft.view({ sql: `SELECT window(${input.time!.name}, '${size} seconds') AS ${window.name}, ${rest.map(({ name }) => name).join(', ')} FROM ${input.view}` }, { columns: [window, ...rest], time: window });
  };
  const both = joined(draft, side(), side());
  return draft.random.chance(0.3) ? finish(draft, aggregated(draft, both, 'same window')) : finished(draft, both);
}

function staticJoin(draft: Draft): Relation {
  const both = joinedWithTable(draft, mapped(draft, base(draft, 0.8)));
  const next = draft.random.weighted<(input: Relation) => Relation>([
    [4, (input) => maybeProjected(draft, input)], [3, (input) => finish(draft, aggregated(draft, input, 'plain'))], [3, (input) => finish(draft, aggregated(draft, input, 'window'))],
    [1, (input) => deduplicated(draft, input, true)], [1, (input) => joinedWithTable(draft, input)],
  ]);
  return next(both);
}

/** Two or three streams one below the other, or one stream twice. */
function unioned(draft: Draft): Relation {
  const { random } = draft;
  const first = base(draft, 0.9);
  const others = random.chance(0.15) ? [first] : Array.from({ length: random.chance(0.25) ? 2 : 1 }, () => base(draft, 0.85));
  const branch = (input: Relation): string => `SELECT ${input.columns.slice(0, 3).map(({ name }) => name).join(', ')} FROM ${random.chance(0.3) ? filtered(draft, input).view : input.view}`;
  const columns = first.columns.slice(0, 3);
  draft.caveats.add('order of rows').add('several watermarks');
  return draft.view({ sql: [branch(first), ...others.map(branch)].join(' UNION ALL ') }, { columns, time: first.time });
}

function afterUnion(draft: Draft, input: Relation): Relation {
  const next = draft.random.weighted<(one: Relation) => Relation>([
    [2, (one) => mapped(draft, one)], [4, (one) => finish(draft, aggregated(draft, one, 'window'))], [2, (one) => finish(draft, aggregated(draft, one, 'plain'))], [2, (one) => finish(draft, aggregated(draft, one, 'session'))],
    [2, (one) => deduplicated(draft, one, false)], [1, (one) => joined(draft, one, base(draft, 1))],
  ]);
  return next(input);
}

/** Two or three operators with state, one upon the other. */
function chain(draft: Draft): Relation {
  const { random } = draft;
  const grouped = (input: Relation, kind?: Grouping): Relation => aggregated(draft, input, kind ?? random.weighted([[6, 'window'], [2, 'session'], [1, 'plain']]));
  const again = (input: Relation): Relation => (input.time?.type === 'window' ? random.weighted<() => Relation>([
    [2, () => aggregated(draft, windowTimed(draft, input), 'window')], [2, () => aggregated(draft, input, 'same window')], [1, () => aggregated(draft, input, 'window')], [0.6, () => aggregated(draft, windowTimed(draft, input), 'session')],
  ])() : grouped(input));
  const timed = (input: Relation): Relation => (input.time?.type === 'window' ? windowTimed(draft, input) : input);
  const build = random.weighted<() => Relation>([
    [4, () => grouped(deduplicated(draft, mapped(draft, base(draft, 1)), true))],
    [4, () => again(mapped(draft, grouped(base(draft, 1), 'window')))],
    [1.5, () => again(grouped(base(draft, 1), 'session'))],
    [4, () => grouped(joined(draft, base(draft, 1), base(draft, 1)))],
    [2, () => joined(draft, timed(grouped(base(draft, 1), 'window')), base(draft, 1))],
    [1.5, () => joined(draft, grouped(base(draft, 1), 'window'), grouped(base(draft, 1), 'window'))],
    [1.5, () => joined(draft, deduplicated(draft, base(draft, 1), true), base(draft, 1))],
    [1.5, () => deduplicated(draft, joined(draft, base(draft, 1), base(draft, 1)), false)],
    [1.5, () => deduplicated(draft, timed(grouped(base(draft, 1), 'window')), false)],
    [1.5, () => grouped(deduplicated(draft, unioned(draft), false))],
    [1, () => again(grouped(deduplicated(draft, base(draft, 1), true), 'window'))],
    [1, () => deduplicated(draft, deduplicated(draft, base(draft, 1), true), false)],
    [1, () => grouped(joinedWithTable(draft, grouped(base(draft, 1), 'window')), 'same window')],
    [0.7, () => aggregated(draft, aggregated(draft, base(draft, 0.5), 'plain'), 'plain')],
  ]);
  return finish(draft, build());
}

function orderedOrLimited(draft: Draft): Relation {
  const { random } = draft;
  const input = random.chance(0.6) ? aggregated(draft, base(draft, 0.7), random.pick(['plain', 'window'])) : random.chance(0.3) ? deduplicated(draft, base(draft, 1), true) : base(draft, 0.7);
  const order = random.chance(0.6) ? ` ORDER BY ${random.chance(0.5) ? 'ALL' : input.columns.map(({ name }) => `${name}${random.pick(['', ' DESC', ' NULLS LAST', ' ASC NULLS FIRST'])}`).join(', ')}` : '';
  const limit = (order === '' && input.aggregate === undefined) || (order !== '' && random.chance(0.5)) ? ` LIMIT ${random.int(0, 6)}` : '';
  const offset = random.chance(0.1) ? ` OFFSET ${random.int(0, 3)}` : '';
  draft.caveats.add('order of rows');
  const { view: _, ...shape } = input;
  const { key: __, ...rest } = shape;
  return draft.view({ sql: `SELECT * FROM ${input.view}${order}${limit}${offset}` }, rest);
}

function setOperation(draft: Draft): Relation {
  const input = base(draft, 0.7);
  const text = input.columns[1]!.name;
  draft.caveats.add('order of rows');
  const sql = draft.random.pick([
    `SELECT ${text} FROM ${input.view} EXCEPT SELECT 'a'`, `SELECT ${text} FROM ${input.view} INTERSECT SELECT 'b'`, `SELECT ${text} FROM ${input.view} EXCEPT ALL SELECT 'a'`,
    `SELECT ${text} FROM ${input.view} WHERE ${text} IN (SELECT * FROM VALUES ('a'), ('c'))`, `SELECT ${text} FROM ${input.view} WHERE ${text} NOT IN (SELECT * FROM VALUES ('a'), ('c'))`,
    `SELECT ${text} FROM ${input.view} UNION SELECT 'q'`, `SELECT * FROM ${input.view} s WHERE EXISTS (SELECT 1 FROM VALUES ('a', 1), ('b', 2) d(x, y) WHERE d.x = s.${text})`,
    `SELECT *, (SELECT max(y) FROM VALUES ('a', 1), ('b', 2) d(x, y) WHERE d.x = s.${text}) AS m FROM ${input.view} s`, `SELECT *, (SELECT max(y) FROM VALUES (1), (2) d(y)) AS m FROM ${input.view} s`,
  ]);
  return draft.view({ sql }, { columns: [], time: undefined, ...(draft.random.chance(0.3) ? { aggregate: 'plain' } : {}) });
}

function stateFunctions(draft: Draft): Relation {
  const { random } = draft;
  const source = base(draft, 0.8);
  const [time, text, long] = source.columns;
  const operation = { ...someStateFunction(random, source.time !== undefined), delay: `${random.int(1, 12)} seconds` };
  if (operation.op === 'transformWithState') draft.conf['spark.sql.streaming.stateStore.providerClass'] = 'org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider';
  draft.caveats.add('state functions');
  const keyed = operation.op === 'transformWithState' ? ` AND ${text!.name} IS NOT NULL` : ''; // Spark dies of a timer without a key
  const ops = [['where', `${time!.name} IS NOT NULL${keyed}`], ['selectExpr', [`${time!.name} AS ts`, `${text!.name} AS k`, `${long!.name} AS v`]], ['groupState', operation]] as const;
  draft.conf['oracle.mode'] = operation.mode;
  if (operation.timeout === 'processingTime') draft.conf['oracle.trigger'] = '10 seconds';
  return draft.view({ from: source.view, ops }, { columns: [], time: undefined });
}

interface StateFunction { readonly op: string; readonly fn: string; readonly mode: string; readonly timeout: string }

function someStateFunction(random: Random, timed: boolean): StateFunction {
  const op = random.weighted([[3, 'flatMapGroupsWithState'], [2, 'mapGroupsWithState'], [2, 'transformWithState']] as const);
  const mode = op === 'mapGroupsWithState' ? 'update' : random.pick(['append', 'update']);
  if (op === 'transformWithState') {
    const [fn, timeout] = random.pick([['runningCount', 'none'], ['timeoutProcessing', 'processingTime'], ...(timed ? [['timeoutEvent', 'eventTime']] : [])]) as [string, string];
    return { op, fn, mode, timeout };
  }
  const fn = random.pick(timed ? ['runningCount', 'timeoutAfter', ...(op === 'mapGroupsWithState' ? [] : ['sessionize'])] : ['runningCount', 'timeoutAfter']);
  return { op, fn, mode, timeout: fn === 'sessionize' ? 'eventTime' : fn === 'timeoutAfter' ? random.pick(timed ? ['eventTime', 'processingTime'] : ['processingTime']) : 'none' };
}

/** What conditions with subqueries, semi joins and limits stand above, where the optimizer moves them. */
function someInput(draft: Draft): Relation {
  return draft.random.weighted<() => Relation>([
    [2, () => mapped(draft, base(draft, 0.9))], [2, () => exploded(draft, mapped(draft, base(draft, 1)))], [2, () => unioned(draft)], [2, () => aggregated(draft, mapped(draft, base(draft, 1)), 'window')],
    [1, () => aggregated(draft, base(draft, 1), 'session')], [2, () => joined(draft, base(draft, 1), base(draft, 1))], [1, () => deduplicated(draft, base(draft, 1), true)], [2, () => projected(draft, base(draft, 1))],
    [1, () => joinedWithTable(draft, base(draft, 1))],
  ])();
}

function subqueried(draft: Draft): Relation {
  const { random } = draft;
  const input = someInput(draft);
  const text = input.columns.find(({ type }) => type === 'string')?.name ?? "'a'";
  const { table, key, weight } = keyTable(draft);
  const condition = random.pick([
    `${text} IN (SELECT ${key} FROM ${table})`, `${text} IN (SELECT ${key} FROM ${table} WHERE ${weight} > ${random.int(0, 4)})`, `EXISTS (SELECT 1 FROM ${table} WHERE ${key} = ${text})`,
    `NOT EXISTS (SELECT 1 FROM ${table} WHERE ${key} = ${text} AND ${weight} > ${random.int(0, 4)})`, `${text} NOT IN (SELECT ${key} FROM ${table} WHERE ${key} IS NOT NULL)`,
  ]);
  const more = random.chance(0.25) ? ` AND ${someCondition(input.columns, random).replace(/^(.* OR .*)$/, '($1)')}` : '';
  const { key: _, ...shape } = input;
  const asked = draft.view({ sql: `SELECT * FROM ${input.view} WHERE ${condition}${more}` }, shape);
  if (input.aggregate !== undefined) draft.caveats.add('updates are filtered');
  return random.chance(0.3) && input.aggregate === undefined ? finish(draft, aggregated(draft, asked, 'window')) : maybeProjected(draft, asked);
}

function semiJoined(draft: Draft): Relation {
  const { random } = draft;
  const input = someInput(draft);
  if (input.time !== undefined && random.chance(0.5)) return maybeProjected(draft, joined(draft, input, base(draft, 1), 'LEFT SEMI'));
  const text = input.columns.find(({ type }) => type === 'string')?.name ?? "'a'";
  const { table, key, weight } = keyTable(draft);
  const more = random.chance(0.3) ? ` AND ${someCondition(random.chance(0.5) ? input.columns : [{ name: weight, type: 'long' }], random).replace(/^(.* OR .*)$/, '($1)')}` : '';
  const { key: _, ...shape } = input;
  if (input.aggregate !== undefined) draft.caveats.add('updates are filtered');
  return maybeProjected(draft, draft.view({ sql: `SELECT * FROM ${input.view} LEFT ${random.pick(['SEMI', 'SEMI', 'ANTI'])} JOIN ${table} ON ${text} = ${key}${more}` }, shape));
}

function limited(draft: Draft): Relation {
  const { random } = draft;
  const input = someInput(draft);
  draft.caveats.add('order of rows');
  const { key: _, ...shape } = input;
  const cut = draft.view({ sql: `SELECT * FROM ${input.view} LIMIT ${random.int(1, 7)}` }, shape);
  return input.aggregate === undefined && input.time !== undefined && random.chance(0.25) ? aggregated(draft, cut, 'window') : maybeProjected(draft, cut);
}

function afterReshaping(draft: Draft, input: Relation): Relation {
  return draft.random.weighted<(one: Relation) => Relation>([
    [3, (one) => mapped(draft, one)], [2, (one) => finish(draft, aggregated(draft, one, one.time === undefined ? 'plain' : 'window'))], [1, (one) => deduplicated(draft, one, true)], [1, (one) => joinedWithTable(draft, one)],
  ])(input);
}
