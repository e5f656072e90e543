import type { Column, ColumnType } from './draft.ts';
import type { Random } from './random.ts';

type Writer = (column: string, random: Random) => string;

/** Values made of one column, by the type they have. */
const values: Readonly<Partial<Record<ColumnType, Readonly<Partial<Record<ColumnType, readonly Writer[]>>>>>> = {
  long: {
    long: [(c) => c, (c) => c, (c, r) => `${c} + ${r.int(1, 9)}`, (c, r) => `${c} % ${r.int(2, 4)}`, (c) => `-${c}`, (c) => `coalesce(${c}, 0)`, (c) => `abs(${c})`, (c, r) => `greatest(${c}, ${r.int(0, 9)})`,
      (c, r) => `CASE WHEN ${c} > ${r.int(0, 9)} THEN ${c} ELSE -1 END`, (c) => `${c} * ${c}`, (c, r) => `${c} DIV ${r.int(2, 5)}`, (c, r) => `pmod(${c}, ${r.int(2, 5)})`, (c, r) => `nullif(${c}, ${r.int(0, 4)})`],
    string: [(c) => `CAST(length(${c}) AS BIGINT)`, (c) => `CAST(ascii(${c}) AS BIGINT)`],
    timestamp: [(c) => `unix_seconds(${c}) % 60`],
    int: [(c) => `${c} + 1L`],
    boolean: [(c) => `if(${c}, 1L, 2L)`],
  },
  string: {
    string: [(c) => c, (c) => c, (c) => `upper(${c})`, (c) => `coalesce(${c}, 'none')`, (c) => `concat(${c}, '-', ${c})`, (c) => `nullif(${c}, 'a')`, (c) => `lpad(${c}, 3, '*')`, (c) => `${c} || '!'`],
    long: [(c) => `CAST(${c} AS STRING)`, (c, r) => `CASE WHEN ${c} > ${r.int(0, 9)} THEN 'big' WHEN ${c} IS NULL THEN NULL ELSE 'small' END`, (c, r) => `IF(${c} % ${r.int(2, 3)} = 0, 'even', 'odd')`],
    timestamp: [(c) => `date_format(${c}, 'HH:mm')`],
    double: [(c) => `CAST(${c} AS STRING)`],
    decimal: [(c) => `CAST(${c} AS STRING)`],
  },
  double: { double: [(c) => c, (c) => `${c} / 2`, (c) => `round(${c})`], long: [(c) => `${c} / 2`], decimal: [(c) => `CAST(${c} AS DOUBLE)`] },
  decimal: { decimal: [(c) => c, (c) => `${c} * 2`, (c) => `${c} + 0.5`], long: [(c) => `CAST(${c} AS DECIMAL(10,2))`] },
  boolean: { boolean: [(c) => c, (c) => `NOT ${c}`], long: [(c, r) => `${c} > ${r.int(0, 12)}`], string: [(c, r) => `${c} = '${letter(r)}'`] },
  int: { int: [(c) => c, (c) => `${c} % 2`], string: [(c) => `length(${c})`], timestamp: [(c) => `second(${c})`] },
};

/** A random value over the columns, with its type. */
export function someValue(columns: readonly Column[], random: Random, wanted?: ColumnType): { readonly sql: string; readonly type: ColumnType } {
  for (let tries = 0; tries < 50; tries++) {
    const type = wanted ?? random.pick(['long', 'long', 'string', 'string', 'double', 'decimal', 'boolean', 'int'] as const);
    const column = random.pick(columns);
    const writers = values[type]?.[column.type];
    if (writers !== undefined) return { sql: random.pick(writers)(column.name, random), type };
  }
  return { sql: wanted === 'string' ? "'x'" : '1L', type: wanted ?? 'long' };
}

const tests: Readonly<Partial<Record<ColumnType, readonly Writer[]>>> = {
  long: [(c, r) => `${c} > ${r.int(-2, 9)}`, (c, r) => `${c} <= ${r.int(6, 18)}`, (c) => `${c} IS NOT NULL`, (c, r) => `${c} % ${r.int(2, 4)} <> 0`, (c, r) => `${c} BETWEEN ${r.int(-3, 4)} AND ${r.int(8, 20)}`, (c, r) => `${c} NOT IN (${r.int(0, 5)}, ${r.int(6, 12)})`,
    (c, r) => `coalesce(${c}, 0) < ${r.int(5, 18)}`],
  string: [(c, r) => `${c} <> '${letter(r)}'`, (c, r) => `${c} IN ('${letter(r)}', '${letter(r)}', '${letter(r)}')`, (c) => `${c} IS NOT NULL`, (c, r) => `${c} LIKE '${letter(r)}%'`, (c, r) => `${c} >= '${letter(r)}'`, (c, r) => `NOT (${c} <=> '${letter(r)}')`],
  timestamp: [(c, r) => `${c} > TIMESTAMP '2024-01-01 00:00:${String(r.int(0, 30)).padStart(2, '0')}'`, (c) => `${c} IS NOT NULL`, (c, r) => `second(${c}) % ${r.int(2, 5)} <> 0`],
  double: [(c, r) => `${c} < ${r.int(4, 12)}.5`, (c) => `${c} IS NOT NULL`],
  decimal: [(c, r) => `${c} < ${r.int(4, 12)}`],
  boolean: [(c) => c, (c) => `NOT ${c}`, (c) => `${c} IS NOT TRUE`],
  int: [(c, r) => `${c} <> ${r.int(0, 3)}`],
};

