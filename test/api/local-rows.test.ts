import { afterAll, expect, test } from 'vitest';
import { type Aggregator, type DataFrame, session } from '../../src/index.ts';

const spark = session({ config: { 'spark.sql.session.timeZone': 'America/New_York' } });
const TEXT = '2024-01-01 00:00:00';
const SECONDS = 1_704_085_200n;
/** TIMESTAMP is a Timestamp to the compiler; text is taken as well. */
const text = TEXT as never;
const newest: Aggregator<string> = { zero: () => TEXT, reduce: (kept) => kept, merge: (kept) => kept, finish: (kept) => kept };
spark.udf.register('at_row', () => TEXT, 'TIMESTAMP');
spark.udf.register('at_column', (values: readonly unknown[]) => values.map(() => TEXT), 'TIMESTAMP', { wholeColumn: true });
spark.udf.register('at_group', newest, 'TIMESTAMP');
spark.udf.registerTable('at_table', () => [[TEXT]], 't TIMESTAMP');
const keyed = spark.createDataFrame([{ k: 'a' }], 'k STRING NOT NULL').to('k STRING NOT NULL').groupByKey('k');

afterAll(() => spark.stop());

const givers: Readonly<Record<string, () => DataFrame>> = {
  'a local row': () => spark.createDataFrame([{ t: TEXT }], 't TIMESTAMP'),
  'a local row, nested': () => spark.createDataFrame([{ a: [{ t: TEXT }] }], 'a ARRAY<STRUCT<t: TIMESTAMP>>').selectExpr('a[0].t AS t'),
  'a function of a row': () => spark.sql('SELECT at_row() AS t'),
  'a function of columns': () => spark.sql('SELECT at_column(a) AS t FROM VALUES (1) v(a)'),
  'an aggregate': () => spark.sql('SELECT at_group(a) AS t FROM VALUES (1) v(a)'),
  'a table function': () => spark.sql('SELECT t FROM at_table()'),
  'the result of a function over groups': () => keyed.mapGroupsWithState(() => ({ t: text }), { state: 'n INT', output: 't TIMESTAMP' }),
  'the state of a function over groups': () => keyed.mapGroupsWithState((_, __, state) => {
    state.update({ at: text });
    return { t: state.get().at };
  }, { state: 'at TIMESTAMP', output: 't TIMESTAMP' }),
  'the result of a processor': () => keyed.transformWithState(() => ({ handleInputRows: () => [{ t: text }] }), { output: 't TIMESTAMP' }),
  'the state of a processor': () => keyed.transformWithState((handle) => {
    const value = handle.getValueState('at', 'at TIMESTAMP');
    const map = handle.getMapState('by', 'at TIMESTAMP', 'n INT');
    return {
      * handleInputRows() {
        value.update({ at: text });
        map.updateValue({ at: text }, { n: 1 });
        yield { t: value.get()!.at };
        yield { t: map.keys()[0]!.at };
      },
    };
  }, { output: 't TIMESTAMP' }),
};

test.each(Object.keys(givers))('text given for a timestamp by %s is in the time zone of the session', async (name) => {
  const rows = await givers[name]!().selectExpr('unix_seconds(t) AS seconds').distinct().collect();
  expect(rows).toEqual([{ seconds: SECONDS }]);
});
