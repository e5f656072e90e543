import { readFileSync } from 'node:fs';
import { parseExpression, parseQuery, parseStatement } from '../../../src/parser/parse.ts';
import { evaluateConstant } from '../../../src/plan/evaluate.ts';
import type { CatalogTable } from '../../../src/plan/catalog.ts';
import { outputOf } from '../../../src/plan/output.ts';
import { settingRows } from '../../../src/plan/settings.ts';
import { analyze } from '../../../src/planner/analyzer.ts';
import type { AnalysisContext } from '../../../src/planner/analyzer/context.ts';
import type { Schema } from '../../../src/types/data-type.ts';

/** The schema the analyzer gives a query over the recorded corpus's views. Nothing is run. */
export function schemaOf(sql: string, conf: Readonly<Record<string, string>> = {}): Schema {
  const statement = parseStatement(sql);
  if (statement.kind !== 'Query') throw new Error(`not a query: ${sql}`);
  const output = outputOf(analyze(statement.query, contextWith(conf)));
  return { fields: output.map(({ name, type, nullable }) => ({ name, type, nullable })) };
}

const defaults = new Map(settingRows.map((row) => [row.key, row.default]));
const views = new Map<string, CatalogTable>();
let lastId = 0;

function contextWith(conf: Readonly<Record<string, string>>): AnalysisContext {
  const get = (key: string): string | undefined => conf[key] ?? defaults.get(key);
  return {
    settings: { timeZone: get('spark.sql.session.timeZone') ?? 'UTC', ansi: get('spark.sql.ansi.enabled') !== 'false', get },
    catalog: { table: (name) => (name.length === 1 ? fixtures().get(name[0]!.toLowerCase()) : undefined), tableNames: () => [...fixtures().keys()] },
    nextId: () => ++lastId,
    drawSeed: () => 7n,
    parseQuery, parseExpression,
    sourceSchema: () => ({ fields: [] }),
    evaluate: evaluateConstant,
  };
}

function fixtures(): ReadonlyMap<string, CatalogTable> {
  if (views.size > 0) return views;
  const rows = JSON.parse(readFileSync(new URL('../../spark/sql/fixtures.json', import.meta.url), 'utf8')) as readonly { readonly name: string; readonly sql: string }[];
  for (const { name, sql } of rows) {
    const statement = parseStatement(sql);
    if (statement.kind !== 'CreateView') throw new Error(`fixture ${name} makes no view`);
    const columns = statement.columns?.map((one) => one.name);
    views.set(name, { kind: 'view', name: statement.name, temporary: true, query: statement.query, ...(columns === undefined ? {} : { columns }) });
  }
  return views;
}
