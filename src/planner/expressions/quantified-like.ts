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
  const tests = texts.map((text): BoundExpression => {
    const like = callFunction('like', [value, text], scope, node.at);
    return negated ? callFunction('not', [like], scope, node.at) : like;
  });
  return tests.reduce((left, right) => callFunction(written.endsWith('any') ? 'or' : 'and', [left, right], scope, node.at));
}

function isText(pattern: Expression): boolean {
  if (pattern.kind === 'UnresolvedFunction' && pattern.operator === true && pattern.name[0] === 'lower') return isText(pattern.arguments[0]!);
  return pattern.kind === 'Literal' && pattern.type.kind === 'string';
}
