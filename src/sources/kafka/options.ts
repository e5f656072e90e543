import { fail } from '../../errors/stream-error.ts';
import type { TopicPartition } from '../../formats/kafka/transport.ts';
import type { OptionRow, SourceOptions } from '../source.ts';
import { type Offsets, parseAssignment, parsePartitionNumbers } from './offsets.ts';

export const EARLIEST_OFFSET = -2;
export const LATEST_OFFSET = -1;

/** Which topics and partitions. `text` is what the description prints. */
export type Subscription =
  | { readonly kind: 'Assign'; readonly text: string; readonly partitions: readonly TopicPartition[] }
  | { readonly kind: 'Subscribe'; readonly text: string; readonly topics: readonly string[] }
  | { readonly kind: 'SubscribePattern'; readonly text: string };

/** A bound of a read: named, by offset per partition (-2 earliest, -1 latest), or by time. */
export type Bound =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  | { readonly kind: 'offsets'; readonly offsets: Offsets }
  | { readonly kind: 'timestamp'; readonly timestampMs: number }
  | { readonly kind: 'timestamps'; readonly timestampsMs: Offsets };

export interface KafkaSourceOptions {
  readonly subscription: Subscription;
  readonly starting: Bound | undefined;
  readonly ending: Bound | undefined;
  /** What a start time behind the last record means. */
  readonly timestampStrategy: 'error' | 'latest';
  readonly offsetsMax: number | undefined;
  readonly offsetsMin: number | undefined;
  readonly triggerDelayMs: number;
  readonly failOnDataLoss: boolean;
  readonly includeHeaders: boolean;
  readonly pollTimeoutMs: number;
  readonly retries: number;
  readonly retryIntervalMs: number;
}

const isBoolean = (value: string): string | undefined => (/^(true|false)$/i.test(value) ? undefined : 'true or false');
const isPositive = (value: string): string | undefined => (/^\d{1,15}$/.test(value) && Number(value) > 0 ? undefined : 'a whole number above 0');
const isNumber = (value: string): string | undefined => (/^\d{1,15}$/.test(value) ? undefined : 'a whole number');
const isOffsets = (value: string): string | undefined =>
  (/^(earliest|latest)$/i.test(value.trim()) || parsePartitionNumbers(value) !== undefined ? undefined : 'earliest, latest or JSON such as {"topic":{"0":23,"1":-2}}');
const isTimestamps = (value: string): string | undefined => (parsePartitionNumbers(value) !== undefined ? undefined : 'JSON such as {"topic":{"0":1700000000000}}');

