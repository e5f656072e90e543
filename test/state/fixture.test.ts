import { readdirSync, readFileSync, statSync, writeFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { DataFrame } from '../../src/api/data-frame.ts';
import { Session } from '../../src/api/session.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { expr } from '../../src/index.ts';

/**
 * Checkpoints of an earlier build, byte by byte (test/checkpoints/README.md): what is in them must stay readable. `RECORD=NAME npx vitest run
 * test/state/fixture.test.ts` writes new ones under that name, beside the old.
 */
const root = fileURLToPath(new URL('../checkpoints/', import.meta.url));
const MOMENT = Date.UTC(2030, 0, 1);

function environment(): SimulatedEnvironment { return new SimulatedEnvironment({ nowMs: MOMENT, seed: 1 }); }
function session(machine: SimulatedEnvironment): Session { return new Session({ environment: machine, print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC' } }); }

function events(spark: Session, step: number): DataFrame {
  const stream = spark.memoryStream('ts TIMESTAMP, k STRING, v BIGINT');
  const at = (second: number): Date => new Date(second * 1000);
  stream.addData({ ts: at(10), k: 'a', v: 1n }, { ts: at(11), k: 'b', v: 2n }, { ts: at(12), k: null, v: null });
  if (step > 0) stream.addData({ ts: at(13), k: 'a', v: 5n }, { ts: at(14), k: 'long enough to lie apart', v: 6n });
  return stream.toDF();
}

/** One query per kind of store. */
const queries: Readonly<Record<string, { readonly mode: string; readonly build: (input: DataFrame, spark: Session, step: number) => DataFrame }>> = {
  aggregate: { mode: 'update', build: (input) => input.groupBy('k').agg(expr('count(*)'), expr('sum(v)'), expr('avg(v)'), expr('max(ts)'), expr('collect_list(v)')) },
  join: {
    mode: 'append',
    build: (input, spark, step) => input.withWatermark('ts', '10 seconds').join(events(spark, step).selectExpr('ts AS ts2', 'k AS k2', 'v AS v2').withWatermark('ts2', '10 seconds'), expr('k = k2 AND ts2 BETWEEN ts AND ts + INTERVAL 5 SECONDS'), 'left'),
  },
  session: { mode: 'append', build: (input) => input.withWatermark('ts', '10 seconds').groupBy('k', expr("session_window(ts, '5 seconds')")).agg(expr('count(*)'), expr('sum(v)')) },
  deduplicate: { mode: 'append', build: (input) => input.withWatermark('ts', '10 seconds').dropDuplicatesWithinWatermark(['k']) },
  group: {
    mode: 'update',
    build: (input) => input.to('ts TIMESTAMP, k STRING, v BIGINT').groupByKey('k').mapGroupsWithState(
      (key, rows, state) => { const n = (state.getOption()?.n ?? 0n) + BigInt(rows.length); state.update({ n }); return { k: key.k, n }; }, { state: 'n BIGINT', output: 'k STRING, n BIGINT' }),
  },
};

async function run(machine: SimulatedEnvironment, name: string, step: number): Promise<{ readonly batches: readonly number[]; readonly rows: readonly string[]; readonly state: readonly string[] }> {
  const spark = session(machine);
  const { mode, build } = queries[name]!;
  const rows: string[] = [];
  try {
    const query = await build(events(spark, step), spark, step).writeStream.outputMode(mode).option('checkpointLocation', '/checkpoint').trigger({ availableNow: true })
      .foreachBatch(async (batch) => { rows.push(...await lines(batch)); }).start();
    await query.awaitTermination();
    const state = await lines(name === 'join' ? spark.read.format('statestore').option('joinSide', 'left').load('/checkpoint') : spark.read.format('statestore').load('/checkpoint'));
    return { batches: query.recentProgress.map(({ batchId }) => batchId), rows: rows.sort(), state: state.sort() };
  } finally {
    await spark.stop();
  }
}

async function lines(frame: DataFrame): Promise<string[]> {
  return (await frame.selectExpr("to_json(struct(*), map('ignoreNullFields', 'false')) AS line").collect()).map((row) => String(row['line']));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map(String).filter((name) => statSync(join(folder, name)).isFile());
}

function load(machine: SimulatedEnvironment, folder: string): void {
  for (const name of filesBelow(folder)) {
    machine.files.makeDirectory(dirname(`/checkpoint/${name}`));
    const file = machine.files.open(`/checkpoint/${name}`, 'w');
    file.write(readFileSync(join(folder, name)));
    file.sync();
    file.close();
  }
}

function save(machine: SimulatedEnvironment, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['lock', 'log', 'snapshots']) {
    for (const name of machine.files.list(`/checkpoint/${part}`)) {
      mkdirSync(join(folder, part), { recursive: true });
      writeFileSync(join(folder, part, name), machine.files.readFile(`/checkpoint/${part}/${name}`));
    }
  }
}

const recording = process.env['RECORD'];
if (recording !== undefined) {
  it('records', async () => {
    for (const name of Object.keys(queries)) {
      const machine = environment();
      await run(machine, name, 0);
      save(machine, join(root, recording, name));
      const answer = await run(machine, name, 1);
      writeFileSync(join(root, recording, `${name}.json`), `${JSON.stringify(answer, null, 2)}\n`);
    }
  });
}

for (const version of readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory())) {
  describe(`checkpoints of ${version}`, () => {
    it.each(readdirSync(join(root, version)).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', '')))('%s is read, and goes on', async (name) => {
      const machine = environment();
      load(machine, join(root, version, name));
      expect(await run(machine, name, 1)).toEqual(JSON.parse(readFileSync(join(root, version, `${name}.json`), 'utf8')));
    });
  });
}
