/**
 * How Spark words the type that an argument wants where that is not what our signature says: `requiredType` of UNEXPECTED_INPUT_TYPE. A list goes by argument, the
 * last stands for those behind it too.
 */
export function wishOf(name: string, index: number): string | undefined {
  const wish = wishes[name];
  return typeof wish === 'object' ? wish[Math.min(index, wish.length - 1)] : wish;
}

const anyTimestamp = '"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)"';
const nanoseconds = '"(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])"';
const moment = `(${anyTimestamp} or ${nanoseconds})`;
const summed = '"NUMERIC" or "ANSI INTERVAL"';
const signed = '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")';
const vector = '"ARRAY<FLOAT>"';
const textOrMoment = `("STRING" or "DATE" or "TIMESTAMP" or "TIMESTAMP_NTZ" or ${nanoseconds})`;

const wishes: Readonly<Record<string, string | readonly string[]>> = {
  sum: summed, avg: summed, mean: summed, try_sum: summed, try_avg: summed,
  abs: '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH")',
  div: '("BIGINT" or "DECIMAL" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND")',
  '-': signed, '+': signed, negative: signed, positive: signed,
  date_format: [`("TIMESTAMP" or "TIME" or ${nanoseconds})`, '"STRING"'],
  timestamp_shift: moment, unix_micros: moment, unix_millis: moment, unix_seconds: moment,
  to_unix_timestamp: [textOrMoment, '"STRING"'], unix_timestamp: [textOrMoment, '"STRING"'],
  window: `(${anyTimestamp} or "STRUCT<start: TIMESTAMP, end: TIMESTAMP>" or "STRUCT<start: TIMESTAMP_NTZ, end: TIMESTAMP_NTZ>")`, window_time: '"STRUCT"',
  session_window: `(${anyTimestamp} or "STRUCT<start: TIMESTAMP, end: TIMESTAMP>" or "STRUCT<start: TIMESTAMP_NTZ, end: TIMESTAMP_NTZ>")`,
  lpad: ['"STRING"', '"INT"', '"STRING"'], rpad: ['"STRING"', '"INT"', '"STRING"'],
  startswith: '"STRING"', endswith: '"STRING"', contains: '"STRING"',
  inline: '"ARRAY<STRUCT>"', flatten: '"ARRAY" of "ARRAY"', map_from_entries: '"ARRAY" of pair "STRUCT"',
  nanvl: '("DOUBLE" or "FLOAT")', to_char: ['"DECIMAL"', '"STRING"'], to_varchar: ['"DECIMAL"', '"STRING"'],
  vector_cosine_similarity: vector, vector_inner_product: vector, vector_l2_distance: vector, vector_norm: [vector, '"FLOAT"'], vector_normalize: [vector, '"FLOAT"'],
};
