import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { col, type DataFrame, type GroupState, type ListState, type MapState, type ValueState } from '../../src/index.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import type { Row } from '../../src/api/row.ts';
import type { RowOf } from '../../src/api/row-type.ts';
import { Session } from '../../src/api/session.ts';

/** What the compiler works out from the schemas, with no type written by hand; `npm run check` holds the lines that must not compile. */
let spark: Session;
beforeEach(() => { spark = new Session({ environment: new SimulatedEnvironment({ nowMs: 1_000_000, seed: 1 }), print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC' } }); });
afterEach(async () => { await spark.stop(); });

const visits = [{ user: 'ann', page: '/', ms: 5n }, { user: 'bob', page: '/', ms: 7n }, { user: 'ann', page: '/cart', ms: null }];
const visitsOf = () => spark.createDataFrame(visits, 'user STRING NOT NULL, page STRING, ms BIGINT');

describe('a schema as a type', () => {
  it('tells names, types and what may be NULL', () => {
    expectTypeOf<RowOf<'user STRING NOT NULL, n BIGINT, tags ARRAY<STRING>'>>().toEqualTypeOf<{ user: string; n: bigint | null; tags: (string | null)[] | null }>();
    expectTypeOf<RowOf<'m MAP<STRING, INT>, s STRUCT<a: INT not null, b: STRING> NOT NULL'>>().toEqualTypeOf<{ m: Map<string, number | null> | null; s: { a: number; b: string | null } }>();
    expectTypeOf<RowOf<'m MAP<STRUCT<a: INT, b: DATE>, ARRAY<INT>> NOT NULL'>>().toEqualTypeOf<{ m: Map<{ a: number | null; b: Date | null }, (number | null)[] | null> }>();
    expectTypeOf<RowOf<"d DECIMAL(10, 2) NOT NULL, v VARCHAR(3) NOT NULL COMMENT 'short, no more', t TIMESTAMP WITHOUT TIME ZONE">>().toEqualTypeOf<{ d: import('../../src/index.ts').Decimal; v: string; t: Date | null }>();
    expectTypeOf<RowOf<'`two words` INT, x:INT,\n  y : STRING NOT  NULL'>>().toEqualTypeOf<{ 'two words': number | null; x: number | null; y: string }>();
    expectTypeOf<RowOf<'i INTERVAL DAY TO SECOND'>>().toEqualTypeOf<{ i: unknown }>();
    expectTypeOf<RowOf<string>>().toEqualTypeOf<Row>();
  });

  it('takes as many columns as a wide table has', () => {
    type Ten<P extends string> = `${P}0 INT, ${P}1 INT, ${P}2 INT, ${P}3 INT, ${P}4 INT, ${P}5 INT, ${P}6 INT, ${P}7 INT, ${P}8 INT, ${P}9 INT`;
    type Wide = RowOf<`${Ten<'a'>}, ${Ten<'b'>}, ${Ten<'c'>}, ${Ten<'d'>}, ${Ten<'e'>}, ${Ten<'f'>}, ${Ten<'g'>}, ${Ten<'h'>}, last STRING NOT NULL`>;
    expectTypeOf<Wide['h9']>().toEqualTypeOf<number | null>();
    expectTypeOf<Wide['last']>().toEqualTypeOf<string>();
  });
});

describe('typed rows', () => {
  it('come from the schema of what is read, and stay while columns stay', async () => {
    const frame = visitsOf().where('ms > 1').orderBy('user').limit(5);
    expectTypeOf(frame).toEqualTypeOf<DataFrame<{ user: string; page: string | null; ms: bigint | null }>>();
    const [first] = await frame.collect();
    expectTypeOf(first).toEqualTypeOf<{ user: string; page: string | null; ms: bigint | null } | undefined>();
    expect(first).toEqual({ user: 'ann', page: '/', ms: 5n });
    expectTypeOf(await frame.collect({ lossy: true })).toEqualTypeOf<Row[]>();
    expectTypeOf(frame.select('user')).toEqualTypeOf<DataFrame>();
    expectTypeOf(spark.memoryStream('n INT').toDF()).toEqualTypeOf<DataFrame<{ n: number | null }>>();
    for await (const row of frame) expectTypeOf(row.ms).toEqualTypeOf<bigint | null>();
  });

  it('come from to(schema) for everything else', async () => {
    const frame = spark.sql("SELECT 1 AS n, 'x' AS gone, 'a' AS k").to('k STRING, n BIGINT');
    expectTypeOf(frame).toEqualTypeOf<DataFrame<{ k: string | null; n: bigint | null }>>();
    expect(await frame.collect()).toEqual([{ k: 'a', n: 1n }]);
  });
});

describe('mapGroupsWithState and flatMapGroupsWithState', () => {
  it('take key, rows, state and result from the schemas', async () => {
    const counts = visitsOf().groupByKey('user').mapGroupsWithState((key, rows, state) => {
      expectTypeOf(key).toEqualTypeOf<{ user: string }>();
      expectTypeOf(rows).toEqualTypeOf<readonly { user: string; page: string | null; ms: bigint | null }[]>();
      expectTypeOf(state).toEqualTypeOf<GroupState<{ n: bigint; last: string | null }>>();
      const n = (state.getOption()?.n ?? 0n) + BigInt(rows.length);
      state.update({ n, last: rows.at(-1)?.page ?? null });
      return { user: key.user, n };
    }, { state: 'n BIGINT NOT NULL, last STRING', output: 'user STRING NOT NULL, n BIGINT NOT NULL' });
    expectTypeOf(counts).toEqualTypeOf<DataFrame<{ user: string; n: bigint }>>();
    expect(await counts.orderBy('user').collect()).toEqual([{ user: 'ann', n: 2n }, { user: 'bob', n: 1n }]);

    const pages = visitsOf().groupByKey('user', 'page').flatMapGroupsWithState('append', function* (key, rows) {
      expectTypeOf(key).toEqualTypeOf<{ user: string; page: string | null }>();
      for (const { ms } of rows) yield { page: key.page, ms };
    }, { state: 'n INT', output: 'page STRING, ms BIGINT' });
    expectTypeOf(pages).toEqualTypeOf<DataFrame<{ page: string | null; ms: bigint | null }>>();
    expect(await pages.count()).toBe(3n);
  });

  describe('with an initial state', () => {
    const counted = (calls: string[], rows: readonly { user: string; n: bigint }[]) => visitsOf().groupByKey('user').flatMapGroupsWithState('update', (key, given, state) => {
      calls.push(`${key.user} ${given.length} ${state.getOption()?.n}`);
      return [];
    }, { state: 'n BIGINT NOT NULL', output: 'user STRING', initialState: spark.createDataFrame(rows, 'n BIGINT NOT NULL, user STRING NOT NULL').groupByKey('user') });

    it('call every key once, those without rows too', async () => {
      const calls: string[] = [];
      await counted(calls, [{ user: 'ann', n: 10n }, { user: 'eve', n: 20n }]).collect();
      expect(calls.sort()).toEqual(['ann 2 10', 'bob 1 undefined', 'eve 0 20']);
    });
    it('leave those without rows alone when told so', async () => {
      const calls: string[] = [];
      spark.conf.set('spark.sql.streaming.flatMapGroupsWithState.skipEmittingInitialStateKeys', 'true');
      await counted(calls, [{ user: 'ann', n: 10n }, { user: 'eve', n: 20n }]).collect();
      expect(calls.sort()).toEqual(['ann 2 10', 'bob 1 undefined']);
    });
    it('refuse two rows for a key', async () => {
      await expect(counted([], [{ user: 'ann', n: 10n }, { user: 'ann', n: 20n }]).collect()).rejects.toThrow('TIDEMARK_GROUP_STATE_INITIAL_TWICE');
    });
  });

  it('refuse what does not fit', () => {
    const grouped = visitsOf().groupByKey('user');
    const schemas = { state: 'n BIGINT NOT NULL', output: 'user STRING NOT NULL, n BIGINT NOT NULL' } as const;
    // @ts-expect-error the field is called n
    grouped.mapGroupsWithState((key, rows) => ({ user: key.user, m: BigInt(rows.length) }), schemas);
    // @ts-expect-error BIGINT is a bigint
    grouped.mapGroupsWithState((key, rows) => ({ user: key.user, n: rows.length }), schemas);
    // @ts-expect-error a page may be NULL, the user of the result may not
    grouped.mapGroupsWithState((_, rows) => ({ user: rows[0]!.page, n: 1n }), schemas);
    // @ts-expect-error there is no such column
    visitsOf().groupByKey('usr');
    grouped.flatMapGroupsWithState('append', (key, rows, state) => {
      // @ts-expect-error the state has no such field
      state.update({ total: 1n });
      // @ts-expect-error and no such type
      state.update({ n: '1' });
      // @ts-expect-error nor have the rows
      rows.map((row) => row.url);
      // @ts-expect-error nor has the key
      return [{ user: key.page, n: state.get().n }];
    }, schemas);
    const initialState = spark.createDataFrame([], 'user STRING NOT NULL, n INT NOT NULL').groupByKey('user');
    // @ts-expect-error the state of the initial rows is of another type
    expect(() => grouped.mapGroupsWithState((key) => ({ user: key.user, n: 1n }), { ...schemas, initialState })).toThrow('INVALID_COLUMN_OR_FIELD_DATA_TYPE');
  });

  it('take keys that are computed as rows of unknown cells', () => {
    expectTypeOf(visitsOf().groupByKey(col('user'))).toEqualTypeOf<import('../../src/index.ts').KeyValueGroupedDataset<Row, { user: string; page: string | null; ms: bigint | null }>>();
  });
});

describe('transformWithState', () => {
  it('takes everything from the schemas', async () => {
    const before = spark.createDataFrame([{ user: 'ann', earlier: 10n }], 'user STRING NOT NULL, earlier BIGINT NOT NULL');
    const totals = visitsOf().groupByKey('user').transformWithState((handle) => {
      const total = handle.getValueState('total', 'n BIGINT NOT NULL');
      const times = handle.getListState('times', 'ms BIGINT');
      const pages = handle.getMapState('pages', 'page STRING', 'n INT NOT NULL');
      expectTypeOf(total).toEqualTypeOf<ValueState<{ n: bigint }>>();
      expectTypeOf(times).toEqualTypeOf<ListState<{ ms: bigint | null }>>();
      expectTypeOf(pages).toEqualTypeOf<MapState<{ page: string | null }, { n: number }>>();
      return {
        *handleInputRows(key, rows, timers) {
          expectTypeOf(key).toEqualTypeOf<{ user: string }>();
          expectTypeOf(timers.getCurrentWatermarkInMs()).toEqualTypeOf<number>();
          for (const { page, ms } of rows) {
            times.appendValue({ ms });
            pages.updateValue({ page }, { n: (pages.getValue({ page })?.n ?? 0) + 1 });
          }
          total.update({ n: (total.get()?.n ?? 0n) + BigInt(rows.length) });
          yield { user: key.user, n: total.get()!.n, pages: pages.keys().map(({ page }) => page) };
        },
        handleExpiredTimer: (key, _, { expiryTimeInMs }) => [{ user: key.user, n: BigInt(expiryTimeInMs), pages: [] }],
        handleInitialState(_, row) {
          expectTypeOf(row).toEqualTypeOf<{ user: string; earlier: bigint }>();
          total.update({ n: row.earlier });
        },
      };
    }, { output: 'user STRING NOT NULL, n BIGINT NOT NULL, pages ARRAY<STRING> NOT NULL', timeMode: 'ProcessingTime', initialState: before.groupByKey('user') });
    expectTypeOf(totals).toEqualTypeOf<DataFrame<{ user: string; n: bigint; pages: (string | null)[] }>>();
    expect(await totals.orderBy('user').collect()).toEqual([{ user: 'ann', n: 12n, pages: ['/', '/cart'] }, { user: 'bob', n: 1n, pages: ['/'] }]);
  });

  it('refuses what does not fit', () => {
    const grouped = visitsOf().groupByKey('user');
    grouped.transformWithState((handle) => {
      const total = handle.getValueState('total', 'n BIGINT NOT NULL');
      const pages = handle.getMapState('pages', 'page STRING NOT NULL', 'n INT NOT NULL');
      return {
        handleInputRows(key, rows) {
          // @ts-expect-error the field is called n
          total.update({ m: 1n });
          // @ts-expect-error INT is a number
          pages.updateValue({ page: '/' }, { n: 1n });
          // @ts-expect-error the key of the map may not be NULL
          pages.getValue({ page: rows[0]!.page });
          return [{ user: key.user }];
        },
      };
    }, { output: 'user STRING' });
    // @ts-expect-error the result has a column too few
    grouped.transformWithState(() => ({ handleInputRows: (key) => [{ user: key.user }] }), { output: 'user STRING, n BIGINT' });
    // @ts-expect-error keys of the initial state are of another type
    grouped.transformWithState(() => ({ handleInputRows: () => [] }), { output: 'user STRING', initialState: spark.createDataFrame([], 'user INT').groupByKey('user') });
  });

  it('closes a processor when its query ends, and makes a new one for the next', async () => {
    const calls: string[] = [];
    const frame = visitsOf().groupByKey('user').transformWithState(() => {
      calls.push('init');
      return { handleInputRows: () => [], close() { calls.push('close'); } };
    }, { output: 'n INT' });
    expect(calls).toEqual([]);
    await frame.collect();
    await frame.collect();
    expect(calls).toEqual(['init', 'close', 'init', 'close']);
  });
});
