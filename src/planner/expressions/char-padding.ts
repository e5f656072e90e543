import type { BoundExpression } from '../../plan/bound.ts';
import { isFoldable } from '../../plan/foldable.ts';
import { intType, stringType } from '../../types/data-type.ts';
import { callOf, literalOf } from '../build.ts';
import type { Scope } from './scope.ts';

const comparisons: ReadonlySet<string> = new Set(['=', '<=>', '<', '<=', '>', '>=', 'in']);

/** A column of CHAR(n) is compared with constants and with other such columns as if all were filled up with spaces to the longest. */
export function paddedAsDeclared(name: string, args: readonly BoundExpression[], scope: Scope): readonly BoundExpression[] {
  if (!comparisons.has(name) || !args.some((one) => charLength(one) !== undefined)) return args;
  if (scope.session.settings.get('spark.sql.legacy.charVarcharAsString') === 'true') return args;
  const lengths = args.map((one) => charLength(one) ?? constantLength(one, scope));
  if (lengths.includes(undefined)) return args;
  const longest = Math.max(...lengths.map((one) => one ?? 0));
  return args.map((one, index) => (lengths[index] === NONE || lengths[index] === longest ? one : padded(one, longest)));
}

/** NULL has no length. */
const NONE = -1;

function charLength(node: BoundExpression): number | undefined {
  const declared = node.kind === 'Attribute' ? node.declared : undefined;
  return declared?.kind === 'string' && declared.constraint === 'char' ? declared.length : undefined;
}

function constantLength(node: BoundExpression, scope: Scope): number | undefined {
  if (node.type.kind === 'null') return NONE;
  if (node.type.kind !== 'string' || !isFoldable(node)) return undefined;
  const value = node.kind === 'Literal' ? node.value : scope.session.evaluate(node);
  return typeof value === 'string' ? [...value].length : NONE;
}

/** Shown as it was written. */
function padded(node: BoundExpression, length: number): BoundExpression {
  const call = callOf('rpad', [node, literalOf(intType, length), literalOf(stringType, ' ')], node.type, node.nullable);
  return { ...call, definition: { ...call.definition, display: ([text]) => text! } };
}
