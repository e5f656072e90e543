import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { StreamError } from '../../../src/errors/stream-error.ts';
import { parseSchema } from '../../../src/types/ddl.ts';
import { typeToSql } from '../../../src/types/print.ts';
import { schemaOf } from './analysis.ts';

interface Recorded { readonly id: string; readonly sql: string; readonly schema?: string; readonly conf?: Readonly<Record<string, string>> }

/** Areas whose statements are mostly about operators, casts and literals; functions have their own tests. */
const areas = ['operators', 'cast', 'interval', 'nonansi'];

describe('recorded schemas come out of the analyzer', () => {
  for (const area of areas) {
    it(area, () => {
      const records = readFileSync(new URL(`../../spark/sql/${area}.jsonl`, import.meta.url), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Recorded);
      const compared = records.filter((one) => one.schema !== undefined).map(compare).filter((one) => one !== undefined);
      const different = compared.filter((one) => !one.same);
      const nullabilityDifferent = compared.filter((one) => one.same && !one.sameNullability);
      expect(different.map((one) => one.id), 'names and types').toEqual([]);
      expect(nullabilityDifferent.length / compared.length, 'share of different NOT NULL (4 % over all areas)').toBeLessThan(0.1);
    });
  }
});

/** Undefined for statements with a function that tidemark does not have. */
function compare({ id, sql, schema, conf }: Recorded): { readonly id: string; readonly same: boolean; readonly sameNullability: boolean } | undefined {
  const wanted = parseSchema(schema!).fields;
  try {
    const got = schemaOf(sql, conf).fields;
    const same = wanted.length === got.length && wanted.every((one, index) => one.name === got[index]!.name && bare(typeToSql(one.type)) === bare(typeToSql(got[index]!.type)));
    return { id, same, sameNullability: wanted.every((one, index) => one.nullable === got[index]?.nullable) };
  } catch (error) {
    if (error instanceof StreamError && (error.condition === 'TIDEMARK_FUNCTION_NOT_AVAILABLE' || error.condition === 'UNRESOLVED_ROUTINE')) return undefined;
    return { id: `${id}: ${String(error).split('\n')[0]}`, same: false, sameNullability: false };
  }
}

function bare(type: string): string {
  return type.replaceAll(' NOT NULL', '');
}
