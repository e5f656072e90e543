import { describe, expect, it } from 'vitest';
import { explainPlans } from '../../src/plan/explain.ts';
import { parseQuery } from '../../src/parser/parse.ts';
import { PlanningSession } from '../support/planning.ts';

function explain(sql: string, mode: Parameters<typeof explainPlans>[1]): string {
  const session = new PlanningSession();
  session.source('e', 'ts TIMESTAMP, k STRING, v BIGINT');
  const parsed = parseQuery(sql);
  const analyzed = session.analyze(parsed);
  const optimized = session.optimize(analyzed);
  return explainPlans({ parsed, analyzed, optimized, physical: session.physical(optimized, 'update') }, mode);
}

describe('EXPLAIN', () => {
  it('simple shows the physical plan and announces state that grows for ever', () => {
    expect(explain('SELECT k, count(*) AS n FROM e WHERE v > 1 GROUP BY k', 'simple')).toMatchInlineSnapshot(`
      "== Physical Plan ==
      Project [k#1, count(1)#2 AS n#3]
      +- StateStoreSave keys=[k#1] functions=[count(1)] mode=update state=0
         +- Filter ((v#4 > 1) AND (v#4 IS NOT NULL))
            +- MicroBatchScan memory [ts#5, k#1, v#4]

      == Unbounded State ==
      StatefulAggregate (state 0): no grouping column has a watermark; bounded by: grouping by window() of a column with a watermark
      "
    `);
  });

  it('extended shows every phase', () => {
    expect(explain('SELECT k FROM e WHERE v > 1 + 1', 'extended')).toMatchInlineSnapshot(`
      "== Parsed Logical Plan ==
      'Project expressions=['k]
      +- 'Filter condition='>('v, '+(1, 1)) clause=where
         +- 'NamedTable name=[e] options={} streaming=false

      == Analyzed Logical Plan ==
      Project [k#1]
      +- Filter (v#2 > (1 + 1))
         +- SubqueryAlias e
            +- StreamingRelation memory [ts#3, k#1, v#2]

      == Optimized Logical Plan ==
      Project [k#1]
      +- Filter ((v#2 > 2) AND (v#2 IS NOT NULL))
         +- StreamingRelation memory [ts#3, k#1, v#2]

      == Physical Plan ==
      Project [k#1]
      +- Filter ((v#2 > 2) AND (v#2 IS NOT NULL))
         +- MicroBatchScan memory [ts#3, k#1, v#2]
      "
    `);
  });

  it('formatted numbers the operators', () => {
    expect(explain('SELECT upper(k) AS u FROM e', 'formatted')).toMatchInlineSnapshot(`
      "== Physical Plan ==
      Project (2)
      +- MicroBatchScan (1)


      (1) MicroBatchScan
      Output [3]: [ts#1, k#2, v#3]
      Arguments: memory [ts#1, k#2, v#3]

      (2) Project
      Output [1]: [u#4]
      Input [3]: [ts#1, k#2, v#3]
      Arguments: [upper(k#2) AS u#4]
      "
    `);
  });

  it('gives the same text every time', () => {
    const sql = "SELECT window.start, k, sum(v) FROM e WATERMARK ts DELAY OF INTERVAL 1 SECOND GROUP BY window(ts, '5 seconds'), k";
    expect(explain(sql, 'extended')).toBe(explain(sql, 'extended'));
  });
});
