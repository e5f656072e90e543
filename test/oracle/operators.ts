import type { Column, Draft, Relation } from './draft.ts';
import { someAggregate, someCondition, someValue } from './expressions.ts';

/** An event-time column is watermarked, in SQL or by call. */
export function watermarked(draft: Draft, source: Relation, delaySeconds = draft.random.pick([0, 2, 5, 5, 10, 10, 20])): Relation {
  const time = source.columns.find(({ type }) => type === 'timestamp')!;
  const query = draft.random.chance(0.5)
    ? { sql: `SELECT * FROM ${source.view} WATERMARK ${time.name} DELAY OF INTERVAL ${delaySeconds} SECONDS` }
    : { from: source.view, ops: [['withWatermark', time.name, `${delaySeconds} seconds`]] as const };
  return draft.view(query, { ...source, time });
}

export function filtered(draft: Draft, input: Relation): Relation {
  const plain = draft.random.chance(0.7) ? input.columns.filter((column) => column !== input.time) : input.columns;
  const condition = someCondition(plain, draft.random);
  return draft.view(draft.random.chance(0.6) ? { sql: `SELECT * FROM ${input.view} WHERE ${condition}` } : { from: input.view, ops: [['where', condition]] }, input);
}

/** Some columns, some expressions; the time stays, mostly. */
export function projected(draft: Draft, input: Relation, keepTime = draft.random.chance(0.8)): Relation {
  const { random } = draft;
  const kept = random.sample(input.columns.filter((column) => column !== input.time), random.int(1, 3));
  const made = Array.from({ length: random.int(0, 2) }, (): [Column, string] => {
    const { sql, type } = someValue(input.columns, random);
    return [{ name: draft.name('x'), type }, sql];
  });
  const time = keepTime ? input.time : undefined;
  const columns = [...(time === undefined ? [] : [time]), ...kept, ...made.map(([column]) => column)];
  const items = columns.map(({ name }) => { const expression = made.find(([column]) => column.name === name)?.[1]; return expression === undefined ? name : `${expression} AS ${name}`; });
  const query = random.chance(0.6) ? { sql: `SELECT ${items.join(', ')} FROM ${input.view}` } : { from: input.view, ops: [['selectExpr', items]] as const };
  return draft.view(query, { columns, time, ...(input.aggregate === undefined ? {} : { aggregate: input.aggregate }) });
}

/** One row becomes several. */
export function exploded(draft: Draft, input: Relation): Relation {
  const column: Column = { name: draft.name('e'), type: 'int' };
  const list = draft.random.pick(['array(1, 2)', 'sequence(0, 2)', `filter(array(1, 2, 3), n -> n <> ${draft.random.int(1, 3)})`]);
  const sql = draft.random.chance(0.5) ? `SELECT *, explode(${list}) AS ${column.name} FROM ${input.view}` : `SELECT * FROM ${input.view} LATERAL VIEW explode(${list}) gen AS ${column.name}`;
  return draft.view({ sql }, { ...input, columns: [...input.columns, column] });
}

/** Other columns of the same rows: through JSON, structs, arrays of structs, columns made rows. */
export function reshaped(draft: Draft, input: Relation): Relation {
  const { random } = draft;
  const long = input.columns.find(({ type }) => type === 'long')!.name;
  const text = input.columns.find(({ type }) => type === 'string')!.name;
  const [name, number] = [draft.name('n'), draft.name('u')];
  const made: readonly Column[] = [{ name, type: 'string' }, { name: number, type: 'long' }];
  const rest = input.columns.filter((column) => column === input.time);
  const kept = rest.map((column) => `${column.name}, `).join('');
  const sql = random.pick([
    `SELECT ${kept}j.${name}, j.${number} FROM (SELECT *, from_json(to_json(named_struct('${name}', ${text}, '${number}', ${long})), '${name} STRING, ${number} BIGINT') AS j FROM ${input.view})`,
    `SELECT ${kept}inline(array(named_struct('${name}', ${text}, '${number}', ${long}), named_struct('${name}', 'x', '${number}', -1L))) FROM ${input.view}`,
    `SELECT ${kept}stack(2, ${text}, ${long}, concat(${text}, '2'), ${long} * 2) AS (${name}, ${number}) FROM ${input.view}`,
    `SELECT ${kept}${name}, ${number} FROM (SELECT ${kept}${long} AS one, ${long} + 1 AS two FROM ${input.view}) UNPIVOT (${number} FOR ${name} IN (one, two))`,
    `SELECT ${kept}${name}, ${number} FROM ${input.view} LATERAL VIEW OUTER explode(map_filter(map('a', ${long}, 'b', ${long} + 5), (k, v) -> v > ${random.int(0, 9)})) m AS ${name}, ${number}`,
    `SELECT ${kept}s.${name} AS ${name}, s.${number} AS ${number} FROM (SELECT *, named_struct('${name}', ${text}, '${number}', ${long}) AS s FROM ${input.view})`,
  ]);
  return draft.view({ sql }, { columns: [...rest, ...made], time: input.time });
}

