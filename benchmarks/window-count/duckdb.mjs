// DuckDB on one thread: one batch query over the files; it has no watermark, so it keeps the windows that a watermark would have closed.
import { DuckDBInstance } from '@duckdb/node-api';
import { digestOf, serve } from '../harness/engine.mjs';
import { delayMs, priceMin, windowMs } from './job.mjs';

await serve(async ({ tables: [{ files }] }) => {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const list = files.map((file) => `'${file}'`).join(', ');
  const events = `read_json([${list}], format = 'newline_delimited', columns = {auction: 'BIGINT', bidder: 'BIGINT', price: 'BIGINT', channel: 'VARCHAR', url: 'VARCHAR', dateTime: 'TIMESTAMP', extra: 'VARCHAR'})`;
  const counts = `SELECT time_bucket(INTERVAL '10 seconds', dateTime) AS start, auction, count(*) AS n FROM ${events} WHERE price > ${priceMin} GROUP BY ALL`;
  const newest = (await connection.runAndReadAll(`SELECT epoch_ms(max(dateTime)) FROM ${events}`)).getRows()[0][0];
  const all = (await connection.runAndReadAll(`SELECT epoch_ms(start), auction, n FROM (${counts})`)).getRows();
  const answers = all.filter(([start]) => Number(start) + windowMs <= Number(newest) - delayMs).map((row) => row.map(String));
  return { answers: digestOf(answers), pass: () => connection.runAndReadAll(`SELECT count(*), sum(n) FROM (${counts})`) };
});
