import type { RegexNode } from './syntax.ts';

/** How many characters (code units) it takes at least and at most. */
export interface Width { readonly min: number; readonly max: number }

export function widthOf(node: RegexNode): Width {
  switch (node.kind) {
    case 'set': return { min: 1, max: 2 };
    case 'sequence': return node.items.map(widthOf).reduce((sum, one) => ({ min: sum.min + one.min, max: sum.max + one.max }), { min: 0, max: 0 });
    case 'choice': return node.options.map(widthOf).reduce((sum, one) => ({ min: Math.min(sum.min, one.min), max: Math.max(sum.max, one.max) }));
    case 'repeat': { const body = widthOf(node.body); return { min: body.min * node.min, max: node.max === 0 || body.max === 0 ? 0 : body.max * node.max }; }
    case 'group': case 'atomic': return widthOf(node.body);
    case 'look': case 'assertion': return { min: 0, max: 0 };
    case 'reference': case 'cluster': return { min: 0, max: Number.POSITIVE_INFINITY };
  }
}
