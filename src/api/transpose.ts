import type { Value } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import { integerSetting } from '../plan/settings.ts';
import { isAtomic, tightestCommonType } from '../types/coercion.ts';
import { type DataType, field, type Field, nullType, stringType } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';
import { col, type Column, namedOrColumn } from './column.ts';
import { DataFrame } from './data-frame.ts';

const LIMIT = 'spark.sql.transposeMaxValues';

/** Columns become rows: see `DataFrame.transpose`. */
export async function transposed(frame: DataFrame, index: string | Column | undefined): Promise<DataFrame> {
  const { engine } = frame.sparkSession;
  const { fields } = engine.schemaOf(frame.relation);
  const key = index === undefined ? col(quoted(fields[0]?.name ?? refuseIndex('it has no columns'))) : namedOrColumn(index);
  const keyed = frame.select(key.as('key'), col('*'));
  const [keyField] = engine.schemaOf(keyed.relation).fields;
  if (!isAtomic(keyField!.type)) refuseIndex(`an index column is of a simple type, not ${typeToSql(keyField!.type)}`);
  const name = index === undefined ? fields[0]!.name : key.expression.kind === 'UnresolvedAttribute' ? key.expression.name.at(-1)! : refuseIndex('the index is a column, not an expression');
  const others = fields.filter((one) => one.name.toLowerCase() !== name.toLowerCase());
  const type = commonTypeOf(others, engine.settings);
  const cells = keyed.where(col('key').isNotNull()).orderBy('key').select(col('key').cast('string'), ...others.map((one) => col(quoted(one.name)).cast(type)));
  const most = integerSetting(engine.settings, LIMIT);
  const rows: (readonly Value[])[] = [];
  for await (const row of engine.cells(cells.relation)) {
    if (rows.length === most) fail('TRANSPOSE_EXCEED_ROW_LIMIT', { maxValues: String(most), config: LIMIT });
    rows.push(row);
  }
  const shape = [field('key', stringType, false), ...rows.map(([head]) => field(head as string, type))];
  return new DataFrame(frame.sparkSession, { kind: 'LocalRelation', schema: { fields: shape }, rows: others.map((one, at) => [one.name, ...rows.map((row) => row[at + 1]!)]) });
}

function commonTypeOf(fields: readonly Field[], settings: Parameters<typeof tightestCommonType>[2]): DataType {
  const type = fields.reduce<DataType>((so, one) => tightestCommonType(so, one.type, settings)
    ?? fail('TRANSPOSE_NO_LEAST_COMMON_TYPE', { dt1: `"${typeToSql(so)}"`, dt2: `"${typeToSql(one.type)}"` }), nullType);
  return type.kind === 'null' ? stringType : type;
}

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

function refuseIndex(reason: string): never { return fail('TRANSPOSE_INVALID_INDEX_COLUMN', { reason }); }
