import type { EvaluationSettings } from '../functions/function.ts';
import type { BoundExpression } from '../plan/bound.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import { type CapturedSettings, settingsInside } from '../plan/settings.ts';
import { mapExpressions, mapInputs, transformUp } from '../plan/walk.ts';
import type { Frame } from './analyzer/context.ts';

/**
 * The text of a view or of a SQL function is resolved under the settings it was made under, and its expressions keep them for when they run.
 * Under the reader's own settings nothing is noted and the plan is as if the text stood in the query.
 */
export function resolveUnder(captured: CapturedSettings | undefined, frame: Frame, resolve: (frame: Frame) => LogicalPlan): LogicalPlan {
  const settings = captured === undefined ? frame.settings : settingsInside(captured, frame.settings);
  return settings === frame.settings ? resolve(frame) : planUnder(resolve({ ...frame, settings }), settings);
}

/** The expression, its calls and casts bound under settings of their own. Those that are already stay so: they are of a text inside. */
export function boundUnder(expression: BoundExpression, settings: EvaluationSettings): BoundExpression {
  return transformUp(expression, (node) => settled(node, settings));
}

/** Only the node itself. */
export function settled(node: BoundExpression, settings: EvaluationSettings): BoundExpression {
  switch (node.kind) {
    case 'Call': return node.settings !== undefined || ofSession.has(node.definition.name) ? node : { ...node, settings };
    case 'Cast': case 'AggregateCall': case 'GeneratorCall': return node.settings === undefined ? { ...node, settings } : node;
    case 'WindowCall': return node.function.kind === 'RankingCall' && node.function.settings === undefined ? { ...node, function: { ...node.function, settings } } : node;
    case 'Subquery': return { ...node, plan: planUnder(node.plan, settings) };
    default: return node;
  }
}

/** The time zone they speak of is that of the session, wherever they stand. */
const ofSession: ReadonlySet<string> = new Set(['current_timezone', 'convert_timezone']);

function planUnder(plan: LogicalPlan, settings: EvaluationSettings): LogicalPlan {
  return mapExpressions(mapInputs(plan, (input) => planUnder(input, settings)), (expression) => boundUnder(expression, settings));
}
