import { fail, type Span } from '../errors/stream-error.ts';
import type { CatalogView } from '../plan/catalog.ts';
import type { Relation } from '../plan/relation.ts';
import { type DataType, type Field, field, intType, stringType } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';
import { DataFrame } from './data-frame.ts';
import { refuseTwice } from './named-tables.ts';
import type { Session } from './session.ts';
import { CATALOG, quoteName } from './session-catalog.ts';
import type { StoredTable } from './stored-table.ts';

/**
 * ANALYZE TABLE … FOR COLUMNS counts what DESCRIBE EXTENDED of a column shows, once: it stays until the rows change. Queries do not use it.
 */
export function analyzeColumns(session: Session, table: StoredTable, columns: readonly string[] | 'all', at: Span | undefined): void {
  const asked = columnsAsked(table.name, table.schema.fields, columns, at);
  session.engine.enqueue(async () => {
    const counted = new Map(table.rows.statistics);
    for (const one of asked) counted.set(one.name, (await session.engine.materialize(statisticsOf(session, table, one), false)).chunks);
    table.rows.statistics = counted;
  });
}

/** Of a temporary view nothing is shown afterwards, as in Spark: only what is asked for is looked at. */
export function analyzeView(session: Session, view: CatalogView, columns: readonly string[] | 'all', at: Span | undefined): void {
  if (!session.engine.catalog.cached.has(view)) fail('UNSUPPORTED_FEATURE.ANALYZE_UNCACHED_TEMP_VIEW', { viewName: quoteName(view.name) }, { at });
  columnsAsked(view.name, session.engine.schemaOf({ kind: 'NamedTable', name: view.name, options: {}, streaming: false }).fields, columns, at);
}

function columnsAsked(table: readonly string[], fields: readonly Field[], columns: readonly string[] | 'all', at: Span | undefined): readonly Field[] {
  const asked = columns === 'all' ? fields : columns.map((name) => fields.find((one) => same(one.name, name)) ?? fail('COLUMN_NOT_FOUND', { colName: quoteName([name]) }, { at }));
  refuseTwice(asked.map((one) => one.name));
  for (const one of asked) {
    if (sizeOf(one.type) !== undefined) continue;
    fail('UNSUPPORTED_FEATURE.ANALYZE_UNSUPPORTED_COLUMN_TYPE', { columnType: `"${typeToSql(one.type)}"`, columnName: quoteName([one.name]), tableName: quoteName([CATALOG, ...table]) }, { at });
  }
  return asked;
}

type Lines = readonly (readonly [string, string])[];

/** The lines of DESCRIBE EXTENDED about a column, with what is known when they are read. */
export function describeStatistics(session: Session, table: StoredTable | undefined, column: Field, lines: Lines, more: Lines): DataFrame {
  const all = [...lines, ...[...names, 'histogram'].map((one) => [one, unknown] as const), ...more];
  const schema = { fields: [field('position', intType, false), field('info_name', stringType, false), field('info_value', stringType, false)] };
  const shown = new DataFrame(session, { kind: 'LocalRelation', schema, rows: all.map(([name, value], index) => [index, name, value]) });
  const counted = session.engine.frameOf(session, { fields: [field('name', stringType, false), field('value', stringType, false)] }, () => table?.rows.statistics?.get(column.name) ?? []);
  return shown.join(counted, shown.col('info_name').equalTo(counted.col('name')), 'left').orderBy('position').selectExpr('info_name', 'coalesce(value, info_value) AS info_value');
}

const unknown = 'NULL';
const names = ['min', 'max', 'num_nulls', 'distinct_count', 'avg_col_len', 'max_col_len'];

/** A line per statistic. Of text and bytes the lengths are counted, of other types they are known. */
function statisticsOf(session: Session, table: StoredTable, { name, type }: Field): Relation {
  const column = `\`${name.replaceAll('`', '``')}\``;
  const varies = type.kind === 'string' || type.kind === 'binary';
  const shown = (value: string): string => (varies ? 'NULL' : pattern(type) === undefined ? value : `date_format(${value}, '${pattern(type)!}')`);
  const length = (aggregate: string): string => (varies ? `coalesce(ceil(${aggregate}(octet_length(${column}))), ${sizeOf(type)!})` : String(sizeOf(type)!));
  const values = [
    shown(`min(${column})`), shown(`max(${column})`), `count(*) - count(${column})`, `least(approx_count_distinct(${column}), count(${column}))`, length('avg'), length('max'),
  ];
  const rows = new DataFrame(session, { kind: 'NamedTable', name: table.name, options: {}, streaming: false });
  const totals = rows.selectExpr(...values.map((value, index) => `coalesce(CAST(${value} AS STRING), '${unknown}') AS c${index}`));
  return totals.selectExpr(`stack(${names.length}, ${names.map((one, index) => `'${one}', c${index}`).join(', ')}) AS (name, value)`).relation;
}

function pattern({ kind }: DataType): string | undefined {
  if (kind === 'timestamp') return 'yyyy-MM-dd HH:mm:ss.SSSSSS Z';
  return kind === 'timestamp_ntz' ? 'yyyy-MM-dd HH:mm:ss.SSSSSS' : undefined;
}

/** Bytes that Spark takes a value for; of text and bytes when none is there. Undefined: types that it does not analyze. */
function sizeOf(type: DataType): number | undefined {
  return type.kind === 'decimal' ? (type.precision <= 18 ? 8 : 16) : sizes[type.kind];
}

const sizes: Readonly<Partial<Record<DataType['kind'], number>>> = {
  boolean: 1, byte: 1, short: 2, int: 4, long: 8, float: 4, double: 8, date: 4, timestamp: 8, timestamp_ntz: 8, string: 20, binary: 100,
};

function same(left: string, right: string): boolean { return left.toLowerCase() === right.toLowerCase(); }
