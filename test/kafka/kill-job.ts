// The job that is killed: JSON topic → windowed count → topic. Arguments: servers, input topic, output topic, checkpoint folder.
import { session } from '../../src/index.ts';

const [servers, input, output, checkpoint] = process.argv.slice(2) as [string, string, string, string];
const spark = session({ appName: 'kill-test' });
spark.readStream.format('kafka').option('kafka.bootstrap.servers', servers).option('subscribe', input).option('startingOffsets', 'earliest').load()
  .selectExpr("from_json(CAST(value AS STRING), 'ts TIMESTAMP, page STRING') AS e").select('e.*').createOrReplaceTempView('views');
const counts = spark.sql(`
  SELECT page, window.start AS start, count(*) AS n
  FROM views WATERMARK ts DELAY OF INTERVAL 10 SECONDS
  GROUP BY page, window(ts, '1 second')`);
const query = await counts.selectExpr('page AS key', 'to_json(struct(page, unix_seconds(start) AS start, n)) AS value')
  .writeStream.format('kafka').option('kafka.bootstrap.servers', servers).option('topic', output)
  .option('checkpointLocation', checkpoint).outputMode('append').start();
process.stdout.write('running\n');
await query.awaitTermination();
