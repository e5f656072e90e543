/**
 * A broker's answer other than 0, while it travels inside the Kafka code. What leaves it is a StreamError.
 * `retriable` is the protocol's own word: ask again, perhaps with fresh metadata.
 */
export class KafkaProtocolError extends Error {
  override readonly name = 'KafkaProtocolError';
  readonly code: number;
  readonly codeName: string;
  readonly retriable: boolean;

  constructor(code: number, what: string) {
    const [codeName, retriable] = errorCodes[code] ?? [`ERROR_${code}`, false];
    super(`${codeName}: ${what}`);
    this.code = code;
    this.codeName = codeName;
    this.retriable = retriable;
  }
}

/** The codes the engine tells apart. */
export const OFFSET_OUT_OF_RANGE = 1;
export const UNKNOWN_TOPIC_OR_PARTITION = 3;
export const CONCURRENT_TRANSACTIONS = 51;
export const TOPIC_ALREADY_EXISTS = 36;
export const TRANSACTIONAL_ID_NOT_FOUND = 105;

/** Somebody else has taken over the transactional id. */
export const FENCED_CODES: readonly number[] = [47, 90];

export function check(code: number, what: string): void {
  if (code !== 0) throw new KafkaProtocolError(code, what);
}

const errorCodes: Readonly<Record<number, readonly [name: string, retriable: boolean]>> = {
  [-1]: ['UNKNOWN_SERVER_ERROR', false],
  1: ['OFFSET_OUT_OF_RANGE', false],
  2: ['CORRUPT_MESSAGE', true],
  3: ['UNKNOWN_TOPIC_OR_PARTITION', true],
  5: ['LEADER_NOT_AVAILABLE', true],
  6: ['NOT_LEADER_OR_FOLLOWER', true],
  7: ['REQUEST_TIMED_OUT', true],
  8: ['BROKER_NOT_AVAILABLE', false],
  9: ['REPLICA_NOT_AVAILABLE', true],
  10: ['MESSAGE_TOO_LARGE', false],
  13: ['NETWORK_EXCEPTION', true],
  14: ['COORDINATOR_LOAD_IN_PROGRESS', true],
  15: ['COORDINATOR_NOT_AVAILABLE', true],
  16: ['NOT_COORDINATOR', true],
  17: ['INVALID_TOPIC_EXCEPTION', false],
  18: ['RECORD_LIST_TOO_LARGE', false],
  19: ['NOT_ENOUGH_REPLICAS', true],
  20: ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', true],
  21: ['INVALID_REQUIRED_ACKS', false],
  29: ['TOPIC_AUTHORIZATION_FAILED', false],
  31: ['CLUSTER_AUTHORIZATION_FAILED', false],
  35: ['UNSUPPORTED_VERSION', false],
  36: ['TOPIC_ALREADY_EXISTS', false],
  37: ['INVALID_PARTITIONS', false],
  38: ['INVALID_REPLICATION_FACTOR', false],
  41: ['NOT_CONTROLLER', true],
  43: ['UNSUPPORTED_FOR_MESSAGE_FORMAT', false],
  44: ['POLICY_VIOLATION', false],
  45: ['OUT_OF_ORDER_SEQUENCE_NUMBER', false],
  46: ['DUPLICATE_SEQUENCE_NUMBER', false],
  47: ['INVALID_PRODUCER_EPOCH', false],
  48: ['INVALID_TXN_STATE', false],
  49: ['INVALID_PRODUCER_ID_MAPPING', false],
  50: ['INVALID_TRANSACTION_TIMEOUT', false],
  51: ['CONCURRENT_TRANSACTIONS', true],
  52: ['TRANSACTION_COORDINATOR_FENCED', false],
  53: ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', false],
  55: ['OPERATION_NOT_ATTEMPTED', false],
  56: ['KAFKA_STORAGE_ERROR', true],
  59: ['UNKNOWN_PRODUCER_ID', false],
  72: ['LISTENER_NOT_FOUND', true],
  74: ['FENCED_LEADER_EPOCH', true],
  75: ['UNKNOWN_LEADER_EPOCH', true],
  76: ['UNSUPPORTED_COMPRESSION_TYPE', false],
  78: ['OFFSET_NOT_AVAILABLE', true],
  87: ['INVALID_RECORD', false],
  90: ['PRODUCER_FENCED', false],
  100: ['UNKNOWN_TOPIC_ID', true],
  105: ['TRANSACTIONAL_ID_NOT_FOUND', false],
};
