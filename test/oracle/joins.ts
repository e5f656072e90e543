import type { Column, Draft, Relation } from './draft.ts';
import { someCondition } from './expressions.ts';

const types = ['INNER', 'LEFT OUTER', 'RIGHT OUTER', 'FULL OUTER', 'LEFT SEMI'] as const;

/** Two streams, joined by keys, bounds of time and conditions of every shape. */
export function joined(draft: Draft, left: Relation, right: Relation, wanted?: string): Relation {
  const { random } = draft;
  const type = wanted ?? random.weighted([[5, 'INNER'], [3, 'LEFT OUTER'], [3, 'RIGHT OUTER'], [2, 'FULL OUTER'], [2, 'LEFT SEMI'], [0.2, 'LEFT ANTI']] as const);
  const bounds = timeBounds(draft, left.time, right.time);
  const conjuncts = [...equalities(draft, left, right, bounds.equal), ...bounds.conjuncts];
  if (random.chance(0.2)) conjuncts.push(someCondition(random.pick([left, right]).columns.filter(({ type: kind }) => kind !== 'timestamp'), random).replace(/^(.* OR .*)$/, '($1)'));
  if (random.chance(0.12)) conjuncts.push(crossCondition(draft, left, right));
  if (!bounds.evicts && type !== 'INNER' && type !== 'LEFT SEMI') draft.caveats.add('outer rows never come');
  draft.caveats.add('several watermarks');
  if (type.includes('OUTER')) draft.caveats.add('outer join');
  const columns = type === 'LEFT SEMI' || type === 'LEFT ANTI' ? left.columns : [...left.columns, ...right.columns];
  const on = random.sample(conjuncts, conjuncts.length).join(' AND ');
  const time = left.time === undefined ? right.time : columns.includes(right.time!) && random.chance(0.3) ? right.time : left.time;
  const query = random.chance(0.75)
    ? { sql: `SELECT * FROM ${left.view} ${type} JOIN ${right.view} ON ${on}` }
    : { from: left.view, ops: [['join', right.view, on, dataFrameTypes[type as typeof types[number]] ?? 'left_anti']] as const };
  return draft.view(query, { columns, time: time !== undefined && columns.includes(time) ? time : undefined });
}

const dataFrameTypes: Readonly<Record<typeof types[number], string>> = { INNER: 'inner', 'LEFT OUTER': 'left_outer', 'RIGHT OUTER': 'right_outer', 'FULL OUTER': 'full_outer', 'LEFT SEMI': 'left_semi' };

function equalities(draft: Draft, left: Relation, right: Relation, timeEquality: string | undefined): string[] {
  const { random } = draft;
  const pairs = left.columns.flatMap((one) => right.columns.filter((other) => other.type === one.type && (one.type === 'string' || one.type === 'long')).map((other) => [one, other] as const));
  const texts = pairs.filter(([one]) => one.type === 'string');
  const chosen = random.sample(texts.length > 0 && random.chance(0.8) ? texts : pairs, random.chance(0.15) ? 2 : 1);
  const shapes = chosen.map(([one, other]) => random.weighted([
    [8, `${one.name} = ${other.name}`], [1, `${other.name} = ${one.name}`], [0.8, `${one.name} <=> ${other.name}`],
    [one.type === 'string' ? 0.8 : 0, `upper(${one.name}) = upper(${other.name})`], [one.type === 'long' ? 1 : 0, `${one.name} % 4 = ${other.name} % 4`],
    [0.4, `coalesce(${one.name}, ${one.type === 'string' ? "'a'" : '1'}) = ${other.name}`],
  ]));
  if (timeEquality === undefined) return shapes;
  return random.chance(0.6) ? [timeEquality, ...shapes] : [timeEquality];
}

interface Bounds { readonly conjuncts: readonly string[]; readonly equal?: string; readonly evicts: boolean }

