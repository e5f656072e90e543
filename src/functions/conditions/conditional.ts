import type { Arena } from '../../columnar/arena.ts';
import type { Rows } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { type Branch, mergeBranches } from '../../columnar/merge.ts';
import { rowsByValidity, trueRows, withoutRows } from '../../columnar/selection.ts';
import { isConstantNull, nullColumn } from '../../columnar/constant.ts';
import { isOrderable } from '../../types/coercion.ts';
import { type DataType, doubleType, floatType } from '../../types/data-type.ts';
import { compareLoop } from './comparison-kernels.ts';
import { anyNullable, becomesNullable, castInput, commonTypeOf, expectCount, sameTypes, type ResolveCall } from '../define.ts';
import { caseWhen, ifElse } from '../define-conditional.ts';
import { equatedTypes } from '../define-operator.ts';
import type { BoundCall, CallArgument, LazyKernel, ScalarFunction, Thunk } from '../function.ts';
import { failOrdering } from '../mismatch.ts';
import { castKernel } from '../casts/cast.ts';
import { kindOf, selectRows } from '../../columnar/stamp.ts';

/** `when(condition, value, …, [otherwise])`: every branch is evaluated only for the rows that come to it. */
const caseKernel = (call: BoundCall): LazyKernel => (args, rows, { arena }) => {
  const branches: Branch[] = [];
  let open: Rows = rows;
  for (let index = 0; index + 1 < args.length; index += 2) {
    const chosen = trueRows(args[index]!(open), open, arena);
    if (chosen.length > 0) branches.push(evaluate(args[index + 1]!, chosen, open));
    if (chosen.length === count(open)) return mergeBranches(call.returnType, branches, rows, arena);
    if (chosen.length > 0) open = { rowCount: rows.rowCount, selection: withoutRows(open, chosen, arena) };
  }
  if (args.length % 2 === 1) branches.push({ column: args.at(-1)!(open), selection: open.selection });
  return mergeBranches(call.returnType, branches, rows, arena);
};

/** The first value that is not NULL; later ones are evaluated only where the earlier are NULL. */
const firstValueKernel = (call: BoundCall): LazyKernel => (args, rows, { arena }) => {
  const branches: Branch[] = [];
  let open: Rows = rows;
  for (const argument of args) {
    const column = argument(open);
    const known = rowsByValidity(column, true, open, arena);
    if (known.length > 0) branches.push({ column, selection: known.length === count(open) ? open.selection : known });
    if (known.length === count(open)) break;
    if (known.length > 0) open = { rowCount: rows.rowCount, selection: withoutRows(open, known, arena) };
  }
  return mergeBranches(call.returnType, branches, rows, arena);
};

/** Rows chosen by a test of the first argument take its own value, the others what `otherwise` gives. */
function split(call: BoundCall, column: Column, own: Uint32Array, { rows, arena, otherwise }: { rows: Rows; arena: Arena; otherwise: Thunk }): Column {
  const rest = withoutRows(rows, own, arena);
  const other = rest.length === 0 ? nullColumn(call.returnType, rows.rowCount, arena) : otherwise({ rowCount: rows.rowCount, selection: rest });
  return mergeBranches(call.returnType, [{ column, selection: own }, { column: other, selection: rest }], rows, arena);
}

const chooseByNull = (call: BoundCall): LazyKernel => ([test, yes, no], rows, { arena }) => {
  const known = rowsByValidity(test!(rows), true, rows, arena);
  if (known.length === count(rows)) return yes!(rows);
  if (known.length === 0) return no!(rows);
  return split(call, yes!({ rowCount: rows.rowCount, selection: known }), known, { rows, arena, otherwise: no! });
};

/** The first argument keeps its type; both are compared in their common type. */
const nullWhenEqual = (call: BoundCall): LazyKernel => {
  const [left, right] = call.argumentTypes as [DataType, DataType];
  const common = equatedTypes({ ...call, arguments: [] }, argumentOf(call, 0), argumentOf(call, 1))[0];
  const casts = [left, right].map((from) => castKernel({ from, to: common, mode: call.settings.ansi ? 'ansi' : 'legacy', settings: call.settings, sql: call.sql, at: call.at }));
  const equal = compareLoop('=', common);
  return ([value, other], rows, context) => {
    const column = value!(rows);
    const asked = { rowCount: rows.rowCount, selection: rowsByValidity(column, true, rows, context.arena) };
    if (asked.selection.length === 0) return column;
    const against = other!(asked);
    if (isConstantNull(against)) return column;
    const sides = [casts[0]!([column], asked, context), casts[1]!([against], asked, context)];
    const same = trueRows(equal(sides, asked, context.arena), asked, context.arena);
    return mergeBranches(call.returnType, [{ column, selection: withoutRows(rows, same, context.arena) }], rows, context.arena);
  };
};

function argumentOf(call: BoundCall, index: number): CallArgument {
  const literal = call.literals[index];
  return { type: call.argumentTypes[index]!, nullable: call.argumentNullable[index]!, foldable: literal !== undefined, literal, isLiteral: literal !== undefined, sql: call.sql };
}

const notNan = (call: BoundCall): LazyKernel => {
  const whereNan = selectRows({ kinds: [kindOf(call.returnType)], apply: (value: number) => Number.isNaN(value) });
  return ([value, other], rows, { arena }) => {
    const column = value!(rows);
    if (isConstantNull(column)) return column;
    const nan = whereNan([column], rows, arena);
    return nan.length === 0 ? column : split(call, column, withoutRows(rows, nan, arena), { rows, arena, otherwise: other! });
  };
};

