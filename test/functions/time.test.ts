import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { estimateDistinct } from '../../src/functions/aggregates/hyper-log-log.ts';
import { session, StreamError } from '../../src/index.ts';
import { formatTimeOfDay, parseTimeOfDay } from '../../src/types/time-of-day.ts';

/** TIME: text and numbers lead back to the same time, sums undo differences, and nothing goes over midnight. */

const seed = 20_260_101;
const NANOS_PER_DAY = 86_400_000_000_000n;
const nanosOfDay = fc.bigInt({ min: 0n, max: NANOS_PER_DAY - 1n });
const spark = session({ appName: 'time', config: { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.timeType.enabled': 'true' } });
afterAll(() => spark.stop());

async function cells(sql: string): Promise<readonly unknown[]> {
  const frame = spark.sql(sql);
  const names = (await frame.schema()).fields.map((_, index) => `c${index}`);
  const rows = await frame.toDF(...names).selectExpr(...names.map((name) => `CAST(${name} AS STRING) AS ${name}`)).collect();
  return rows.flatMap((row) => names.map((name) => row[name]));
}

describe('TIME', () => {
  test(`text of a time reads back as it (seed ${seed})`, () => {
    fc.assert(fc.property(nanosOfDay, (nanos) => parseTimeOfDay(formatTimeOfDay(nanos)) === nanos), { seed, numRuns: 2000 });
  });

  test(`differences, sums and numbers agree (seed ${seed})`, async () => {
    const micros = fc.bigInt({ min: 0n, max: NANOS_PER_DAY / 1000n - 1n });
    const pairs = fc.sample(fc.tuple(micros, micros), { seed, numRuns: 200 });
    const rows = pairs.map(([a, b]) => `(${a}L, ${b}L)`).join(', ');
    const wrong = await cells(`
      SELECT count(*) FROM (SELECT time_from_micros(a) AS s, time_from_micros(b) AS t, a, b FROM VALUES ${rows} v(a, b))
      WHERE t - (t - s) <> s OR s + (t - s) <> t OR time_to_micros(s) <> a OR time_diff('MICROSECOND', s, t) <> b - a
        OR to_time(CAST(s AS STRING)) <> s OR to_time(date_format(s, 'HH:mm:ss.SSSSSS'), 'HH:mm:ss.SSSSSS') <> s
        OR time_trunc('HOUR', s) <> make_time(hour(s), 0, 0) OR (s < t) <> (a < b)`);
    expect(wrong).toEqual(['0']);
  });

  test('a sum over midnight is an error, NULL when tried', async () => {
    await expect(cells("SELECT TIME'23:59:59' + INTERVAL '1' SECOND")).rejects.toMatchObject({ condition: 'DATETIME_OVERFLOW' });
    expect(await cells("SELECT try_add(TIME'23:59:59', INTERVAL '1' SECOND), try_subtract(TIME'00:00', INTERVAL '1' MINUTE)")).toEqual([null, null]);
  });

  test('is refused where the session has not turned it on', async () => {
    spark.conf.set('spark.sql.timeType.enabled', 'false');
    try {
      for (const sql of ["SELECT CAST('10:00' AS TIME)", "SELECT hour(TIME'10:00')", 'SELECT make_time(1, 2, 3)', "SELECT TIME'10:00' - TIME'09:00'"]) {
        const error: unknown = await cells(sql).catch((one: unknown) => one);
        expect(error instanceof StreamError && error.condition, sql).toBe('UNSUPPORTED_TIME_TYPE');
      }
      expect(await cells("SELECT TIME'10:00'")).toEqual(['10:00:00']);
    } finally {
      spark.conf.set('spark.sql.timeType.enabled', 'true');
    }
  });
});

describe('HyperLogLog++', () => {
  test('empty registers mean nothing was seen, full ones are estimated by their mean', () => {
    expect(estimateDistinct(new Uint8Array(0), 9)).toBe(0);
    expect(estimateDistinct(new Uint8Array(512), 9)).toBe(0);
    expect(Math.round(estimateDistinct(new Uint8Array(512).fill(1, 0, 1), 9))).toBe(1);
    expect(estimateDistinct(new Uint8Array(512).fill(40), 9)).toBeGreaterThan(512 * 2 ** 39);
  });
});
