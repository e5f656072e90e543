import type { BoundExpression } from '../../plan/bound.ts';
import type { Expression, UnresolvedFunction } from '../../plan/expression.ts';
import { callFunction } from './call.ts';
import { resolve } from './resolve.ts';
import type { Scope } from './scope.ts';

/** LIKE ANY, LIKE ALL and their negations. */
export const quantifiedLikes: ReadonlySet<string> = new Set(['likeany', 'likeall', 'notlikeany', 'notlikeall']);

/** One call over all patterns when these are text constants; else the LIKEs one by one, joined by OR (ANY) or AND (ALL). */
export function resolveQuantifiedLike(written: string, node: UnresolvedFunction, scope: Scope): BoundExpression {
  const [input, ...patterns] = node.arguments;
  const value = resolve(input!, scope);
  const texts = patterns.map((one) => resolve(one, scope));
  if (patterns.every(isText)) return { ...callFunction(written, [value, ...texts], scope, node.at), nullable: true };
  const negated = written.startsWith('not');
  const [name, matched, ...wanted] = node.arguments.every(isLowered) ? ['ilike', ...node.arguments.map((one) => resolve((one as UnresolvedFunction).arguments[0]!, scope))] as const : ['like', value, ...texts] as const;
  const tests = wanted.map((text): BoundExpression => {
    const like = callFunction(name, [matched!, text], scope, node.at);
    return negated ? callFunction('not', [like], scope, node.at) : like;
  });
  return tests.reduce((left, right) => callFunction(written.endsWith('any') ? 'or' : 'and', [left, right], scope, node.at));
}

/** ILIKE compares in lower case. */
function isLowered(side: Expression): boolean { return side.kind === 'UnresolvedFunction' && side.operator === true && side.name[0] === 'lower'; }

function isText(pattern: Expression): boolean {
  if (isLowered(pattern)) return isText((pattern as UnresolvedFunction).arguments[0]!);
  return pattern.kind === 'Literal' && pattern.type.kind === 'string';
}
