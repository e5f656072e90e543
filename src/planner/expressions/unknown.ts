import type { ScalarFunction } from '../../functions/function.ts';
import { failInput } from '../../functions/mismatch.ts';
import type { BoundExpression } from '../../plan/bound.ts';
import type { Expression, UnresolvedFunction } from '../../plan/expression.ts';
import { booleanType } from '../../types/data-type.ts';
import { bindScalar } from './call.ts';
import { resolve } from './resolve.ts';
import type { Scope } from './scope.ts';

/** The words behind the operators; `undefined` for any other operator. */
export const unknowns: Readonly<Record<string, string>> = { isunknown: 'IS UNKNOWN', isnotunknown: 'IS NOT UNKNOWN' };

/**
 * `x IS [NOT] UNKNOWN` is `x IS [NOT] NULL`. What is written without columns, calls and casts has to be a BOOLEAN, and without numbers
 * and texts too it keeps its words in names: Spark forgets both as soon as it replaces anything in the expression.
 */
export function resolveUnknown(definition: ScalarFunction, written: string, node: UnresolvedFunction, scope: Scope): BoundExpression {
  const [input] = node.arguments;
  const bound = [resolve(input!, scope)];
  if (!isPlain(input!, () => true) || bound[0]!.type.kind === 'null') return bindScalar(definition, written, bound, scope, node.at);
  const checked: ScalarFunction = {
    ...definition,
    ...(isPlain(input!, ({ kind }) => kind === 'boolean') ? { display: ([text]) => `(${text} ${unknowns[node.name[0]!]})` } : {}),
    resolve: (call) => (call.arguments[0]!.type.kind === 'boolean' ? definition.resolve!(call) : failInput(call, 0, booleanType)),
  };
  return bindScalar(checked, written, bound, scope, node.at);
}

function isPlain(node: Expression, fits: (type: { readonly kind: string }) => boolean): boolean {
  if (node.kind === 'Literal') return fits(node.type);
  return node.kind === 'TypedLiteral' || (node.kind === 'UnresolvedFunction' && node.operator === true && node.arguments.every((one) => isPlain(one, fits)));
}
