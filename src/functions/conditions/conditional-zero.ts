import { constantColumn } from '../../columnar/builder.ts';
import { isConstantNull } from '../../columnar/constant.ts';
import { type Branch, mergeBranches } from '../../columnar/merge.ts';
import { rowsByValidity, trueRows, withoutRows } from '../../columnar/selection.ts';
import { intType } from '../../types/data-type.ts';
import { castKernel } from '../casts/cast.ts';
import { compareLoop } from './comparison-kernels.ts';
import { expectCount, sameTypes, type ResolveCall } from '../define.ts';
import { equatedTypes } from '../define-operator.ts';
import type { BoundCall, LazyKernel, ScalarFunction } from '../function.ts';

/** nullifzero and zeroifnull: comparison with, and replacement by, the literal 0. */

/** The rows that equal zero become NULL. */
const nullIfZero = (call: BoundCall): LazyKernel => {
  const [type] = call.argumentTypes as [BoundCall['returnType']];
  const shape = { name: call.name, sql: call.sql, settings: call.settings, arguments: [] };
  const one = { type, nullable: true, foldable: false, literal: undefined, sql: '' };
  const [common] = equatedTypes(shape, one, { type: intType, nullable: false, foldable: true, literal: 0, isLiteral: true, sql: '0' });
  const toCommon = castKernel({ from: type, to: common, mode: call.settings.ansi ? 'ansi' : 'legacy', settings: call.settings, sql: call.sql, at: call.at });
  const zero = castKernel({ from: intType, to: common, mode: 'legacy', settings: call.settings, sql: '0' });
  const equal = compareLoop('=', common);
  return ([value], rows, context) => {
    const column = value!(rows);
    if (isConstantNull(column)) return column;
    const compared = equal([toCommon([column], rows, context), zero([constantColumn(intType, 0, 1, context.arena)], { rowCount: 1, selection: undefined }, context)], rows, context.arena);
    const zeros = trueRows(compared, rows, context.arena);
    return mergeBranches(call.returnType, [{ column, selection: withoutRows(rows, zeros, context.arena) }], rows, context.arena);
  };
};

const keepsType: ResolveCall = (call) => {
  expectCount(call, 1, 1);
  equatedTypes(call, call.arguments[0]!, { type: intType, nullable: false, foldable: true, literal: 0, isLiteral: true, sql: '0' });
  return { argumentTypes: [call.arguments[0]!.type], returnType: call.arguments[0]!.type, nullable: true };
};

/** Like `coalesce(x, 0)`. */
const zeroTypes: ResolveCall = (call) => {
  expectCount(call, 1, 1);
  const zero = { type: intType, nullable: false, foldable: true, literal: 0, isLiteral: true, sql: '0' };
  const { returnType } = sameTypes({ minimumCount: 2, nullable: 'never' })({ ...call, arguments: [call.arguments[0]!, zero] });
  return { argumentTypes: [returnType], returnType, nullable: false };
};

const zeroIfNull = (call: BoundCall): LazyKernel => {
  const zero = castKernel({ from: intType, to: call.returnType, mode: 'legacy', settings: call.settings, sql: '0' });
  return ([value], rows, context) => {
    const column = value!(rows);
    const known = rowsByValidity(column, true, rows, context.arena);
    if (known.length === (rows.selection?.length ?? rows.rowCount)) return column;
    const filler = zero([constantColumn(intType, 0, 1, context.arena)], { rowCount: 1, selection: undefined }, context);
    const branches: Branch[] = [{ column, selection: known }, { column: { ...filler, mask: 0, length: rows.rowCount }, selection: withoutRows(rows, known, context.arena) }];
    return mergeBranches(call.returnType, branches, rows, context.arena);
  };
};

export const zeroFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'nullifzero', group: 'conditional_funcs', since: '0.1', signatures: ['(T) -> T'], nulls: 'custom', resolve: keepsType,
    doc: 'NULL where the argument is zero.', examples: [['SELECT nullifzero(0)', 'NULL'], ['SELECT nullifzero(2)', '2']], lazyKernel: nullIfZero,
  },
  {
    kind: 'scalar', name: 'zeroifnull', group: 'conditional_funcs', since: '0.1', signatures: ['(T) -> T'], nulls: 'custom', resolve: zeroTypes,
    doc: 'Zero where the argument is NULL.', examples: [['SELECT zeroifnull(NULL)', '0'], ['SELECT zeroifnull(2)', '2']], lazyKernel: zeroIfNull,
  },
];
