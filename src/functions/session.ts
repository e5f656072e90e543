import { constantColumn } from '../columnar/builder.ts';
import { nullColumn } from '../columnar/constant.ts';
import { readValue } from '../columnar/read.ts';
import { trueRows, withoutRows } from '../columnar/selection.ts';
import { makeColumn } from '../columnar/column.ts';
import { fail } from '../errors/stream-error.ts';
import { booleanType, intType, longType, mapType, nullType, stringType } from '../types/data-type.ts';
import { implicitCast } from '../types/coercion-implicit.ts';
import { simpleString } from '../types/print.ts';
import { castInput, expectCount, expectInput, type ResolveCall } from './define.ts';
import { pathText } from './search-path.ts';
import type { BoundCall, Kernel, LazyKernel, ScalarFunction } from './function.ts';
import { failInput } from './mismatch.ts';

/** Errors on purpose, types, the session. */

const assertTypes: ResolveCall = (call) => {
  expectCount(call, 1, 2);
  const argumentTypes = [expectInput(call, 0, booleanType), ...(call.arguments.length === 1 ? [] : [castInput(call, 1, stringType)])];
  return { argumentTypes, returnType: nullType, nullable: true };
};

const assertKernel = (call: BoundCall): LazyKernel => ([condition, message], rows, { arena }) => {
  const failed = withoutRows(rows, trueRows(condition!(rows), rows, arena), arena);
  if (failed.length > 0) {
    const text = readValue(message!({ rowCount: rows.rowCount, selection: failed.subarray(0, 1) }), failed[0]!);
    fail('USER_RAISED_EXCEPTION', { errorMessage: String(text ?? 'null') }, { at: call.at });
  }
  return nullColumn(nullType, rows.rowCount, arena);
};

const raiseKernel = (call: BoundCall): LazyKernel => ([message], rows, { arena }) => {
  const row = rows.selection?.[0] ?? 0;
  if (rows.rowCount === 0) return nullColumn(nullType, 0, arena);
  return fail('USER_RAISED_EXCEPTION', { errorMessage: String(readValue(message!(rows), row) ?? 'null') }, { at: call.at });
};

/** The message is told as what Spark puts it into. */
const raiseTypes: ResolveCall = (call) => {
  expectCount(call, 1, 1);
  const { type, sql, ...rest } = call.arguments[0]!;
  const message = implicitCast(type, stringType, call.settings);
  if (message !== undefined) return { argumentTypes: [message], returnType: nullType, nullable: true };
  const words = { ...rest, sql: `map(errorMessage, ${sql})`, type: mapType(stringType, type, true) };
  return failInput({ ...call, arguments: [words, words] }, 1, mapType(stringType, stringType, true));
};

const typeOfTypes: ResolveCall = (call) => {
  expectCount(call, 1, 1);
  return { argumentTypes: [call.arguments[0]!.type], returnType: stringType, nullable: false };
};

const textConstant = (textOf: (call: BoundCall) => string) => (call: BoundCall): Kernel => (_, rows, { arena }) => constantColumn(stringType, textOf(call), rows.rowCount, arena);

const session = (name: string, doc: string, example: string | undefined, options: { readonly aliases?: readonly string[]; readonly display?: string; readonly value: (call: BoundCall) => string }): ScalarFunction => ({
  kind: 'scalar', name, ...(options.aliases === undefined ? {} : { aliases: options.aliases }), group: 'misc_funcs', since: '0.1', signatures: ['() -> string'], nullable: 'never', doc,
  examples: [example === undefined ? [`SELECT ${name}() IS NULL`, 'false'] : [`SELECT ${name}()`, example]],
  ...(options.display === undefined ? {} : { display: () => `${options.display}()` }), kernel: textConstant(options.value),
});

const userName = ({ settings }: BoundCall): string => settings.get('tidemark.user') ?? 'tidemark';

const increasingKernel = (): Kernel => {
  let next = 0n;
  return (_, rows, { arena }) => {
    const values = arena.int64(rows.rowCount);
    const count = rows.selection?.length ?? rows.rowCount;
    for (let at = 0; at < count; at++) values[rows.selection === undefined ? at : rows.selection[at]!] = next++;
    return makeColumn(longType, rows.rowCount, { values });
  };
};

export const sessionFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'assert_true', group: 'misc_funcs', since: '0.1', signatures: ['(boolean, [string]) -> void'], nulls: 'custom', resolve: assertTypes,
    doc: 'NULL where the condition is true, else an error with the given message.', examples: [['SELECT assert_true(0 < 1)', 'NULL']],
    display: (args) => `assert_true(${args[0]}, ${args[1] ?? `'${args[0]}' is not true!`})`, lazyKernel: assertKernel,
  },
  {
    kind: 'scalar', name: 'raise_error', group: 'misc_funcs', since: '0.1', signatures: ['(string) -> void'], nulls: 'custom', foldable: false,
    resolve: raiseTypes, doc: 'An error with the given message.', examples: [["SELECT if(true, 1, raise_error('never'))", '1']],
    display: ([message]) => `raise_error(USER_RAISED_EXCEPTION, map(errorMessage, ${message}))`, lazyKernel: raiseKernel,
  },
  {
    kind: 'scalar', name: 'typeof', group: 'misc_funcs', since: '0.1', signatures: ['(any) -> string'], nulls: 'custom', nullable: 'never', resolve: typeOfTypes,
    doc: 'The type of the argument, which is not evaluated.', examples: [['SELECT typeof(1)', 'int'], ['SELECT typeof(array(1))', 'array<int>']],
    lazyKernel: (call) => (_, rows, { arena }) => constantColumn(stringType, simpleString(call.argumentTypes[0]!), rows.rowCount, arena),
  },
  session('version', 'The version of Spark whose answers these are.', undefined, { value: () => '4.3.0 tidemark' }),
  session('current_user', 'The user of the session.', undefined, { value: userName }),
  session('user', 'The user of the session.', undefined, { value: userName }),
  session('session_user', 'The user of the session.', undefined, { value: userName }),
  session('current_database', 'The current schema.', 'default', { aliases: ['current_schema'], display: 'current_schema', value: ({ settings }) => settings.get('tidemark.currentDatabase') ?? 'default' }),
  session('current_path', 'Where functions are looked for.', 'system.builtin,system.session,spark_catalog.default', {
    value: ({ settings }) => pathText(settings),
  }),
  session('current_catalog', 'The current catalog.', 'spark_catalog', { value: () => 'spark_catalog' }),
  session('input_file_name', 'The file a row was read from; empty where there is none.', '', { value: () => '' }),
  {
    kind: 'scalar', name: 'monotonically_increasing_id', group: 'misc_funcs', since: '0.1', signatures: ['() -> bigint'], deterministic: false, nullable: 'never',
    doc: 'Numbers that grow from row to row.', examples: [['SELECT monotonically_increasing_id()', '0']], kernel: increasingKernel,
  },
  {
    kind: 'scalar', name: 'spark_partition_id', group: 'misc_funcs', since: '0.1', signatures: ['() -> int'], deterministic: false, nullable: 'never',
    doc: 'The partition of a row; there is one, 0.', examples: [['SELECT spark_partition_id()', '0']], display: () => 'SPARK_PARTITION_ID()',
    kernel: () => (_, rows, { arena }) => makeColumn(intType, rows.rowCount, { values: arena.int32(rows.rowCount).fill(0) }),
  },
];
