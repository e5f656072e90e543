import type { Span } from '../../errors/stream-error.ts';
import type { Expression, IntervalLiteral } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';

export interface TableAlias { readonly alias: string; readonly columns?: readonly string[] }
export interface Watermark { readonly eventTime: Expression; readonly delay: IntervalLiteral; readonly at: Span }

export function nameRelation(input: Relation, name: TableAlias | undefined, at: Span): Relation {
  return name === undefined ? input : { kind: 'SubqueryAlias', input, alias: [name.alias], ...(name.columns === undefined ? {} : { columns: name.columns }), at };
}

/** The call of a table function stands where it does together with its alias. */
export function placedWithName(relation: Relation, at: Span): Relation {
  if (relation.kind === 'SubqueryAlias' || relation.kind === 'WithWatermark') return { ...relation, input: placedWithName(relation.input, at) };
  return relation.kind === 'TableFunction' ? { ...relation, at } : relation;
}

export function placeWatermark(input: Relation, watermark: Watermark | undefined): Relation {
  return watermark === undefined ? input : { kind: 'WithWatermark', input, ...watermark };
}
