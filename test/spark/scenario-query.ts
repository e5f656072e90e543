import type { DataFrame } from '../../src/api/data-frame.ts';
import { expr } from '../../src/api/column.ts';
import type { Session } from '../../src/api/session.ts';
import { groupState, type GroupStateOperation } from './group-state.ts';
import type { ScenarioQuery } from './scenario.ts';

/** The DataFrame a scenario's query stands for; its intermediate views are registered on the way. */
export function frameOf(spark: Session, query: ScenarioQuery): DataFrame {
  for (const [name, view] of Object.entries(query.views ?? {})) frameOf(spark, view).createOrReplaceTempView(name);
  if (query.sql !== undefined) return spark.sql(query.sql);
  return (query.ops ?? []).reduce((frame, op) => apply(spark, frame, op), spark.table(query.from!));
}

function build(spark: Session, query: unknown): DataFrame {
  return typeof query === 'string' ? spark.table(query) : frameOf(spark, query as ScenarioQuery);
}

function apply(spark: Session, frame: DataFrame, [op, ...args]: readonly [string, ...unknown[]]): DataFrame {
  const operation = operations[op];
  if (operation === undefined) throw new Error(`the operation ${op} of the scenario is unknown`);
  return operation(frame, args, spark);
}

type Operation = (frame: DataFrame, args: readonly unknown[], spark: Session) => DataFrame;

const operations: Readonly<Record<string, Operation>> = {
  withWatermark: (frame, [column, delay]) => frame.withWatermark(column as string, delay as string),
  dropDuplicates: (frame, [columns]) => frame.dropDuplicates(columns as string[] | undefined),
  dropDuplicatesWithinWatermark: (frame, [columns]) => frame.dropDuplicatesWithinWatermark(columns as string[] | undefined),
  distinct: (frame) => frame.distinct(),
  selectExpr: (frame, [expressions]) => frame.selectExpr(...(expressions as string[])),
  where: (frame, [condition]) => frame.where(condition as string),
  withColumn: (frame, [name, expression]) => frame.withColumn(name as string, expr(expression as string)),
  as: (frame, [alias]) => frame.as(alias as string),
  groupBy: (frame, [keys, aggregates]) => frame.groupBy(...(keys as string[]).map(expr)).agg(...(aggregates as string[]).map(expr)),
  join: (frame, [other, condition, type, alias], spark) => frame.join(build(spark, other).as((alias as string | undefined) ?? 'r'), expr(condition as string), type as 'inner'),
  crossJoin: (frame, [other], spark) => frame.crossJoin(build(spark, other)),
  union: (frame, [other], spark) => frame.union(build(spark, other)),
  unionByName: (frame, [other], spark) => frame.unionByName(build(spark, other)),
  except: (frame, [other], spark) => frame.except(build(spark, other)),
  intersect: (frame, [other], spark) => frame.intersect(build(spark, other)),
  limit: (frame, [count]) => frame.limit(count as number),
  observe: (frame, [name, metrics]) => frame.observe(name as string, ...(metrics as string[]).map(expr)),
  offset: (frame, [count]) => frame.offset(count as number),
  orderBy: (frame, [expressions]) => frame.orderBy(...(expressions as string[]).map(expr)),
  sample: (frame, [fraction]) => frame.sample(fraction as number),
  groupState: (frame, [operation]) => groupState(frame, operation as GroupStateOperation),
  repartition: (frame, [count]) => frame.repartition(count as number),
};
