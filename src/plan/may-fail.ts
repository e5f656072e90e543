import { mayAddNulls } from '../types/cast-rules.ts';
import type { BoundExpression } from './bound.ts';

/** Evaluating the expression can raise an error for some value. Only what is known never to is believed not to. */
export function mayFail(node: BoundExpression): boolean {
  switch (node.kind) {
    case 'Attribute':
    case 'LambdaParameter':
    case 'Literal': return false;
    case 'Alias':
    case 'Sort': return mayFail(node.input);
    case 'Cast': return (node.mode === 'ansi' && node.input.type.kind !== 'null' && mayAddNulls(node.input.type, node.type, 'try')) || mayFail(node.input);
    case 'Call': return !harmless.has(node.definition.name) || node.arguments.some(mayFail);
    default: return true;
  }
}

const harmless: ReadonlySet<string> = new Set([
  'and', 'or', 'not', '=', '<', '<=', '>', '>=', '<=>', 'isnull', 'isnotnull', 'isnan', 'in', 'between', 'when', 'if', 'coalesce', 'nvl', 'greatest', 'least',
]);
