import type { Condition } from './index.ts';

/** Values that a row really had at run time. */
export const dataConditions = {
  DIVIDE_BY_ZERO: { sqlState: '22012', message: 'division by zero', hint: 'use try_divide to get NULL instead' },
  ARITHMETIC_OVERFLOW: { sqlState: '22003', message: '{message}{alternative}' },
  CAST_INVALID_INPUT: { sqlState: '22018', message: 'the value {expression} of type {sourceType} cannot be cast to {targetType} because it is malformed', hint: 'use try_cast to get NULL instead' },
  CAST_OVERFLOW: { sqlState: '22003', message: 'the value {value} of type {sourceType} cannot be cast to {targetType} due to an overflow', hint: 'use try_cast to get NULL instead' },
} as const satisfies Readonly<Record<string, Condition>>;
