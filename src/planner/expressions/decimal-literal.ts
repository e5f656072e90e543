import type { BoundExpression, Literal } from '../../plan/bound.ts';
import { isIntegral } from '../../types/coercion.ts';
import { longType } from '../../types/data-type.ts';
import { falseLiteral, literalOf, trueLiteral } from '../build.ts';

/**
 * A whole number compared with a decimal constant: the constant is rounded to the bigint that says the same, so that the column
 * is not cast: `i < 12.5` is `i < 13`. Beyond bigint the answer is known.
 */
export function roundedComparison(operator: string, args: readonly BoundExpression[]): readonly [BoundExpression, BoundExpression] | Literal | undefined {
  const [left, right] = args;
  if (left === undefined || right === undefined || !(operator in roundsUp)) return undefined;
  const upRight = roundsUp[operator as Operator];
  if (isDecimalConstant(right) && isIntegral(left.type)) return whole(right, upRight, operator.startsWith('<'), (literal) => [left, literal]);
  if (isDecimalConstant(left) && isIntegral(right.type)) return whole(left, !upRight, operator.startsWith('>'), (literal) => [literal, right]);
  return undefined;
}

type Operator = '<' | '<=' | '>' | '>=';

/** How a constant on the right is rounded. */
const roundsUp: Readonly<Record<Operator, boolean>> = { '<': true, '<=': false, '>': false, '>=': true };

/** `trueAbove`: the comparison holds for every number when the constant is larger than all of them. */
function whole(constant: Literal, up: boolean, trueAbove: boolean, build: (literal: Literal) => readonly [BoundExpression, BoundExpression]): readonly [BoundExpression, BoundExpression] | Literal {
  const scale = constant.type.kind === 'decimal' ? constant.type.scale : 0;
  const unit = 10n ** BigInt(scale);
  const unscaled = constant.value as bigint;
  const quotient = unscaled / unit;
  const rest = unscaled % unit;
  const rounded = up ? quotient + (rest > 0n ? 1n : 0n) : quotient - (rest < 0n ? 1n : 0n);
  if (BigInt.asIntN(64, quotient) !== quotient) return (quotient > 0n) === trueAbove ? trueLiteral : falseLiteral;
  return build(literalOf(longType, rounded));
}

function isDecimalConstant(node: BoundExpression): node is Literal {
  return node.kind === 'Literal' && node.type.kind === 'decimal' && node.value !== null;
}
