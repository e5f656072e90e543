import { ColumnBuilder } from '../columnar/builder.ts';
import type { Column as DataColumn } from '../columnar/column.ts';
import { readValue } from '../columnar/read.ts';
import { forEachRow } from '../columnar/text.ts';
import type { Value } from '../columnar/value.ts';
import { fail, StreamError } from '../errors/stream-error.ts';
import type { Kernel } from '../functions/function.ts';
import type { UserCall } from '../plan/bound.ts';
import type { DataType } from '../types/data-type.ts';
import { parseDataType } from '../types/ddl.ts';
import { Column, type ColumnLike, toExpression } from './column.ts';
import { toJavaScript } from './row.ts';
import { toValues } from './local-rows.ts';
import type { Session } from './session.ts';

/** A JavaScript function over the cells of one row: what `toJavaScript` gives in, what `createDataFrame` takes out. NULL is null. */
export type UserFunction = (...args: never[]) => unknown;
/** A use of a registered function in DataFrame calls. */
export type UserFunctionColumn = (...args: readonly ColumnLike[]) => Column;

interface Registered { readonly name: string; readonly fn: UserFunction; readonly returnType: DataType }

/** The session's own functions by id, and the kernels that call them row by row. */
export interface UserFunctionRegistry {
  readonly add: (id: number, registered: Registered) => void;
  readonly kernelOf: (call: UserCall) => Kernel;
}

export function runUserFunctions(): UserFunctionRegistry {
  const functions = new Map<number, Registered>();
  return {
    add: (id, registered) => { functions.set(id, registered); },
    kernelOf: (call) => callKernel(functions.get(call.id) ?? fail('UNRESOLVED_ROUTINE', { routineName: `\`${call.name}\``, proposal: '' }, { at: call.at }), call),
  };
}

let lastId = 0;

/**
 * Functions of your own for SQL and DataFrames: `spark.udf`.
 *
 * @example
 * spark.udf.register('plus_one', (n: number) => n + 1, 'INT');
 * spark.sql('SELECT plus_one(41)');
 */
export class UdfRegistration {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Makes `fn` known to SQL under `name`, and gives a function for DataFrame calls. `returnType` is DDL text. */
  register(name: string, fn: UserFunction, returnType: string | DataType): UserFunctionColumn {
    return defineFunction(this.#session, name, fn, returnType, true);
  }
}

/** A function for DataFrame calls only. @example const plusOne = udf(spark, (n: number) => n + 1, 'INT') */
export function udf(session: Session, fn: UserFunction, returnType: string | DataType): UserFunctionColumn {
  return defineFunction(session, fn.name === '' ? 'udf' : fn.name, fn, returnType, false);
}

function defineFunction(session: Session, name: string, fn: UserFunction, returnType: string | DataType, named: boolean): UserFunctionColumn {
  const type = typeof returnType === 'string' ? parseDataType(returnType) : returnType;
  const id = ++lastId;
  session.engine.userFunctions.add(id, { name, fn, returnType: type });
  session.engine.catalog.registerFunction({ id, name, returnType: type, kind: 'scalar' }, named);
  return (...args) => new Column({ kind: 'UserFunction', id, name, arguments: args.map(toExpression) });
}

function callKernel({ name, fn, returnType }: Registered, call: UserCall): Kernel {
  const types = call.arguments.map((one) => one.type);
  const apply = fn as unknown as (...args: unknown[]) => unknown;
  return (args, rows, { arena }) => {
    const builder = new ColumnBuilder(returnType, arena, Math.max(1, rows.rowCount));
    const blind = args.map((column): DataColumn => ({ ...column, validity: undefined }));
    forEachRow(blind.filter((column) => column.mask !== 0), rows, arena, (row) => {
      while (builder.length < row) builder.appendNull();
      builder.append(callRow(name, apply, returnType, args.map((column, index) => toJavaScript(types[index]!, readValue(column, row), {}))));
    });
    while (builder.length < rows.rowCount) builder.appendNull();
    return builder.finish();
  };
}

/** Errors carry the function's name and the cause. */
function callRow(name: string, apply: (...args: unknown[]) => unknown, returnType: DataType, args: readonly unknown[]): Value {
  try {
    const result = apply(...args);
    return toValues({ fields: [{ name, type: returnType, nullable: true }] }, [result])[0]!;
  } catch (error) {
    if (error instanceof StreamError && error.domain === 'internal') throw error;
    return fail('FAILED_EXECUTE_UDF', { functionName: `\`${name}\``, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}
