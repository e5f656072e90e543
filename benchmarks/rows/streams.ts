import type { DataFrame, MemoryStream, Row, Session } from '../../src/index.ts';
import { type Item, itemsOf, Sum, type Work } from './programs.ts';

const BATCHES = 20;
const schema = 'id BIGINT NOT NULL, k INT NOT NULL, g STRING NOT NULL, v DOUBLE NOT NULL, ts TIMESTAMP NOT NULL';
type Stream = MemoryStream<Row & { g: string }>;

/** Streams that wait in memory in blocks, each a batch, and end in functions of the program or in state. */
export function streamWorks(spark: Session, rows: number): readonly Work[] {
  const items = itemsOf(rows);
  const stream = filled(spark, items, Math.ceil(rows / BATCHES));
  const late = filled(spark, items.filter(({ id }) => id % 3n !== 0n), Math.ceil(rows / BATCHES));
  const small = filled(spark, [...items, ...items.slice(0, 4000)], Math.ceil(rows / BATCHES), 10);
  const frame = (): DataFrame => stream.toDF({ blocksPerTrigger: 1 });
  const loop = (): Sum => { const sum = new Sum(); for (const item of items) sum.add(item); return sum; };
  return [
    { name: 'stream, foreachBatch', theirs: () => loop().answer, ours: async () => {
      const sum = new Sum();
      await run(frame(), (writer) => writer.foreachBatch(async (batch) => { for (const row of await batch.collect()) sum.add(row as Item); }));
      return sum.answer;
    } },
    { name: 'stream, foreach', theirs: () => loop().answer, ours: async () => {
      const sum = new Sum();
      await run(frame(), (writer) => writer.foreach((row) => { sum.add(row as Item); }));
      return sum.answer;
    } },
    { name: 'mapGroupsWithState', theirs: () => [[String(counted(items))]], ours: async () => {
      let total = 0;
      const counts = stream.toDF({ blocksPerTrigger: 1 }).groupByKey('g').mapGroupsWithState((key, all, state) => {
        const n = (state.getOption()?.n ?? 0) + all.length;
        state.update({ n });
        total += all.length;
        return { g: key.g, n };
      }, { state: 'n INT NOT NULL', output: 'g STRING, n INT' });
      await run(counts, (writer) => writer.format('noop').outputMode('update'));
      return [[String(total)]];
    } },
    { name: 'transformWithState', theirs: () => [[String(counted(items))]], ours: async () => {
      let total = 0;
      const counts = stream.toDF({ blocksPerTrigger: 1 }).groupByKey('g').transformWithState((handle) => {
        const seen = handle.getValueState('seen', 'n INT NOT NULL');
        return { *handleInputRows(key, all) {
          let n = seen.get()?.n ?? 0;
          for (const _ of all) { n++; total++; }
          seen.update({ n });
          yield { g: key.g, n };
        } };
      }, { output: 'g STRING, n INT', outputMode: 'update' });
      await run(counts, (writer) => writer.format('noop').outputMode('update'));
      return [[String(total)]];
    } },
    { name: 'left outer stream join', theirs: () => [[String(outer(items))]], ours: async () => {
      let total = 0;
      stream.toDF({ blocksPerTrigger: 1 }).createOrReplaceTempView('ours');
      late.toDF({ blocksPerTrigger: 1 }).createOrReplaceTempView('theirs');
      const joined = spark.sql(`SELECT o.id, t.k FROM (SELECT * FROM ours WATERMARK ts DELAY OF INTERVAL 0 SECONDS) o LEFT JOIN (SELECT * FROM theirs WATERMARK ts DELAY OF INTERVAL 0 SECONDS) t
        ON o.id = t.id AND t.ts BETWEEN o.ts - INTERVAL 10 SECONDS AND o.ts + INTERVAL 10 SECONDS`);
      await run(joined, (writer) => writer.foreachBatch(async (batch) => { total += Number((await batch.where('k IS NOT NULL').count())); }));
      return [[String(total)]];
    } },
    { name: '400 small batches, large state', theirs: () => [[String(counted([...items, ...items.slice(0, 4000)]))]], ours: async () => {
      let total = 0;
      small.toDF({ blocksPerTrigger: 1 }).createOrReplaceTempView('small');
      await run(spark.sql('SELECT id, count(*) AS n FROM small GROUP BY id'), (writer) => writer.outputMode('update').foreachBatch(async (batch) => { total += Number((await batch.count())); }));
      return [[String(total)]];
    } },
  ];
}

/** Event time goes on by a second per thousand rows. The last 4,000 rows come in blocks of `tail`, if it is given. */
function filled(spark: Session, items: readonly Item[], block: number, tail?: number): Stream {
  const stream = spark.memoryStream(schema) as unknown as Stream;
  const cells = items.map(({ id, k, g, v }) => [id, k, g, v, new Date(Number(id))]);
  const large = tail === undefined ? cells.length : cells.length - 4000;
  for (let at = 0; at < large; at += block) stream.addData(...cells.slice(at, Math.min(large, at + block)));
  for (let at = large; at < cells.length; at += tail!) stream.addData(...cells.slice(at, at + tail!));
  return stream;
}

async function run(frame: DataFrame, to: (writer: DataFrame['writeStream']) => DataFrame['writeStream']): Promise<void> {
  const query = await to(frame.writeStream).trigger({ availableNow: true }).start();
  await query.awaitTermination();
}

/** As many counts as rows, kept by group. */
function counted(items: readonly Item[]): number {
  const counts = new Map<string, number>();
  for (const { g } of items) counts.set(g, (counts.get(g) ?? 0) + 1);
  let total = 0;
  for (const n of counts.values()) total += n;
  return total;
}

function outer(items: readonly Item[]): number {
  const right = new Map(items.filter(({ id }) => id % 3n !== 0n).map((item) => [item.id, item]));
  return items.filter(({ id }) => right.has(id)).length;
}
