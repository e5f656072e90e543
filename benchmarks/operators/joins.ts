import type { OperatorQuery } from './query.ts';

/** Joins by ranges, by texts, by nothing, and with many matches. */
export const joinQueries: readonly OperatorQuery[] = [
  { name: 'range join', sql: 'SELECT count(*), sum(x.a) FROM few JOIN (SELECT id AS a, CAST(id AS DOUBLE) / 1000 AS lo, CAST(id + 3 AS DOUBLE) / 1000 AS hi FROM few WHERE id < 1000) x ON few.v BETWEEN x.lo AND x.hi' },
  { name: 'range join large', sql: 'SELECT count(*), sum(x.a) FROM events e JOIN (SELECT id AS a, id * 50 AS lo, id * 50 + 60 AS hi FROM few) x ON e.id >= x.lo AND e.id < x.hi' },
  { name: 'range left join', sql: 'SELECT count(*), sum(x.a) FROM few e LEFT JOIN (SELECT id AS a, id * 50 AS lo, id * 50 + 30 AS hi FROM few) x ON e.id >= x.lo AND e.id < x.hi' },
  { name: 'one-sided join', sql: 'SELECT count(*), sum(x.k) FROM few e JOIN (SELECT * FROM few WHERE id < 500) x ON e.v > x.v' },
  { name: 'key and range join', sql: 'SELECT count(*) FROM events a JOIN few b ON a.k = b.k AND a.id BETWEEN b.id - 5000 AND b.id + 5000' },
  { name: 'cross join', sql: 'SELECT count(*), sum(few.k + dims.k) FROM few CROSS JOIN dims' },
  { name: 'text key join', sql: 'SELECT count(*), sum(a.id) FROM events a JOIN (SELECT DISTINCT g FROM few) b ON a.g = b.g' },
  { name: 'exploding join', sql: 'SELECT count(*), sum(a.id) FROM events a JOIN few b ON a.k = b.k' },
  { name: 'exists with range', sql: 'SELECT count(*) FROM few a WHERE EXISTS (SELECT * FROM few b WHERE b.k = a.k AND b.id > a.id)' },
  { name: 'common table', sql: 'WITH t AS (SELECT k, count(*) AS n FROM events GROUP BY k) SELECT count(*) FROM t a JOIN t b ON a.n = b.n AND a.k = b.k + 1' },
];
