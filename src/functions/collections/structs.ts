import { makeColumn } from '../../columnar/column.ts';
import { expandConstant } from '../../columnar/gather.ts';
import { fail } from '../../errors/stream-error.ts';
import { type Field, structType } from '../../types/data-type.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { failArgumentCount } from '../signature-match.ts';

const group = 'struct_funcs';
const since = '0.1';

/** Structs put together. The analyzer names the fields of struct(…); its row here only makes the column. */
export const structFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'struct', group, since, signatures: [], nulls: 'custom', nullable: 'never',
    doc: 'Returns a struct of the arguments. Fields are named after columns and aliases, others col1, col2 …', examples: [['SELECT struct(1, 2, 3)', '{1, 2, 3}']],
    resolve: (call) => ({
      argumentTypes: call.arguments.map((one) => one.type),
      returnType: structType(call.arguments.map((one, index) => ({ name: `col${index + 1}`, type: one.type, nullable: one.nullable }))),
      nullable: false,
    }),
    kernel: (call) => structKernel(call, (args) => args),
  },
  {
    kind: 'scalar', name: 'named_struct', group, since, signatures: [], nulls: 'custom', nullable: 'never',
    doc: 'Returns a struct of names and values in turns. Names are constant strings.', examples: [["SELECT named_struct('a', 1, 'b', 2)", '{1, 2}']],
    resolve: resolveNamedStruct,
    kernel: (call) => structKernel(call, (args) => args.filter((_, index) => index % 2 === 1)),
  },
];

function structKernel(call: BoundCall, pick: <T>(args: readonly T[]) => readonly T[]): Kernel {
  return (args, rows, { arena }) => {
    const parts = pick(args);
    const constant = parts.every((column) => column.mask === 0);
    const children = parts.map((column) => (constant ? { ...column, length: 1, mask: -1 as const } : column.mask === 0 ? expandConstant({ ...column, length: rows.rowCount }, arena) : column));
    return makeColumn(call.returnType, rows.rowCount, { children, mask: constant ? 0 : -1 });
  };
}

function resolveNamedStruct(call: CallShape): ResolvedCall {
  if (call.arguments.length % 2 === 1) return failArgumentCount(call, [2]);
  const fields: Field[] = [];
  for (let index = 0; index < call.arguments.length; index += 2) {
    const name = call.arguments[index]!;
    const value = call.arguments[index + 1]!;
    if (!name.foldable || name.type.kind !== 'string') {
      fail('DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING', { sqlExpr: `"${call.sql}"`, inputExprs: `["${name.sql}"]` }, { at: call.at });
    }
    if (typeof name.literal !== 'string') {
      const names = call.arguments.filter((_, at) => at % 2 === 0).map(({ sql }) => `"${sql}"`);
      return fail('DATATYPE_MISMATCH.UNEXPECTED_NULL', { sqlExpr: `"${call.sql}"`, exprName: `[${names.join(', ')}]` }, { at: call.at });
    }
    fields.push({ name: name.literal, type: value.type, nullable: value.nullable });
  }
  return { argumentTypes: call.arguments.map((one) => one.type), returnType: structType(fields), nullable: false };
}
