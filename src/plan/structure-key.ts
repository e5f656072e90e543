import type { EvaluationSettings } from '../functions/function.ts';
import type { BoundExpression } from './bound.ts';
import { childrenOf, type ExpressionNode } from './walk.ts';

/**
 * Equal keys mean equal values over the same rows. Undefined for what is computed anew each time (rand), for parts of a
 * lambda, and for nodes too cheap to remember.
 */
export function structureKey(node: BoundExpression): string | undefined {
  if (node.kind !== 'Call' && node.kind !== 'Cast') return undefined;
  return keyOf(node);
}

/** Keys that occur more than once among the expressions, numbered. Only the outermost repetition counts. */
export function repeatedKeys(expressions: readonly BoundExpression[]): ReadonlyMap<string, number> {
  const seen = new Set<string>();
  const repeated = new Map<string, number>();
  const visit = (node: ExpressionNode): void => {
    const key = node.kind === 'Call' || node.kind === 'Cast' ? keyOf(node) : undefined;
    if (key !== undefined) {
      if (seen.has(key)) {
        if (!repeated.has(key)) repeated.set(key, repeated.size);
        return;
      }
      seen.add(key);
    }
    for (const child of childrenOf(node)) if (child.kind !== 'Lambda') visit(child);
  };
  for (const expression of expressions) visit(expression);
  return repeated;
}

const keys = new WeakMap<object, string>();
let opaqueCount = 0;

function keyOf(node: ExpressionNode): string | undefined {
  const known = keys.get(node);
  if (known !== undefined) return known === '' ? undefined : known;
  const key = makeKey(node);
  keys.set(node, key ?? '');
  return key;
}

function makeKey(node: ExpressionNode): string | undefined {
  switch (node.kind) {
    case 'Attribute': return `#${node.id}`;
    case 'LambdaParameter': return `~${node.id}`;
    case 'Literal': return `${JSON.stringify(node.type)}=${literalKey(node.value)}`;
    case 'Alias': return keyOf(node.input);
    case 'Cast': return withParts(`cast ${node.mode} ${JSON.stringify(node.type)}${settingsKey(node)}`, [node.input]);
    case 'Lambda': return withParts(`lambda ${node.parameters.map((one) => one.id).join()}`, [node.body]);
    case 'Call': return node.definition.deterministic === false ? undefined : withParts(`${node.definition.name} ${JSON.stringify(node.type)}${settingsKey(node)}`, node.arguments);
    default: return undefined;
  }
}

/** What expressions bound under settings of their own have in their keys. */
export function settingsKey({ settings }: { readonly settings?: EvaluationSettings }): string {
  return settings === undefined ? '' : ` under ${JSON.stringify(settings)}`;
}

function withParts(head: string, parts: readonly ExpressionNode[]): string | undefined {
  let key = head + '(';
  for (const part of parts) {
    const one = keyOf(part);
    if (one === undefined) return undefined;
    key += one + ',';
  }
  return key + ')';
}

/** Long or nested literals are not worth comparing; each counts as different. */
function literalKey(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return typeof value === 'string' && value.length < 200 ? JSON.stringify(value) : `?${opaqueCount++}`;
}
