import { makeColumn } from '../columnar/column.ts';
import { isConstantNull, booleanColumn } from '../columnar/constant.ts';
import { mapRows, selectRows } from '../columnar/stamp.ts';
import { rowsByValidity } from '../columnar/selection.ts';
import type { Column } from '../columnar/column.ts';
import { isValid } from '../columnar/bitmap.ts';
import type { Rows } from '../columnar/chunk.ts';
import type { Arena } from '../columnar/arena.ts';
import { booleanType } from '../types/data-type.ts';
import { kindOf } from '../columnar/stamp.ts';
import { neverNullPredicate } from './define.ts';
import { between, inList } from './define-conditional.ts';
import { operator } from './define-operator.ts';
import type { BoundCall, Kernel, ScalarFunction, SelectKernel } from './function.ts';
import { inKernel, lazyInKernel } from './conditions/in-list.ts';
import { conjunctionKernel, disjunctionKernel } from './conditions/logic.ts';
import { compareLoop } from './conditions/comparison-kernels.ts';

const negate = mapRows({ kinds: ['bool'], returnType: booleanType, apply: (value: number) => value === 0 });
const whereFalse = selectRows({ kinds: ['bool'], apply: (value: number) => value === 0 });

const validityKernel = (valid: boolean) => (): Kernel => ([column], rows, { arena }) => validityColumn(column!, valid, rows, arena);
const validitySelect = (valid: boolean) => (): SelectKernel => ([column], rows, { arena }) => rowsByValidity(column!, valid, rows, arena);

/** True where neither bound is passed; NULL when unknown, as `a >= low AND a <= high` is. */
function betweenKernel(call: BoundCall): Kernel {
  const [type] = call.argumentTypes;
  const above = compareLoop('>=', type!);
  const below = compareLoop('<=', type!);
  const both = conjunctionKernel();
  return ([value, low, high], rows, context) => {
    const sides = [above([value!, low!], rows, context.arena), below([value!, high!], rows, context.arena)];
    return both(sides.map((side) => () => side), rows, context);
  };
}

const notANumber = (call: BoundCall): Kernel => {
  const loop = mapRows({ kinds: [kindOf(call.argumentTypes[0]!)], returnType: booleanType, apply: (value: number) => Number.isNaN(value) });
  return ([column], rows, { arena }) => {
    if (isConstantNull(column!)) return booleanColumn(false, rows.rowCount, arena);
    const nan = loop([column!], rows, arena);
    if (nan.validity === undefined) return nan;
    const values = nan.values as Uint8Array;
    for (let row = 0; row < values.length; row++) if (!isValid(nan.validity, row)) values[row] = 0;
    return { ...nan, validity: undefined };
  };
};

export const predicateFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'and', group: 'predicate_funcs', since: '0.1', signatures: ['(boolean, boolean) -> boolean'], nulls: 'custom',
    doc: 'Logical AND: FALSE when a side is FALSE, else NULL when a side is NULL. The right side is evaluated only where the left one is not FALSE.',
    examples: [['SELECT true AND false', 'false'], ['SELECT true AND NULL', 'NULL']],
    resolve: operator(booleanType, booleanType), display: ([left, right]) => `(${left} AND ${right})`, lazyKernel: conjunctionKernel,
  },
  {
    kind: 'scalar', name: 'or', group: 'predicate_funcs', since: '0.1', signatures: ['(boolean, boolean) -> boolean'], nulls: 'custom',
    doc: 'Logical OR: TRUE when a side is TRUE, else NULL when a side is NULL. The right side is evaluated only where the left one is not TRUE.',
    examples: [['SELECT true OR false', 'true'], ['SELECT NULL OR true', 'true']],
    resolve: operator(booleanType, booleanType), display: ([left, right]) => `(${left} OR ${right})`, lazyKernel: disjunctionKernel,
  },
  {
    kind: 'scalar', name: 'not', aliases: ['!'], group: 'predicate_funcs', since: '0.1', signatures: ['(boolean) -> boolean'],
    doc: 'Logical negation.', examples: [['SELECT NOT true', 'false'], ['SELECT !false', 'true'], ['SELECT NOT NULL', 'NULL']],
    display: ([value]) => `(NOT ${value})`, kernel: () => (args, rows, { arena }) => negate(args, rows, arena), select: () => (args, rows, { arena }) => whereFalse(args, rows, arena),
  },
  {
    kind: 'scalar', name: 'isnull', group: 'predicate_funcs', since: '0.1', signatures: ['(any) -> boolean'], nulls: 'custom', nullable: 'never', resolve: neverNullPredicate,
    doc: 'True when the argument is NULL.', examples: [['SELECT isnull(1)', 'false'], ['SELECT NULL IS NULL', 'true']],
    display: ([value]) => `(${value} IS NULL)`, kernel: validityKernel(false), select: validitySelect(false),
  },
  {
    kind: 'scalar', name: 'isnotnull', group: 'predicate_funcs', since: '0.1', signatures: ['(any) -> boolean'], nulls: 'custom', nullable: 'never', resolve: neverNullPredicate,
    doc: 'True when the argument is not NULL.', examples: [['SELECT isnotnull(1)', 'true'], ['SELECT NULL IS NOT NULL', 'false']],
    display: ([value]) => `(${value} IS NOT NULL)`, kernel: validityKernel(true), select: validitySelect(true),
  },
  {
    kind: 'scalar', name: 'isnan', group: 'predicate_funcs', since: '0.1', signatures: ['(double) -> boolean', '(float) -> boolean'], nulls: 'custom', nullable: 'never',
    doc: 'True when the argument is NaN; false for NULL.', examples: [["SELECT isnan(double('NaN'))", 'true'], ['SELECT isnan(NULL)', 'false']], kernel: notANumber,
  },
  {
    kind: 'scalar', name: 'in', group: 'predicate_funcs', since: '0.1', signatures: ['(ordered, ordered...) -> boolean'], nulls: 'custom', resolve: inList,
    doc: 'True when the first argument equals one of the others; NULL when it does not and one of them is NULL.',
    examples: [['SELECT 1 IN (1, 2, 3)', 'true'], ['SELECT 1 IN (2, NULL)', 'NULL']],
    display: ([value, ...list]) => `(${value} IN (${list.join(', ')}))`, kernel: inKernel, lazyKernel: lazyInKernel,
  },
  {
    kind: 'scalar', name: 'between', group: 'conditional_funcs', since: '0.1', signatures: ['(ordered, ordered, ordered) -> boolean'], nulls: 'custom', resolve: between,
    doc: 'True when the first argument is at least the second and at most the third.', examples: [['SELECT 0.5 BETWEEN 0.1 AND 1.0', 'true'], ['SELECT 5 BETWEEN 1 AND 3', 'false']],
    kernel: betweenKernel,
  },
];

function validityColumn(column: Column, valid: boolean, rows: Rows, arena: Arena): Column {
  const allNull = column.type.kind === 'null' || isConstantNull(column);
  if (column.validity === undefined || column.mask === 0 || allNull) return booleanColumn(allNull !== valid, rows.rowCount, arena);
  const out = arena.uint8(rows.rowCount);
  const { validity } = column;
  const flip = valid ? 0 : 1;
  for (let row = 0; row < rows.rowCount; row++) out[row] = ((validity[row >> 3]! >> (row & 7)) & 1) ^ flip;
  return makeColumn(booleanType, rows.rowCount, { values: out });
}
