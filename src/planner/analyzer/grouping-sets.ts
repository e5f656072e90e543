import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { asNullable, attributeOf, outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { byteType, intType, longType } from '../../types/data-type.ts';
import { aliasOf, callOf, literalOf, nullOf } from '../build.ts';
import { semanticKey } from '../semantic-key.ts';
import type { Grouping } from './aggregate-block.ts';
import type { Frame } from './context.ts';
import type { ResolvedGrouping } from './grouping.ts';

/**
 * GROUPING SETS, CUBE and ROLLUP: every row is repeated once per set, with the columns that the set leaves out as NULL and the
 * number of the set in `spark_grouping_id`: one bit per grouping expression, the first is the highest, 1 = left out.
 */
export interface ExpandedGrouping { readonly plan: LogicalPlan; readonly grouping: Grouping }

export interface ExpandRequest { readonly columns: readonly Attribute[]; readonly id: Attribute; readonly frame: Frame }

/** The number of the grouping set: users see it as `grouping__id`. */
export function groupingIdColumn(frame: Frame): Attribute {
  const type = frame.settings.get('spark.sql.legacy.integerGroupingId')?.toLowerCase() === 'true' ? intType : longType;
  return { kind: 'Attribute', id: frame.analysis.context.nextId(), name: 'grouping__id', type, nullable: false, qualifier: [], hidden: true };
}

export function expandSets(input: LogicalPlan, resolved: ResolvedGrouping & { readonly sets: readonly (readonly number[])[] }, { columns, id, frame }: ExpandRequest): ExpandedGrouping {
  const { nextId } = frame.analysis.context;
  const { expressions, sets } = resolved;
  if (expressions.length === 0 && sets.length === 1) return allRows(input, { columns, id });
  const keys = expressions.map((expression, index) => expandedKey(expression, sets.every((set) => set.includes(index)), nextId()));
  const repeated = new Set(sets.map((set) => [...set].sort().join())).size < sets.length;
  const position: readonly Attribute[] = repeated ? [{ kind: 'Attribute', id: nextId(), name: '_gen_grouping_pos', type: intType, nullable: false, qualifier: [] }] : [];
  const before = outputOf(input);
  const plan: LogicalPlan = {
    kind: 'Expand', input, output: [...before, ...keys, shownId(id), ...position],
    projections: sets.map((set, index) => [
      ...before, ...expressions.map((one, at) => (set.includes(at) ? one : nullOf(one.type))),
      numberOf(id, groupingId(expressions.length, set)), ...(repeated ? [literalOf(intType, index)] : []),
    ]),
  };
  const byMeaning = new Map<string, BoundExpression>([...expressions.map((one, index) => [semanticKey(one), keys[index]!] as const), ...keys.map((one) => [semanticKey(one), one] as const)]);
  return { plan, grouping: { keys: [...keys, shownId(id), ...position], byMeaning, columns: [...columns, id], special: (node) => groupingCall(node, { expressions, keys, id }) } };
}

/** GROUPING SETS (()) is no grouping: there is one group, even of no rows. */
function allRows(input: LogicalPlan, { columns, id }: Pick<ExpandRequest, 'columns' | 'id'>): ExpandedGrouping {
  const special = (node: BoundExpression): BoundExpression | undefined => (groupingCall(node, { expressions: [], keys: [], id }) === undefined ? undefined : numberOf(id, 0n));
  return { plan: input, grouping: { keys: [], byMeaning: new Map(), columns: [...columns, id], special } };
}

function expandedKey(expression: BoundExpression, inEverySet: boolean, id: number): Attribute {
  const named: Attribute | BoundAlias = expression.kind === 'Attribute' ? expression : aliasOf(expression, prettySql(expression), id);
  const attribute = { ...attributeOf(named), id };
  return inEverySet ? attribute : asNullable(attribute);
}

function groupingId(count: number, set: readonly number[]): bigint {
  let bits = 0n;
  for (let index = 0; index < count; index++) bits = (bits << 1n) | (set.includes(index) ? 0n : 1n);
  return bits;
}

function numberOf({ type }: Attribute, bits: bigint): BoundExpression {
  return literalOf(type, type.kind === 'int' ? Number(BigInt.asIntN(32, bits)) : bits);
}

interface GroupingColumns { readonly expressions: readonly BoundExpression[]; readonly keys: readonly Attribute[]; readonly id: Attribute }

/** grouping(a) is the bit of a, grouping_id() all bits. */
function groupingCall(node: BoundExpression, { expressions, keys, id }: GroupingColumns): BoundExpression | undefined {
  if (node.kind === 'Attribute') return node.id === id.id ? shownId(node) : undefined;
  if (node.kind !== 'Call' && node.kind !== 'AggregateCall') return undefined;
  const names = expressions.map((one) => prettySql(one)).join(', ');
  if (node.definition.name === 'grouping_id') {
    const given = node.arguments.map((one) => positionOf(one, expressions, keys));
    if (given.length > 0 && (given.length !== expressions.length || given.some((position, index) => position !== index))) {
      fail('GROUPING_ID_COLUMN_MISMATCH', { groupingIdColumn: node.arguments.map((one) => prettySql(one)).join(', '), groupByColumns: names }, { at: node.at });
    }
    return shownId(id);
  }
  if (node.definition.name !== 'grouping') return undefined;
  const index = positionOf(node.arguments[0]!, expressions, keys);
  if (index < 0) fail('GROUPING_COLUMN_MISMATCH', { grouping: prettySql(node.arguments[0]!), groupingColumns: names }, { at: node.at });
  const shifted = callOf('shiftright', [shownId(id), literalOf(intType, expressions.length - 1 - index)], id.type, false);
  const bit = callOf('&', [shifted, numberOf(id, 1n)], id.type, false);
  return { kind: 'Cast', input: bit, type: byteType, nullable: false, mode: 'legacy', implicit: true };
}

/** Named before or after the Expand gave it a new id. */
function positionOf(argument: BoundExpression, expressions: readonly BoundExpression[], keys: readonly Attribute[]): number {
  const key = semanticKey(argument);
  return expressions.findIndex((one, index) => semanticKey(one) === key || semanticKey(keys[index]!) === key);
}

function shownId(id: Attribute): Attribute {
  const { hidden: _, ...shown } = id;
  return shown;
}
