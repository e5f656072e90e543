import type { BoundExpression } from '../../plan/bound.ts';
import type { Expression } from '../../plan/expression.ts';
import { nameOfPath } from '../../formats/variant/path.ts';
import { transformUp } from '../../plan/walk.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Scope } from './scope.ts';

/** The name of a column that was given none: that of a bare column (also below a cast), else its SQL. */
export function columnName(written: Expression, bound: BoundExpression, scope: Scope): string {
  if (written.kind === 'Cast') {
    const name = bound.kind === 'Cast' ? explicitName(written.input, bound.input) : undefined;
    if (name !== undefined) return name;
  }
  return explicitName(written, bound) ?? prettySql(withLateralMarks(bound, scope), scope.session.settings.timeZone);
}

/** Nothing in the expression is a name: it is called after its SQL. A constant, and a part of a column taken out by constants, have names. */
export function isGeneratedName(written: Expression, bound: BoundExpression): boolean {
  if (written.kind === 'UnresolvedAttribute' || bound.kind === 'Literal' || isPart(written)) return false;
  if (written.kind === 'Cast' && bound.kind === 'Cast' && explicitName(written.input, bound.input) !== undefined) return false;
  return explicitName(written, bound) === undefined && !(bound.kind === 'Call' && timeWindows.has(bound.definition.name));
}

const timeWindows: ReadonlySet<string> = new Set(['window', 'session_window', 'window_time']);

function isPart(written: Expression): boolean {
  return written.kind === 'ExtractValue' && [written.input, written.extraction].every((one) => one.kind === 'UnresolvedAttribute' || one.kind === 'Literal' || isPart(one));
}

/** Inside a longer expression, aliases from the left of the same list give themselves away. */
function withLateralMarks(bound: BoundExpression, scope: Scope): BoundExpression {
  const ids = new Set(scope.lateralAliases?.map((one) => one.id));
  if (ids.size === 0) return bound;
  return transformUp(bound, (one) => (one.kind === 'Attribute' && ids.has(one.id) ? { ...one, name: `lateralAliasReference(${one.name})` } : one));
}

/** The name an expression carries by itself: `a`, `t.a`, `s.a` and `x AS a` are all `a`. */
export function explicitName(written: Expression, bound: BoundExpression): string | undefined {
  if (bound.kind === 'Alias' || bound.kind === 'Attribute') return bound.name;
  if (bound.kind === 'OuterReference') return bound.attribute.name;
  if (bound.kind === 'LambdaParameter') return bound.name;
  if (bound.kind === 'Call' && bound.definition.name === 'variantpath') return nameOfPath(String(bound.arguments[1]?.kind === 'Literal' ? bound.arguments[1].value : ''));
  const callsFunction = bound.kind === 'Call' && bound.arguments.length === 0;
  return written.kind === 'UnresolvedAttribute' && !callsFunction ? written.name.at(-1) : undefined;
}