export const kafkaSourceOptions: readonly OptionRow[] = [
  { name: 'kafka.*', doc: 'Properties of the Kafka client, kafka.bootstrap.servers first.' },
  { name: 'subscribe', doc: 'Topics, with commas between. One of subscribe, subscribePattern and assign is needed.' },
  { name: 'subscribePattern', doc: 'Java regular expression; all topics whose whole name fits, also ones made later.' },
  { name: 'assign', doc: 'Partitions as JSON, {"topic":[0,1]}.', check: (value) => (parseAssignment(value) === undefined ? 'JSON such as {"topic":[0,1]}' : undefined) },
  { name: 'startingOffsets', doc: 'Where a new query starts: earliest, latest, or JSON with -2 = earliest and -1 = latest. Latest for streams, earliest for batches. A checkpoint wins over it.', check: isOffsets },
  { name: 'startingTimestamp', doc: 'Milliseconds since 1970: start with the first records at or after it.', check: isNumber },
  { name: 'startingOffsetsByTimestamp', doc: 'The same per partition, {"topic":{"0":1700000000000}}.', check: isTimestamps },
  { name: 'startingOffsetsByTimestampStrategy', doc: 'When no record is at or after the time: error, or latest.', default: 'error', check: (value) => (/^(error|latest)$/i.test(value) ? undefined : 'error or latest') },
  { name: 'endingOffsets', doc: 'Where a batch read ends: latest, or JSON with -1 = latest.', default: 'latest', check: isOffsets },
  { name: 'endingTimestamp', doc: 'A batch read ends before the first records at or after it.', check: isNumber },
  { name: 'endingOffsetsByTimestamp', doc: 'The same per partition.', check: isTimestamps },
  { name: 'failOnDataLoss', doc: 'Fail when records can no longer be read. False: warn, and go on with what is there.', default: 'true', check: isBoolean },
  { name: 'maxOffsetsPerTrigger', doc: 'At most about this many records per batch, shared among partitions in proportion to what waits.', check: isPositive },
  { name: 'minOffsetsPerTrigger', doc: 'Wait until this many records are there, or maxTriggerDelay has passed.', check: isPositive },
  { name: 'maxTriggerDelay', doc: 'Longest wait for minOffsetsPerTrigger.', default: '15m', check: (value) => (readDurationMs(value) === undefined ? 'a time such as 10s, 15m or 1h' : undefined) },
  { name: 'includeHeaders', doc: 'Adds the column headers.', default: 'false', check: isBoolean },
  { name: 'kafkaConsumer.pollTimeoutMs', doc: 'How long to wait for records that must be there.', default: '120000', check: isPositive },
  { name: 'fetchOffset.numRetries', doc: 'How often offsets that seem to have gone back are asked for again.', default: '3', check: isNumber },
  { name: 'fetchOffset.retryIntervalMs', doc: 'Pause between.', default: '1000', check: isNumber },
  { name: 'minPartitions', doc: 'No effect: one process reads all partitions.', check: isPositive },
  { name: 'maxRecordsPerPartition', doc: 'No effect: one process reads all partitions.', check: isPositive },
  { name: 'groupIdPrefix', doc: 'No effect: no consumer group is joined, offsets are kept in the checkpoint.' },
];

/** Reads and checks everything that does not need a broker. */
export function readSourceOptions(options: SourceOptions): KafkaSourceOptions {
  const names = new Set(kafkaSourceOptions.map((row) => row.name.toLowerCase()));
  for (const option of Object.keys(options)) {
    if (!names.has(option) && !option.startsWith('kafka.')) fail('TIDEMARK_KAFKA_OPTION_NOT_ALLOWED', { option, reason: 'the kafka source has no such option' });
  }
  for (const row of kafkaSourceOptions) {
    const value = options[row.name.toLowerCase()];
    const expected = value === undefined ? undefined : row.check?.(value);
    if (expected !== undefined) fail('TIDEMARK_INVALID_OPTION', { option: row.name, value: value!, expected });
  }
  const text = (name: string): string | undefined => options[name.toLowerCase()];
  const number = (name: string): number | undefined => (text(name) === undefined ? undefined : Number(text(name)));
  const flag = (name: string, otherwise: boolean): boolean => text(name)?.toLowerCase() === 'true' || (text(name) === undefined && otherwise);
  const offsetsMax = number('maxOffsetsPerTrigger'), offsetsMin = number('minOffsetsPerTrigger');
  if (offsetsMax !== undefined && offsetsMin !== undefined && offsetsMin > offsetsMax) {
    fail('TIDEMARK_INVALID_OPTION', { option: 'minOffsetsPerTrigger', value: String(offsetsMin), expected: `maxOffsetsPerTrigger (${offsetsMax}) at most` });
  }
  return {
    subscription: readSubscription(text),
    starting: readBound(text, 'starting'),
    ending: readBound(text, 'ending'),
    timestampStrategy: text('startingOffsetsByTimestampStrategy')?.toLowerCase() === 'latest' ? 'latest' : 'error',
    offsetsMax, offsetsMin,
    triggerDelayMs: readDurationMs(text('maxTriggerDelay') ?? '15m')!,
    failOnDataLoss: flag('failOnDataLoss', true),
    includeHeaders: flag('includeHeaders', false),
    pollTimeoutMs: number('kafkaConsumer.pollTimeoutMs') ?? 120_000,
    retries: number('fetchOffset.numRetries') ?? 3,
    retryIntervalMs: number('fetchOffset.retryIntervalMs') ?? 1000,
  };
}

