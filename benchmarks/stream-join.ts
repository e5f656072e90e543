// Bids within 10 s after their auction opened, about a million rows of join state, beside Spark: rows per CPU-second
import { compare } from './harness/compare.ts';
import { auctionsSchema, bidsSchema } from './harness/events.ts';

await compare({
  name: 'stream-join', bids: 2_000_000, eventsPerSecond: 100_000, passes: 1, runs: 3,
  job: ({ bids, auctions }) => ({
    tables: [{ name: 'bids', schema: bidsSchema, files: bids.files }, { name: 'auctions', schema: auctionsSchema, files: auctions.files }],
    sql: `SELECT b.auction, b.bidder, b.price, b.bidTime, a.category, a.seller, a.openTime
      FROM (SELECT auction, bidder, price, dateTime AS bidTime FROM bids WATERMARK dateTime DELAY OF INTERVAL 10 SECONDS) b
      JOIN (SELECT id, category, seller, dateTime AS openTime FROM auctions WATERMARK dateTime DELAY OF INTERVAL 10 SECONDS) a
      ON b.auction = a.id AND b.bidTime >= a.openTime AND b.bidTime <= a.openTime + INTERVAL 10 SECONDS`,
    answer: ['auction', 'bidder', 'price', 'unix_millis(bidTime)', 'category', 'seller', 'unix_millis(openTime)'],
  }),
  bars: [{ peer: 'spark', atLeast: 10 }],
});
