// Stateful operators in a row: counts per auction and 10 s, then the busiest of each minute, beside Spark: rows per CPU-second
import { compare } from './harness/compare.ts';
import { bidsSchema } from './harness/events.ts';

await compare({
  name: 'chain', bids: 1_000_000, passes: 3, runs: 5,
  job: ({ bids }) => ({
    tables: [{ name: 'bids', schema: bidsSchema, files: bids.files }],
    sql: `SELECT window.start AS start, count(*) AS groups, sum(n) AS bids, max(n) AS busiest
      FROM (SELECT window_time(window) AS closed, auction, n FROM (
        SELECT window, auction, count(*) AS n FROM bids WATERMARK dateTime DELAY OF INTERVAL 4 SECONDS GROUP BY window(dateTime, '10 seconds'), auction))
      GROUP BY window(closed, '1 minute')`,
    answer: ['unix_millis(start)', 'groups', 'bids', 'busiest'],
  }),
  bars: [],
});
