import type { Chunk } from '../../src/columnar/chunk.ts';
import { readValue } from '../../src/columnar/read.ts';
import type { Value } from '../../src/columnar/value.ts';
import { type Session, StreamError } from '../../src/index.ts';
import type { Expression } from '../../src/plan/expression.ts';
import type { Relation } from '../../src/plan/relation.ts';
import { type ColumnPlan, makeRows, makeValues, rowsPerChunk } from './columns.ts';

const leastCpuMicros = 40_000;
const chunksMax = 1024;

/** Type and values of an expression over the rows of an example; undefined when it is none that stands alone. */
export async function samplesOf(spark: Session, input: Relation | undefined, argument: Expression): Promise<ColumnPlan | undefined> {
  try {
    const relation: Relation = { kind: 'Project', input: input ?? { kind: 'OneRow' }, expressions: [{ kind: 'Alias', input: argument, names: ['v'] }] };
    const [field] = spark.engine.schemaOf(relation).fields;
    const samples: Value[] = [];
    for await (const chunk of spark.engine.chunks(relation)) {
      for (let row = 0; row < chunk.rowCount && samples.length < 100; row++) if (chunk.selection === undefined || chunk.selection.includes(row)) samples.push(readValue(chunk.columns[0]!, row));
    }
    return field === undefined || field.type.kind === 'null' ? undefined : { type: field.type, samples, vary: false };
  } catch (error) {
    if (error instanceof StreamError) return undefined;
    throw error;
  }
}

export interface Table { readonly chunk: Chunk; readonly values: readonly (readonly Value[])[] }

/** A chunk of 8192 rows: the columns asked for, `g` with 100 groups and `o` to sort by. */
export function tableOf(columns: readonly ColumnPlan[], seed: number): Table {
  const values = columns.map((column, index) => makeValues(column, seed + index));
  const groups = Array.from({ length: rowsPerChunk }, (_, row) => (row * 7919) % 100);
  const order = Array.from({ length: rowsPerChunk }, (_, row) => ((row * 104_729) % 8209) + 0.5);
  const chunk = makeRows([...columns.map(({ type }, index) => ({ type, values: values[index]! })), { type: { kind: 'int' }, values: groups }, { type: { kind: 'double' }, values: order }]);
  const fields = chunk.schema.fields.map((field, index) => ({ ...field, name: index < columns.length ? field.name : index === columns.length ? 'g' : 'o' }));
  return { chunk: { ...chunk, schema: { fields } }, values };
}

/** Rows per CPU second of an expression over the table, read again and again until the clock has something to measure. The best of three. */
export async function rateOf(spark: Session, table: Table, expression: Expression): Promise<number> {
  return await rateOfQuery(spark, table, { kind: 'Project', input: { kind: 'NamedTable', name: ['bench'], options: {}, streaming: false }, expressions: [expression] });
}

/** The same of a query over the table, which is called `bench`. */
export async function rateOfQuery(spark: Session, table: Table, query: Relation): Promise<number> {
  let chunks = 1;
  spark.engine.catalog.publish('bench', table.chunk.schema, function* () { for (let at = 0; at < chunks; at++) yield table.chunk; });
  const run = async (): Promise<number> => {
    const before = process.cpuUsage();
    for await (const chunk of spark.engine.chunks(query)) void chunk;
    const used = process.cpuUsage(before);
    return used.user + used.system;
  };
  await run();
  let micros = await run();
  while (micros < leastCpuMicros && chunks < chunksMax) {
    chunks = Math.min(chunksMax, chunks * (micros < leastCpuMicros / 8 ? 8 : 2));
    micros = await run();
  }
  const best = await bestOf(run, micros);
  return (chunks * rowsPerChunk) / (best / 1e6);
}

/** Least time of a run, run again until twice nothing is gained: optimised code comes late on a machine that others use too. */
async function bestOf(run: () => Promise<number>, first: number): Promise<number> {
  let best = first;
  for (let idle = 0, runs = 0; idle < 2 && runs < 10; runs++) {
    const micros = await run();
    idle = micros < 0.95 * best ? 0 : idle + 1;
    best = Math.min(best, micros);
  }
  return best;
}
