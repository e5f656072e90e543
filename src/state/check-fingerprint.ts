import { fail } from '../errors/stream-error.ts';
import { type Schema, sameType } from '../types/data-type.ts';
import type { OperatorFingerprint, StoreFingerprint } from './durable-state.ts';

/**
 * Refuses a query whose state cannot be what the checkpoint keeps (Spark's rules, spark-semantics.md 7.3): operators by number and
 * name, then per store the types of key and value. Names of columns may change; a column may become nullable, never the reverse.
 */
export function checkFingerprint(stored: readonly OperatorFingerprint[], current: readonly OperatorFingerprint[]): void {
  if (describeOperators(stored) !== describeOperators(current)) {
    fail('STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA', { OpsInMetadataSeq: describeOperators(stored), OpsInCurBatchSeq: describeOperators(current) });
  }
  stored.forEach((operator, index) => {
    for (const store of operator.stores) {
      const now = current[index]!.stores.find((other) => other.name === store.name);
      if (now === undefined) {
        fail('STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA', { OpsInMetadataSeq: describeStores(operator), OpsInCurBatchSeq: describeStores(current[index]!) });
      }
      if (!fits(store.key, now.key)) fail('STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE', { storedKeySchema: describe(store.key), newKeySchema: describe(now.key) });
      if (!fits(store.value, now.value) || !sameColumns(store, now)) fail('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE', { storedValueSchema: describe(store.value), newValueSchema: describe(now.value) });
    }
  });
}

/** Aggregates may look alike to Spark and still be kept in another form. */
function sameColumns(stored: StoreFingerprint, current: StoreFingerprint): boolean {
  return stored.layout === undefined || stored.layout.columns.join() === (current.layout ?? stored.layout).columns.join();
}

function fits(stored: Schema, current: Schema): boolean {
  return stored.fields.length === current.fields.length && stored.fields.every((field, index) => {
    const now = current.fields[index]!;
    return sameShape(field.type, now.type) && (!field.nullable || now.nullable);
  });
}

/** Names of nested fields do not count either. */
function sameShape(stored: Schema['fields'][number]['type'], current: Schema['fields'][number]['type']): boolean {
  if (stored.kind === 'struct' && current.kind === 'struct') return fits(stored, current);
  if (stored.kind === 'array' && current.kind === 'array') return sameShape(stored.element, current.element) && (!stored.containsNull || current.containsNull);
  if (stored.kind === 'map' && current.kind === 'map') return sameShape(stored.key, current.key) && sameShape(stored.value, current.value) && (!stored.valueContainsNull || current.valueContainsNull);
  return sameType(stored, current);
}

function describeOperators(operators: readonly OperatorFingerprint[]): string {
  return operators.map((one) => `(operator ${one.stateId}: ${one.operatorName})`).join(', ') || 'none';
}

function describeStores(operator: OperatorFingerprint): string {
  return `${operator.operatorName} with stores ${operator.stores.map((store) => store.name).join(', ')}`;
}

function describe(schema: Schema): string {
  return schema.fields.map((field) => `${field.name} ${typeText(field.type)}${field.nullable ? '' : ' NOT NULL'}`).join(', ') || '(nothing)';
}

function typeText(type: Schema['fields'][number]['type']): string {
  switch (type.kind) {
    case 'decimal': return `DECIMAL(${type.precision},${type.scale})`;
    case 'array': return `ARRAY<${typeText(type.element)}>`;
    case 'map': return `MAP<${typeText(type.key)}, ${typeText(type.value)}>`;
    case 'struct': return `STRUCT<${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(', ')}>`;
    default: return type.kind.toUpperCase();
  }
}