const coalesceTypes = sameTypes({ minimumCount: 1, nullable: 'all arguments' });
const twoTypes = sameTypes({ minimumCount: 2, maximumCount: 2, nullable: 'all arguments' });

const nvl2Types: ResolveCall = (call) => {
  expectCount(call, 3, 3);
  const common = commonTypeOf(call, call.arguments.slice(1));
  return { argumentTypes: [call.arguments[0]!.type, common, common], returnType: common, nullable: call.arguments.slice(1).some((one) => becomesNullable(one, common)) };
};

const nullIfTypes: ResolveCall = (call) => {
  expectCount(call, 2, 2);
  const [common] = equatedTypes(call, call.arguments[0]!, call.arguments[1]!);
  if (!isOrderable(common) && common.kind !== 'null') failOrdering({ ...call, name: '=' }, common);
  const argumentTypes = call.arguments.map((one) => one.type);
  return { argumentTypes, returnType: argumentTypes[0]!, nullable: true };
};

const nanTypes: ResolveCall = (call) => {
  expectCount(call, 2, 2);
  const float = call.arguments.every((one) => one.type.kind === 'float');
  const type: DataType = float ? floatType : doubleType;
  const argumentTypes = call.arguments.map((one, index) => (one.type.kind === type.kind ? one.type : castInput(call, index, type)));
  return { argumentTypes, returnType: type, nullable: anyNullable(call, argumentTypes) };
};

export const conditionalFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'when', group: 'conditional_funcs', since: '0.1', signatures: ['(boolean, T, any...) -> T'], nulls: 'custom', resolve: caseWhen,
    doc: 'CASE WHEN: the value of the first true condition, else the last argument when their number is odd, else NULL.',
    examples: [['SELECT CASE WHEN 1 > 2 THEN 1 WHEN 2 > 1 THEN 2 ELSE 3 END', '2'], ["SELECT CASE 1 WHEN 2 THEN 'a' END", 'NULL']],
    display: displayCase, lazyKernel: caseKernel,
  },
  {
    kind: 'scalar', name: 'if', group: 'conditional_funcs', since: '0.1', signatures: ['(boolean, T, T) -> T'], nulls: 'custom', resolve: ifElse,
    doc: 'The second argument where the first is true, else the third.', examples: [['SELECT if(1 < 2, \'a\', \'b\')', 'a']],
    display: ([condition, yes, no]) => `(IF(${condition}, ${yes}, ${no}))`, lazyKernel: caseKernel,
  },
  {
    kind: 'scalar', name: 'coalesce', group: 'conditional_funcs', since: '0.1', signatures: ['(T...) -> T'], nulls: 'custom', resolve: coalesceTypes,
    doc: 'The first argument that is not NULL.', examples: [['SELECT coalesce(NULL, 1, NULL)', '1']], lazyKernel: firstValueKernel,
  },
  {
    kind: 'scalar', name: 'nvl', aliases: ['ifnull'], displayAsWritten: true, group: 'conditional_funcs', since: '0.1', signatures: ['(T, T) -> T'], nulls: 'custom', resolve: twoTypes,
    doc: 'The second argument where the first is NULL.', examples: [["SELECT nvl(NULL, 2)", '2'], ['SELECT ifnull(NULL, 3)', '3']], lazyKernel: firstValueKernel,
  },
  {
    kind: 'scalar', name: 'nvl2', group: 'conditional_funcs', since: '0.1', signatures: ['(any, T, T) -> T'], nulls: 'custom', resolve: nvl2Types,
    doc: 'The second argument where the first is not NULL, else the third.', examples: [['SELECT nvl2(NULL, 2, 1)', '1']], lazyKernel: chooseByNull,
  },
  {
    kind: 'scalar', name: 'nullif', group: 'conditional_funcs', since: '0.1', signatures: ['(T, T) -> T'], nulls: 'custom', nullable: 'always', resolve: nullIfTypes,
    doc: 'NULL where the arguments are equal, else the first.', examples: [['SELECT nullif(2, 2)', 'NULL'], ['SELECT nullif(2, 3)', '2']], lazyKernel: nullWhenEqual,
  },
  {
    kind: 'scalar', name: 'nanvl', group: 'conditional_funcs', since: '0.1', signatures: ['(double, double) -> double', '(float, float) -> float'], nulls: 'custom', resolve: nanTypes,
    doc: 'The second argument where the first is NaN.', examples: [["SELECT nanvl(double('NaN'), 1.5D)", '1.5']], lazyKernel: notNan,
  },
];

function evaluate(value: Thunk, chosen: Uint32Array, open: Rows): Branch {
  if (chosen.length === count(open)) return { column: value(open), selection: open.selection };
  return { column: value({ rowCount: open.rowCount, selection: chosen }), selection: chosen };
}

function count(rows: Rows): number {
  return rows.selection?.length ?? rows.rowCount;
}

function displayCase(args: readonly string[]): string {
  const parts = ['CASE'];
  for (let index = 0; index + 1 < args.length; index += 2) parts.push(`WHEN ${args[index]} THEN ${args[index + 1]}`);
  if (args.length % 2 === 1) parts.push(`ELSE ${args.at(-1)}`);
  return [...parts, 'END'].join(' ');
}
