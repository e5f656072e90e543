import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { StreamError } from '../../src/errors/stream-error.ts';
import { explainLogical } from '../../src/plan/explain.ts';
import type { LogicalPlan } from '../../src/plan/logical.ts';
import { outputOf } from '../../src/plan/output.ts';
import { visitPhysical } from '../../src/plan/walk.ts';
import { parseStatement } from '../../src/parser/parse.ts';
import { optimize } from '../../src/planner/optimizer.ts';
import { PlanningSession } from '../support/planning.ts';
import { verifyPlan } from '../support/verify-plan.ts';

const corpus = join(dirname(fileURLToPath(import.meta.url)), '..', 'spark', 'sql');

/** Statements of the recorded corpus that analyze. */
function recorded(area: string): readonly { readonly sql: string; readonly plan: LogicalPlan; readonly session: PlanningSession }[] {
  const fixtures = JSON.parse(readFileSync(join(corpus, 'fixtures.json'), 'utf8')) as { name: string; sql: string }[];
  return readFileSync(join(corpus, `${area}.jsonl`), 'utf8').trim().split('\n').flatMap((line) => {
    const record = JSON.parse(line) as { sql: string; error?: unknown };
    if (record.error !== undefined) return [];
    const session = new PlanningSession();
    for (const { name, sql } of fixtures) {
      const statement = parseStatement(sql);
      if (statement.kind === 'CreateView') session.view(name, statement.query);
    }
    try {
      return [{ sql: record.sql, plan: session.analyze(record.sql), session }];
    } catch (error) {
      if (error instanceof StreamError) return [];
      throw error;
    }
  });
}

for (const area of ['query', 'window', 'complex']) {
  describe(`recorded statements of ${area}`, () => {
    const plans = recorded(area);

    it('keep their columns and read only what is there, after each rule', () => {
      expect(plans.length).toBeGreaterThan(100);
      for (const { sql, plan, session } of plans) {
        verifyPlan(plan, sql);
        const before = outputOf(plan).map((one) => `${one.name}#${one.id}`);
        const after = optimize(plan, { ...session.context, trace: (change) => { verifyPlan(change.after, `${sql} after ${change.rule}`); } });
        expect(outputOf(after).map((one) => `${one.name}#${one.id}`), sql).toEqual(before);
      }
    });

    it('are planned without anything that runs once per row', () => {
      for (const { sql, plan, session } of plans) {
        visitPhysical(session.physical(session.optimize(plan)), (node) => { expect(node.kind, sql).not.toBe('ApplyRows'); });
      }
    });

    it('stay as they are when they are optimized twice', () => {
      for (const { sql, plan, session } of plans.slice(0, 200)) {
        const once = session.optimize(plan);
        expect(explainLogical(session.optimize(once)).replace(/#\d+/g, ''), sql).toBe(explainLogical(once).replace(/#\d+/g, ''));
      }
    });
  });
}
