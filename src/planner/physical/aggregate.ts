import { fail } from '../../errors/stream-error.ts';
import type { AggregateCall, Attribute, BoundAlias, BoundExpression, BoundSort } from '../../plan/bound.ts';
import type { Aggregate } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import type { AggregateSlot, HashAggregate, PhysicalPlan } from '../../plan/physical.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { transformDown } from '../../plan/walk.ts';
import { isCollated } from '../../types/collation.ts';
import { layoutOf } from '../../types/layout.ts';
import type { Strategist } from '../physical.ts';
import { refuseCollatedState, showFirstKeys } from './collated-keys.ts';
import { distinctFirst } from './distinct-first.ts';
import { singleEventTime } from './event-time.ts';
import { referencesOf } from '../references.ts';
import { semanticKey } from '../semantic-key.ts';

/**
 * An aggregation becomes an operator that gives the grouping columns and one column per distinct aggregate call, and a
 * projection that makes the select list of them. With a session window among the keys, sessions are merged; on a stream the
 * groups are kept as state.
 */
export function planAggregate(node: Aggregate, strategist: Strategist): PhysicalPlan {
  const keys = node.grouping.map(attributeOf);
  const streaming = strategist.streaming && isStreaming(node);
  const session = keys.find((one) => one.timeWindow === 'session');
  const split = splitAggregates(node, strategist);
  const inParts = streaming || session !== undefined || keys.some((one) => isCollated(one.type)) ? undefined : distinctFirst(split.slots, strategist);
  const { output, slots } = { ...split, ...inParts };
  const results = [...keys, ...slots.map((slot) => slot.result)];
  const input = strategist.plan(node.input);
  const mode = strategist.mode ?? 'complete';
  const aggregate: PhysicalPlan = session !== undefined
    ? { kind: 'SessionAggregate', stateId: 0, input, grouping: node.grouping, session, slots, outputMode: mode, watermarked: session.watermarkDelayMs !== undefined, streaming, output: results }
    : streaming ? { kind: 'StatefulAggregate', stateId: 0, input, grouping: node.grouping, slots, outputMode: mode, output: results, ...eventTimeKey(keys, strategist) }
      : { kind: 'HashAggregate', ...inOrderOfAggregation(input, node.grouping, inParts ?? { slots }), grouping: node.grouping, slots, output: results };
  if (streaming && session !== undefined && keys.length === 1) fail('TIDEMARK_SESSION_WITHOUT_KEY', {});
  if (streaming) refuseCollatedState(keys);
  const shown = !streaming && (aggregate.kind === 'HashAggregate' || aggregate.kind === 'SessionAggregate') ? showFirstKeys(aggregate, strategist) : aggregate;
  const grouped = shown.kind === 'HashAggregate' && isSortedLoosely(shown.input) ? inOrderOfKeys(shown, keys) : shown;
  const same = output.length === results.length && output.every((one, index) => one.kind === 'Attribute' && one.id === results[index]!.id);
  return same ? grouped : { kind: 'ProjectRows', input: grouped, expressions: output, output: outputOf(node) };
}

/**
 * Spark sorts by the keys before it aggregates what does not fit into a fixed place, a string for example. Sorting by one key moves rows that are equal in it
 * where there are NULLs, and calls such as first() show it.
 */
function inOrderOfAggregation(input: PhysicalPlan, grouping: Aggregate['grouping'], { slots, distinctBy = [] }: Pick<HashAggregate, 'slots' | 'distinctBy'>): Pick<HashAggregate, 'input' | 'distinctBy'> {
  const keys = [...grouping, ...distinctBy].map((one) => (one.kind === 'Alias' ? one.input : one)).filter((one) => one.kind !== 'Literal');
  const calls = slots.map(({ call }) => call).filter(({ distinct }) => distinctBy.length === 0 || !distinct);
  const moves = distinctBy.length > 0 || (keys.length === 1 && keys[0]!.nullable && calls.some(({ definition }) => choosing.has(definition.name)));
  const sorts = moves && calls.every(({ definition, distinct }) => !distinct && !collecting.test(definition.name)) && calls.some(keepsGrowing);
  const given = distinctBy.length === 0 ? {} : { distinctBy };
  if (!sorts) return { ...given, input };
  const amongEquals = distinctBy.length === 0 && !grouping.some((one) => isCollated(one.type));
  const sorted = amongEquals ? onlyRead(input, [...grouping, ...calls]) : input;
  return { ...given, input: { kind: 'SortRows', input: sorted, order: ascending(keys), output: sorted.output, ...(amongEquals ? { amongEquals } : {}) } };
}

