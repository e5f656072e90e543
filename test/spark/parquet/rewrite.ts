// Writes what Spark wrote once more, for `record.py check FOLDER`.
import { readdirSync } from 'node:fs';
import { session } from '../../../src/index.ts';

const target = process.argv[2]!;
const spark = session({ config: { 'spark.sql.session.timeZone': 'UTC' } });
const codecs: readonly string[] = ['none', 'gzip', 'zstd', 'lz4', 'lz4_raw'];
const forms: Readonly<Record<string, string>> = { micros: 'TIMESTAMP_MICROS', millis: 'TIMESTAMP_MILLIS' };
for (const file of readdirSync(import.meta.dirname).filter((one) => one.endsWith('.parquet'))) {
  const name = file.slice(0, -'.parquet'.length);
  spark.conf.set('spark.sql.parquet.outputTimestampType', forms[name] ?? 'INT96');
  const frame = spark.read.parquet(`${import.meta.dirname}/${file}`);
  await frame.write.mode('overwrite').option('compression', codecs.includes(name) ? name : 'snappy').parquet(`${target}/${name}`);
}
await spark.stop();
