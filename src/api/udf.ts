import { catalogString, quoteIdentifier } from '../types/print.ts';
import { ColumnBuilder } from '../columnar/builder.ts';
import type { Column as DataColumn } from '../columnar/column.ts';
import { readValue } from '../columnar/read.ts';
import { forEachRow } from '../columnar/text.ts';
import type { Value } from '../columnar/value.ts';
import { fail, StreamError } from '../errors/stream-error.ts';
import type { EvaluationSettings, Kernel } from '../functions/function.ts';
import type { UserCall } from '../plan/bound.ts';
import type { DataType, Schema } from '../types/data-type.ts';
import { parseDataType } from '../types/ddl.ts';
import { Column, type ColumnLike, toExpression } from './column.ts';
import { expectFunction, toSchema } from './expect.ts';
import { toJavaScript } from './row.ts';
import { toValue } from './local-rows.ts';
import { selectedRows } from './selected-rows.ts';
import type { Session } from './session.ts';
import { type Aggregator, aggregateDefinition } from './user-aggregate.ts';
import { tableFunctionDefinition, type UserTableFunction } from './user-table-function.ts';

/** A JavaScript function over the cells of one row: what `toJavaScript` gives in, what `createDataFrame` takes out. NULL is null. */
export type UserFunction = (...args: never[]) => unknown;
/** A use of a registered function in DataFrame calls. */
export type UserFunctionColumn = (...args: readonly ColumnLike[]) => Column;

/** How a function is called. */
export interface UserFunctionOptions {
  /** The function gets an array per argument, for many rows at once, and gives an array as long. */
  readonly wholeColumn?: boolean;
}

interface Registered { readonly name: string; readonly fn: UserFunction; readonly returnType: DataType; readonly wholeColumn: boolean }

/** The session's own functions by id, and the kernels that call them row by row. */
export interface UserFunctionRegistry {
  readonly add: (id: number, registered: Registered) => void;
  readonly kernelOf: (call: UserCall, settings: EvaluationSettings) => Kernel;
}

