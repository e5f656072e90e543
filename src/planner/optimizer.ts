import { StreamError } from '../errors/stream-error.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import type { PlanningContext } from './physical.ts';
import { collapseProjections } from './rules/collapse-projections.ts';
import { dropRepeatedBranches } from './rules/drop-repeated-branches.ts';
import { dropShownNames } from './rules/drop-shown-names.ts';
import { dropUselessSorts } from './rules/drop-useless-sorts.ts';
import { emptyStreams } from './rules/empty-streams.ts';
import { foldConstants } from './rules/fold-constants.ts';
import { inferFilters } from './rules/infer-filters.ts';
import { limitRankedRows } from './rules/limit-ranked-rows.ts';
import { simplifyLimits } from './rules/limits.ts';
import { mergeAggregations } from './rules/merge-aggregations.ts';
import { propagateNulls } from './rules/propagate-nulls.ts';
import { pruneColumns } from './rules/prune-columns.ts';
import { pruneJsonFields } from './rules/prune-json-fields.ts';
import { pushDownFilter } from './rules/push-down-filter.ts';
import { pushIntoScan } from './rules/push-into-scan.ts';
import { pushSemiJoin } from './rules/push-semi-join.ts';
import { refuseFailingConstants } from './rules/refuse-failing-constants.ts';
import { refuseProducts } from './rules/refuse-products.ts';
import { reorderJoins } from './rules/reorder-joins.ts';
import { replaceOperators } from './rules/replace-operators.ts';
import { rewriteLateralJoins } from './rules/rewrite-lateral-joins.ts';
import { rewriteSubqueries } from './rules/rewrite-subqueries.ts';
import { supplyColumns } from './rules/supply-columns.ts';
import { simplifyConditions } from './rules/simplify-conditions.ts';

export type Rule = (plan: LogicalPlan, context: PlanningContext) => LogicalPlan;
interface Phase { readonly name: string; readonly passes: number; readonly rules: Readonly<Record<string, Rule>> }

/** The whole optimizer, in the order it runs. A phase is repeated until nothing changes, at most `passes` times. */
const phases: readonly Phase[] = [
  { name: 'normalize', passes: 1, rules: { dropShownNames, dropRepeatedBranches, propagateNulls, foldConstants, simplifyConditions } },
  { name: 'subqueries', passes: 1, rules: { supplyColumns, rewriteSubqueries, rewriteLateralJoins } },
  { name: 'operators', passes: 1, rules: { replaceOperators, dropUselessSorts } },
  { name: 'push down', passes: 1, rules: { reorderJoins, pushDownFilter, pushSemiJoin, inferFilters, pushDownAgain: pushDownFilter } },
  { name: 'simplify', passes: 1, rules: { foldConstants, simplifyConditions, limitRankedRows, simplifyLimits, emptyStreams } },
  { name: 'columns', passes: 2, rules: { pruneColumns, pruneJsonFields, collapseProjections, mergeAggregations } },
  { name: 'fold again', passes: 1, rules: { refuseFailingConstants, foldConstants, simplifyConditions, refuseProducts, pushIntoScan } },
];

export interface OptimizerOptions extends PlanningContext {
  /** Rules left out, by name. */
  readonly disabled?: ReadonlySet<string>;
  /** Told of every rule that changed something: EXPLAIN of the optimizer itself, and the verifying tests. */
  readonly trace?: (change: { readonly phase: string; readonly rule: string; readonly before: LogicalPlan; readonly after: LogicalPlan }) => void;
}

/** A plan with the same answer that costs less. On a stream it also settles where filters stand relative to the watermark. */
export function optimize(plan: LogicalPlan, options: OptimizerOptions): LogicalPlan {
  let current = plan;
  for (const phase of phases) {
    for (let pass = 0; pass < phase.passes; pass++) {
      const before = current;
      for (const [rule, apply] of Object.entries(phase.rules)) {
        if (options.disabled?.has(rule) === true) continue;
        const after = run(apply, current, options);
        if (after !== current) options.trace?.({ phase: phase.name, rule, before: current, after });
        current = after;
      }
      if (current === before) break;
    }
  }
  return current;
}

/** A plan deeper than the stack is the user's, not ours. */
function run(rule: Rule, plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  try {
    return rule(plan, context);
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('call stack')) throw new StreamError('TIDEMARK_PLAN_TOO_DEEP', { limit: 'the call stack' }, { cause: error });
    throw error;
  }
}
