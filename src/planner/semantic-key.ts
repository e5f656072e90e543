import type { Value } from '../columnar/value.ts';
import type { BoundExpression } from '../plan/bound.ts';
import { explainLogical } from '../plan/explain.ts';
import { ShortIds } from '../plan/explain-tree.ts';
import { settingsKey } from '../plan/structure-key.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import type { ExpressionNode } from '../plan/walk.ts';
import { childrenOf } from '../plan/walk.ts';

/**
 * A text that is equal for expressions that always give the same value: names, aliases and the order of commutative
 * operands do not count. What GROUP BY, HAVING, ORDER BY and duplicate aggregates are compared by.
 */
export function semanticKey(node: ExpressionNode): string {
  const known = keys.get(node);
  if (known !== undefined) return known;
  const key = makeKey(node);
  keys.set(node, key);
  return key;
}

export function sameMeaning(left: BoundExpression, right: BoundExpression): boolean {
  return left === right || semanticKey(left) === semanticKey(right);
}

const keys = new WeakMap<ExpressionNode, string>();

const commutative: ReadonlySet<string> = new Set(['and', 'or', '+', '*', '=', '<=>', '&', '|', '^', 'greatest', 'least']);
const mirrored: Readonly<Record<string, string>> = { '>': '<', '>=': '<=' };

function makeKey(node: ExpressionNode): string {
  switch (node.kind) {
    case 'Attribute': return `#${node.id}`;
    case 'OuterReference': return `^${node.attribute.id}`;
    case 'LambdaParameter': return `~${node.id}`;
    case 'Literal': return `'${valueKey(node.value)}'${JSON.stringify(node.type)}`;
    case 'Alias': return semanticKey(node.input);
    case 'Cast': return `cast ${node.mode}(${semanticKey(node.input)} ${JSON.stringify(node.type)})${settingsKey(node)}`;
    case 'Call': return callKey(node.definition.name, node.arguments) + settingsKey(node);
    case 'UserCall': return `user ${node.id}(${list(node.arguments)})`;
    case 'GeneratorCall': case 'RankingCall': return `${node.definition.name}(${list(node.arguments)})${node.kind === 'RankingCall' && node.ignoreNulls ? ' ignore nulls' : ''}${settingsKey(node)}`;
    case 'AggregateCall':
      return `${node.definition.name}(${node.distinct ? 'distinct ' : ''}${list(node.arguments)})${node.ignoreNulls ? ' ignore nulls' : ''}`
        + `${node.filter === undefined ? '' : ` filter ${semanticKey(node.filter)}`}${node.orderBy === undefined ? '' : ` within ${list(node.orderBy)}`}${settingsKey(node)}`;
    case 'WindowCall': return `over(${semanticKey(node.function)} by ${list(node.partitionBy)} order ${list(node.orderBy)} ${frameKey(node.frame)})`;
    case 'Sort': return `${semanticKey(node.input)} ${node.descending ? 'desc' : 'asc'} ${node.nullsFirst ? 'first' : 'last'}`;
    case 'Lambda': return `lambda(${node.parameters.map((one) => one.id).join()} ${semanticKey(node.body)})`;
    case 'Subquery': return `subquery ${node.subquery} ${planKey(node.plan)} of ${node.outer.map((one) => one.id).join()} ${list(childrenOf(node))}`;
  }
}

function callKey(name: string, args: readonly BoundExpression[]): string {
  const parts = args.map(semanticKey);
  const turned = mirrored[name];
  if (turned !== undefined) return `${turned}(${parts.reverse().join()})`;
  return `${name}(${(commutative.has(name) ? parts.sort() : parts).join()})`;
}

function list(nodes: readonly ExpressionNode[]): string { return nodes.map(semanticKey).join(); }

function frameKey(frame: { readonly unit: string; readonly start: object; readonly end: object }): string {
  return JSON.stringify(frame, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

function valueKey(value: Value): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`;
    if (part instanceof Uint8Array) return [...part];
    return typeof part === 'number' && !Number.isFinite(part) ? String(part) : Object.is(part, -0) ? '-0' : part;
  });
}

const plans = new WeakMap<LogicalPlan, string>();

/** The text of a plan with its own columns numbered from one. */
function planKey(plan: LogicalPlan): string {
  let key = plans.get(plan);
  if (key === undefined) plans.set(plan, (key = new ShortIds().shorten(explainLogical(plan))));
  return key;
}
