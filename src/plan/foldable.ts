import type { BoundExpression } from './bound.ts';

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

const none: ReadonlySet<number> = new Set();