/** Without the columns that nobody reads: what is sorted is copied. */
function onlyRead(input: PhysicalPlan, readers: readonly BoundExpression[]): PhysicalPlan {
  const ids = referencesOf(...readers);
  const read = input.output.filter((one) => ids.has(one.id));
  return read.length === input.output.length ? input : { kind: 'ProjectRows', input, expressions: read, output: read };
}

function isSortedLoosely(input: PhysicalPlan): boolean { return input.kind === 'SortRows' && input.amongEquals === true; }

/** The groups come out as if the rows had been sorted. */
function inOrderOfKeys(groups: HashAggregate, keys: readonly Attribute[]): PhysicalPlan {
  return { kind: 'SortRows', input: groups, order: ascending(keys), output: groups.output };
}

function ascending(keys: readonly BoundExpression[]): BoundSort[] {
  return keys.map((key) => ({ kind: 'Sort', input: key, descending: false, nullsFirst: true, type: key.type, nullable: key.nullable }));
}

/** Spark aggregates in the order of the keys, instead of by hash. */
export function isSortedByKeys(slots: readonly AggregateSlot[]): boolean {
  return slots.some(({ call }) => keepsGrowing(call)) && !slots.some(({ call }) => collecting.test(call.definition.name));
}

/** A call that keeps a value of no fixed size. */
function keepsGrowing({ definition, arguments: args }: AggregateCall): boolean {
  return (choosing.has(definition.name) || /^(min|max)$/.test(definition.name)) && args.some(({ type }) => growing.has(layoutOf(type)));
}

const choosing: ReadonlySet<string> = new Set(['first', 'first_value', 'last', 'last_value', 'any_value', 'max_by', 'min_by']);
const collecting = /^(collect_|array_agg|listagg|string_agg|percentile|approx_|median|mode|histogram|count_min)/;
const growing: ReadonlySet<string> = new Set(['bytes', 'list', 'map', 'struct']);

/** The grouping column that closes groups. */
function eventTimeKey(keys: readonly Attribute[], strategist: Strategist): { readonly eventTimeKey?: Attribute } {
  const key = singleEventTime(keys, strategist);
  return key === undefined ? {} : { eventTimeKey: key };
}

/** Takes the aggregate calls out of the select list, each distinct one once. */
function splitAggregates(node: Aggregate, { nextId }: Strategist): { readonly slots: readonly AggregateSlot[]; readonly output: readonly (Attribute | BoundAlias)[] } {
  const slots = new Map<string, AggregateSlot>();
  const keys = new Map<string, Attribute>(node.grouping.map((one) => [semanticKey(one), attributeOf(one)]));
  const slotOf = (call: AggregateCall): Attribute => {
    const key = semanticKey(call);
    let slot = slots.get(key);
    if (slot === undefined) {
      const result: Attribute = { kind: 'Attribute', id: nextId(), name: prettySql(call), type: call.type, nullable: call.nullable, qualifier: [] };
      slots.set(key, (slot = { call, result }));
    }
    return slot.result;
  };
  const replace = (expression: BoundExpression): BoundExpression => transformDown(expression, (child) => {
    if (child.kind === 'AggregateCall') return slotOf(child);
    return child.kind === 'Attribute' || child.kind === 'Literal' || child.kind === 'Alias' ? undefined : keys.get(semanticKey(child));
  });
  const output = node.output.map((one) => replace(one) as Attribute | BoundAlias);
  return { slots: [...slots.values()], output };
}
