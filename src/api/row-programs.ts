import { StreamError, fail } from '../errors/stream-error.ts';
import type { Relation } from '../plan/relation.ts';
import type { Schema } from '../types/data-type.ts';
import { callFunction, col, type Column } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import { expectFunction, toSchema } from './expect.ts';
import type { Row } from './row.ts';
import type { Session } from './session.ts';
import { defineTableFunction, udf } from './udf.ts';

/** What a function of the program gives for a row: values by position or by name. */
export type MadeRow = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Rows of a DataFrame through a function of the program: see `DataFrame.flatMap`. */
export function flatMapped(frame: DataFrame, fn: (row: Row) => Iterable<MadeRow>, schema: string | Schema, name: string): DataFrame {
  expectFunction(fn, name);
  const shape = toSchema(schema, name);
  const make = defineTableFunction(frame.sparkSession, name, fn as never, shape);
  const names = shape.fields.map((one) => one.name);
  return frame.select(make(wholeRow()).as(...names));
}

/** Rows for which a function of the program says true: see `DataFrame.filter`. */
export function filtered(session: Session, input: Relation, keeps: (row: Row) => unknown): Relation {
  const condition = udf(session, ((row: Row) => keeps(row) === true) as never, 'BOOLEAN')(wholeRow());
  return { kind: 'Filter', input, condition: condition.expression };
}

/** Calls `fn` with each row, one after the other; its error carries what went wrong. */
export async function forEachRow(rows: AsyncIterable<Row>, fn: (row: Row) => unknown): Promise<void> {
  expectFunction(fn, 'foreach');
  for await (const row of rows) {
    try {
      await fn(row);
    } catch (error) {
      if (error instanceof StreamError) throw error;
      fail('FAILED_EXECUTE_UDF', { functionName: '`foreach`', reason: error instanceof Error ? error.message : String(error) }, { cause: error });
    }
  }
}

function wholeRow(): Column { return callFunction('struct', col('*')); }
