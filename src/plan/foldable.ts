import type { BoundExpression } from './bound.ts';
import { childrenOf, type ExpressionNode } from './walk.ts';

/** The value is the same for every row and every run, and can be computed while planning. `unix_timestamp()` alone is the time of the batch. */
export function isFoldable(expression: BoundExpression, parameters: ReadonlySet<number> = none): boolean {
  switch (expression.kind) {
    case 'Literal': return true;
    case 'LambdaParameter': return parameters.has(expression.id);
    case 'Alias':
    case 'Cast': return isFoldable(expression.input, parameters);
    case 'Lambda': return isFoldable(expression.body, new Set([...parameters, ...expression.parameters.map((one) => one.id)]));
    case 'Call': {
      const { definition } = expression;
      if (definition.name === 'unix_timestamp' && expression.arguments.length === 0) return false;
      return definition.deterministic !== false && definition.foldable !== false && expression.arguments.every((argument) => isFoldable(argument, parameters));
    }
    default: return false;
  }
}

/**
 * Foldable already while a query is analyzed. Spark puts other expressions in the place of many functions only afterwards, and takes lambdas for no constants: where
 * a clause or an argument has to be constant, calls of those are refused.
 */
export function isFoldableEarly(expression: BoundExpression): boolean {
  return isFoldable(expression) && !hasReplaced(expression);
}

function hasReplaced(node: ExpressionNode): boolean {
  if (node.kind === 'Lambda' || (node.kind === 'Call' && isReplaced(node.definition.name, node.arguments.length))) return true;
  return (node.kind !== 'Call' || node.definition.name !== 'typeof') && childrenOf(node).some(hasReplaced);
}

function isReplaced(name: string, argumentCount: number): boolean {
  return replaced.has(name) || (name === 'decode' && argumentCount === 2);
}

const replaced: ReadonlySet<string> = new Set([
  'array_append', 'array_compact', 'array_prepend', 'array_size', 'array_sort', 'arrays_zip', 'assert_true', 'between', 'btrim', 'date_part', 'datepart', 'extract', 'elt', 'encode', 'equal_null',
  'ifnull', 'ilike', 'left', 'map_concat', 'map_contains_key', 'nullif', 'nullifzero', 'nvl', 'nvl2', 'parse_url', 'regexp_count', 'regexp_substr', 'right', 'split_part', 'to_binary', 'to_date', 'to_timestamp',
  'to_timestamp_ltz', 'to_timestamp_ntz', 'try_add', 'try_divide', 'try_element_at', 'try_make_timestamp', 'try_mod', 'try_multiply', 'try_parse_url', 'try_subtract', 'try_to_binary', 'try_to_date', 'try_to_timestamp',
  'try_url_decode', 'url_decode', 'url_encode', 'zeroifnull',
]);

const none: ReadonlySet<number> = new Set();
