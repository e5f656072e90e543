import { fail, type Span } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';

/** The distance of a frame bound is a constant: literals and operators on them, no columns and no calls. */
export function checkFrameDistance(distance: Expression, at: Span): void {
  if (!isConstant(distance)) fail('INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND', {}, { at });
}

function isConstant(node: Expression): boolean {
  switch (node.kind) {
    case 'Literal': case 'TypedLiteral': case 'IntervalLiteral': case 'Parameter': return true;
    case 'Cast': return isConstant(node.input);
    case 'UnresolvedFunction': return node.operator === true && node.arguments.every(isConstant);
    default: return false;
  }
}
