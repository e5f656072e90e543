import type { OperatorQuery } from './query.ts';

/** Frames that are long, that slide, or that are whole partitions. */
export const windowQueries: readonly OperatorQuery[] = [
  { name: 'max over sliding',
    sql: 'SELECT sum(m), sum(n) FROM (SELECT max(v) OVER w AS m, min(id) OVER w AS n FROM events WINDOW w AS (PARTITION BY k ORDER BY id ROWS BETWEEN 500 PRECEDING AND CURRENT ROW))' },
  { name: 'range frame, 200 k', sql: 'SELECT sum(s) FROM (SELECT sum(k) OVER (ORDER BY id RANGE BETWEEN 100000 PRECEDING AND 100000 FOLLOWING) AS s FROM events)' },
  { name: 'range of intervals', sql: "SELECT count(s), sum(s) FROM (SELECT count(*) OVER (PARTITION BY k ORDER BY ts RANGE BETWEEN INTERVAL '10' MINUTE PRECEDING AND CURRENT ROW) AS s FROM events)" },
  { name: 'ntile and shares',
    sql: 'SELECT sum(a), sum(b), sum(c) FROM (SELECT ntile(4) OVER w AS a, percent_rank() OVER w AS b, cume_dist() OVER w AS c FROM events WINDOW w AS (PARTITION BY k ORDER BY id))' },
  { name: 'first_value',
    sql: 'SELECT count(a), count(b), count(c) FROM (SELECT first_value(g) OVER w AS a, last_value(g) OVER w AS b, nth_value(g, 2) OVER w AS c FROM events WINDOW w AS (PARTITION BY k ORDER BY id))' },
  { name: 'whole partition', sql: 'SELECT sum(v / s) FROM (SELECT v, sum(v) OVER (PARTITION BY k) AS s FROM events)' },
  { name: 'one partition', sql: 'SELECT max(n), max(s) FROM (SELECT row_number() OVER (ORDER BY id) AS n, sum(id) OVER (ORDER BY id) AS s FROM events)' },
  { name: 'window collect_list',
    sql: 'SELECT sum(size(a)) FROM (SELECT collect_list(id) OVER (PARTITION BY k ORDER BY id ROWS BETWEEN 5 PRECEDING AND CURRENT ROW) AS a FROM events WHERE id < 200000)',
    theirs: 'SELECT sum(len(a)) FROM (SELECT list(id) OVER (PARTITION BY k ORDER BY id ROWS BETWEEN 5 PRECEDING AND CURRENT ROW) AS a FROM events WHERE id < 200000)' },
];
