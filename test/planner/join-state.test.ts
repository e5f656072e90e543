import { describe, expect, it } from 'vitest';
import type { Join, LogicalPlan } from '../../src/plan/logical.ts';
import { outputOf } from '../../src/plan/output.ts';
import { somePlan } from '../../src/plan/walk.ts';
import { type LowerBound, lowerBound } from '../../src/planner/join-state.ts';
import { PlanningSession } from '../support/planning.ts';

const session = new PlanningSession();
session.source('l', 'lt TIMESTAMP, lk STRING, lv BIGINT');
session.source('r', 'rt TIMESTAMP, rk STRING, rv BIGINT');

/** What a condition says about each side, in ms. */
function boundsOf(condition: string): { left: string; right: string } {
  const plan = session.optimize(session.analyze(`SELECT * FROM l WATERMARK lt DELAY OF INTERVAL 1 SECOND FULL JOIN r WATERMARK rt DELAY OF INTERVAL 1 SECOND ON lk = rk AND ${condition}`));
  let join: Join | undefined;
  somePlan(plan, (node: LogicalPlan) => { if (node.kind === 'Join') join = node; return node.kind === 'Join'; });
  const [left, right] = [outputOf(join!.left), outputOf(join!.right)];
  return { left: show(lowerBound(left, right, join!.condition)), right: show(lowerBound(right, left, join!.condition)) };
}

function show(bound: LowerBound | undefined): string {
  if (bound === undefined) return 'none';
  const parts = [...(bound.offsetMicros === undefined ? [] : [`W${bound.offsetMicros < 0n ? '' : '+'}${bound.offsetMicros / 1000n}`]), ...(bound.limitMicros === undefined ? [] : [`≤${bound.limitMicros / 1000n}`])];
  return parts.join(' ');
}

const table: readonly (readonly [condition: string, left: string, right: string])[] = [
  ['lt > rt', 'W+0', 'none'],
  ['lt >= rt', 'W-1', 'none'],
  ['lt < rt', 'none', 'W+0'],
  ['lt > rt - INTERVAL 5 SECONDS', 'W-5000', 'none'],
  ['lt + INTERVAL 5 SECONDS > rt', 'W-5000', 'none'],
  ['rt < lt + INTERVAL 5 SECONDS', 'W-5000', 'none'],
  ['rt - INTERVAL 5 SECONDS <= lt', 'W-5001', 'none'],
  ['NOT (lt < rt)', 'W-1', 'none'],
  ['lt > rt + INTERVAL 2 SECONDS AND lt > rt', 'W+0', 'none'],
  ['lt BETWEEN rt - INTERVAL 1 SECOND AND rt + INTERVAL 3 SECONDS', 'W-1001', 'W-3001'],
  ['rt BETWEEN lt AND lt + INTERVAL 40 SECONDS', 'W-40001', 'W-1'],
  ['lt > rt - INTERVAL 1 DAY', 'W-86400000', 'none'],
  ['lt > rt - INTERVAL 1 MONTH', 'none', 'none'],
  ["lt > rt - INTERVAL '1' YEAR", 'none', 'none'],
  ['CAST(lt AS BIGINT) > CAST(rt AS BIGINT) - 10', 'W-10000', 'none'],
  ['CAST(lt AS DOUBLE) >= CAST(rt AS DOUBLE) - 0.5D', 'W-501', 'none'],
  ['lt - rt > INTERVAL 3 SECONDS', 'W+3000', 'none'],
  ['rt - lt < INTERVAL 3 SECONDS', 'W-3000', 'none'],
  ['lt = rt + INTERVAL 1 SECOND', 'none', 'none'],
  ['lt <> rt', 'none', 'none'],
  ['lv > rv', 'none', 'none'],
  ['lv > 2', '≤2000', 'none'],
  ['lv >= 2 AND lt > rt', 'W+0 ≤1999', 'none'],
  ["lt > TIMESTAMP'1970-01-01 00:00:07'", '≤7000', 'none'],
  ['lt > rt OR lt < rt', 'none', 'none'],
  ["lk > 'a'", 'none', 'none'],
];

describe('bounds of join state', () => {
  for (const [condition, left, right] of table) it(`${condition}: left ${left}, right ${right}`, () => { expect(boundsOf(condition)).toEqual({ left, right }); });
});
