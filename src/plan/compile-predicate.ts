import type { Rows } from '../columnar/chunk.ts';
import { mergeRows, trueRows, withoutRows } from '../columnar/selection.ts';
import type { BoundExpression, Call } from './bound.ts';
import { compileNode, type Frame, isEmpty, type Scope } from './compile.ts';
import { bindCall, inTurn, isLazy } from './compile-call.ts';
import { withoutImpliedNulls } from './not-null.ts';

/** The rows, among the given ones, for which a condition is TRUE. */
export type Select = (frame: Frame, rows: Rows) => Uint32Array;

export function compileCondition(node: BoundExpression, scope: Scope): Select {
  if (node.kind === 'Alias') return compileCondition(node.input, scope);
  if (node.kind === 'Call' && node.definition.name === 'and') return conjunction(node, scope);
  if (node.kind === 'Call' && node.definition.name === 'or') return disjunction(node, scope);
  return (node.kind === 'Call' ? directSelect(node, scope) : undefined) ?? selectTrue(node, scope);
}

/** Each conjunct is asked only for rows that those before it let through. */
function conjunction(node: Call, scope: Scope): Select {
  const selects = withoutImpliedNulls(partsOf(node)).map((part) => compileCondition(part, scope));
  return (frame, rows) => {
    let found = selects[0]!(frame, rows);
    for (let part = 1; part < selects.length && found.length > 0; part++) found = selects[part]!(frame, { rowCount: rows.rowCount, selection: found });
    return found;
  };
}

function partsOf(node: BoundExpression): readonly BoundExpression[] {
  return node.kind === 'Call' && node.definition.name === 'and' ? node.arguments.flatMap(partsOf) : [node];
}

/** The right side is asked only for rows the left side did not already let through. */
function disjunction(node: Call, scope: Scope): Select {
  const [left, right] = node.arguments.map((argument) => compileCondition(argument, scope));
  return (frame, rows) => {
    const first = left!(frame, rows);
    const rest = withoutRows(rows, first, frame.context.arena);
    if (rest.length === 0) return first;
    const second = right!(frame, { rowCount: rows.rowCount, selection: rest });
    return second.length === 0 ? first : mergeRows(first, second, frame.context.arena);
  };
}

function directSelect(node: Call, scope: Scope): Select | undefined {
  const kernel = node.definition.select?.(bindCall(node, scope));
  if (kernel === undefined || isLazy(node)) return undefined;
  const programs = node.arguments.map((argument) => compileNode(argument, scope));
  const evaluate = node.definition.nulls === 'custom' ? (frame: Frame, rows: Rows) => programs.map((program) => program(frame, rows)) : inTurn(node.arguments, programs);
  const general = selectTrue(node, scope);
  return (frame, rows) => {
    if (isEmpty(rows)) return frame.context.arena.uint32(0);
    const args = evaluate(frame, rows);
    if (args === undefined) return frame.context.arena.uint32(0);
    return args.every((column) => column.mask === 0) ? general(frame, rows) : kernel(args, rows, frame.context);
  };
}

function selectTrue(node: BoundExpression, scope: Scope): Select {
  const program = compileNode(node, scope);
  return (frame, rows) => {
    const { arena } = frame.context;
    if (isEmpty(rows)) return arena.uint32(0);
    return trueRows(program(frame, rows), rows, arena);
  };
}
