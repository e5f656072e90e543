import { afterEach, describe, expect, it } from 'vitest';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { Session, StreamError } from '../../src/index.ts';
import { LiveQuery } from '../support/live-query.ts';

/**
 * What users get wrong, and the name it is refused by. Elsewhere: damaged, foreign and busy checkpoints and full disks in test/state/damage.test.ts, missing topics
 * in test/kafka/data-loss.test.ts, brokers that are down in test/kafka/outage.test.ts.
 */
async function errorOf(work: () => unknown): Promise<StreamError> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(StreamError);
    return error as StreamError;
  }
  throw new Error('nothing was refused');
}

function sessionWith(files: Readonly<Record<string, string>> = {}): Session {
  const machine = new SimulatedEnvironment({ seed: 1 });
  machine.files.makeDirectory('/in');
  for (const [path, text] of Object.entries(files)) {
    const file = machine.files.open(path, 'w');
    file.write(Buffer.from(text), 0);
    file.close();
  }
  return new Session({ environment: machine, print: () => undefined });
}

describe('malformed JSON', () => {
  const lines = '{"a": 1}\n{"a": \n{"a": 3}\n';
  const read = (mode: string, schema = 'a INT'): Promise<readonly object[]> => sessionWith({ '/in/x.json': lines }).read.schema(schema).option('mode', mode).json('/in').collect();

  it('PERMISSIVE: NULLs, and the text where there is a column for it', async () => {
    expect(await read('PERMISSIVE')).toEqual([{ a: 1 }, { a: null }, { a: 3 }]);
    expect(await read('PERMISSIVE', 'a INT, _corrupt_record STRING')).toEqual([{ a: 1, _corrupt_record: null }, { a: null, _corrupt_record: '{"a": ' }, { a: 3, _corrupt_record: null }]);
  });

  it('DROPMALFORMED: the record is left out', async () => {
    expect(await read('DROPMALFORMED')).toEqual([{ a: 1 }, { a: 3 }]);
  });

  it('FAILFAST: an error', async () => {
    expect((await errorOf(() => read('FAILFAST'))).condition).toMatch(/^(FAILED_READ_FILE|MALFORMED_RECORD_IN_PARSING)/);
  });

  it('from_json: NULL fields, an error, and a mode it has not', async () => {
    const parse = (options: string): Promise<readonly object[]> => sessionWith().sql(`SELECT from_json('{"a":1', 'a INT'${options}) AS j`).collect();
    expect(await parse('')).toEqual([{ j: { a: null } }]);
    expect((await errorOf(() => parse(", map('mode', 'FAILFAST')"))).condition).toBe('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION');
    expect((await errorOf(() => parse(", map('mode', 'DROPMALFORMED')"))).condition).toBe('PARSE_MODE_UNSUPPORTED');
  });
});

describe('in a stream', () => {
  let live: LiveQuery | undefined;
  afterEach(async () => { await live?.stop(); });

  it('a record that FAILFAST refuses ends the query; with another mode it goes on from there and nothing is lost', async () => {
    live = new LiveQuery({ nowMs: 0 });
    const { spark } = live;
    const input = spark.memoryStream('t STRING');
    const query = (mode: string): ReturnType<Session['sql']> => input.toDF().selectExpr(`from_json(t, 'a INT', map('mode', '${mode}')).a AS a`);
    await live.start(query('FAILFAST'), 'append');
    input.addData(['{"a":1}']);
    await live.settle();
    expect(live.takeBatches().flatMap((batch) => batch.rows)).toEqual([['1']]);
    input.addData(['{"a":2}'], ['{"a":']);
    const running = live;
    const error = await errorOf(async () => { for (let second = 0; second < 10; second++) { running.machine.clock.advance(1000); await running.settle(); } });
    expect(error.message).toContain('MALFORMED_RECORD_IN_PARSING');
    expect(live.takeWritten()).toEqual([]);
    await live.stop();
    await live.start(query('PERMISSIVE'), 'append');
    await live.settle();
    expect(live.takeBatches().flatMap((batch) => batch.rows)).toEqual([['2'], [null]]);
  });

  it('a checkpoint of another query is refused and stays as it is', async () => {
    live = new LiveQuery({ nowMs: 0 });
    const { spark } = live;
    const input = spark.memoryStream('k STRING, v INT');
    const counts = input.toDF().groupBy('k').count();
    await live.start(counts, 'update');
    input.addData(['a', 1]);
    await live.settle();
    await live.stop();
    live.takeBatches();
    const other = spark.memoryStream('x BIGINT');
    const two = input.toDF().select('v').union(other.toDF().selectExpr('CAST(x AS INT) AS v'));
    const running = live;
    const refused = await errorOf(async () => { await running.start(two, 'append'); await running.settle(); });
    expect(refused.condition).toMatch(/DO_NOT_MATCH|NOT_COMPATIBLE|INCOMPATIBLE/);
    await live.stop();
    await live.start(counts, 'update');
    input.addData(['a', 2]);
    await live.settle();
    expect(live.takeBatches().flatMap((batch) => batch.rows)).toEqual([['a', '2']]);
  });
});

