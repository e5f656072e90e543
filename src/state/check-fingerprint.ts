import { fail } from '../errors/stream-error.ts';
import { checkVariables } from './check-variables.ts';
import type { OperatorFingerprint, StoreFingerprint } from './durable-state.ts';
import { describeSchema, fits } from './schema-fit.ts';

/**
 * Refuses a query whose state cannot be what the checkpoint keeps (Spark's rules, spark-semantics.md 7.3): operators by number and
 * name, then per store the types of key and value. Names of columns may change; a column may become nullable, never the reverse.
 */
export function checkFingerprint(stored: readonly OperatorFingerprint[], current: readonly OperatorFingerprint[]): void {
  if (describeOperators(stored) !== describeOperators(current)) {
    fail('STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA', { OpsInMetadataSeq: describeOperators(stored), OpsInCurBatchSeq: describeOperators(current) });
  }
  stored.forEach((operator, index) => {
    if (operator.properties !== undefined) { checkVariables(operator, current[index]!); return; }
    for (const store of operator.stores) {
      const now = current[index]!.stores.find((other) => other.name === store.name);
      if (now === undefined) {
        fail('STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA', { OpsInMetadataSeq: describeStores(operator), OpsInCurBatchSeq: describeStores(current[index]!) });
      }
      if (!fits(store.key, now.key)) fail('STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE', { storedKeySchema: describeSchema(store.key), newKeySchema: describeSchema(now.key) });
      if (!fits(store.value, now.value) || !sameColumns(store, now)) fail('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE', { storedValueSchema: describeSchema(store.value), newValueSchema: describeSchema(now.value) });
    }
  });
}

/** Aggregates may look alike to Spark and still be kept in another form. */
function sameColumns(stored: StoreFingerprint, current: StoreFingerprint): boolean {
  return stored.layout === undefined || stored.layout.columns.join() === (current.layout ?? stored.layout).columns.join();
}

function describeOperators(operators: readonly OperatorFingerprint[]): string {
  return operators.map((one) => `(operator ${one.stateId}: ${one.operatorName})`).join(', ') || 'none';
}

function describeStores(operator: OperatorFingerprint): string {
  return `${operator.operatorName} with stores ${operator.stores.map((store) => store.name).join(', ')}`;
}
