import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../src/errors/stream-error.ts';
import type { OutputMode } from '../../src/plan/physical.ts';
import { checkBatch, checkStreaming } from '../../src/planner/check-streaming.ts';
import { PlanningSession } from '../support/planning.ts';

const session = new PlanningSession();
session.source('e', 'ts TIMESTAMP, k STRING, v BIGINT');
session.source('l', 'lt TIMESTAMP, lk STRING, lv BIGINT');
session.source('r', 'rt TIMESTAMP, rk STRING, rv BIGINT');
session.source('dim', 'dk STRING, name STRING', false);

const modes = ['append', 'update', 'complete'] as const satisfies readonly OutputMode[];
const marked = 'e WATERMARK ts DELAY OF INTERVAL 1 SECOND';
const sides = 'l WATERMARK lt DELAY OF INTERVAL 1 SECOND %s JOIN r WATERMARK rt DELAY OF INTERVAL 1 SECOND ON lk = rk AND rt BETWEEN lt AND lt + INTERVAL 5 SECONDS';
const joined = (kind: string): string => `SELECT * FROM ${sides.replace('%s', kind)}`;

/** `ok` or the condition in append, update and complete mode; one word = the same in all. */
const table: readonly (readonly [sql: string, answers: string])[] = [
  ['SELECT k FROM e WHERE v > 1', 'ok ok MODE'],
  ['SELECT k, count(*) FROM e GROUP BY k', 'MODE ok ok'],
  ['SELECT count(*) FROM e', 'MODE ok ok'],
  [`SELECT window.start, count(*) FROM ${marked} GROUP BY window(ts, '5 seconds')`, 'ok ok ok'],
  [`SELECT ts, count(*) FROM ${marked} GROUP BY ts`, 'ok ok ok'],
  ["SELECT window.start, count(*) FROM e GROUP BY window(ts, '5 seconds')", 'MODE ok ok'],
  [`SELECT session_window.start, k, count(*) FROM ${marked} GROUP BY session_window(ts, '5 seconds'), k`, 'ok MODE ok'],
  ['SELECT DISTINCT k FROM e', 'MODE ok ok'],
  [`SELECT DISTINCT ts, k FROM ${marked}`, 'ok ok ok'],
  [`SELECT ts, count(DISTINCT k) FROM ${marked} GROUP BY ts`, 'STREAM_DISTINCT_AGGREGATE'],
  ['SELECT k FROM e LIMIT 3', 'ok STREAM_LIMIT MODE'],
  ['SELECT k, count(*) FROM e GROUP BY k LIMIT 3', 'MODE STREAM_LIMIT ok'],
  [`SELECT ts, count(*) FROM ${marked} GROUP BY ts OFFSET 1`, 'STREAM_OFFSET'],
  ['SELECT k, count(*) FROM e GROUP BY k ORDER BY k', 'MODE STREAM_SORT ok'],
  ['SELECT k FROM e ORDER BY k', 'STREAM_SORT STREAM_SORT MODE'],
  ['SELECT k FROM e TABLESAMPLE (50 PERCENT)', 'STREAM_SAMPLE STREAM_SAMPLE MODE'],
  ['SELECT k, monotonically_increasing_id() FROM e', 'STREAM_MONOTONIC_ID STREAM_MONOTONIC_ID MODE'],
  ['SELECT k, row_number() OVER (PARTITION BY k ORDER BY v) AS n FROM e', 'NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING MODE'],
  ['SELECT k FROM e UNION ALL SELECT dk FROM dim', 'STREAM_BATCH_UNION STREAM_BATCH_UNION MODE'],
  ['SELECT k FROM e UNION ALL SELECT lk FROM l', 'ok ok MODE'],
  ['SELECT k FROM e INTERSECT SELECT dk FROM dim', 'STREAM_INTERSECT STREAM_INTERSECT MODE'],
  ['SELECT k FROM e EXCEPT SELECT dk FROM dim', 'UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK ok MODE'],
  ['SELECT k FROM e EXCEPT ALL SELECT dk FROM dim', 'UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK ok MODE'],
  ['SELECT dk FROM dim EXCEPT SELECT k FROM e', 'UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK STREAM_EXCEPT MODE'],
  [joined('INNER'), 'ok ok MODE'],
  [joined('LEFT'), 'ok STREAM_JOIN_MODE MODE'],
  [joined('RIGHT'), 'ok STREAM_JOIN_MODE MODE'],
  [joined('FULL'), 'ok STREAM_JOIN_MODE MODE'],
  [joined('LEFT SEMI').replace('*', 'lk'), 'ok ok MODE'],
  [joined('LEFT ANTI').replace('*', 'lk'), 'STREAM_JOIN_TYPE STREAM_JOIN_TYPE MODE'],
  ['SELECT * FROM l LEFT JOIN r ON lk = rk', 'STREAM_JOIN_WITHOUT_WATERMARK STREAM_JOIN_MODE MODE'],
  ['SELECT * FROM l LEFT JOIN r WATERMARK rt DELAY OF INTERVAL 1 SECOND ON lk = rk AND lt > rt', 'ok STREAM_JOIN_MODE MODE'],
  ['SELECT * FROM l LEFT JOIN r WATERMARK rt DELAY OF INTERVAL 1 SECOND ON lk = rk AND lt < rt', 'STREAM_JOIN_WITHOUT_WATERMARK STREAM_JOIN_MODE MODE'],
  ['SELECT * FROM l JOIN dim ON lk = dk', 'ok ok MODE'],
  ['SELECT * FROM l LEFT JOIN dim ON lk = dk', 'ok ok MODE'],
  ['SELECT * FROM l RIGHT JOIN dim ON lk = dk', 'STREAM_STATIC_JOIN STREAM_STATIC_JOIN MODE'],
  ['SELECT * FROM l FULL JOIN dim ON lk = dk', 'STREAM_STATIC_JOIN STREAM_STATIC_JOIN MODE'],
  ['SELECT * FROM l LEFT ANTI JOIN dim ON lk = dk', 'ok ok MODE'],
  ['SELECT * FROM dim RIGHT JOIN l ON lk = dk', 'ok ok MODE'],
  ['SELECT * FROM dim LEFT SEMI JOIN l ON lk = dk', 'STREAM_STATIC_JOIN STREAM_STATIC_JOIN MODE'],
  ['SELECT c, count(*) FROM (SELECT k, count(*) AS c FROM e GROUP BY k) GROUP BY c', 'MODE STREAM_CHAIN STREAM_CHAIN'],
  [`SELECT window.end, count(*) FROM ${marked} JOIN l ON k = lk GROUP BY window(ts, '5 seconds')`, 'ok ok STREAM_JOIN_MODE'],
  ['SELECT * FROM dim', 'WRITE_STREAM_NOT_ALLOWED'],
];

