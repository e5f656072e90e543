import type { BoundExpression } from '../../plan/bound.ts';
import type { Expression } from '../../plan/expression.ts';
import { prettyIn } from './call.ts';
import type { Scope } from './scope.ts';

/** The name of a column that was given none: that of a bare column (also below a cast), else its SQL. */
export function columnName(written: Expression, bound: BoundExpression, scope: Scope): string {
  if (written.kind === 'Cast') {
    const name = bound.kind === 'Cast' ? explicitName(written.input, bound.input) : undefined;
    if (name !== undefined) return name;
  }
  return explicitName(written, bound) ?? prettyIn(scope, bound);
}

/** The name an expression carries by itself: `a`, `t.a`, `s.a` and `x AS a` are all `a`. */
export function explicitName(written: Expression, bound: BoundExpression): string | undefined {
  if (bound.kind === 'Alias' || bound.kind === 'Attribute') return bound.name;
  if (bound.kind === 'OuterReference') return bound.attribute.name;
  if (bound.kind === 'LambdaParameter') return bound.name;
  const callsFunction = bound.kind === 'Call' && bound.arguments.length === 0;
  return written.kind === 'UnresolvedAttribute' && !callsFunction ? written.name.at(-1) : undefined;
}
