import type { AggregateCall, Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import { attributeOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { AggregateSlot } from '../../plan/physical.ts';
import { isCollated } from '../../types/collation.ts';
import { isBinaryFraction } from '../../types/coercion.ts';
import { aliasOf } from '../build.ts';
import { countsOnce } from '../rules/merge-aggregations.ts';
import { semanticKey } from '../semantic-key.ts';
import type { Strategist } from '../physical.ts';

export interface DistinctFirst { readonly distinctBy: readonly (Attribute | BoundAlias)[]; readonly slots: readonly AggregateSlot[] }

/**
 * DISTINCT over one set of values: Spark groups by them too, and then puts the groups together. What depends on the order of the rows shows it:
 * last() is that of the value that came last to be seen, collect_list() has equal values side by side, sums of doubles round otherwise.
 */
export function distinctFirst(given: readonly AggregateSlot[], { nextId }: Pick<Strategist, 'nextId'>): DistinctFirst | undefined {
  const slots = given.map((one) => (one.call.distinct && countsOnce.has(one.call.definition.name) ? { ...one, call: { ...one.call, distinct: false } } : one));
  const plain = slots.filter(({ call }) => !call.distinct);
  const distinct = slots.filter(({ call }) => call.distinct);
  const values = valuesOf(distinct[0]?.call);
  if (values.size === 0 || !plain.some(({ call }) => showsOrder(call)) || distinct.some(({ call }) => !isOver(values, call))) return undefined;
  const keys = new Map([...values].map(([key, input]) => [key, input.kind === 'Attribute' ? input : aliasOf(input, prettySql(input), nextId())] as const));
  const overKeys = ({ call, result }: AggregateSlot): AggregateSlot => {
    const args = call.arguments.map((one) => keys.get(semanticKey(one)) ?? one).map((one) => (one.kind === 'Alias' ? attributeOf(one) : one));
    return { call: { ...call, arguments: args }, result };
  };
  return { distinctBy: [...keys.values()], slots: [...plain, ...distinct.map(overKeys)] };
}

function valuesOf(call: AggregateCall | undefined): ReadonlyMap<string, BoundExpression> {
  return new Map(call?.arguments.filter((one) => one.kind !== 'Literal').map((one) => [semanticKey(one), one]));
}

function isOver(values: ReadonlyMap<string, BoundExpression>, call: AggregateCall): boolean {
  const own = valuesOf(call);
  return call.filter === undefined && call.orderBy === undefined && own.size === values.size && [...own].every(([key, one]) => values.has(key) && !isCollated(one.type));
}

function showsOrder({ definition, arguments: args, type }: AggregateCall): boolean {
  return ordered.test(definition.name) || isBinaryFraction(type) || args.some((one) => isBinaryFraction(one.type));
}

const ordered = /^(first|last|any_value|(max|min)_by|collect_list(_with_nulls)?|array_agg|listagg|string_agg)/;