describe('names and types', () => {
  it('an unknown column is named, with what was probably meant, where it stands', async () => {
    const error = await errorOf(() => sessionWith().sql("SELECT price, chanel FROM VALUES (1, 'a') AS bids(price, channel)").collect());
    expect(error.condition).toBe('UNRESOLVED_COLUMN.WITH_SUGGESTION');
    expect(error.parameters['proposal']).toContain('channel');
    expect(error.message).toContain('line 1, position 15');
  });

  it('an unknown table and an unknown function', async () => {
    expect((await errorOf(() => sessionWith().sql('SELECT * FROM nowhere').collect())).condition).toBe('TABLE_OR_VIEW_NOT_FOUND');
    expect((await errorOf(() => sessionWith().sql('SELECT lenght(1)').collect())).condition).toBe('UNRESOLVED_ROUTINE');
  });

  it('a wrong type: in SQL, in rows of a program, in data of a stream', async () => {
    const spark = sessionWith();
    expect((await errorOf(() => spark.sql('SELECT length(array(1))').collect())).condition).toBe('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE');
    expect((await errorOf(() => spark.sql('SELECT true + 1').collect())).condition).toBe('DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES');
    expect((await errorOf(() => spark.sql("SELECT CAST('x' AS INT)").collect())).condition).toBe('CAST_INVALID_INPUT');
    expect((await errorOf(() => spark.createDataFrame([['x']], 'a INT'))).condition).toBe('FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME');
    const input = spark.memoryStream('a INT');
    expect((await errorOf(() => { input.addData(['x']); })).condition).toBe('FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME');
  });
});

describe('options of sources', () => {
  const refusal = async (format: string, options: Readonly<Record<string, string>>): Promise<string> =>
    (await errorOf(() => sessionWith().readStream.format(format).options(options).load().schema())).condition;

  it.each([
    ['rate-micro-batch', {}, 'TIDEMARK_OPTION_MISSING'],
    ['rate-micro-batch', { rowsPerBatch: '0' }, 'TIDEMARK_INVALID_OPTION'],
    ['rate', { rowsPerSeconds: '5' }, 'TIDEMARK_UNKNOWN_OPTION'],
    ['rate', { rowsPerSecond: 'many' }, 'TIDEMARK_INVALID_OPTION'],
    ['rate', { rampUpTime: 'soon' }, 'TIDEMARK_INVALID_OPTION'],
    ['nexmark', { speed: '1' }, 'TIDEMARK_UNKNOWN_OPTION'],
    ['nexmark', { firstEventRate: '-1' }, 'TIDEMARK_INVALID_OPTION'],
    ['nowhere', {}, 'DATA_SOURCE_NOT_FOUND'],
  ])('%s %o: %s', async (format, options, condition) => {
    expect(await refusal(format, options)).toBe(condition);
  });
});
