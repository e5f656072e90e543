import { Arena } from '../columnar/arena.ts';
import type { Rows, Selection } from '../columnar/chunk.ts';
import type { Column } from '../columnar/column.ts';
import { readValue } from '../columnar/read.ts';
import type { Value } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import type { EvaluationSettings, KernelContext } from '../functions/function.ts';
import type { Attribute, BoundExpression } from './bound.ts';
import { compileNode, type EvaluationOptions, makeFrame, Scope } from './compile.ts';
import { compileCondition } from './compile-predicate.ts';

export type { EvaluationOptions } from './compile.ts';

/** `columns` are in the order of the attributes the expression was compiled against. The result has `rows.rowCount` rows; those not selected are undefined. */
export type Evaluate = (columns: readonly Column[], rows: Rows, context: KernelContext) => Column;
export type EvaluateAll = (columns: readonly Column[], rows: Rows, context: KernelContext) => readonly Column[];
export type Predicate = (columns: readonly Column[], rows: Rows, context: KernelContext) => Selection;

/**
 * Compiles a bound expression into a function over columns. Aggregates, window calls, generators and subqueries never get here: the planner has
 * put attributes in their place.
 *
 * @example
 * const total = compileExpression(expression, input.output, { settings });
 * const column = total(chunk.columns, chunk, context);
 */
export function compileExpression(expression: BoundExpression, input: readonly Attribute[], options: EvaluationOptions): Evaluate {
  const scope = new Scope(input, options, [expression]);
  const program = compileNode(expression, scope);
  return (columns, rows, context) => program(makeFrame(columns, rows, context, scope), rows);
}

/** Several expressions over the same rows. What they have in common is computed once. */
export function compileExpressions(expressions: readonly BoundExpression[], input: readonly Attribute[], options: EvaluationOptions): EvaluateAll {
  const scope = new Scope(input, options, expressions);
  const programs = expressions.map((expression) => compileNode(expression, scope));
  return (columns, rows, context) => {
    const frame = makeFrame(columns, rows, context, scope);
    return programs.map((program) => program(frame, rows));
  };
}

/** Compiles a condition into the rows that satisfy it, `undefined` when all of the given ones do. Conjuncts see only what those before them left. */
export function compilePredicate(condition: BoundExpression, input: readonly Attribute[], options: EvaluationOptions): Predicate {
  const scope = new Scope(input, options, [condition]);
  const select = compileCondition(condition, scope);
  return (columns, rows, context) => {
    const found = select(makeFrame(columns, rows, context, scope), rows);
    return found.length === (rows.selection?.length ?? rows.rowCount) ? rows.selection : found;
  };
}

/**
 * The value of an expression that reads no column. Raises what the expression raises, and TIDEMARK_KNOWN_WHEN_RUN when it needs the clock.
 * `context` gives batch time and the like to functions that are not folded while planning.
 */
export function evaluateConstant(expression: BoundExpression, settings: EvaluationSettings, context: Partial<KernelContext> = {}): Value {
  return evaluateOnce(expression, settings, context, readFirst);
}

/** The same, but `undefined` for arrays and maps that are so large that they had better stay columns. */
export function evaluateSmall(expression: BoundExpression, settings: EvaluationSettings): Value | undefined {
  return evaluateOnce(expression, settings, {}, (column) => (elementsOf(column) > SMALL_ELEMENTS ? undefined : readFirst(column)));
}

/** Elements of a constant that is carried about as a value. */
const SMALL_ELEMENTS = 100_000;

const readFirst = (column: Column): Value => readValue(column, 0);

function elementsOf(column: Column): number {
  return column.children.reduce((sum, child) => sum + child.length + elementsOf(child), 0);
}

function evaluateOnce<Result>(expression: BoundExpression, settings: EvaluationSettings, context: Partial<KernelContext>, read: (column: Column) => Result): Result | Value {
  if (expression.kind === 'Literal') return expression.value;
  const arena = new Arena();
  try {
    return read(compileExpression(expression, [], { settings })([], { rowCount: 1, selection: undefined }, { ...planningContext, ...context, arena }));
  } finally {
    arena.release();
  }
}

/** The same value for the same inputs, whenever it is asked. */
export function isDeterministic(expression: BoundExpression): boolean {
  switch (expression.kind) {
    case 'Call': return expression.definition.deterministic !== false && expression.arguments.every(isDeterministic);
    case 'UserCall': return expression.arguments.every(isDeterministic);
    case 'Cast':
    case 'Alias':
    case 'Sort': return isDeterministic(expression.input);
    case 'Lambda': return isDeterministic(expression.body);
    default: return true;
  }
}

const planningContext: Omit<KernelContext, 'arena'> = {
  batchTimeMicros: 0n,
  nowMicros: () => unknownWhilePlanning('the clock'),
  random: () => unknownWhilePlanning('randomness'),
  uuid: () => unknownWhilePlanning('a uuid'),
};

function unknownWhilePlanning(what: string): never {
  fail('TIDEMARK_KNOWN_WHEN_RUN', { what });
}
