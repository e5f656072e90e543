// The engine under test, from dist: every event is a row of bytes in memory, as a broker would hand it over. A batch is the events of one file.
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

/** Blocks per file, so that a block fits a chunk. */
const blocks = 13;

await serve(async ({ tables, sql, deduplicate, answer }) => {
  const spark = session({ config: { 'spark.sql.shuffle.partitions': 1 } });
  for (const { name, schema, files } of tables) {
    const raw = spark.memoryStream('value BINARY');
    for (const file of files) addFile(raw, file);
    raw.toDF({ blocksPerTrigger: blocks }).createOrReplaceTempView(`raw_${name}`);
    spark.sql(`SELECT e.* FROM (SELECT from_json(CAST(value AS STRING), '${schema}') AS e FROM raw_${name})`).createOrReplaceTempView(name);
  }
  const folder = fs.mkdtempSync(join(tmpdir(), 'tidemark-benchmark-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  let runs = 0;
  const run = async (finish) => {
    const frame = deduplicate === undefined ? spark.sql(sql) : spark.sql(sql).dropDuplicatesWithinWatermark(deduplicate);
    const query = await finish(frame.writeStream).trigger({ availableNow: true }).option('checkpointLocation', join(folder, String(runs++))).start();
    await query.awaitTermination();
  };
  const answers = { rows: 0, digest: 0n };
  await run((writer) => writer.foreachBatch(async (batch) => {
    const [{ n, digest }] = await batch.selectExpr('count(*) AS n', `sum(crc32(concat_ws(',', ${answer.join(', ')}))) AS digest`).collect();
    answers.rows += Number(n);
    answers.digest += digest ?? 0n;
  }));
  const pass = () => run((writer) => writer.format('noop'));
  await pass();
  return { answers: { rows: answers.rows, digest: String(answers.digest) }, pass };
});

function addFile(raw, file) {
  const bytes = fs.readFileSync(file);
  const rows = [];
  for (let start = 0, end; (end = bytes.indexOf(10, start)) >= 0; start = end + 1) rows.push([bytes.subarray(start, end)]);
  for (let block = 0; block < blocks; block++) raw.addData(...rows.slice(Math.floor(rows.length * block / blocks), Math.floor(rows.length * (block + 1) / blocks)));
}
