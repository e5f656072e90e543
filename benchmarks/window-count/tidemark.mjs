// The engine under test, from dist: every event is a row of bytes in memory, as a broker would hand it over.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from './engine.mjs';

if (process.argv.includes('--no-sync')) {
  fs.fdatasyncSync = () => {};
  syncBuiltinESMExports();
}
const { session } = await import('../../dist/index.js');

const rowsPerBlock = 8192;
const job = `
  SELECT window.start AS start, auction, count(*) AS n
  FROM (
    SELECT e.auction, e.price, e.dateTime
    FROM (SELECT from_json(CAST(value AS STRING), 'auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, dateTime TIMESTAMP, extra STRING') AS e FROM events)
  ) WATERMARK dateTime DELAY OF INTERVAL 4 SECONDS
  WHERE price > 1000
  GROUP BY window(dateTime, '10 seconds'), auction`;

await serve(async ({ files }) => {
  const spark = session({ config: { 'spark.sql.shuffle.partitions': 1 } });
  const events = spark.memoryStream('value BINARY');
  load(events, files);
  events.toDF({ blocksPerTrigger: 12 }).createOrReplaceTempView('events');
  const folder = fs.mkdtempSync(join(tmpdir(), 'window-count-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  let runs = 0;
  const run = async (writer) => {
    const query = await writer(spark.sql(job).writeStream).trigger({ availableNow: true }).option('checkpointLocation', join(folder, String(runs++))).start();
    await query.awaitTermination();
  };
  const answers = [];
  await run((writer) => writer.foreachBatch(async (batch) => {
    for (const row of await batch.collect()) answers.push([row.start.getTime?.() ?? Number(row.start), String(row.auction), String(row.n)]);
  }));
  const pass = () => run((writer) => writer.format('noop'));
  await pass();
  return { answers, pass };
});

function load(events, files) {
  let rows = [];
  for (const file of files) {
    const bytes = fs.readFileSync(file);
    for (let start = 0, end; (end = bytes.indexOf(10, start)) >= 0; start = end + 1) {
      rows.push([bytes.subarray(start, end)]);
      if (rows.length === rowsPerBlock) events.addData(...rows.splice(0));
    }
  }
  if (rows.length > 0) events.addData(...rows);
}
