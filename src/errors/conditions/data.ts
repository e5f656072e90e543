import type { Condition } from './condition.ts';

const ansi = { config: '"spark.sql.ansi.enabled"' };
const ansiCast = { ansiConfig: '"spark.sql.ansi.enabled"' };

/** Values that a row really had at run time. */
export const dataConditions = {
  ARITHMETIC_OVERFLOW: { sqlState: '22003', message: '{message}.{alternative}', constants: ansi },
  BINARY_ARITHMETIC_OVERFLOW: { sqlState: '22003', message: '{value1} {symbol} {value2} does not fit into its type', hint: 'cast an operand to a wider type, or use {functionName} to get NULL instead' },
  CAST_INVALID_INPUT: {
    sqlState: '22018', message: 'the value {expression} of type {sourceType} cannot be cast to {targetType} because it is malformed',
    hint: 'use try_cast to get NULL instead', constants: ansiCast,
  },
  CAST_OVERFLOW: {
    sqlState: '22003', message: 'the value {value} of type {sourceType} cannot be cast to {targetType} due to an overflow',
    hint: 'use try_cast to get NULL instead', constants: ansiCast,
  },
  CONVERSION_INVALID_INPUT: { sqlState: '22018', message: 'the value {str} cannot be converted to {targetType}: it does not follow {fmt}', hint: 'use {suggestion} to get NULL instead' },
  DIVIDE_BY_ZERO: { sqlState: '22012', message: 'division by zero', hint: 'use try_divide to get NULL instead', constants: ansi },
  'INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR': { sqlState: '22023', message: '{functionName} failed: {detailMessage}', constants: { parameter: '`expr`, `key`' } },
  'INVALID_PARAMETER_VALUE.AES_IV_LENGTH': { sqlState: '22023', message: 'the parameter {parameter} of {functionName} in mode {mode} cannot have {actualLength} bytes' },
  'INVALID_PARAMETER_VALUE.AES_KEY_LENGTH': { sqlState: '22023', message: 'the key of {functionName} must have 16, 24 or 32 bytes, not {actualLength}', constants: { parameter: '`key`' } },
  'INVALID_PARAMETER_VALUE.HMAC_ALGORITHM': {
    sqlState: '22023', message: '{functionName} does not know the algorithm {algorithm}',
    hint: 'use SHA-1, SHA-224, SHA-256, SHA-384, SHA-512 or MD5', constants: { parameter: '`algorithm`' },
  },
  'INVALID_PARAMETER_VALUE.HMAC_CRYPTO_ERROR': { sqlState: '22023', message: '{functionName} failed: {detailMessage}', constants: { parameter: '`key`' } },
  'INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE': {
    sqlState: '22023', message: 'the bit position of {functionName} must be at least 0 and below {upper}, not {invalidValue}',
    constants: { parameter: '`pos`' },
  },
  SEED_EXPRESSION_IS_UNFOLDABLE: { sqlState: '42K08', message: 'the seed {seedExpr} of {exprWithSeed} must be a constant' },
  NON_FOLDABLE_ARGUMENT: { sqlState: '42K08', message: 'parameter {paramName} of {funcName} must be a constant {paramType} that is not NULL' },
  NUMERIC_OUT_OF_SUPPORTED_RANGE: { sqlState: '22003', message: 'the value {value} has more than 38 digits before the point, more than DECIMAL has' },
  'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION': {
    sqlState: '22003', message: '{value} does not fit into DECIMAL({precision},{scale})',
    hint: 'use a try_ function to get NULL instead', constants: ansi,
  },
  'NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION': { sqlState: '22003', message: '{roundedValue}, rounded from {originalValue}, does not fit into DECIMAL({precision},{scale})' },
  REMAINDER_BY_ZERO: { sqlState: '22012', message: 'remainder by zero', hint: 'use try_mod to get NULL instead', constants: ansi },
  INVALID_VECTOR_NORM_DEGREE: { sqlState: '22023', message: 'the degree of {functionName} must be 1, 2 or infinity, not {degree}' },
  'UNSUPPORTED_FEATURE.AES_MODE': { sqlState: '0A000', message: '{functionName} does not support mode {mode} with padding {padding}' },
  'UNSUPPORTED_FEATURE.AES_MODE_AAD': { sqlState: '0A000', message: '{functionName} takes no additional authenticated data in mode {mode}' },
  'UNSUPPORTED_FEATURE.AES_MODE_IV': { sqlState: '0A000', message: '{functionName} takes no initialization vector in mode {mode}' },
  INVALID_BITMAP_POSITION: { sqlState: '22003', message: 'a bitmap of {bitmapNumBits} bits ({bitmapNumBytes} bytes) has no bit {bitPosition}' },
  VECTOR_DIMENSION_MISMATCH: { sqlState: '22000', message: 'the vectors of {functionName} have {leftDim} and {rightDim} elements' },
  TIDEMARK_KNOWN_WHEN_RUN: { sqlState: '0A000', message: '{what} is known only when the query runs' },
  USER_RAISED_EXCEPTION: { sqlState: 'P0001', message: '{errorMessage}' },
  COUNTER_DIFF_NEGATIVE_COUNTER_VALUE: { sqlState: '22003', message: 'the counter given to {function} is negative: {value}' },
  COUNTER_DIFF_START_TIME_DECREASED: { sqlState: '22023', message: 'the start time given to {function} went back from {previousStartTime} to {currentStartTime}' },
} as const satisfies Readonly<Record<string, Condition>>;
