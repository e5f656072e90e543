import { expect, it } from 'vitest';
import { schemaOf } from './expressions/analysis.ts';

const nanosOn = { 'spark.sql.timestampNanosTypes.enabled': 'true' };

it('digits that Spark would keep are refused, those it cuts off are cut off (docs/decisions/0026)', () => {
  const literal = "SELECT TIMESTAMP_NTZ'2024-02-29 01:02:03.1234567'";
  expect(() => schemaOf(literal, nanosOn)).toThrowError(/TIDEMARK_NOT_SUPPORTED_YET.*nanosecond/);
  expect(schemaOf(literal).fields[0]!.type).toEqual({ kind: 'timestamp_ntz' });
  expect(schemaOf("SELECT TIMESTAMP_NTZ'2024-02-29 01:02:03.123456'", nanosOn).fields[0]!.type).toEqual({ kind: 'timestamp_ntz' });
  expect(() => schemaOf("SELECT CAST('2024' AS TIMESTAMP_LTZ(7))", nanosOn)).toThrowError(/FEATURE_NOT_ENABLED/);
});
