// Bids of a bidder in sessions with a gap of 10 s (Nexmark q11), beside Spark: rows per CPU-second
import { compare } from './harness/compare.ts';
import { bidsSchema } from './harness/events.ts';

await compare({
  name: 'session', bids: 1_000_000, passes: 3, runs: 5,
  job: ({ bids }) => ({
    tables: [{ name: 'bids', schema: bidsSchema, files: bids.files }],
    sql: `SELECT session_window.start AS start, session_window.end AS end, bidder, count(*) AS n FROM bids WATERMARK dateTime DELAY OF INTERVAL 4 SECONDS
      GROUP BY session_window(dateTime, '10 seconds'), bidder`,
    answer: ['unix_millis(start)', 'unix_millis(end)', 'bidder', 'n'],
  }),
  bars: [{ peer: 'spark', atLeast: 5 }],
});
