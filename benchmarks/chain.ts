// Stateful operators in a row: counts per auction and 10 s, then the busiest per 20 s and hundredth of the auctions, beside Spark: rows per CPU-second
import { compare } from './harness/compare.ts';
import { bidsSchema } from './harness/events.ts';

// The groups of the upper aggregation are many, so that equal answers say something: some hundred rows with counts, sums and extremes of what came from below.
await compare({
  name: 'chain', bids: 1_000_000, passes: 3, runs: 5,
  job: ({ bids }) => ({
    tables: [{ name: 'bids', schema: bidsSchema, files: bids.files }],
    sql: `SELECT window.start AS start, bucket, count(*) AS groups, sum(n) AS bids, max(n) AS busiest, max(auction) AS latest, sum(highest) AS prices
      FROM (SELECT window_time(window) AS closed, auction % 100 AS bucket, auction, n, highest FROM (
        SELECT window, auction, count(*) AS n, max(price) AS highest FROM bids WATERMARK dateTime DELAY OF INTERVAL 4 SECONDS GROUP BY window(dateTime, '10 seconds'), auction))
      GROUP BY window(closed, '20 seconds'), bucket`,
    answer: ['unix_millis(start)', 'bucket', 'groups', 'bids', 'busiest', 'latest', 'prices'],
  }),
  bars: [],
});
