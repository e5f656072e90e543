import { afterAll, expect, it } from 'vitest';
import * as f from '../../src/index.ts';
import { answers, big, type Call, df, df2, shown, spark } from './frames/frames.ts';

afterAll(() => spark.stop());

/** What is easily done otherwise than Spark does it. */
const calls: readonly Call[] = [
  ["df.na.fill({'i':'7'})", () => df.na.fill({i: '7'})],
  ["df.na.fill({'i':'x'})", () => df.na.fill({i: 'x'})],
  ["df.na.fill({'g':5,'d':True})", () => df.na.fill({g: 5, d: true})],
  ["df.na.fill({'s':5})", () => df.na.fill({s: 5})],
  ["df.na.fill({'dt':'2020-01-01'})", () => df.na.fill({dt: '2020-01-01'})],
  ["df.stat.freqItems(['i'])", () => df.stat.freqItems(['i'])],
  ["df.stat.freqItems(['s','g'])", () => df.stat.freqItems(['s','g'])],
  ["df.stat.freqItems(['d','b','dt'], 0.5)", () => df.stat.freqItems(['d','b','dt'], 0.5)],
  ["big.limit(500).stat.freqItems(['id'], 0.05)", () => big.limit(500).stat.freqItems(['id'], 0.05)],
  ["df.withColumn('i', F.lit(1)).select(df.i)", () => df.withColumn('i', f.lit(1)).select(df.col('i'))],
  ["df.withColumn('i', F.col('i')+1).select(df.g, df.i)", () => df.withColumn('i', f.col('i').plus(1)).select(df.col('g'), df.col('i'))],
  ["df.withColumn('x', F.lit(1)).select(df.i, df.g)", () => df.withColumn('x', f.lit(1)).select(df.col('i'), df.col('g'))],
  ["df.select('g').select(df.i)", () => df.select('g').select(df.col('i'))],
  ["df.drop('i').select(df.i)", () => df.drop('i').select(df.col('i'))],
  ['df.union(df).select(df.i)', () => df.union(df).select(df.col('i'))],
  ["df.distinct().select(df.i).orderBy('i')", () => df.distinct().select(df.col('i')).orderBy('i')],
  ["df.groupBy('g').count().select(df.i)", () => df.groupBy('g').count().select(df.col('i'))],
  ["df.toDF('a','b1','c','d1','e','f','h').select(df.i)", () => df.toDF('a','b1','c','d1','e','f','h').select(df.col('i'))],
  ["df.cube('g','b').agg(F.grouping_id('g','b'), F.grouping('b')).orderBy('g','b')", () => df.cube('g','b').agg(f.groupingId('g','b'), f.grouping('b')).orderBy('g','b')],
  ['df.groupBy(F.lit(1)).count()', () => df.groupBy(f.lit(1)).count()],
  ["df.select(F.struct('i','g').alias('s')).unionByName(df.select(F.struct('g','i').alias('s')))", () => df.select(f.struct('i','g').as('s')).unionByName(df.select(f.struct('g','i').as('s')))],
  ["df.select(F.struct('i','g').alias('s')).unionByName(df.select(F.struct('g').alias('s')), True)", () => df.select(f.struct('i','g').as('s')).unionByName(df.select(f.struct('g').as('s')), true)],
  ["df.select(F.array(F.struct('i')).alias('a')).unionByName(df.select(F.array(F.struct('g')).alias('a')), True)", () => df.select(f.array(f.struct('i')).as('a')).unionByName(df.select(f.array(f.struct('g')).as('a')), true)],
  ['df.dropDuplicates([])', () => df.dropDuplicates([])],
  ["df.where(F.struct('g','i').isin(df2.select('g','w')))", () => df.where(f.struct('g','i').isin(df2.select('g','w')))],
  ["df.select(F.struct('i','g').alias('q')).select(F.col('q').dropFields('g','i'))", () => df.select(f.struct('i','g').as('q')).select(f.col('q').dropFields('g','i'))],
  ["df.select(F.struct('i','g').alias('q')).select(F.col('q').getField('i'), F.col('q')['g'], F.col('q.i'))", () => df.select(f.struct('i','g').as('q')).select(f.col('q').getField('i'), f.col('q').getItem('g'), f.col('q.i'))],
  ["df.select(df.i.isin(1,2), df.i.isin([]), df.s.isin('x',None), df.i.isin('1','2'))", () => df.select(df.col('i').isin(1,2), df.col('i').isin(), df.col('s').isin('x',null), df.col('i').isin('1','2'))],
  ["df.select(F.col('i').alias('x','y'))", () => df.select(f.col('i').as('x','y'))],
  ["df.selectExpr('i as a', 'a + 1 as b')", () => df.selectExpr('i as a', 'a + 1 as b')],
  ["df.join(df2, df.i, 'inner')", () => df.join(df2, df.col('i'), 'inner')],
  ["df.join(df2, df.g == df2.g).select('g')", () => df.join(df2, df.col('g').eq(df2.col('g'))).select('g')],
  ["df.join(df2, df.g == df2.g).select(df.g, df2.g, 'w').orderBy('w')", () => df.join(df2, df.col('g').eq(df2.col('g'))).select(df.col('g'), df2.col('g'), 'w').orderBy('w')],
  ["df.rollup(F.col('g'), F.col('i') % 2).agg(F.sum('i').alias('q')).orderBy('g','q')", () => df.rollup(f.col('g'), f.col('i').mod(2)).agg(f.sum('i').as('q')).orderBy('g','q')],
  ["df.groupBy('g').pivot('s', ['x','x']).sum('i')", () => (df.groupBy('g').pivot('s', ['x','x'])).sum('i')],
  ["df.groupBy('g').pivot('i', [1,2]).agg(F.first('s')).orderBy('g')", () => (df.groupBy('g').pivot('i', [1,2])).agg(f.first('s')).orderBy('g')],
  ["df.limit(2).select('i','d','s').transpose()", async () => await df.limit(2).select('i','d','s').transpose()],
  ['df.limit(0).summary()', () => df.limit(0).summary()],
  ["df.select(df.i.eqNullSafe(df.d), df.s.eqNullSafe('x'), df.i.eqNullSafe(F.lit(None)))", () => df.select(df.col('i').eqNullSafe(df.col('d')), df.col('s').eqNullSafe('x'), df.col('i').eqNullSafe(f.lit(null)))],
  ['df.select(df.s.substr(1,1), df.s.substr(F.lit(2),F.lit(3)), df.g.substr(-1, 5))', () => df.select(df.col('s').substr(1,1), df.col('s').substr(f.lit(2),f.lit(3)), df.col('g').substr(-1, 5))],
  ["df.select(F.when(df.b, 'x').otherwise(df.i), F.when(df.b, df.d))", () => df.select(f.when(df.col('b'), 'x').otherwise(df.col('i')), f.when(df.col('b'), df.col('d')))],
  ["df.select(F.explode(F.array('i')), F.explode(F.array('g')))", () => df.select(f.explode(f.array('i')), f.explode(f.array('g')))],
  ["df.to(T('i bigint not null'))", () => df.to('i bigint not null')],
  ["df.observe('o', F.sum('i').over(W.orderBy('i')))", () => df.observe('o', f.sum('i').over(f.Window.orderBy('i')))],
];

it.each(calls)('%s', async (python, here) => {
  expect(await shown(here)).toBe(answers[python]);
});
