/** Edge values by type, as a statement writes them: where functions and casts differ most. */
export const values: Readonly<Record<string, readonly string[]>> = {
  INT: ['0', '1', '-1', '2', '7', '-7', '31', '64', '100', '2147483647', '-2147483648', 'CAST(NULL AS INT)'],
  BIGINT: ['0L', '1L', '-1L', '4294967296L', '9223372036854775807L', '-9223372036854775807L - 1L', 'CAST(NULL AS BIGINT)'],
  SMALLINT: ['0S', '5S', '32767S', '-32768S'],
  TINYINT: ['0Y', '3Y', '127Y', '-128Y'],
  DOUBLE: ['0.0D', '-0.0D', '1.5D', '-2.5D', '1e308D', '-1e308D', '4.9E-324D', "double('NaN')", "double('Infinity')", "double('-Infinity')", '0.1D', '123456789.987654321D', '1e16D', 'CAST(NULL AS DOUBLE)'],
  FLOAT: ['1.5F', '0.1F', '-0.0F', '3.4028235E38F', "float('NaN')", '1.0E-45F', '16777217.0F'],
  DECIMAL: ['0.0', '1.5', '-2.50', '0.05', '99999999999999999999999999999999999999', '-99999999999999999999999999999999999999', '0.00000000000000000000000000000000000001', '12345.678', '9.99BD', 'CAST(1 AS DECIMAL(38,37))',
    'CAST(NULL AS DECIMAL(10,2))', '1e-10BD', '123456789012345678.90'],
  STRING: ["''", "' '", "'0'", "'a'", "'abc'", "'ABC'", "'  abc  '", "'é'", "'漢字'", "'😀x'", "'a,b,c'", "'a''b'", "'%'", "'_'", "'\\\\'", "'1'", "'-1'", "'1.5'", "'1e3'", "' 12 '", "'NaN'", "'true'", "'2024-02-29'", "'2024-02-29 13:45:59.123'",
    "'10:30:00'", "'null'", "'{\"a\":1}'", "'[1,2]'", "'a b'", "'\\t\\n'", "'İi'", "'ß'", 'CAST(NULL AS STRING)'],
  BOOLEAN: ['true', 'false', 'CAST(NULL AS BOOLEAN)'],
  BINARY: ["X''", "X'00'", "X'616263'", "X'FF80'", 'CAST(NULL AS BINARY)'],
  DATE: ["DATE'2024-02-29'", "DATE'1970-01-01'", "DATE'0001-01-01'", "DATE'9999-12-31'", "DATE'1582-10-04'", "DATE'1582-10-15'", "DATE'1900-02-28'", "DATE'2024-12-31'", "DATE'1969-12-31'", "DATE'-0044-03-15'", 'CAST(NULL AS DATE)'],
  TIMESTAMP: ["TIMESTAMP'2024-02-29 12:34:56.789'", "TIMESTAMP'1970-01-01 00:00:00'", "TIMESTAMP'1969-12-31 23:59:59.999999'", "TIMESTAMP'0001-01-01 00:00:00'", "TIMESTAMP'9999-12-31 23:59:59.999999'", "TIMESTAMP'2024-03-10 02:30:00'",
    "TIMESTAMP'2024-11-03 01:30:00'", "TIMESTAMP'1582-10-10 00:00:00'", "TIMESTAMP'2024-03-31 02:30:00 Europe/Berlin'", "TIMESTAMP'1883-11-18 12:00:00'", "TIMESTAMP'2024-06-15 12:00:00+09:00'", 'CAST(NULL AS TIMESTAMP)'],
  TIMESTAMP_NTZ: ["TIMESTAMP_NTZ'2024-02-29 12:34:56.789'", "TIMESTAMP_NTZ'0001-01-01 00:00:00'", "TIMESTAMP_NTZ'9999-12-31 23:59:59.999999'", "TIMESTAMP_NTZ'2024-03-10 02:30:00'", "TIMESTAMP_NTZ'1969-12-31 23:59:59.999999'", 'CAST(NULL AS TIMESTAMP_NTZ)'],
  'INTERVAL DAY TO SECOND': ["INTERVAL '1' DAY", "INTERVAL '-1 02:03:04.567' DAY TO SECOND", "INTERVAL '0' SECOND", "INTERVAL '25' HOUR", "INTERVAL '106751991 04:00:54.775807' DAY TO SECOND", "INTERVAL '10:30' MINUTE TO SECOND", 'CAST(NULL AS INTERVAL DAY TO SECOND)'],
  'INTERVAL YEAR TO MONTH': ["INTERVAL '1' MONTH", "INTERVAL '-2-3' YEAR TO MONTH", "INTERVAL '0' YEAR", "INTERVAL '178956970-7' YEAR TO MONTH", "INTERVAL '13' MONTH", 'CAST(NULL AS INTERVAL YEAR TO MONTH)'],
  INTERVAL: ['make_interval(1, 2, 3, 4, 5, 6, 7.5)', 'make_interval(0, 0, 0, -1)', "INTERVAL '1 year 2 days'"],
  ARRAY: ['array()', 'array(1, 2, 3)', 'array(NULL)', 'array(1, NULL, 3)', "array('a', 'b', NULL)", "array('')", 'array(array(1, 2), array(3), NULL)', 'array(1.5D, double(\'NaN\'), -0.0D)', 'array(named_struct(\'a\', 1, \'b\', \'x\'))', 'CAST(NULL AS ARRAY<INT>)',
    "array(DATE'2024-01-01', DATE'2023-01-01')", 'array(2, 1, 2, 1)', 'array(X\'61\', X\'\')', 'array(map(\'a\', 1))'],
  MAP: ['map()', "map('a', 1, 'b', 2)", "map('a', NULL)", "map(1, 'x', 2, 'y')", "map('k', array(1, 2))", "map(array(1), map('x', NULL))", 'CAST(NULL AS MAP<STRING,INT>)', "map(1.5D, 'x')"],
  STRUCT: ["named_struct('a', 1, 'b', 'x')", 'struct(1, 2)', "named_struct('a', NULL)", "named_struct('a', named_struct('b', array(1, NULL)))", 'struct(NULL, NULL)', 'CAST(NULL AS STRUCT<a: INT, b: STRING>)'],
  VOID: ['NULL'],
  VARIANT: ["parse_json('{\"a\":[1,null]}')", "parse_json('1')", "parse_json('null')"],
};