const full: Readonly<Record<string, string>> = { MODE: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION' };

describe('what a stream may do', () => {
  for (const [sql, answers] of table) {
    const expected = answers.split(' ');
    for (const [index, mode] of modes.entries()) {
      const word = expected[index] ?? expected[0]!;
      it(`${mode}: ${word}: ${sql}`, () => {
        let found = 'ok';
        try {
          checkStreaming(session.analyze(sql), mode, session.settings);
        } catch (error) {
          found = conditionOf(error) ?? String(error);
        }
        expect(found.replace(/^TIDEMARK_/, '')).toBe(full[word] ?? word);
      });
    }
  }

  it('an unknown mode is named', () => {
    expect(() => { checkStreaming(session.analyze('SELECT k FROM e'), 'replace', session.settings); }).toThrowError(/STREAMING_OUTPUT_MODE.INVALID/);
  });

  it('a correlated subquery that would keep every value of the stream is refused, not silently empty', () => {
    const correlated = (condition: string): (() => unknown) => () => session.optimize(session.analyze(`SELECT k, (SELECT count(*) FROM dim WHERE ${condition}) AS n FROM e`));
    expect(correlated('dk < k')).toThrowError(/TIDEMARK_STREAM_CORRELATED_SUBQUERY/);
    expect(correlated('dk = k')).not.toThrow();
  });

  it('a stream is not collected', () => {
    expect(() => { checkBatch(session.analyze('SELECT k FROM e')); }).toThrowError(/TIDEMARK_BATCH_READS_STREAM/);
  });

  it('the setting turns the table off', () => {
    const lenient = new PlanningSession();
    lenient.source('e', 'k STRING');
    lenient.settings.set('spark.sql.streaming.unsupportedOperationCheck', 'false');
    expect(() => { checkStreaming(lenient.analyze('SELECT k FROM e ORDER BY k'), 'append', lenient.settings); }).not.toThrow();
  });
});
