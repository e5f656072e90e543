import type { Expression } from './expression.ts';

/** An unresolved expression in one line, close to how it was written. */
export function expressionText(node: Expression): string {
  switch (node.kind) {
    case 'UnresolvedAttribute': return `'${node.name.join('.')}`;
    case 'UnresolvedStar': return `${node.target === undefined ? '' : `${node.target.join('.')}.`}*`;
    case 'UnresolvedRegex': return `\`${node.pattern}\``;
    case 'UnresolvedFunction': return `'${node.name.join('.')}(${node.distinct === true ? 'DISTINCT ' : ''}${node.arguments.map(expressionText).join(', ')})`;
    case 'NamedArgument': return `${node.name} => ${expressionText(node.value)}`;
    case 'ExpressionString': return node.sql;
    case 'Literal': return typeof node.value === 'object' && node.value !== null ? '<value>' : String(node.value);
    case 'TypedLiteral': return `${node.typeName} '${node.text}'`;
    case 'IntervalLiteral': return node.text === undefined ? `INTERVAL ${(node.units ?? []).map((one) => `${expressionText(one.value)} ${one.unit}`).join(' ')}` : `INTERVAL '${node.text}'`;
    case 'Parameter': return node.name === undefined ? '?' : `:${node.name}`;
    case 'Alias': return `${expressionText(node.input)} AS ${node.names.join(', ')}`;
    case 'Cast': return `${node.mode === 'try' ? 'try_cast' : 'cast'}(${expressionText(node.input)} as ${typeof node.to === 'string' ? node.to : node.to.kind})`;
    case 'SortOrder': return `${expressionText(node.input)} ${node.descending ? 'DESC' : 'ASC'}`;
    case 'Window': return `${expressionText(node.function)} OVER (…)`;
    case 'Lambda': return `(${node.parameters.join(', ')}) -> ${expressionText(node.body)}`;
    case 'LambdaVariable': return node.name;
    case 'ExtractValue': return `${expressionText(node.input)}[${expressionText(node.extraction)}]`;
    case 'UpdateFields': return `update_fields(${expressionText(node.input)}, ${node.fieldName})`;
    case 'Subquery': return `${node.subquery}-subquery(…)`;
    case 'UserFunction': return `${node.name}(${node.arguments.map(expressionText).join(', ')})`;
  }
}