export const types: readonly string[] = ['INT', 'BIGINT', 'SMALLINT', 'TINYINT', 'DOUBLE', 'FLOAT', 'DECIMAL(10,2)', 'DECIMAL(38,18)', 'DECIMAL(3,1)', 'DECIMAL(38,0)', 'STRING', 'BOOLEAN', 'BINARY', 'DATE', 'TIMESTAMP', 'TIMESTAMP_NTZ',
  'INTERVAL DAY TO SECOND', 'INTERVAL HOUR', 'INTERVAL MINUTE TO SECOND', 'INTERVAL YEAR TO MONTH', 'INTERVAL MONTH', 'ARRAY<INT>', 'ARRAY<STRING>', 'ARRAY<DOUBLE>', 'MAP<STRING,INT>', 'MAP<STRING,STRING>', 'STRUCT<a: INT, b: STRING>', 'STRUCT<x: STRING>', 'VARIANT',
  'VARCHAR(3)', 'CHAR(5)', 'TIMESTAMP_LTZ', 'DEC', 'LONG', 'REAL'];

/** The type a literal shows on its face. */
export function typeOfLiteral(text: string): string {
  const rules: readonly (readonly [RegExp, string])[] = [[/^-?\d+$/, 'INT'], [/^-?\d+L$/i, 'BIGINT'], [/^-?\d+S$/i, 'SMALLINT'], [/^-?\d+Y$/i, 'TINYINT'], [/^-?[\d.]+(E[+-]?\d+)?D$|E/i, 'DOUBLE'], [/F$/i, 'FLOAT'], [/^-?[\d.]+(BD)?$/i, 'DECIMAL'],
    [/^[rR]?['"]/, 'STRING'], [/^(true|false)$/i, 'BOOLEAN'], [/^X'/i, 'BINARY'], [/^NULL$/i, 'VOID']];
  const named: readonly (readonly [RegExp, string])[] = [[/^DATE'/i, 'DATE'], [/^TIMESTAMP_NTZ'/i, 'TIMESTAMP_NTZ'], [/^TIMESTAMP(_LTZ)?'/i, 'TIMESTAMP'], [/^INTERVAL.*(YEAR|MONTH)S?$/i, 'INTERVAL YEAR TO MONTH'], [/^INTERVAL/i, 'INTERVAL DAY TO SECOND'],
    [/^[rR]?['"]/, 'STRING'], [/^(true|false)$/i, 'BOOLEAN'], [/^X'/i, 'BINARY'], [/^TIME/i, 'TIMESTAMP']];
  return [...named, ...rules].find(([shape]) => shape.test(text))?.[1] ?? 'STRING';
}

/** Settings a statement runs under, with their weight. */
export const confs: readonly (readonly [number, Readonly<Record<string, string>>])[] = [
  [60, {}], [14, { 'spark.sql.ansi.enabled': 'false' }], [3, { 'spark.sql.caseSensitive': 'true' }], [4, { 'spark.sql.timestampType': 'TIMESTAMP_NTZ' }],
  [5, { 'spark.sql.session.timeZone': 'America/Los_Angeles' }], [3, { 'spark.sql.session.timeZone': 'Asia/Seoul' }], [2, { 'spark.sql.session.timeZone': 'Europe/Berlin' }], [1, { 'spark.sql.session.timeZone': 'Asia/Kolkata' }],
  [1, { 'spark.sql.session.timeZone': 'Australia/Lord_Howe' }], [1, { 'spark.sql.session.timeZone': '-08:30' }], [1, { 'spark.sql.session.timeZone': 'Pacific/Apia' }], [1, { 'spark.sql.session.timeZone': 'America/Sao_Paulo' }],
  [2, { 'spark.sql.ansi.enabled': 'false', 'spark.sql.session.timeZone': 'America/Los_Angeles' }], [1, { 'spark.sql.mapKeyDedupPolicy': 'LAST_WIN' }],
];
