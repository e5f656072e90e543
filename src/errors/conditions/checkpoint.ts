import type { Condition } from './condition.ts';

/** A checkpoint that cannot be used, or may not be used by this query. */
export const checkpointConditions = {
  TIDEMARK_CHECKPOINT_CORRUPT: { sqlState: 'XX001', message: 'checkpoint {path} is damaged: {problem}', hint: 'restore the folder from a copy, or start with a new checkpoint' },
  TIDEMARK_CHECKPOINT_IN_USE: { sqlState: '55006', message: 'checkpoint {path} is in use by {holder}', hint: 'stop that query first; a dead holder is noticed by itself' },
  TIDEMARK_CHECKPOINT_LOST: { sqlState: '40000', message: 'checkpoint {path} was taken over by another process while epoch {epoch} was running', hint: 'only one process at a time may run a query from a checkpoint' },
  TIDEMARK_CHECKPOINT_WRITE_FAILED: {
    sqlState: '58030',
    message: 'the checkpoint log in {path} could not be written: {problem}',
    hint: 'make room or repair the disk and start the query again, nothing that was committed is lost',
  },
  TIDEMARK_CHECKPOINT_BEHIND_SINK: {
    sqlState: 'XX001',
    message: 'the sink already has batch {sinkBatchId} of this query but checkpoint {path} ends at batch {batchId}',
    hint: 'the checkpoint lost its end or is an old copy: restore a newer copy, or start with a new checkpoint and an empty target',
  },
  TIDEMARK_SOURCES_DO_NOT_MATCH: { sqlState: '42K03', message: 'there are {stored} sources in the checkpoint and now there are {current} sources in the query', hint: 'start the changed query with a new checkpoint' },
  TIDEMARK_SOURCE_FORMAT_CHANGED: { sqlState: '42K03', message: 'source {source} of the query was {stored} and is now {current}', hint: 'start the changed query with a new checkpoint' },
  TIDEMARK_CHECKPOINT_PURGED: { sqlState: '22023', message: 'the state after batch {batchId} is no longer in checkpoint {path}', hint: 'the oldest that is left is batch {oldest}' },
  STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY: { sqlState: '42K03', message: 'the checkpoint location {checkpointLocation} already has files of another kind', hint: 'give the query a folder of its own' },
  STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA: {
    sqlState: '42K03',
    message: 'the stateful operators of the query do not match those of the checkpoint: the checkpoint has {OpsInMetadataSeq}, the query has {OpsInCurBatchSeq}',
    hint: 'start the changed query with a new checkpoint',
  },
  STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE: {
    sqlState: 'XXKST',
    message: 'the key of the state has changed: the checkpoint has {storedKeySchema}, the query has {newKeySchema}',
    hint: 'start the changed query with a new checkpoint',
  },
  STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE: {
    sqlState: 'XXKST',
    message: 'the value of the state has changed: the checkpoint has {storedValueSchema}, the query has {newValueSchema}',
    hint: 'start the changed query with a new checkpoint',
  },
  STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY: {
    sqlState: '42K03', message: 'the checkpoint has batches but no state for {OpsInCurBatchSeq}: the query had no such operator', hint: 'start the changed query with a new checkpoint',
  },
  STATE_STORE_INVALID_CONFIG_AFTER_RESTART: { sqlState: '42K06', message: '{configName} was {oldConfig} and is now {newConfig}', hint: 'it cannot change while the state is kept; start with a new checkpoint' },
  STATE_STORE_INVALID_VARIABLE_TYPE_CHANGE: { sqlState: '42K06', message: 'the state variable {stateVarName} was a {oldType} and is now a {newType}', hint: 'give the new variable another name' },
  STATE_STORE_INVALID_VALUE_SCHEMA_EVOLUTION: {
    sqlState: 'XXKST', message: 'a state variable cannot change from {oldValueSchema} to {newValueSchema}', hint: 'fields may be added, removed and moved, numbers widened',
  },
  STATE_STORE_VALUE_SCHEMA_EVOLUTION_THRESHOLD_EXCEEDED: {
    sqlState: '42K06', message: 'the state variable {colFamilyName} would have {numSchemaEvolutions} schemas, and may have {maxSchemaEvolutions}', hint: 'start with a new checkpoint',
  },
  STATE_STORE_STATE_SCHEMA_FILES_THRESHOLD_EXCEEDED: {
    sqlState: '42K06',
    message: 'the state of the operator has {numStateSchemaFiles} schemas, and may have {maxStateSchemaFiles}; added: {addedColumnFamilies}, removed: {removedColumnFamilies}',
    hint: 'start with a new checkpoint',
  },
} as const satisfies Readonly<Record<string, Condition>>;
