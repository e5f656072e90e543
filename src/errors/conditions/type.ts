import type { Condition } from './index.ts';

/** Types that do not fit. */
export const typeConditions = {
  'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE': { sqlState: '42K09', message: 'cannot resolve {sqlExpr}: parameter {paramIndex} needs {requiredType}, but {inputSql} has type {inputType}' },
  'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES': { sqlState: '42K09', message: 'cannot resolve {sqlExpr}: the sides have types {left} and {right}' },
} as const satisfies Readonly<Record<string, Condition>>;
