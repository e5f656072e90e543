import type { Condition } from './index.ts';

/** Arrays and maps: positions and keys that are not there, or should not be. */
export const collectionConditions = {
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT: { sqlState: '22003', message: 'the index {indexValue} is out of bounds: the array has {arraySize} elements', hint: 'use try_element_at to get NULL instead' },
  NULL_MAP_KEY: { sqlState: '2200E', message: 'NULL cannot be a key of a map' },
  DUPLICATED_MAP_KEY: { sqlState: '23505', message: 'the map key {key} is there twice', hint: 'set {mapKeyDedupPolicy} to LAST_WIN to keep the last value of a key' },
  NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION: { sqlState: '22003', message: 'the frequency {frequencyExpression} has the negative value {negativeValue}' },
} as const satisfies Readonly<Record<string, Condition>>;