/** A stream has no end; a batch starts before its end. */
export function checkBounds(options: KafkaSourceOptions, streaming: boolean): void {
  const { starting, ending } = options;
  const refuse = (option: string, value: string, expected: string): never => fail('TIDEMARK_INVALID_OPTION', { option, value, expected });
  if (streaming) {
    if (ending !== undefined) refuse(`ending ${ending.kind}`, 'set', 'left out: a stream does not end');
    return;
  }
  const names = (bound: Bound | undefined, special: number): boolean => bound?.kind === 'offsets' && [...bound.offsets.values()].some((row) => row.offset === special);
  if (starting?.kind === 'latest' || names(starting, LATEST_OFFSET)) refuse('startingOffsets', 'latest', 'earliest or offsets: a batch starts before its end');
  if (ending?.kind === 'earliest' || names(ending, EARLIEST_OFFSET)) refuse('endingOffsets', 'earliest', 'latest or offsets: a batch ends behind its start');
}

function readSubscription(text: (name: string) => string | undefined): Subscription {
  const given = ['assign', 'subscribe', 'subscribePattern'].filter((name) => text(name) !== undefined);
  if (given.length !== 1) {
    return given.length === 0 ? fail('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'subscribe' })
      : fail('TIDEMARK_KAFKA_OPTION_NOT_ALLOWED', { option: given[1]!, reason: `${given[0]} is set too, only one of assign, subscribe and subscribePattern may be` });
  }
  const value = text(given[0]!)!;
  if (given[0] === 'assign') {
    const partitions = parseAssignment(value)!;
    if (partitions.length === 0) refuseEmpty('assign', value);
    return { kind: 'Assign', text: partitions.map(({ topic, partition }) => `${topic}-${partition}`).join(', '), partitions };
  }
  if (given[0] === 'subscribe') {
    const topics = [...new Set(value.split(',').map((topic) => topic.trim()).filter((topic) => topic !== ''))];
    if (topics.length === 0) refuseEmpty('subscribe', value);
    return { kind: 'Subscribe', text: topics.join(', '), topics };
  }
  if (value.trim() === '') refuseEmpty('subscribePattern', value);
  return { kind: 'SubscribePattern', text: value.trim() };
}

function refuseEmpty(option: string, value: string): never {
  return fail('TIDEMARK_INVALID_OPTION', { option, value: value === '' ? 'empty' : value, expected: 'at least one topic' });
}

/** The most general way wins: a timestamp for all, timestamps per partition, offsets. */
function readBound(text: (name: string) => string | undefined, side: 'starting' | 'ending'): Bound | undefined {
  const timestamp = text(`${side}Timestamp`);
  if (timestamp !== undefined) return { kind: 'timestamp', timestampMs: Number(timestamp) };
  const timestamps = text(`${side}OffsetsByTimestamp`);
  if (timestamps !== undefined) return { kind: 'timestamps', timestampsMs: parsePartitionNumbers(timestamps)! };
  const offsets = text(`${side}Offsets`)?.trim();
  if (offsets === undefined) return undefined;
  if (/^earliest$/i.test(offsets)) return { kind: 'earliest' };
  if (/^latest$/i.test(offsets)) return { kind: 'latest' };
  return { kind: 'offsets', offsets: parsePartitionNumbers(offsets)! };
}

const durationUnitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** `15m`, `10s`, `500ms`; a bare number is milliseconds. */
function readDurationMs(text: string): number | undefined {
  const match = /^\s*(\d{1,12})\s*([a-z]*)\s*$/i.exec(text);
  const unitMs = match === null ? undefined : durationUnitsMs[match[2]!.toLowerCase() || 'ms'];
  return unitMs === undefined ? undefined : Number(match![1]) * unitMs;
}
