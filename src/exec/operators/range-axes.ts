import { hasApproximateKey } from '../../columnar/approximate-key.ts';
import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import { isDeterministic } from '../../plan/evaluate.ts';
import { mayFail } from '../../plan/may-fail.ts';
import { structureKey } from '../../plan/structure-key.ts';
import { someExpression } from '../../plan/walk.ts';
import { sameType } from '../../types/data-type.ts';

/** A value of the built side, and what of the probe side it has to reach and not to exceed. */
export interface RangeAxis { readonly value: BoundExpression; readonly least: readonly BoundExpression[]; readonly most: readonly BoundExpression[] }

/**
 * The values of the built side that a condition compares with values of the probe side, those bounded from both sides first.
 *
 * Rows beside the bounds are never looked at. So what stands before a comparison must not fail, or an error would be lost.
 */
export function rangeAxes(condition: BoundExpression | undefined, built: readonly Attribute[], probe: readonly Attribute[]): readonly RangeAxis[] {
  const [builtIds, probeIds] = [idsOf(built), idsOf(probe)];
  const axes = new Map<string, { readonly value: BoundExpression; readonly least: BoundExpression[]; readonly most: BoundExpression[] }>();
  for (const part of partsOf(condition)) {
    const comparison = comparisonOf(part, builtIds, probeIds);
    if (comparison === undefined) {
      if (mayFail(part.node)) break;
      continue;
    }
    const { value, bound, side } = comparison;
    const key = value.kind === 'Attribute' ? `#${value.id}` : structureKey(value) ?? `${axes.size}`;
    if (!axes.has(key)) axes.set(key, { value, least: [], most: [] });
    axes.get(key)![side].push(bound);
  }
  const sides = (axis: RangeAxis): number => Number(axis.least.length > 0) + Number(axis.most.length > 0);
  return [...axes.values()].sort((one, other) => sides(other) - sides(one));
}

interface Comparison { readonly value: BoundExpression; readonly bound: BoundExpression; readonly side: 'least' | 'most' }

function comparisonOf({ name, arguments: args }: Part, built: ReadonlySet<number>, probe: ReadonlySet<number>): Comparison | undefined {
  if (!(name in sides)) return undefined;
  const [left, right] = args as [BoundExpression, BoundExpression];
  if (!sameType(left.type, right.type) || !hasApproximateKey(left.type)) return undefined;
  const side = sides[name as keyof typeof sides];
  if (readsOnly(left, built) && readsOnly(right, probe)) return { value: left, bound: right, side };
  if (readsOnly(left, probe) && readsOnly(right, built)) return { value: right, bound: left, side: side === 'least' ? 'most' : 'least' };
  return undefined;
}

const sides = { '<': 'most', '<=': 'most', '>': 'least', '>=': 'least' } as const;

function readsOnly(node: BoundExpression, ids: ReadonlySet<number>): boolean {
  const simple = ['Attribute', 'Literal', 'Call', 'Cast', 'Alias'];
  return isDeterministic(node) && someExpression(node, (one) => one.kind === 'Attribute') && !someExpression(node, (one) => !simple.includes(one.kind) || (one.kind === 'Attribute' && !ids.has(one.id)));
}

function idsOf(attributes: readonly Attribute[]): ReadonlySet<number> { return new Set(attributes.map((one) => one.id)); }

interface Part { readonly node: BoundExpression; readonly name: string; readonly arguments: readonly BoundExpression[] }

/** The conjuncts, by name and arguments; BETWEEN is two of them. */
function partsOf(node: BoundExpression | undefined): readonly Part[] {
  if (node === undefined) return [];
  if (node.kind !== 'Call') return [{ node, name: node.kind, arguments: [] }];
  if (node.definition.name === 'and') return node.arguments.flatMap(partsOf);
  if (node.definition.name !== 'between') return [{ node, name: node.definition.name, arguments: node.arguments }];
  const [value, low, high] = node.arguments as [BoundExpression, BoundExpression, BoundExpression];
  return [{ node, name: '>=', arguments: [value, low] }, { node, name: '<=', arguments: [value, high] }];
}
