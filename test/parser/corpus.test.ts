import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { conditionOf } from '../../src/errors/stream-error.ts';
import { parseExpression, parseStatement, parseTableSchema } from '../../src/parser/parse.ts';

const corpus = new URL('../spark/', import.meta.url);
const lines = (path: string): unknown[] => readFileSync(new URL(path, corpus), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as unknown);

interface SqlRecord { readonly id?: string; readonly sql?: string; readonly schema?: string; readonly conf?: Readonly<Record<string, string>>; readonly error?: { readonly condition: string | null } }

/** Conditions that Spark raises before anything is looked up. */
const parseConditions: ReadonlySet<string> = new Set([
  'PARSE_SYNTAX_ERROR', 'INVALID_NUMERIC_LITERAL_RANGE', 'UNCLOSED_BRACKETED_COMMENT', 'INVALID_ESC', 'INVALID_SQL_SYNTAX.EMPTY_QUANTIFIED_PATTERN', 'INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND',
  'DUPLICATED_CTE_NAMES', 'UNSUPPORTED_TYPED_LITERAL', 'INCOMPATIBLE_JOIN_TYPES', 'INVALID_LATERAL_JOIN_TYPE', 'INVALID_TABLESAMPLE_FRACTION', 'UNSUPPORTED_FEATURE.CLAUSE_WITH_PIPE_OPERATORS',
]);
/** SQL inside of a string, which a function reads later. */
const readsText = /\b(?:from_json|from_csv|variant_get|try_variant_get|schema_of_\w+)\s*\(/i;
/** Nanosecond timestamps are a preview that is off unless a setting asks for it; they are not part of the grammar here. */
const previewKey = 'spark.sql.timestampNanosTypes.enabled';
const previewType = /TIMESTAMP_[LN]TZ\(\d\)/;

const outcome = (run: () => unknown): string | undefined => {
  try { run(); return undefined; } catch (error) { return conditionOf(error) ?? `crash: ${String(error)}`; }
};

describe('recorded statements', () => {
  for (const file of readdirSync(new URL('sql/', corpus)).filter((name) => name.endsWith('.jsonl'))) {
    const records = (lines(`sql/${file}`) as SqlRecord[]).filter(({ sql, conf }) => sql !== undefined && conf?.[previewKey] === undefined);
    test(`${file} is read where Spark reads it (${records.length} statements)`, () => {
      const wrong = records.flatMap(({ sql = '', error }) => {
        const got = outcome(() => parseStatement(sql));
        const wanted = error?.condition ?? undefined;
        const right = got === wanted || (got === undefined && (wanted === undefined || !parseConditions.has(wanted) || readsText.test(sql)));
        return right ? [] : [`${wanted} => ${got}: ${sql}`];
      });
      expect(wrong).toEqual([]);
    });

    test(`${file} has schemas that can be read`, () => {
      const schemas = [...new Set(records.flatMap(({ schema }) => (schema === undefined || schema === '' || previewType.test(schema) ? [] : [schema])))];
      expect(schemas.filter((schema) => outcome(() => parseTableSchema(schema)) !== undefined)).toEqual([]);
    });
  }
});

interface StreamQuery { readonly sql?: string; readonly ops?: readonly (readonly [string, ...unknown[]])[]; readonly views?: Readonly<Record<string, StreamQuery>> }
interface Scenario { readonly name: string; readonly query: StreamQuery; readonly expect?: { readonly error?: { readonly phase: string; readonly condition?: string } } }

describe('recorded streaming scenarios', () => {
  const designed = readdirSync(new URL('stream/designed/', corpus)).map((name) => JSON.parse(readFileSync(new URL(`stream/designed/${name}`, corpus), 'utf8')) as Scenario);
  const generated = readdirSync(new URL('stream/generated/', corpus)).flatMap((name) => lines(`stream/generated/${name}`) as Scenario[]);

  test('SQL and expressions are read, or refused as Spark refuses them', () => {
    const wrong = [...designed, ...generated].flatMap((scenario) => textsOf(scenario.query).flatMap(({ text, isQuery }) => {
      const got = outcome(() => (isQuery ? parseStatement(text) : parseExpression(text)));
      return got === undefined || got === scenario.expect?.error?.condition ? [] : [`${scenario.name}: ${got}: ${text}`];
    }));
    expect(wrong).toEqual([]);
  });
});

const textArguments: Readonly<Record<string, (args: readonly unknown[]) => unknown[]>> = {
  selectExpr: ([list]) => list as unknown[], where: ([condition]) => [condition], withColumn: ([, expression]) => [expression],
  groupBy: ([keys, aggregates]) => [...(keys as unknown[]), ...(aggregates as unknown[])], orderBy: ([list]) => list as unknown[],
};

function textsOf(query: StreamQuery): { text: string; isQuery: boolean }[] {
  const own = query.sql === undefined ? [] : [{ text: query.sql, isQuery: true }];
  const expressions = (query.ops ?? []).flatMap(([operation, ...args]) => textArguments[operation]?.(args) ?? []).filter((text) => typeof text === 'string');
  return [...own, ...expressions.map((text) => ({ text, isQuery: false })), ...Object.values(query.views ?? {}).flatMap(textsOf)];
}
