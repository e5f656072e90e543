/** Parts of a plan that are no expressions and may be large or not data at all. */
const opaque = new Set(['definition', 'scan', 'data', 'map', 'at', 'type', 'value', 'outer']);

interface Node { readonly kind: string }

/**
 * Rewrites a physical plan with all expressions in it, inputs first: plans and expressions are plain data, and `change` sees every node of both,
 * wherever it stands. `undefined` leaves a node as it is; nodes without a change below them stay the same objects.
 */
export function rewritePlan<N>(node: N, change: (node: Node) => unknown): N {
  return rewrite(node, change) as N;
}

function rewrite(node: unknown, change: (node: Node) => unknown): unknown {
  if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return node;
  if (Array.isArray(node)) {
    const items = node.map((item: unknown) => rewrite(item, change));
    return items.some((item, index) => item !== node[index]) ? items : node;
  }
  const before = node as Readonly<Record<string, unknown>>;
  let after = before;
  // The plan of a subquery is logical, and is run on its own.
  const keys = before['kind'] === 'Subquery' ? ['values'] : Object.keys(before).filter((key) => !opaque.has(key));
  for (const key of keys) {
    const part = rewrite(before[key], change);
    if (part !== before[key]) after = { ...after, [key]: part };
  }
  return typeof after['kind'] === 'string' ? change(after as unknown as Node) ?? after : after;
}
