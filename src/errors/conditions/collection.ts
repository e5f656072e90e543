import type { Condition } from './condition.ts';

/** Arrays and maps: positions and keys that are not there, or should not be. */
export const collectionConditions = {
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT: { sqlState: '22003', message: 'the index {indexValue} is out of bounds: the array has {arraySize} elements', hint: 'use try_element_at to get NULL instead' },
  'COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER': { sqlState: '54000', message: '{functionName} would make an array of {numberOfElements} elements because of {parameter}, the limit is {maxRoundedArrayLength}' },
  COMPARATOR_RETURNS_NULL: { sqlState: '22004', message: 'the comparator returned NULL for {firstValue} and {secondValue}', hint: 'let it return 0, a negative or a positive number' },
  'INVALID_PARAMETER_VALUE.LENGTH': { sqlState: '22023', message: 'parameter {parameter} of {functionName} must not be negative, but is {length}' },
  'INVALID_PARAMETER_VALUE.START': { sqlState: '22023', message: 'parameter {parameter} of {functionName} must not be 0', hint: 'the first element has position 1, the last one -1' },
  TIDEMARK_ARRAY_TOO_LARGE: { sqlState: '54000', message: '{functionName} would make an array of {count} elements, the limit is {limit}', hint: 'range(…) makes rows instead' },
  TIDEMARK_COLUMN_TOO_LARGE: { sqlState: '54000', message: 'a text would take more than 256 MiB, or a column of them in one chunk more than 2 GiB', hint: 'look for repeat, lpad, rpad or space with a large count' },
  TIDEMARK_MEMORY_EXCEEDED: { sqlState: '53200', message: 'columns would take more than {limit} GiB of memory' },
  TIDEMARK_ROW_TOO_LARGE: { sqlState: '54000', message: 'one row would take {size} MiB as values of the program, the limit is {limit} MiB', hint: 'explode(…) makes rows of its elements' },
  TIDEMARK_SEQUENCE_BOUNDS: { sqlState: '22023', message: 'no sequence goes from {start} to {stop} by {step}', hint: 'the step must lead from start to stop' },
  UNEXPECTED_INPUT_TYPE: { sqlState: '42K09', message: 'the {paramIndex} parameter of {functionName} needs {requiredType}, but {inputSql} is {inputType}' },
  _LEGACY_ERROR_TEMP_2128: { sqlState: '22023', message: 'a map needs as many values as keys, but there are {keys} keys and {values} values' },
  _LEGACY_ERROR_TEMP_3242: { sqlState: '22023', message: 'a sequence of dates needs a step of whole days or months, not an {intervalType} of less' },
  NULL_MAP_KEY: { sqlState: '2200E', message: 'NULL cannot be a key of a map' },
  DUPLICATED_MAP_KEY: { sqlState: '23505', message: 'the map key {key} is there twice', hint: 'set {mapKeyDedupPolicy} to LAST_WIN to keep the last value of a key' },
  NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION: { sqlState: '22003', message: 'the frequency {frequencyExpression} has the negative value {negativeValue}' },
} as const satisfies Readonly<Record<string, Condition>>;
