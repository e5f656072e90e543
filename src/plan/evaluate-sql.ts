import type { BoundExpression } from './bound.ts';

/** Roughly the SQL of an expression, for the words of run-time errors. Generated column names are the analyzer's business. */
export function sqlOf(node: BoundExpression): string {
  switch (node.kind) {
    case 'Attribute':
    case 'LambdaParameter': return node.name;
    case 'Literal': return node.value === null ? 'NULL' : String(node.value);
    case 'Cast': return node.implicit ? sqlOf(node.input) : `CAST(${sqlOf(node.input)} AS …)`;
    case 'Alias': return sqlOf(node.input);
    case 'Call': {
      const shown = node.arguments.map(sqlOf);
      return node.definition.display?.(shown) ?? `${node.written}(${shown.join(', ')})`;
    }
    default: return node.kind;
  }
}
