import { intersectBitmaps } from '../columnar/bitmap.ts';
import type { Rows } from '../columnar/chunk.ts';
import type { Column } from '../columnar/column.ts';
import { isConstantNull, nullColumn } from '../columnar/constant.ts';
import { expandConstant, gatherColumn } from '../columnar/gather.ts';
import type { RowStep } from '../columnar/row-step.ts';
import { rowsByValidity } from '../columnar/selection.ts';
import { commonValidity } from '../columnar/stamp.ts';
import type { Value } from '../columnar/value.ts';
import { invariant, StreamError } from '../errors/stream-error.ts';
import type { BoundCall, Kernel, KernelContext, LambdaBody } from '../functions/function.ts';
import { collatedKernel } from '../functions/strings/collated.ts';
import type { BoundExpression, Call, LambdaFunction } from './bound.ts';
import { compileStep } from './compile-step.ts';
import { compileNode, type Frame, isEmpty, makeFrame, type Program, Scope } from './compile.ts';
import { evaluateSmall } from './evaluate.ts';
import { isFoldable } from './foldable.ts';
import { prettySql } from './pretty-sql.ts';
import { mayFail } from './may-fail.ts';

/** A call of a function row, by the kind of kernel it has. */
export function compileCall(node: Call, scope: Scope): Program {
  const { definition } = node;
  if (definition.lambdaKernel !== undefined) return compileLambdaCall(node, scope);
  const programs = node.arguments.map((argument) => compileNode(argument, scope));
  const call = bindCall(node, scope);
  if (definition.lazyKernel !== undefined && isLazy(node)) {
    const kernel = definition.lazyKernel(call);
    return (frame, rows) => {
      if (isEmpty(rows)) return nullColumn(node.type, rows.rowCount, frame.context.arena);
      return kernel(programs.map((program) => (narrowed) => program(frame, narrowed)), rows, frame.context);
    };
  }
  invariant(definition.kernel !== undefined, `function ${definition.name} has a kernel`);
  return compileEager(node, collatedKernel(definition, call) ?? definition.kernel(call), programs);
}

/** Arguments are asked only for rows that come to them: always, or where one behind the first may fail. */
export function isLazy({ definition, arguments: [, ...others] }: Call): boolean {
  return definition.lazyKernel !== undefined && (definition.kernel === undefined || others.some(mayFail));
}

/** The call as its kernel is told of it. */
export function bindCall(node: Call, scope: Scope): BoundCall {
  const settings = node.settings ?? scope.options.settings;
  return {
    name: node.written, returnType: node.type, settings, at: node.at, seed: node.seed,
    get sql() { return prettySql(node, settings.timeZone); },
    argumentTypes: node.arguments.map((argument) => argument.type),
    argumentNullable: node.arguments.map((argument) => argument.nullable),
    literals: node.arguments.map((argument) => literalOf(argument, scope)),
  };
}

export interface RunOptions {
  readonly context: KernelContext;
  /** NULL in, NULL out, seen to here. */
  readonly propagate: boolean;
  /** All arguments are constant: one row is enough. */
  readonly once: boolean;
}

/** Runs a kernel over evaluated arguments. Constant NULLs have been looked after. */
export function runKernel(kernel: Kernel, args: readonly Column[], rows: Rows, { context, propagate, once }: RunOptions): Column {
  if (once) return asConstant(kernel(args.map((column) => ({ ...column, length: 1 })), oneRow, context), rows.rowCount);
  const column = kernel(args, rows, context);
  if (!propagate) return column;
  const common = commonValidity(args, rows.rowCount, context.arena);
  if (common === undefined || common === column.validity || isConstantNull(column)) return column;
  const expanded = expandConstant(column, context.arena);
  return { ...expanded, validity: intersectBitmaps(common, expanded.validity, rows.rowCount, context.arena) };
}

const oneRow: Rows = { rowCount: 1, selection: undefined };

