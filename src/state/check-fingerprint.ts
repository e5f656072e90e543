import { fail } from '../errors/stream-error.ts';
import { checkVariables } from './check-variables.ts';
import type { OperatorFingerprint, StoreFingerprint } from './durable-state.ts';
import { describeSchema, fits } from './schema-fit.ts';
import { isSameLayout, isTranslatable } from './translate.ts';

/**
 * Refuses a query whose state cannot be what the checkpoint keeps (Spark's rules, spark-semantics.md 7.3): operators by number and
 * name, then per store the types of key and value (without `schemas` only where they lie). Names of columns may change, and whether they may be NULL.
 */
export function checkFingerprint(stored: readonly OperatorFingerprint[], current: readonly OperatorFingerprint[], schemas = true): void {
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
      if (!holdsTheSame(store, now, schemas)) fail('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE', { storedValueSchema: describeSchema(store.value), newValueSchema: describeSchema(now.value) });
    }
  });
}

/** Aggregates may look alike to Spark and be kept in another form here: then their state is translated. State that nothing tells of must lie in the same columns. */
function holdsTheSame(stored: StoreFingerprint, current: StoreFingerprint, schemas: boolean): boolean {
  const [before, now] = [stored.layout, current.layout];
  if (!schemas || before?.value.some(({ read }) => read === 'opaque') === true) return before?.columns.join() === now?.columns.join();
  return fits(stored.value, current.value) && (isSameLayout(before, now) || isTranslatable(stored, current));
}

function describeOperators(operators: readonly OperatorFingerprint[]): string {
  return operators.map((one) => `(operator ${one.stateId}: ${one.operatorName})`).join(', ') || 'none';
}

function describeStores(operator: OperatorFingerprint): string {
  return `${operator.operatorName} with stores ${operator.stores.map((store) => store.name).join(', ')}`;
}
