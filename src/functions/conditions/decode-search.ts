import { type Branch, mergeBranches } from '../../columnar/merge.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { trueRows, withoutRows } from '../../columnar/selection.ts';
import { castKernel } from '../casts/cast.ts';
import { equalNullSafe } from './comparison-kernels.ts';
import { becomesNullable, commonTypeOf } from '../define.ts';
import { equatedTypes } from '../define-operator.ts';
import { stringType } from '../../types/data-type.ts';
import { isOrderable } from '../../types/coercion.ts';
import { failOrdering } from '../mismatch.ts';
import type { BoundCall, CallArgument, CallShape, Kernel, LazyKernel, ResolvedCall, ScalarFunction } from '../function.ts';

/** What decode(…) is with more than two arguments. */
export const decodeSearch: ScalarFunction = {
  kind: 'scalar', name: 'decode_search', group: 'internal', since: '0.1', signatures: [], examples: [], nulls: 'custom',
  doc: 'The result behind the first search value that is equal to the first argument, or the last argument.', lazyKernel: searchKernel,
};

/** `decode(value, search, result, …, default)`: each search is compared with the value in the type the two have in common, NULL with NULL too. */
export function resolveSearch(call: CallShape): ResolvedCall {
  const [value] = call.arguments as [CallArgument];
  const last = call.arguments.length - 1;
  for (const [index, search] of call.arguments.entries()) {
    if (!isSearch(index, last)) continue;
    const comparison = { ...call, name: '<=>', sql: `(${value.sql} <=> ${search.sql})` };
    const [common] = equatedTypes(comparison, value, search);
    if (!isOrderable(common)) failOrdering(comparison, common);
  }
  const results = call.arguments.filter((_, index) => isResult(index, last));
  const result = commonTypeOf(call, last % 2 === 0 ? [...results, missingDefault(results)] : results);
  const nullable = last % 2 === 0 || results.some((one) => becomesNullable(one, result));
  const argumentTypes = call.arguments.map(({ type }, index) => (isResult(index, last) ? result : type));
  return { argumentTypes, returnType: result, nullable, instead: { name: 'decode_search', order: call.arguments.map((_, index) => index) } };
}

/** A default that is not written is the NULL of text, and takes part in the type: decode(1, 1, 5) is a BIGINT under ANSI, text otherwise. */
function missingDefault(results: readonly CallArgument[]): CallArgument {
  return { type: results.find(({ type }) => type.kind === 'string')?.type ?? stringType, nullable: true, foldable: true, literal: null, isLiteral: true, sql: 'NULL' };
}

const isSearch = (index: number, last: number): boolean => index % 2 === 1 && index < last;
const isResult = (index: number, last: number): boolean => index > 0 && !isSearch(index, last);

/** A result is evaluated only for the rows that come to it. */
function searchKernel(call: BoundCall): LazyKernel {
  const last = call.argumentTypes.length - 1;
  const tests = call.argumentTypes.map((_, index) => (isSearch(index, last) ? sameAs(call, index) : undefined));
  return (args, rows, context) => {
    const branches: Branch[] = [];
    const value = args[0]!(rows);
    let open: Rows = rows;
    for (let index = 1; index < last; index += 2) {
      const chosen = trueRows(tests[index]!([value, args[index]!(open)], open, context), open, context.arena);
      if (chosen.length === 0) continue;
      branches.push({ column: args[index + 1]!({ rowCount: rows.rowCount, selection: chosen }), selection: chosen });
      open = { rowCount: rows.rowCount, selection: withoutRows(open, chosen, context.arena) };
      if (open.selection!.length === 0) return mergeBranches(call.returnType, branches, rows, context.arena);
    }
    if (last % 2 === 1) branches.push({ column: args[last]!(open), selection: open.selection });
    return mergeBranches(call.returnType, branches, rows, context.arena);
  };
}

/** `value <=> search` in the type the two have in common. */
function sameAs(call: BoundCall, index: number): Kernel {
  const [left, right] = [argumentAt(call, 0), argumentAt(call, index)];
  const [common] = equatedTypes({ ...call, arguments: [] }, left, right);
  const casts = [left, right].map((from) => castKernel({ from: from.type, to: common, mode: call.settings.ansi ? 'ansi' : 'legacy', settings: call.settings, sql: call.sql, at: call.at }));
  const equal = equalNullSafe(common);
  return (args, rows, context) => equal(args.map((column, side) => casts[side]!([column], rows, context)), rows, context);
}

function argumentAt(call: BoundCall, index: number): CallArgument {
  const literal = call.literals[index];
  return { type: call.argumentTypes[index]!, nullable: call.argumentNullable[index]!, foldable: literal !== undefined, literal, isLiteral: literal !== undefined, sql: call.sql };
}
