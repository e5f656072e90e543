import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../src/errors/stream-error.ts';
import { arrayType, decimalType, field, intType, mapType, stringType, structType, type DataType } from '../../src/types/data-type.ts';
import { parseDataType, parseSchema, parseTypeOrSchema } from '../../src/types/ddl.ts';
import { schemaToJson } from '../../src/types/print-json.ts';
import { catalogString, simpleString, toDdl, treeString, typeToSql } from '../../src/types/print.ts';

const recorded = new URL('../spark/sql/', import.meta.url);

describe('DDL text', () => {
  it('every recorded schema is read and printed unchanged', () => {
    const schemas = readdirSync(recorded).filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => readFileSync(new URL(name, recorded), 'utf8').split('\n').filter(Boolean))
      .map((line) => (JSON.parse(line) as { readonly schema?: string }).schema)
      .filter((schema) => schema !== undefined && !/TIMESTAMP_(LTZ|NTZ)\(9\)/.test(schema)) as string[];
    expect(schemas.length).toBeGreaterThan(10_000);
    expect(schemas.filter((schema) => toDdl(parseSchema(schema)) !== schema)).toEqual([]);
  });

  it('what is printed reads back as the same type', () => {
    fc.assert(fc.property(anyType(3), (type) => {
      expect(parseDataType(typeToSql(type))).toEqual(type);
    }));
  });

  it('synonyms, colons, comments and any case', () => {
    expect(toDdl(parseSchema('a long not null, `b c` string comment \'it\\\'s\', d struct<x: dec(5,2), y tinyint>'))).toBe(
      "a BIGINT NOT NULL,`b c` STRING COMMENT 'it\\'s',d STRUCT<x: DECIMAL(5,2), y: TINYINT>",
    );
    expect(typeToSql(parseDataType('timestamp without time zone'))).toBe('TIMESTAMP_NTZ');
    expect(typeToSql(parseDataType('character(3)'))).toBe('CHAR(3)');
    expect(typeToSql(parseDataType('string collate utf8_lcase'))).toBe('STRING COLLATE UTF8_LCASE');
    expect(typeToSql(parseDataType('interval day to second'))).toBe('INTERVAL DAY TO SECOND');
  });

  it('from_json takes a schema or a type', () => {
    expect(typeToSql(parseTypeOrSchema('a INT, b STRING'))).toBe('STRUCT<a: INT, b: STRING>');
    expect(typeToSql(parseTypeOrSchema('array<int>'))).toBe('ARRAY<INT>');
    expect(typeToSql(parseTypeOrSchema('interval day'))).toBe('INTERVAL DAY');
    expect(conditionOf(raised(() => parseTypeOrSchema('a: int, b int')))).toBe('PARSE_SYNTAX_ERROR');
  });

  it.each([
    ['foo', 'UNSUPPORTED_DATATYPE'], ['int(3)', 'UNSUPPORTED_DATATYPE'], ['decimal(1,2,3)', 'UNSUPPORTED_DATATYPE'], ['null', 'UNSUPPORTED_DATATYPE'],
    ['decimal(39,1)', 'DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION'], ['decimal(5,10)', 'DECIMAL_SCALE_EXCEEDS_PRECISION'], ['char', 'DATATYPE_MISSING_SIZE'],
    ['array', 'INCOMPLETE_TYPE_DEFINITION.ARRAY'], ['map', 'INCOMPLETE_TYPE_DEFINITION.MAP'], ['struct', 'INCOMPLETE_TYPE_DEFINITION.STRUCT'],
    ['interval second to day', 'PARSE_SYNTAX_ERROR'], ['array<int', 'PARSE_SYNTAX_ERROR'], ['map<int>', 'PARSE_SYNTAX_ERROR'], ['time(10)', 'UNSUPPORTED_TIME_PRECISION'],
    [`${'array<'.repeat(500)}int${'>'.repeat(500)}`, 'TIDEMARK_TYPE_TOO_DEEP'],
  ])('%s is refused with %s', (text, condition) => {
    expect(conditionOf(raised(() => parseDataType(text)))).toBe(condition);
  });

  it('other prints', () => {
    const type = structType([field('a', intType, false), field('b', arrayType(mapType(stringType, decimalType(10, 2)), false))]);
    expect(catalogString(type)).toBe('struct<a:int,b:array<map<string,decimal(10,2)>>>');
    expect(simpleString(structType(Array.from({ length: 30 }, (_, index) => field(`c${index}`, intType))), 3)).toBe('struct<c0:int,c1:int,... 28 more fields>');
    expect(schemaToJson(parseSchema("a INT NOT NULL COMMENT 'x', b ARRAY<BIGINT>"))).toBe(
      '{"type":"struct","fields":[{"name":"a","type":"integer","nullable":false,"metadata":{"comment":"x"}},'
      + '{"name":"b","type":{"type":"array","elementType":"long","containsNull":true},"nullable":true,"metadata":{}}]}',
    );
    expect(treeString({ fields: type.fields })).toBe([
      'root', ' |-- a: integer (nullable = false)', ' |-- b: array (nullable = true)', ' |    |-- element: map (containsNull = false)',
      ' |    |    |-- key: string', ' |    |    |-- value: decimal(10,2) (valueContainsNull = true)', '',
    ].join('\n'));
  });
});

function raised(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

function anyType(depth: number): fc.Arbitrary<DataType> {
  const plain = fc.constantFrom('boolean', 'tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'string', 'binary', 'date', 'timestamp', 'timestamp_ntz', 'variant', 'void',
    'interval', 'interval year', 'interval day to minute', 'char(4)', 'varchar(9)', 'time(3)', 'string collate UNICODE').map(parseDataType);
  const decimal = fc.integer({ min: 1, max: 38 }).chain((precision) => fc.integer({ min: 0, max: precision }).map((scale) => decimalType(precision, scale)));
  if (depth === 0) return fc.oneof(plain, decimal);
  const inner = anyType(depth - 1);
  const fields = fc.array(fc.tuple(fc.stringMatching(/^[a-z `ä_]{1,6}$/), inner, fc.boolean()), { maxLength: 4 });
  return fc.oneof(plain, decimal, inner.map((element) => arrayType(element)), fc.tuple(inner, inner).map(([key, value]) => mapType(key, value)),
    fields.map((list) => structType(list.map(([name, type, nullable]) => field(name, type, nullable)))));
}
