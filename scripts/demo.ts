// The main job, on a click stream made inside the process or on Kafka: clicks per page in windows of 10 seconds, with a watermark and a checkpoint.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { realEnvironment } from '../src/environment/real.ts';
import { type DataFrame, type Session, session, StreamError, type StreamingQuery } from '../src/index.ts';
import { inspectCheckpoint } from '../src/state/inspect.ts';
import { isCheckpoint } from '../src/state/log-index.ts';
import { openScreen, type Screen } from './demo-screen.ts';

interface Options { readonly kafka?: string; readonly from?: string; readonly to?: string; readonly rate: string; readonly seed: string; readonly checkpoint?: string; readonly batches?: string }

/** The job: the same text for both streams. */
const job = `
  SELECT window.start AS start, page, count(*) AS clicks
  FROM clicks WATERMARK ts DELAY OF INTERVAL 5 SECONDS
  GROUP BY window(ts, '10 seconds'), page`;

const pages = ['/', '/search', '/cart', '/checkout', '/help', '/about', '/login', '/jobs'];

async function main(): Promise<void> {
  const options = readArguments();
  const checkpoint = options.checkpoint ?? (options.kafka === undefined ? 'checkpoints/demo' : `checkpoints/demo-${options.from}-${options.to}`);
  const spark = session({ appName: 'demo', config: { 'spark.sql.shuffle.partitions': 1 } });
  const screen = openScreen(process.stdout);
  clicksOf(spark, options).createOrReplaceTempView('clicks');
  screen.print(`${job.replace(/^\n/, '')}\n\n${whereFrom(checkpoint)}`);
  const query = await start(spark, options, checkpoint, screen);
  stopOnSignal(query, screen);
  spark.streams.addListener({ onQueryProgress: ({ progress }) => {
    screen.progress(progress);
    if (options.batches !== undefined && progress.batchId + 1 >= Number(options.batches)) void query.stop();
  } });
  await query.awaitTermination();
  screen.close();
  screen.print('Stopped. Start again and it goes on from there.');
}

function readArguments(): Options {
  const command = new Command('npm start --')
    .description('Clicks per page in windows of 10 seconds: a stream made inside the process, or Kafka to Kafka.')
    .option('--kafka <host:port>', 'read and write Kafka instead; values are JSON such as {"ts":"2026-01-01 00:00:00","page":"/","user":7}')
    .option('--from <topic>', 'topic with clicks')
    .option('--to <topic>', 'topic for the counts: key = page, value = JSON, each window once')
    .option('--rate <rows>', 'clicks per second of the built-in stream', '100000')
    .option('--seed <number>', 'same seed, same clicks', '1')
    .option('--checkpoint <folder>', 'where the job keeps its state (default: checkpoints/demo)')
    .option('--batches <number>', 'stop when the checkpoint holds so many batches');
  const options = command.parse().opts<Options>();
  if ((options.kafka === undefined) !== (options.from === undefined) || (options.from === undefined) !== (options.to === undefined)) command.error('--kafka, --from and --to go together');
  for (const name of ['rate', 'seed', 'batches'] as const) if (options[name] !== undefined && !/^[1-9]\d*$/.test(options[name])) command.error(`--${name} takes a whole number above 0`);
  return options;
}

/** Clicks come up to 4 seconds late; a page's share depends on the seed. */
function clicksOf(spark: Session, { kafka, from, rate, seed }: Options): DataFrame {
  if (kafka !== undefined) {
    return spark.readStream.format('kafka').option('kafka.bootstrap.servers', kafka).option('subscribe', from!).option('startingOffsets', 'earliest').load()
      .selectExpr("from_json(CAST(value AS STRING), 'ts TIMESTAMP, page STRING, user BIGINT') AS click").select('click.*');
  }
  return spark.readStream.format('rate-micro-batch').option('rowsPerBatch', rate).option('startTimestamp', Date.UTC(2026, 0, 1)).load()
    .selectExpr('timestamp', 'value', `pmod(xxhash64(value, ${seed}L), 4000) AS lateMs`, `pmod(hash(value, ${seed}), 128) AS dice`)
    .selectExpr('timestamp - make_dt_interval(0, 0, 0, lateMs / 1000.0) AS ts', `element_at(array(${pages.map((page) => `'${page}'`).join(', ')}), CAST(floor(log2(128 / (dice + 1))) AS INT) + 1) AS page`, 'pmod(value, 5000) AS user');
}

function start(spark: Session, { kafka, to }: Options, checkpoint: string, screen: Screen): Promise<StreamingQuery> {
  const counts = spark.sql(job);
  if (kafka !== undefined) {
    return counts.selectExpr('page AS key', 'to_json(struct(*)) AS value').writeStream.format('kafka').option('kafka.bootstrap.servers', kafka).option('topic', to!)
      .option('checkpointLocation', checkpoint).queryName('demo').start();
  }
  return counts.selectExpr("date_format(start, 'HH:mm:ss') AS start", 'page', 'clicks').writeStream.outputMode('update').trigger({ processingTime: '1 second' }).option('checkpointLocation', checkpoint).queryName('demo')
    .foreachBatch(async (batch) => { screen.rows(await batch.collect() as unknown as { start: string; page: string; clicks: bigint }[]); }).start();
}

function whereFrom(checkpoint: string): string {
  if (!isCheckpoint(realEnvironment, checkpoint)) return `A new job; its checkpoint is ${resolve(checkpoint)}`;
  const { nextBatchId, watermarkMs } = inspectCheckpoint(realEnvironment, checkpoint);
  return `Resumed from ${resolve(checkpoint)}: batch ${nextBatchId} is next, watermark ${new Date(watermarkMs).toISOString()}. Delete the folder to start over.`;
}

/** The batch in progress is finished first; a second signal does not wait. */
function stopOnSignal(query: StreamingQuery, screen: Screen): void {
  let asked = false;
  const stop = (): void => {
    if (asked) process.exit(130);
    asked = true;
    screen.print('Stopping after this batch …');
    void query.stop();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof StreamError ? error.message : error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
  process.exitCode = 1;
}