export function deduplicated(draft: Draft, input: Relation, direct: boolean): Relation {
  const { random } = draft;
  const { time } = input;
  const plain = input.columns.filter((column) => column !== time);
  const keys = random.sample(plain, random.int(1, 2));
  const withTime = time !== undefined && random.chance(0.5) ? [...keys, time] : keys;
  const names = withTime.map(({ name }) => name);
  const kind = random.weighted([[5, 'keys'], [1, 'all'], [1.5, 'distinct'], [time === undefined ? 0.3 : direct || withTime.includes(time) ? 3 : 0, 'within'], [time === undefined ? 0 : 0.7, 'within all']]);
  if (kind.startsWith('within')) draft.caveats.add('expiry depends on batches');
  switch (kind) {
    case 'all': return draft.view({ from: input.view, ops: [['dropDuplicates']] }, input);
    case 'within': return keyColumns(draft, draft.view({ from: input.view, ops: [['dropDuplicatesWithinWatermark', names]] }, input), direct, withTime);
    case 'within all': return draft.view({ from: input.view, ops: [['dropDuplicatesWithinWatermark']] }, input);
    case 'distinct': {
      draft.caveats.add('updates are repeated');
      const columns = input.columns.filter((column) => withTime.includes(column));
      return draft.view({ sql: `SELECT DISTINCT ${columns.map(({ name }) => name).join(', ')} FROM ${input.view}` }, { columns, time: columns.includes(time!) ? time : undefined });
    }
    default: return keyColumns(draft, draft.view({ from: input.view, ops: [['dropDuplicates', names]] }, input), direct, withTime);
  }
}

/** Where the order of rows is open, any of the rows of a key may stay: only the key is looked at. */
function keyColumns(draft: Draft, input: Relation, direct: boolean, keys: readonly Column[]): Relation {
  if (direct) return input;
  const columns = input.columns.filter((column) => keys.includes(column));
  return draft.view({ from: input.view, ops: [['selectExpr', columns.map(({ name }) => name)]] }, { columns, time: columns.includes(input.time!) ? input.time : undefined });
}

/** Tumbling and sliding windows over a time or over windows, sessions, or no time at all. */
export type Grouping = 'window' | 'session' | 'plain' | 'same window';

export function aggregated(draft: Draft, input: Relation, grouping: Grouping): Relation {
  const { random } = draft;
  const plain = input.columns.filter((column) => column !== input.time && column.type !== 'window' && column.type !== 'other');
  const timeKey = groupingKey(draft, input, grouping);
  const keyed = timeKey === undefined ? random.chance(0.85) : random.chance(grouping === 'session' ? 0.9 : 0.5);
  const keys = keyed ? random.sample(plain.filter(({ type }) => type !== 'timestamp'), random.chance(0.25) ? 2 : 1).map((column): KeyItem => keyOf(draft, column)) : [];
  const made = Array.from({ length: random.int(1, 3) }, () => ({ ...someAggregate(plain.length > 0 ? plain : input.columns, random), name: draft.name('a') }));
  const window: Column | undefined = timeKey === undefined ? undefined : { name: draft.name('w'), type: 'window' };
  const items = [...(window === undefined ? [] : [`${timeKey!.output} AS ${window.name}`]), ...keys.map(({ sql, name }) => (sql === name ? name : `${sql} AS ${name}`)), ...made.map(({ sql, name }) => `${sql} AS ${name}`)];
  const by = groupBy(draft, timeKey?.sql, keys.map(({ sql }) => sql), grouping);
  const having = random.chance(0.12) ? ` HAVING count(*) > ${random.int(0, 2)}` : '';
  const columns: Column[] = [...(window === undefined ? [] : [window]), ...keys.map(({ name, type }) => ({ name, type })), ...made.map(({ name, type }) => ({ name, type }))];
  const sql = `SELECT ${items.join(', ')} FROM ${input.view}${by.sql}${having}`;
  const windowed = window !== undefined && input.time !== undefined;
  // A row padded by an outer join has no window: in append mode its group never ends.
  if (grouping === 'same window' && draft.caveats.has('outer join')) draft.caveats.add('outer rows never come');
  if (having !== '') draft.caveats.add('sessions are replaced');
  return draft.view({ sql }, {
    columns, time: windowed ? window : undefined, aggregate: windowed ? 'windowed' : 'plain',
    ...(by.plain ? { key: [...(window === undefined ? [] : [window.name]), ...keys.map(({ name }) => name)] } : {}),
  });
}

