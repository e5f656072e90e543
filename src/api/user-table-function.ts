import { ColumnBuilder } from '../columnar/builder.ts';
import { readValue } from '../columnar/read.ts';
import { fail } from '../errors/stream-error.ts';
import type { BoundCall, GeneratorFunction } from '../functions/function.ts';
import type { Schema } from '../types/data-type.ts';
import { toValues } from './local-rows.ts';
import { selectedRows } from './selected-rows.ts';
import { toJavaScript } from './row.ts';

/** Rows for the arguments of one call: arrays by position or objects by name. A generator function is handy. */
export type UserTableFunction = (...args: never[]) => Iterable<readonly unknown[] | Readonly<Record<string, unknown>>>;

/** Stands in FROM, after LATERAL, and as a generator in select lists. */
export function tableFunctionDefinition(name: string, fn: UserTableFunction, schema: Schema): GeneratorFunction {
  return {
    kind: 'generator', name, group: 'user', doc: `The table function ${name} of the program.`, examples: [], since: '0.1', signatures: [], outer: false,
    resolve: (call) => ({ argumentTypes: call.arguments.map((one) => one.type), returnType: { kind: 'struct', fields: schema.fields }, nullable: false }),
    generate: ({ argumentTypes, settings }: BoundCall) => (args, rows, { arena }) => {
      const call = fn as unknown as (...values: unknown[]) => ReturnType<UserTableFunction>;
      const builders = schema.fields.map((field) => new ColumnBuilder(field.type, arena, 16));
      const parents: number[] = [];
      for (const row of selectedRows(rows)) {
        try {
          for (const made of call(...args.map((column, index) => toJavaScript(argumentTypes[index]!, readValue(column, row), {})))) {
            toValues(schema, made, settings.timeZone).forEach((value, index) => { builders[index]!.append(value); });
            parents.push(row);
          }
        } catch (error) {
          fail('FAILED_EXECUTE_UDF', { functionName: `\`${name}\``, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
        }
      }
      return { columns: builders.map((builder) => builder.finish()), parents: Uint32Array.from(parents), count: parents.length };
    },
  };
}
