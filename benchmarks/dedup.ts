// The first bid of every bidder on every auction (dropDuplicatesWithinWatermark), beside Spark: rows per CPU-second
import { compare } from './harness/compare.ts';
import { bidsSchema } from './harness/events.ts';

await compare({
  name: 'dedup', bids: 1_000_000, passes: 3, runs: 5,
  job: ({ bids }) => ({
    tables: [{ name: 'bids', schema: bidsSchema, files: bids.files }],
    sql: 'SELECT auction, bidder, price, dateTime FROM bids WATERMARK dateTime DELAY OF INTERVAL 4 SECONDS',
    deduplicate: ['auction', 'bidder'],
    answer: ['auction', 'bidder'],
  }),
  bars: [{ peer: 'spark', atLeast: 10 }],
});
