import type { Relation } from './relation.ts';
import { expressionText } from './explain-expression.ts';
import type { Expression } from './expression.ts';

/** The unresolved tree as written: kinds of relations with their short fields, names marked with ' as not looked up yet. */
export function explainRelation(root: Relation): string {
  const lines: string[] = [];
  const walk = (relation: Relation, head: string, indent: string): void => {
    const { inputs, details } = partsOf(relation);
    lines.push([`${head}'${relation.kind}`, ...details].join(' '));
    inputs.forEach((input, index) => {
      const last = index === inputs.length - 1;
      walk(input, `${indent}${last ? '+- ' : ':- '}`, `${indent}${last ? '   ' : ':  '}`);
    });
  };
  walk(root, '', '');
  return lines.join('\n');
}

function partsOf(relation: Relation): { readonly inputs: readonly Relation[]; readonly details: readonly string[] } {
  const inputs: Relation[] = [];
  const details: string[] = [];
  for (const [key, value] of Object.entries(relation)) {
    if (key === 'kind' || key === 'at' || value === undefined) continue;
    if (isRelation(value)) inputs.push(value);
    else if (key === 'ctes') for (const one of value as readonly { readonly query: Relation }[]) inputs.push(one.query);
    else details.push(`${key}=${text(value)}`);
  }
  return { inputs, details };
}

const relationKeys: ReadonlySet<string> = new Set(['input', 'left', 'right']);

function isRelation(value: unknown): value is Relation {
  return typeof value === 'object' && value !== null && 'kind' in value && [...relationKeys, 'name', 'format', 'query', 'rows', 'schema', 'start'].some((key) => key in value) && relationKinds.has(String(value.kind));
}

const relationKinds: ReadonlySet<string> = new Set<Relation['kind']>([
  'Sql', 'Read', 'NamedTable', 'TableFunction', 'LocalRelation', 'Values', 'Project', 'WithColumns', 'WithColumnsRenamed', 'Drop', 'Filter', 'Join', 'LateralJoin', 'SetOperation', 'Sort', 'Limit',
  'Offset', 'Tail', 'Aggregate', 'Deduplicate', 'SubqueryAlias', 'WithCtes', 'WithWatermark', 'WithWindows', 'Sample', 'Repartition', 'Generate', 'Pivot', 'Unpivot', 'Hint', 'Range', 'ToSchema', 'ToDf',
  'CollectMetrics', 'FillNa', 'DropNa', 'Replace', 'GroupedMap',
]);

function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if ('kind' in value) return expressionText(value as Expression);
  return `{${Object.entries(value).filter(([key, part]) => key !== 'at' && part !== undefined).map(([key, part]) => `${key}: ${text(part)}`).join(', ')}}`;
}
