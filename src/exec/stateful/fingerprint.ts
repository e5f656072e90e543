import type { StateField } from '../../columnar/state-field.ts';
import { shifted } from '../../columnar/state-field.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { Attribute } from '../../plan/bound.ts';
import type { StoreFingerprint } from '../../state/durable-state.ts';
import type { Schema, StructType } from '../../types/data-type.ts';
import { rowSchema } from '../builder.ts';
import type { AggregateCalls } from '../operators/accumulators.ts';

/** Aggregates by key: the value is what the aggregates keep, as Spark has it. */
export function tableFingerprint(name: string, keys: readonly Attribute[], calls: AggregateCalls): StoreFingerprint {
  return {
    name, key: rowSchema(keys), value: bufferSchema(calls),
    layout: { keyTypes: keys.map((one) => one.type), columns: calls.stateTypes, key: keyFields(keys.length), value: calls.buffer.map((one) => one.field) },
  };
}

/** Sessions: columns start, end, then the aggregates'. Spark's key ends with the start of the session; its value is the whole row. */
export function sessionFingerprint(name: string, { grouping, session, calls }: { readonly grouping: readonly Attribute[]; readonly session: Attribute; readonly calls: AggregateCalls }): StoreFingerprint {
  const keys = grouping.filter((one) => one !== session && one.id !== session.id);
  const time = (session.type as StructType).fields[0];
  invariant(time !== undefined, 'a session is a struct of start and end');
  const valueOf = (one: Attribute): StateField => (one.id === session.id ? { read: 'span', at: 0 } : { read: 'key', at: keys.indexOf(one) });
  return {
    name,
    key: { fields: [...rowSchema(keys).fields, { name: 'sessionStartTime', type: time.type, nullable: false }] },
    value: { fields: [...rowSchema(grouping).fields, ...bufferSchema(calls).fields] },
    layout: {
      keyTypes: keys.map((one) => one.type), columns: ['i64', 'i64', ...calls.stateTypes],
      key: [...keyFields(keys.length), { read: 'plain', at: 0 }],
      value: [...grouping.map(valueOf), ...calls.buffer.map((one) => shifted(one.field, 2))],
    },
  };
}

/** All key columns, in order. */
export function keyFields(count: number): readonly StateField[] {
  return Array.from({ length: count }, (_, at): StateField => ({ read: 'key', at }));
}

function bufferSchema({ buffer }: AggregateCalls): Schema {
  return { fields: buffer.map(({ name, type, nullable }) => ({ name, type, nullable: nullable ?? true })) };
}