/** Both times with one or two bounds, equal times, or no bound at all. */
function timeBounds(draft: Draft, left: Column | undefined, right: Column | undefined): Bounds {
  const { random } = draft;
  if (left === undefined || right === undefined || left.type !== right.type) return { conjuncts: [], evicts: false };
  if (left.type === 'window') return { conjuncts: [], equal: `${left.name} = ${right.name}`, evicts: true };
  const interval = (seconds: number): string => random.pick([`INTERVAL ${seconds} SECONDS`, `INTERVAL '${seconds}' SECOND`, `make_dt_interval(0, 0, 0, ${seconds})`]);
  const [before, after] = [random.int(0, 12), random.int(0, 15)];
  const [l, r] = [left.name, right.name];
  const lower = random.pick([`${r} >= ${l} - ${interval(before)}`, `${r} > ${l} - ${interval(before)}`, `${l} <= ${r} + ${interval(before)}`, `${l} - ${interval(before)} <= ${r}`, `${r} >= ${l}`, `${l} < ${r}`, `${r} + ${interval(before)} >= ${l}`]);
  const upper = random.pick([`${r} <= ${l} + ${interval(after)}`, `${r} < ${l} + ${interval(after)}`, `${l} >= ${r} - ${interval(after)}`, `${l} + ${interval(after)} > ${r}`, `${r} - ${interval(after)} <= ${l}`]);
  const between = `${r} BETWEEN ${l} - ${interval(before)} AND ${l} + ${interval(after)}`;
  return random.weighted<Bounds>([
    [6, { conjuncts: [lower, upper], evicts: true }], [2, { conjuncts: [between], evicts: true }], [1, { conjuncts: [lower], evicts: false }], [1, { conjuncts: [upper], evicts: false }],
    [1, { conjuncts: [], equal: `${l} = ${r}`, evicts: true }], [0.7, { conjuncts: [], evicts: false }],
  ]);
}

function crossCondition(draft: Draft, left: Relation, right: Relation): string {
  const { random } = draft;
  const pairs = left.columns.flatMap((one) => right.columns.filter((other) => other.type === one.type && one.type === 'long').map((other) => [one, other] as const));
  if (pairs.length === 0) return '1 = 1';
  const [one, other] = random.pick(pairs);
  return random.pick([`${one.name} < ${other.name}`, `${one.name} + ${other.name} > ${random.int(2, 20)}`, `(${one.name} > 5 OR ${other.name} > 5)`]);
}

/** A stream and a table, either way round. */
export function joinedWithTable(draft: Draft, input: Relation): Relation {
  const { random } = draft;
  const { table, key, label, weight } = keyTable(draft);
  const dim: readonly Column[] = [{ name: key, type: 'string' }, { name: label, type: 'string' }, { name: weight, type: 'long' }];
  const text = input.columns.find(({ type }) => type === 'string');
  const long = input.columns.find(({ type }) => type === 'long');
  const on = [text === undefined ? `${weight} = ${long?.name ?? '1'}` : random.weighted([[6, `${text.name} = ${key}`], [1, `${text.name} <=> ${key}`], [1, `lower(${text.name}) = lower(${key})`]])];
  if (random.chance(0.25)) on.push(someCondition(dim, random).replace(/^(.* OR .*)$/, '($1)'));
  if (random.chance(0.2) && long !== undefined) on.push(`${long.name} > ${random.pick([weight, '3'])}`);
  const condition = on.join(' AND ');
  const flipped = random.chance(0.2);
  const type = flipped ? random.pick(['INNER', 'RIGHT OUTER', 'INNER']) : random.weighted([[5, 'INNER'], [4, 'LEFT OUTER'], [1, 'LEFT SEMI'], [1, 'LEFT ANTI'], [0.2, 'RIGHT OUTER'], [0.2, 'FULL OUTER']] as const);
  const hint = random.chance(0.1) ? '/*+ BROADCAST(' + table + ') */ ' : '';
  const sides = flipped ? [table, input.view] : [input.view, table];
  const names = type === 'LEFT SEMI' || type === 'LEFT ANTI' ? input.columns : [...input.columns, ...dim];
  return draft.view({ sql: `SELECT ${hint}${names.map(({ name }) => name).join(', ')} FROM ${sides[0]} ${type} JOIN ${sides[1]} ON ${condition}` }, { ...input, columns: names });
}

export interface KeyTable { readonly table: string; readonly key: string; readonly label: string; readonly weight: string }

/** A small table of keys that streams have, with names and numbers. */
export function keyTable(draft: Draft): KeyTable {
  const [key, label, weight] = [draft.name('dk'), draft.name('dn'), draft.name('dw')];
  const table = draft.name('dim');
  const rows = [['a', 'Anna', 1], ['b', 'Bob', 2], ['b', 'Bill', 20], ['d', 'Dora', 4], [null, 'Null', 9], ['e', 'Eve', null]];
  draft.tables[table] = { schema: `${key} STRING, ${label} STRING, ${weight} BIGINT`, rows: draft.random.sample(rows, draft.random.int(1, 6)) };
  return { table, key, label, weight };
}
