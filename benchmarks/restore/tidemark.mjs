// `fill` processes everything that is there; `restart` says when its first batch has ended, then ends.
const [, , source, checkpoint] = process.argv;
const { session } = await import('../../dist/index.js');

const spark = session({ config: { 'spark.sql.shuffle.partitions': 1 } });
spark.streams.addListener({ onQueryProgress: ({ progress }) => {
  if (progress.numInputRows > 0) process.stdout.write(`${JSON.stringify({ inputRows: progress.numInputRows, stateRows: Number(progress.stateOperators[0].numRowsTotal) })}\n`);
} });
spark.readStream.schema('k BIGINT, v BIGINT').option('maxFilesPerTrigger', 1).json(source).createOrReplaceTempView('events');
const query = await spark.sql('SELECT k, count(*) AS n, sum(v) AS total FROM events GROUP BY k')
  .writeStream.format('noop').outputMode('update').trigger({ availableNow: true }).option('checkpointLocation', checkpoint).start();
await query.awaitTermination();
process.stdout.write('{"end":true}\n');