export function runUserFunctions(): UserFunctionRegistry {
  const functions = new Map<number, Registered>();
  return {
    add: (id, registered) => { functions.set(id, registered); },
    kernelOf: (call, settings) => callKernel(functions.get(call.id) ?? fail('UNRESOLVED_ROUTINE', { routineName: `\`${call.name}\``, proposal: '' }, { at: call.at }), call, settings),
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
  register(name: string, fn: UserFunction | Aggregator, returnType: string | DataType, options: UserFunctionOptions = {}): UserFunctionColumn {
    return typeof fn === 'function' ? defineFunction(this.#session, { name, fn, returnType, named: true, ...options }) : defineAggregate(this.#session, name, fn, returnType, true);
  }

  /**
   * A function that makes rows, for FROM and LATERAL. `schema` is DDL text.
   *
   * @example
   * spark.udf.registerTable('letters', function* (text: string) { for (const letter of text) yield [letter]; }, 'letter STRING');
   * spark.sql("SELECT * FROM letters('abc')");
   */
  registerTable(name: string, fn: UserTableFunction, schema: string | Schema): void {
    expectFunction(fn, 'registerTable');
    const fields = toSchema(schema, 'registerTable');
    const definition = tableFunctionDefinition(name, fn, fields);
    this.#session.engine.catalog.registerFunction({ id: ++lastId, name, returnType: { kind: 'struct', fields: fields.fields }, kind: 'table', definition }, true);
  }
}

/** A function for DataFrame calls only. @example const plusOne = udf(spark, (n: number) => n + 1, 'INT') */
export function udf(session: Session, fn: UserFunction, returnType: string | DataType): UserFunctionColumn {
  return defineFunction(session, { name: fn.name === '' ? 'udf' : fn.name, fn, returnType, named: false });
}

/** An aggregate for DataFrame calls only. @example df.groupBy('k').agg(udaf(spark, product, 'DOUBLE')(col('n'))) */
export function udaf(session: Session, aggregator: Aggregator, returnType: string | DataType): UserFunctionColumn {
  return defineAggregate(session, 'udaf', aggregator, returnType, false);
}

/** A function that makes rows, for select lists of DataFrames only. */
export function defineTableFunction(session: Session, name: string, fn: UserTableFunction, fields: Schema): UserFunctionColumn {
  const id = ++lastId;
  session.engine.catalog.registerFunction({ id, name, returnType: { kind: 'struct', fields: fields.fields }, kind: 'table', definition: tableFunctionDefinition(name, fn, fields) }, false);
  return (...args) => new Column({ kind: 'UserFunction', id, name, arguments: args.map(toExpression) });
}

function defineAggregate(session: Session, name: string, aggregator: Aggregator, returnType: string | DataType, named: boolean): UserFunctionColumn {
  const type = typeof returnType === 'string' ? parseDataType(returnType) : returnType;
  const id = ++lastId;
  const definition = aggregateDefinition(name, named ? name : `${name}#${id}`, aggregator, type);
  session.engine.catalog.registerFunction({ id, name, returnType: type, kind: 'aggregate', definition }, named);
  return (...args) => new Column({ kind: 'UserFunction', id, name, arguments: args.map(toExpression) });
}

interface Definition extends UserFunctionOptions { readonly name: string; readonly fn: UserFunction; readonly returnType: string | DataType; readonly named: boolean }

function defineFunction(session: Session, { name, fn, returnType, named, wholeColumn = false }: Definition): UserFunctionColumn {
  const type = typeof returnType === 'string' ? parseDataType(returnType) : returnType;
  const id = ++lastId;
  session.engine.userFunctions.add(id, { name, fn, returnType: type, wholeColumn });
  session.engine.catalog.registerFunction({ id, name, returnType: type, kind: 'scalar' }, named);
  return (...args) => new Column({ kind: 'UserFunction', id, name, arguments: args.map(toExpression) });
}

/** Arrays in, an array out: one call per chunk. */
function columnKernel(registered: Registered, call: UserCall, settings: EvaluationSettings): Kernel {
  const { fn, returnType: type } = registered;
  const result = resultOf(registered, call, settings);
  const types = call.arguments.map((one) => one.type);
  const apply = fn as unknown as (...args: unknown[]) => ArrayLike<unknown>;
  return (args, rows, { arena }) => {
    const selected = [...selectedRows(rows)];
    const values = args.map((column, index) => selected.map((row) => toJavaScript(types[index]!, readValue(column, row), {})));
    const results = callAll(result, apply, values, selected.length);
    const builder = new ColumnBuilder(type, arena, Math.max(1, rows.rowCount));
    selected.forEach((row, index) => {
      while (builder.length < row) builder.appendNull();
      builder.append(results[index]!);
    });
    while (builder.length < rows.rowCount) builder.appendNull();
    return builder.finish();
  };
}

/** What a function gives, the zone its text is read in, and what is told of it when it fails. */
interface Result { readonly name: string; readonly type: DataType; readonly timeZone: string; readonly words: { readonly functionName: string; readonly signature: string; readonly result: string } }

function resultOf({ name, returnType: type }: Registered, call: UserCall, { timeZone }: EvaluationSettings): Result {
  const signature = call.arguments.map((one) => catalogString(one.type)).join(', ');
  return { name, type, timeZone, words: { functionName: quoteIdentifier(name), signature, result: catalogString(type) } };
}

function callAll(result: Result, apply: (...args: unknown[]) => ArrayLike<unknown>, values: readonly unknown[], count: number): readonly Value[] {
  try {
    const results = apply(...values);
    if (results.length !== count) return fail('FAILED_EXECUTE_UDF', { ...result.words, reason: `it gave ${results.length} values for ${count} rows` });
    return Array.from(results, (one) => toValue(result, one, result.timeZone));
  } catch (error) {
    if (error instanceof StreamError) throw error;
    return fail('FAILED_EXECUTE_UDF', { ...result.words, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}

function callKernel(registered: Registered, call: UserCall, settings: EvaluationSettings): Kernel {
  if (registered.wholeColumn) return columnKernel(registered, call, settings);
  const { fn, returnType: type } = registered;
  const result = resultOf(registered, call, settings);
  const types = call.arguments.map((one) => one.type);
  const apply = fn as unknown as (...args: unknown[]) => unknown;
  return (args, rows, { arena }) => {
    const builder = new ColumnBuilder(type, arena, Math.max(1, rows.rowCount));
    const blind = args.map((column): DataColumn => ({ ...column, validity: undefined }));
    forEachRow(blind.filter((column) => column.mask !== 0), rows, arena, (row) => {
      while (builder.length < row) builder.appendNull();
      builder.append(callRow(result, apply, args.map((column, index) => toJavaScript(types[index]!, readValue(column, row), {}))));
    });
    while (builder.length < rows.rowCount) builder.appendNull();
    return builder.finish();
  };
}

/** Errors carry the function's name and the cause. */
function callRow(result: Result, apply: (...args: unknown[]) => unknown, args: readonly unknown[]): Value {
  try {
    return toValue(result, apply(...args), result.timeZone);
  } catch (error) {
    if (error instanceof StreamError && error.domain === 'internal') throw error;
    return fail('FAILED_EXECUTE_UDF', { ...result.words, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}
