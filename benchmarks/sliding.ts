// Count per key in sliding windows of 10 s every 2 s, beside Spark: rows per CPU-second
import { compare } from './harness/compare.ts';
import { bidsSchema } from './harness/events.ts';

await compare({
  name: 'sliding', bids: 1_000_000, passes: 3, runs: 5,
  job: ({ bids }) => ({
    tables: [{ name: 'bids', schema: bidsSchema, files: bids.files }],
    sql: `SELECT window.start AS start, auction, count(*) AS n FROM bids WATERMARK dateTime DELAY OF INTERVAL 4 SECONDS
      GROUP BY window(dateTime, '10 seconds', '2 seconds'), auction`,
    answer: ['unix_millis(start)', 'auction', 'n'],
  }),
  bars: [{ peer: 'spark', atLeast: 8 }],
});
