import { expect, it } from 'vitest';
import type { LogicalPlan } from '../../src/plan/logical.ts';
import { visitPlan } from '../../src/plan/walk.ts';
import { PlanningSession } from '../support/planning.ts';

/** Fields that `from_json` still reads in the optimized plan of a query over `e`, a record of four fields made by it. */
function fieldsRead(query: string, streaming = true): readonly string[] {
  const session = new PlanningSession();
  session.source('raw', 'value STRING', streaming);
  const fields: string[] = [];
  visitPlan(session.optimize(session.analyze(query.replace('parsed', `(SELECT from_json(value, 'a INT, b STRING, c STRING, d TIMESTAMP') AS e FROM raw)`))), (node: LogicalPlan) => {
    if (node.kind !== 'Project') return;
    for (const one of node.expressions) {
      if (one.kind === 'Alias' && one.input.kind === 'Call' && one.input.definition.name === 'from_json' && one.input.type.kind === 'struct') fields.push(...one.input.type.fields.map(({ name }) => name));
    }
  });
  return fields;
}

it.each([
  ['fields that are shown', 'SELECT e.a, e.d FROM parsed', ['a', 'd']],
  ['fields that a filter compares, with the IS NOT NULL which it infers', 'SELECT e.b FROM parsed WHERE e.a > 1', ['a', 'b']],
  ['fields beside a test of the record for NULL', 'SELECT e.b FROM parsed WHERE e IS NULL OR e.c = e.b', ['b', 'c']],
  ['all, when the record itself is shown', 'SELECT e, e.a FROM parsed', ['a', 'b', 'c', 'd']],
  ['all, when nothing but its being NULL is asked', 'SELECT 1 FROM parsed WHERE e IS NOT NULL', ['a', 'b', 'c', 'd']],
])('reads %s', (_, query, fields) => { expect(fieldsRead(query)).toEqual(fields); });
