// JSON events -> from_json -> filter -> count per key in 10 s windows, beside a hand-written loop, DuckDB and Spark: rows per CPU-second
import { join } from 'node:path';
import { compare, node } from './harness/compare.ts';
import { bidsSchema } from './harness/events.ts';

const here = import.meta.dirname;

await compare({
  name: 'window-count', bids: 1_000_000, passes: 3, runs: 5,
  job: ({ bids }) => ({
    tables: [{ name: 'bids', schema: bidsSchema, files: bids.files }],
    sql: `SELECT window.start AS start, auction, count(*) AS n FROM bids WATERMARK dateTime DELAY OF INTERVAL 4 SECONDS
      WHERE price > 1000 GROUP BY window(dateTime, '10 seconds'), auction`,
    answer: ['unix_millis(start)', 'auction', 'n'],
  }),
  engines: [
    { name: 'loop', note: 'hand-written: JSON.parse and a Map; keeps nothing', command: () => node(join(here, 'window-count', 'loop.mjs')) },
    { name: 'duckdb', note: 'one thread, batch query over the files; keeps nothing', command: () => node(join(here, 'window-count', 'duckdb.mjs')) },
  ],
  bars: [{ peer: 'loop', atLeast: 3.5 }, { peer: 'duckdb', atLeast: 1.2 }, { peer: 'spark', atLeast: 8 }],
});
