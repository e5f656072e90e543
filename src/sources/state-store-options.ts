import { fail } from '../errors/stream-error.ts';
import type { OptionRow, SourceOptions } from './source.ts';

/** Options of format `statestore`, names and rules Spark's. */
export const stateStoreOptions: readonly OptionRow[] = [
  { name: 'path', doc: 'The checkpointLocation of a query.', required: true },
  { name: 'batchId', doc: 'State after this batch; default: the last committed one.' },
  { name: 'operatorId', doc: 'Number of the stateful operator, as state-metadata lists them.', default: '0' },
  { name: 'storeName', doc: 'Store of the operator; joins have four, such as left-keyWithIndexToValue.', default: 'default' },
  { name: 'joinSide', doc: 'left or right: the rows of that side of a join. Not together with storeName.', default: 'none' },
  { name: 'snapshotStartBatchId', doc: 'State is made from the snapshot that was finished after this batch. Needs snapshotPartitionId.' },
  { name: 'snapshotPartitionId', doc: 'Only 0: state has one partition.' },
  { name: 'readChangeFeed', doc: 'What each batch changed, instead of the state: columns batch_id and change_type (update, append, delete) are added.', default: 'false' },
  { name: 'changeStartBatchId', doc: 'First batch of the change feed.' },
  { name: 'changeEndBatchId', doc: 'Last batch of the change feed; default: the last committed one.' },
  { name: 'stateVarName', doc: 'State variable of a transformWithState.' },
  { name: 'readRegisteredTimers', doc: 'The timers of a transformWithState instead of a variable.', default: 'false' },
  { name: 'flattenCollectionTypes', doc: 'A row per element of list state and per entry of map state. A change feed always has them so.', default: 'true' },
];

/** Options, checked against each other; what depends on the checkpoint is still open. */
export interface StateStoreOptions {
  readonly path: string;
  readonly batchId: number | undefined;
  readonly operatorId: number;
  readonly storeName: string;
  readonly joinSide: 'left' | 'right' | 'none';
  readonly snapshotBatchId: number | undefined;
  readonly snapshotPartitionId: number | undefined;
  readonly changes: { readonly from: number; readonly to: number | undefined } | undefined;
  readonly variable: string | undefined;
  readonly timers: boolean;
  readonly flatten: boolean;
}

/** In Spark's order of checks. */
export function checkStateStoreOptions(options: SourceOptions): StateStoreOptions {
  const joinSide = (options['joinside'] ?? 'none').toLowerCase();
  const storeName = options['storename'] ?? 'default';
  const batchId = batchOption(options, 'batchId');
  const operatorId = batchOption(options, 'operatorId') ?? 0;
  if (storeName === '') fail('STDS_INVALID_OPTION_VALUE.IS_EMPTY', { optionName: 'storeName' });
  if (joinSide !== 'left' && joinSide !== 'right' && joinSide !== 'none') fail('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE', { optionName: 'joinSide', message: 'use left, right or none' });
  if (joinSide !== 'none' && storeName !== 'default') conflict('joinSide', 'storeName');
  const variable = options['statevarname'];
  const timers = flagOption(options, 'readRegisteredTimers', false);
  if (timers && variable !== undefined) conflict('readRegisteredTimers', 'stateVarName');
  const flatten = flagOption(options, 'flattenCollectionTypes', true);
  const path = options['path'] ?? fail('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'path' });
  const changes = changesOf(options, joinSide);
  const snapshotBatchId = batchOption(options, 'snapshotStartBatchId');
  const snapshotPartitionId = batchOption(options, 'snapshotPartitionId');
  if (snapshotBatchId !== undefined && snapshotPartitionId === undefined) fail('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'snapshotPartitionId' });
  if (snapshotBatchId === undefined && snapshotPartitionId !== undefined) fail('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'snapshotStartBatchId' });
  return { path, batchId, operatorId, storeName, joinSide, snapshotBatchId, snapshotPartitionId, changes, variable, timers, flatten: flatten || changes !== undefined };
}

function changesOf(options: SourceOptions, joinSide: string): StateStoreOptions['changes'] {
  const start = batchOption(options, 'changeStartBatchId');
  const end = batchOption(options, 'changeEndBatchId');
  if (!flagOption(options, 'readChangeFeed', false)) {
    for (const [name, value] of [['changeStartBatchId', start], ['changeEndBatchId', end]] as const) {
      if (value !== undefined) fail('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE', { optionName: name, message: 'it means something only with readChangeFeed' });
    }
    return undefined;
  }
  if (joinSide !== 'none') conflict('joinSide', 'readChangeFeed');
  if (options['batchid'] !== undefined) conflict('batchId', 'readChangeFeed');
  for (const name of ['snapshotStartBatchId', 'snapshotPartitionId']) if (options[name.toLowerCase()] !== undefined) conflict(name, 'readChangeFeed');
  if (start === undefined) return fail('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'changeStartBatchId' });
  return { from: start, to: end };
}

/** A number of a batch or of an operator. */
export function batchOption(options: SourceOptions, name: string): number | undefined {
  const text = options[name.toLowerCase()];
  if (text === undefined) return undefined;
  if (!/^[+-]?\d{1,15}$/.test(text.trim())) fail('TIDEMARK_INVALID_OPTION', { option: name, value: text, expected: 'a whole number' });
  const value = Number(text);
  return value < 0 ? fail('STDS_INVALID_OPTION_VALUE.IS_NEGATIVE', { optionName: name }) : value;
}

function flagOption(options: SourceOptions, name: string, fallback: boolean): boolean {
  const text = options[name.toLowerCase()]?.toLowerCase();
  if (text === undefined) return fallback;
  return text === 'true' || text === 'false' ? text === 'true' : fail('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE', { optionName: name, message: 'it is true or false' });
}

function conflict(one: string, other: string): never {
  return fail('STDS_CONFLICT_OPTIONS', { options: `['${one}', '${other}']` });
}
