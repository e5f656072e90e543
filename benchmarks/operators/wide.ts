import type { OperatorQuery } from './query.ts';

const columns = Array.from({ length: 200 }, (_, at) => `c${at}`);

/** Two hundred columns, and expressions with many parts. */
export const wideQueries: readonly OperatorQuery[] = [
  { name: 'wide rows, aggregates', sql: `SELECT ${columns.map((one) => `sum(${one})`).join(', ')} FROM wide` },
  { name: 'wide rows, group', sql: `SELECT count(*) FROM (SELECT c0 % 100 AS k, ${columns.map((one) => `max(${one}) AS ${one}`).join(', ')} FROM wide GROUP BY c0 % 100)` },
  { name: 'wide rows, sort', sql: `SELECT count(*), sum(c0) FROM (SELECT * FROM wide ORDER BY c199, c0 LIMIT 100000 OFFSET 10)` },
  { name: 'wide rows, join', sql: `SELECT count(*), sum(a.c7 + b.c9) FROM wide a JOIN wide b ON a.c0 = b.c0` },
  { name: 'sample', sql: 'SELECT count(*) > 0 FROM events TABLESAMPLE (10 PERCENT)', theirs: 'SELECT count(*) > 0 FROM events TABLESAMPLE bernoulli(10 PERCENT)' },
  { name: 'sort, decimal, two', sql: 'SELECT count(*), max(id) FROM (SELECT id FROM events ORDER BY d DESC, k, id LIMIT 1000000 OFFSET 500000)' },
  { name: 'case of many', sql: `SELECT sum(CASE ${Array.from({ length: 30 }, (_, at) => `WHEN k < ${at * 33} THEN ${at}`).join(' ')} ELSE 99 END) FROM events` },
  { name: 'in of many', sql: `SELECT count(*) FROM events WHERE k IN (${Array.from({ length: 200 }, (_, at) => at * 5).join(', ')})` },
];
