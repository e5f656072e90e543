import { afterAll, expect, test } from 'vitest';
import * as api from '../../src/index.ts';

/** A program in JavaScript may give anything: it gets an error with a name, never one from deep inside. */
const spark = api.session({ print: () => undefined });
const frame = spark.sql("SELECT 1 AS a, 'x' AS b, array(1) AS c");
afterAll(async () => { await spark.stop(); });

const nonsense: readonly unknown[] = [undefined, null, Number.NaN, '', 'nosuch', -1, 1e99, {}, [], () => 1, new Date(Number.NaN), 10n ** 30n, true, [undefined], { a: undefined }, new Map(), api.col('zz')];

const objects: Readonly<Record<string, object>> = {
  DataFrame: frame, Column: api.col('a'), RelationalGroupedDataset: frame.groupBy('a'), DataFrameNaFunctions: frame.na, DataFrameStatFunctions: frame.stat, Window: api.Window,
  DataFrameReader: spark.read, DataFrameWriter: frame.write, DataFrameWriterV2: frame.writeTo('t'), Catalog: spark.catalog,
  functions: Object.fromEntries(Object.entries(api).filter(([name, one]) => typeof one === 'function' && /^[a-z]/.test(name) && !['session', 'udf', 'udaf'].includes(name))),
};

/** Called by the API itself, with what it made. */
const inner = new Set(['constructor', 'registerView']);

function methodsOf(value: object): readonly string[] {
  const names = new Set<string>();
  for (let at: object | null = value; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  return [...names].filter((name) => !inner.has(name) && typeof Reflect.getOwnPropertyDescriptor(Object.getPrototypeOf(value) ?? {}, name)?.get !== 'function' && typeof (value as Record<string, unknown>)[name] === 'function');
}

/** What went wrong that has no name. */
async function unnamed(call: () => unknown): Promise<string | undefined> {
  try {
    const made = await call();
    if (made instanceof api.DataFrame) await made.collect();
    if (made instanceof api.Column) await frame.select(made).collect();
    return undefined;
  } catch (error) {
    return error instanceof api.StreamError && error.condition !== 'INTERNAL_ERROR' ? undefined : String(error);
  }
}

test.each(Object.entries(objects))('%s', async (_, object) => {
  const found: string[] = [];
  for (const name of methodsOf(object)) {
    const method = (object as Readonly<Record<string, (...args: unknown[]) => unknown>>)[name]!;
    for (const one of nonsense) {
      for (const args of [[one], ['a', one], [api.col('a'), one]]) {
        const problem = await unnamed(() => method.apply(object, args));
        if (problem !== undefined) found.push(`${name}(${args.map(String).join(', ')}): ${problem.split('\n')[0]}`);
      }
    }
  }
  expect(found).toEqual([]);
}, 120_000);