function compileEager(node: Call, kernel: Kernel, programs: readonly Program[]): Program {
  const { definition, type } = node;
  const propagate = definition.nulls !== 'custom';
  const repeatable = definition.deterministic !== false;
  const evaluateInTurn = propagate && !thorough.has(definition.name) ? inTurn(node.arguments, programs) : (frame: Frame, rows: Rows) => programs.map((program) => program(frame, rows));
  return (frame, rows) => {
    if (isEmpty(rows)) return nullColumn(type, rows.rowCount, frame.context.arena);
    const args = evaluateInTurn(frame, rows);
    if (args === undefined) return nullColumn(type, rows.rowCount, frame.context.arena);
    const once = repeatable && args.every((column) => column.mask === 0);
    return runKernel(kernel, args, rows, { context: frame.context, propagate, once });
  };
}

/** All their arguments are evaluated, whatever those before them are. */
const thorough: ReadonlySet<string> = new Set(['concat', 'arrays_zip']);

/** Evaluates arguments one after the other; undefined when the answer is NULL whatever follows. */
export type EvaluateInTurn = (frame: Frame, rows: Rows) => Column[] | undefined;

/** An argument that may fail is asked only for rows in which the ones before it are not NULL, as in Spark. */
export function inTurn(nodes: readonly BoundExpression[], programs: readonly Program[]): EvaluateInTurn {
  const careful = nodes.map((node, index) => index > 0 && mayFail(node));
  return (frame, rows) => {
    let asked = rows;
    let narrowed = 0;
    const args: Column[] = [];
    for (let index = 0; index < programs.length; index++) {
      if (careful[index]) {
        for (; narrowed < index; narrowed++) if (args[narrowed]!.validity !== undefined) asked = { rowCount: rows.rowCount, selection: rowsByValidity(args[narrowed]!, true, asked, frame.context.arena) };
        if (isEmpty(asked)) return undefined;
      }
      const column = programs[index]!(frame, asked);
      if (isConstantNull(column)) return undefined;
      args.push(column);
    }
    return args;
  };
}

/** The fields of a constant struct are constant too, so that taking one out needs no thought. */
function asConstant(column: Column, length: number): Column {
  const children = column.type.kind === 'array' || column.type.kind === 'map' ? column.children : column.children.map((child) => asConstant(child, length));
  return { ...column, children, mask: 0, length };
}

function compileLambdaCall(node: Call, scope: Scope): Program {
  const kernel = node.definition.lambdaKernel!(bindCall(node, scope));
  const plain = node.arguments.filter((argument) => argument.kind !== 'Lambda').map((argument) => compileNode(argument, scope));
  const bodies = node.arguments.filter((argument) => argument.kind === 'Lambda').map((lambda) => compileLambda(lambda, scope));
  const propagate = node.definition.nulls !== 'custom';
  return (frame, rows) => {
    if (isEmpty(rows)) return nullColumn(node.type, rows.rowCount, frame.context.arena);
    const args = plain.map((program) => program(frame, rows));
    if (propagate && args.some(isConstantNull)) return nullColumn(node.type, rows.rowCount, frame.context.arena);
    const lambdas = bodies.map((body) => body(frame));
    return runKernel((columns, asked, context) => kernel(columns, lambdas, asked, context), args, rows, { context: frame.context, propagate, once: false });
  };
}

function compileLambda(lambda: LambdaFunction, outer: Scope): (frame: Frame) => LambdaBody {
  const scope = new Scope(lambda.parameters, outer.options, [lambda.body], outer);
  const program = compileNode(lambda.body, scope);
  let step: { readonly found: RowStep | undefined } | undefined;
  const steps = { step: () => (step ??= { found: compileStep(lambda, scope) }).found };
  return (frame) => Object.assign((parameters: readonly Column[], parents: Uint32Array, count: number, context: KernelContext) => {
    const used = lambda.parameters.map((_, index) => parameters[index]!);
    const around = scope.captured.map((slot) => gatherColumn(frame.columns[slot]!, parents.subarray(0, count), context.arena));
    const rows: Rows = { rowCount: count, selection: undefined };
    return program(makeFrame([...used, ...around], rows, context, scope), rows);
  }, steps);
}

/** A foldable argument whose value cannot be had (it raises an error) is left to the rows that really reach it. */
function literalOf(argument: BoundExpression, scope: Scope): Value | undefined {
  if (argument.kind === 'Literal') return argument.value;
  if (argument.kind === 'Lambda' || !isFoldable(argument)) return undefined;
  try {
    return evaluateSmall(argument, scope.options.settings);
  } catch (error) {
    if (error instanceof StreamError && error.domain !== 'internal') return undefined;
    throw error;
  }
}