/** A random condition; one conjunct, or two joined by AND or OR. */
export function someCondition(columns: readonly Column[], random: Random): string {
  const one = (): string => {
    const fitting = columns.filter(({ type }) => tests[type] !== undefined);
    if (fitting.length === 0) return '1 = 1';
    const column = random.pick(fitting);
    return random.pick(tests[column.type]!)(column.name, random);
  };
  return random.chance(0.3) ? `${one()} ${random.pick(['AND', 'OR'])} ${one()}` : one();
}

const aggregates: Readonly<Partial<Record<ColumnType, readonly (readonly [ColumnType, Writer])[]>>> = {
  long: [
    ['long', (c) => `sum(${c})`], ['long', (c) => `sum(${c})`], ['long', (c) => `count(${c})`], ['long', (c) => `min(${c})`], ['long', (c) => `max(${c})`], ['double', (c) => `avg(${c})`],
    ['double', (c) => `round(stddev(${c}), 6)`], ['double', (c) => `round(var_pop(${c}), 6)`], ['double', (c) => `round(skewness(${c}), 6)`], ['double', (c) => `round(kurtosis(${c}), 6)`],
    ['other', (c) => `sort_array(collect_set(${c}))`], ['other', (c) => `sort_array(collect_list(${c}))`], ['long', (c) => `approx_count_distinct(${c})`], ['long', (c, r) => `count_if(${c} > ${r.int(0, 9)})`],
    ['long', (c) => `bit_and(${c})`], ['long', (c) => `bit_or(${c})`], ['long', (c) => `bit_xor(${c})`], ['double', (c) => `percentile(${c}, 0.5)`], ['double', (c) => `median(${c})`], ['other', (c) => `percentile(${c}, array(0.25, 0.9))`],
    ['long', (c) => `percentile_approx(${c}, 0.5)`], ['boolean', (c, r) => `bool_or(${c} > ${r.int(5, 15)})`], ['boolean', (c, r) => `every(${c} < ${r.int(5, 15)})`], ['long', (c) => `try_sum(${c})`], ['double', (c) => `try_avg(${c})`],
    ['long', (c) => `max(${c}) - min(${c})`], ['double', (c) => `round(regr_slope(${c}, ${c} + 1), 6)`], ['double', (c) => `round(corr(${c}, ${c} % 3), 6)`], ['double', (c) => `round(covar_samp(${c}, ${c} % 5), 6)`],
    ['long', (c) => `count(${c}, ${c} + 1)`], ['long', (c) => `sum(CASE WHEN ${c} % 2 = 0 THEN ${c} ELSE 0 END)`], ['other', (c) => `max_by(${c}, ${c})`], ['long', (c) => `regr_count(${c}, ${c})`],
  ],
  string: [
    ['string', (c) => `min(${c})`], ['string', (c) => `max(${c})`], ['long', (c) => `count(${c})`], ['other', (c) => `sort_array(collect_set(${c}))`], ['long', (c) => `approx_count_distinct(${c})`], ['other', (c) => `array_sort(collect_list(upper(${c})))`],
    ['long', (c) => `sum(length(${c}))`],
  ],
  double: [['double', (c) => `sum(${c})`], ['double', (c) => `min(${c})`], ['double', (c) => `max(${c})`], ['double', (c) => `avg(${c})`], ['double', (c) => `round(stddev_pop(${c}), 6)`], ['double', (c) => `median(${c})`]],
  decimal: [['decimal', (c) => `sum(${c})`], ['decimal', (c) => `avg(${c})`], ['decimal', (c) => `max(${c})`], ['decimal', (c) => `min(${c})`]],
  boolean: [['boolean', (c) => `bool_and(${c})`], ['boolean', (c) => `some(${c})`], ['long', (c) => `count_if(${c})`], ['boolean', (c) => `max(${c})`]],
  int: [['long', (c) => `sum(${c})`], ['int', (c) => `max(${c})`], ['double', (c) => `avg(${c})`], ['int', (c) => `bit_xor(${c})`]],
  timestamp: [['timestamp', (c) => `min(${c})`], ['timestamp', (c) => `max(${c})`]],
};

/** A random aggregate, at times of some of the rows only. */
export function someAggregate(columns: readonly Column[], random: Random): { readonly sql: string; readonly type: ColumnType } {
  if (random.chance(0.25)) return { sql: 'count(*)', type: 'long' };
  const fitting = columns.filter(({ type }) => aggregates[type] !== undefined);
  if (fitting.length === 0) return { sql: 'count(*)', type: 'long' };
  const column = random.pick(fitting);
  const [type, write] = random.pick(aggregates[column.type]!);
  const sql = write(column.name, random);
  const filterable = /^\w+\([^()]*\)$/.test(sql);
  return { sql: filterable && random.chance(0.15) ? `${sql} FILTER (WHERE ${someCondition(columns, random)})` : sql, type };
}

export function letter(random: Random): string { return random.pick(['a', 'b', 'c', 'd']); }
