import type { Condition } from './index.ts';

/** Sources, sinks, formats and what they talk to. */
export const connectorConditions = {
  DATA_SOURCE_NOT_FOUND: { sqlState: '42K02', message: 'data source {provider} not found', hint: 'known ones: {known}' },
  TIDEMARK_INVALID_OPTION: { sqlState: '42616', message: 'the option {option} cannot be {value}', hint: 'it is {expected}' },
  TIDEMARK_OFFSET_NOT_AVAILABLE: { sqlState: '22000', message: 'the source {source} no longer has offset {offset}', hint: 'what the checkpoint refers to is gone: start with a new checkpoint' },
  FOREACH_BATCH_USER_FUNCTION_ERROR: { sqlState: '39000', message: 'the function given to foreachBatch failed: {reason}' },
  STDS_COMMITTED_BATCH_UNAVAILABLE: {
    sqlState: 'KD006', message: 'there is no such committed batch in the checkpoint {checkpointLocation}', hint: 'let the query commit a batch, or ask for one that is there',
  },
  STDS_CONFLICT_OPTIONS: { sqlState: '42613', message: 'the options {options} exclude each other' },
  STDS_FAILED_TO_READ_STATE_SCHEMA: { sqlState: '42K03', message: 'the checkpoint has no such state: {sourceOptions}', hint: 'format state-metadata lists the operators and stores of a checkpoint' },
  'STDS_INVALID_OPTION_VALUE.IS_EMPTY': { sqlState: '42616', message: 'the option {optionName} must not be empty' },
  'STDS_INVALID_OPTION_VALUE.IS_NEGATIVE': { sqlState: '42616', message: 'the option {optionName} must not be negative' },
  'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE': { sqlState: '42616', message: 'the option {optionName} is not usable: {message}' },
  'CANNOT_LOAD_STATE_STORE.SNAPSHOT_PARTITION_ID_NOT_FOUND': {
    sqlState: '58030', message: 'operator {operatorId} in {checkpointLocation} has no partition {snapshotPartitionId}', hint: 'state has one partition, 0',
  },
  'CANNOT_LOAD_STATE_STORE.UNCATEGORIZED': { sqlState: '58030', message: 'no snapshot was finished after that batch', hint: 'npx tidemark inspect lists the snapshots of a checkpoint' },
  STDS_REQUIRED_OPTION_UNSPECIFIED: { sqlState: '42601', message: 'the option {optionName} is required' },
  'KAFKA_DATA_LOSS.ADDED_PARTITION_DOES_NOT_START_FROM_OFFSET_ZERO': {
    sqlState: '22000',
    message: 'records may be lost: the new partition {topicPartition} starts from offset {startOffset} and not from 0',
    hint: 'set failOnDataLoss to false to go on with what is there',
  },
  'KAFKA_DATA_LOSS.COULD_NOT_READ_OFFSET_RANGE': {
    sqlState: '22000',
    message: 'records may be lost: offsets {startOffset} to {endOffset} of {topicPartition} cannot be read: {reason}',
    hint: 'set failOnDataLoss to false to go on with what is there',
  },
  'KAFKA_DATA_LOSS.INITIAL_OFFSET_NOT_FOUND_FOR_PARTITIONS': {
    sqlState: '22000',
    message: 'records may be lost: no first offset is known for {partitions}, they may have been deleted',
    hint: 'set failOnDataLoss to false to go on with what is there',
  },
  'KAFKA_DATA_LOSS.PARTITIONS_DELETED': { sqlState: '22000', message: 'records may be lost: the partitions {partitions} are gone', hint: 'set failOnDataLoss to false to go on without them' },
  'KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED': {
    sqlState: '22000',
    message: 'records may be lost: the offset of {topicPartition} went back from {prevOffset} to {newOffset}',
    hint: 'set failOnDataLoss to false to go on from there',
  },
  'KAFKA_DATA_LOSS.START_OFFSET_RESET': {
    sqlState: '22000',
    message: 'records may be lost: {topicPartition} was to be read from {offset}, but it begins at {fetchedOffset}',
    hint: 'set failOnDataLoss to false to go on from there',
  },
  'KAFKA_DATA_LOSS.TIDEMARK_TOPIC_RECREATED': {
    sqlState: '22000',
    message: 'records may be lost: the topic {topic} was deleted and made again, its offsets mean other records now',
    hint: 'start with a new checkpoint, or set failOnDataLoss to false to read the new topic from its beginning',
  },
  KAFKA_START_OFFSET_DOES_NOT_MATCH_ASSIGNED: {
    sqlState: '22023',
    message: 'the start offsets name other partitions than the query reads: named are {specifiedPartitions}, read are {assignedPartitions}',
    hint: 'name each partition once, -1 for latest and -2 for earliest',
  },
  KAFKA_TIMESTAMP_OFFSET_DOES_NOT_MATCH_ASSIGNED: {
    sqlState: '22023',
    message: 'the timestamps for the {position} offsets name other partitions than the query reads: named are {specifiedPartitions}, read are {assignedPartitions}',
    hint: 'name each partition once',
  },
  KAFKA_NULL_TOPIC_IN_DATA: { sqlState: '22004', message: 'a row to be written to Kafka has a NULL topic', hint: 'set the option topic to write all rows to one topic' },
  MISMATCHED_TOPIC_PARTITIONS_BETWEEN_START_OFFSET_AND_END_OFFSET: { sqlState: '22023', message: 'start and end offsets name different partitions: {tpsForStartOffset} and {tpsForEndOffset}' },
  LOST_TOPIC_PARTITIONS_IN_END_OFFSET_WITH_TRIGGER_AVAILABLENOW: {
    sqlState: '22000',
    message: 'partitions vanished during Trigger.AvailableNow: there are {tpsForLatestOffset}, the batch ends in {tpsForEndOffset}',
    hint: 'start the query again',
  },
  END_OFFSET_HAS_GREATER_OFFSET_FOR_TOPIC_PARTITION_THAN_LATEST_WITH_TRIGGER_AVAILABLENOW: {
    sqlState: '22000',
    message: 'offsets went back during Trigger.AvailableNow: there is {latestOffset}, the batch ends at {endOffset}',
    hint: 'start the query again',
  },
  RESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET: { sqlState: '22023', message: 'start offset {startOffset} lies behind end offset {endOffset} in topic {topic}, partition {partition}' },
  UNRESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET: { sqlState: '22023', message: 'the start offset {startOffset} given lies behind the end offset {endOffset} given for topic {topic}, partition {partition}' },
  TIDEMARK_KAFKA_OPTION_NOT_ALLOWED: { sqlState: '42616', message: 'the option {option} is not allowed: {reason}' },
  TIDEMARK_KAFKA_UNREACHABLE: { sqlState: '08001', message: 'no Kafka broker of {servers} answers: {problem}', hint: 'check kafka.bootstrap.servers and that the brokers run' },
  TIDEMARK_KAFKA_REQUEST_FAILED: { sqlState: '08000', message: 'Kafka refused {api}: {problem}' },
  TIDEMARK_KAFKA_TOPIC_NOT_FOUND: { sqlState: '42704', message: 'the Kafka topic {topics} does not exist', hint: 'create it first; topics to be read are never created by a query' },
  TIDEMARK_KAFKA_CORRUPT_BATCH: { sqlState: '22000', message: 'the record batch of {topicPartition} at offset {offset} is damaged: {problem}' },
  TIDEMARK_KAFKA_BATCH_TOO_LARGE: { sqlState: '54000', message: 'a record batch of {topicPartition} at offset {offset} takes more than {limit} bytes when decompressed' },
  TIDEMARK_KAFKA_NO_TIMESTAMP: { sqlState: '22023', message: 'no record of {topicPartition} is at or after {timestamp} ms', hint: 'set startingOffsetsByTimestampStrategy to latest to start with the next record' },
  TIDEMARK_KAFKA_RECORD_TOO_LARGE: { sqlState: '54000', message: 'a record for {topic} of {size} bytes is larger than {limit}', hint: 'raise max.message.bytes of the topic and kafka.max.request.size' },
  _LEGACY_ERROR_TEMP_3080: { sqlState: '42K09', message: '{msg}' },
  TIDEMARK_KAFKA_NULL_HEADER_KEY: { sqlState: '22004', message: 'a header of a row to be written to Kafka has a NULL key' },
  TIDEMARK_KAFKA_PARTITION_NOT_FOUND: { sqlState: '42704', message: 'a row is to be written to partition {partition} of topic {topic}, which has {count}' },
  TIDEMARK_KAFKA_PRODUCER_FENCED: { sqlState: '40001', message: 'another run of this query has taken over its Kafka transactions ({transactionalId})', hint: 'only one run of a query may write; stop one of them' },
} as const satisfies Readonly<Record<string, Condition>>;