interface KeyItem { readonly sql: string; readonly name: string; readonly type: Column['type'] }

function keyOf(draft: Draft, column: Column): KeyItem {
  const { random } = draft;
  if (random.chance(0.75)) return { sql: column.name, name: column.name, type: column.type };
  return { ...someValue([column], random, column.type), name: draft.name('g') };
}

interface TimeKey { readonly sql: string; readonly output: string }

function groupingKey(draft: Draft, input: Relation, grouping: Grouping): TimeKey | undefined {
  if (grouping === 'plain') return undefined;
  const time = input.time ?? input.columns.find(({ type }) => type === 'timestamp' || type === 'window');
  if (time === undefined) return undefined;
  const { random } = draft;
  if (grouping === 'same window') return { sql: time.name, output: time.name };
  if (grouping === 'session') {
    draft.caveats.add('sessions are replaced');
    const gap = random.int(2, 15);
    const text = input.columns.find(({ type }) => type === 'string');
    const dynamic = `CASE WHEN ${text?.name} = 'a' THEN '${random.int(1, 8)} seconds' WHEN ${text?.name} = 'b' THEN '${random.pick(['0 seconds', '12 seconds', '1 minute'])}' ELSE '${gap} seconds' END`;
    return { sql: `session_window(${time.name}, ${text !== undefined && random.chance(0.35) ? dynamic : `'${gap} seconds'`})`, output: 'session_window' };
  }
  const length = random.pick([5, 6, 7, 10, 10, 12, 20, 30]);
  const slide = random.chance(0.4) ? random.int(2, length) : length;
  const start = random.chance(0.15) ? `, '${random.int(1, 4)} seconds'` : '';
  const [size, step] = [`'${length} seconds'`, `'${slide} seconds'`];
  return { sql: `window(${time.name}, ${size}${slide !== length || start !== '' ? `, ${step}` : ''}${start})`, output: 'window' };
}

function groupBy(draft: Draft, timeKey: string | undefined, keys: readonly string[], grouping: Grouping): { readonly sql: string; readonly plain: boolean } {
  const all = [...(timeKey === undefined ? [] : [timeKey]), ...keys];
  if (all.length === 0) return { sql: '', plain: true };
  const { random } = draft;
  if (keys.length > 0 && grouping !== 'session' && random.chance(0.12)) {
    const sets = timeKey === undefined
      ? random.pick([`ROLLUP(${keys.join(', ')})`, `CUBE(${keys.join(', ')})`, `GROUPING SETS((${keys.join(', ')}), ())`])
      : random.pick([`GROUPING SETS((${all.join(', ')}), (${timeKey}))`, `${timeKey}, ROLLUP(${keys.join(', ')})`, `${timeKey}, CUBE(${keys.join(', ')})`]);
    return { sql: ` GROUP BY ${sets}`, plain: false };
  }
  return { sql: ` GROUP BY ${all.join(', ')}`, plain: true };
}

/** The time of a window as a time of its own, for a second grouping or a join. */
export function windowTimed(draft: Draft, input: Relation): Relation {
  const window = input.time!;
  const time: Column = { name: draft.name('t'), type: 'timestamp' };
  const rest = input.columns.filter((column) => column !== window);
  return draft.view({ sql: `SELECT window_time(${window.name}) AS ${time.name}${rest.map(({ name }) => `, ${name}`).join('')} FROM ${input.view}` }, { columns: [time, ...rest], time });
}

/** Windows shown as their ends: what most queries put out. */
export function finished(draft: Draft, input: Relation): Relation {
  const { random } = draft;
  if (input.columns.every(({ type }) => type !== 'window') || random.chance(0.2)) return input;
  const items = input.columns.flatMap(({ name, type }) => (type === 'window' ? random.pick([[`${name}.start AS ${name}_start`, `${name}.end AS ${name}_end`], [`${name}.start AS ${name}_start`]]) : [name]));
  const key = input.key?.flatMap((name) => (input.time?.name === name || input.columns.some((column) => column.name === name && column.type === 'window') ? [`${name}_start`] : [name]));
  return draft.view({ sql: `SELECT ${items.join(', ')} FROM ${input.view}` }, { ...input, columns: [], ...(key === undefined ? {} : { key }) });
}
