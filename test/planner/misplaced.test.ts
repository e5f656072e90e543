import { describe, expect, it } from 'vitest';
import { PlanningSession } from '../support/planning.ts';

const session = new PlanningSession();

/** Wherever they stand: a named refusal, never a plan that cannot run. */
describe('grouping() and aggregates where nothing groups', () => {
  for (const sql of [
    'SELECT * FROM range(1) WHERE grouping_id() = 1', 'SELECT id, sum(grouping__id) FROM range(1) GROUP BY id', 'SELECT grouping__id FROM range(1)',
    'SELECT * FROM range(2) a JOIN range(2) b ON grouping_id() = 1', 'SELECT max(id) FILTER (WHERE grouping__id = 0) FROM range(1)',
    'SELECT (SELECT max(x) FROM VALUES (1) t(x) WHERE grouping__id = 0)',
  ]) it(sql, () => { expect(() => session.analyze(sql)).toThrowError(/UNSUPPORTED_GROUPING_EXPRESSION/); });

  it('an aggregate as the argument of a table function', () => {
    expect(() => session.analyze('SELECT * FROM explode(array(max(1)))')).toThrowError(/UNSUPPORTED_EXPR_FOR_OPERATOR/);
  });

  it('grouping_id() as the argument of a table function is no constant', () => {
    expect(() => session.analyze('SELECT * FROM range(grouping_id(2), 3)')).toThrowError(/NON_FOLDABLE_ARGUMENT/);
  });

  it('with GROUPING SETS it is fine', () => {
    expect(() => session.analyze('SELECT id, grouping__id, max(grouping_id(id)) FROM range(1) GROUP BY ROLLUP (id)')).not.toThrow();
  });
});
