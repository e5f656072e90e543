import { ColumnBuilder } from '../columnar/builder.ts';
import type { Rows } from '../columnar/chunk.ts';
import type { Column } from '../columnar/column.ts';
import { isConstantNull, nullColumn, withLength } from '../columnar/constant.ts';
import { invariant } from '../errors/stream-error.ts';
import { castKernel } from '../functions/casts/cast.ts';
import type { EvaluationSettings, Kernel, KernelContext } from '../functions/function.ts';
import { sameType } from '../types/data-type.ts';
import type { Attribute, BoundExpression, Cast, Literal, UserCall } from './bound.ts';
import { compileCall, runKernel } from './compile-call.ts';
import { isFoldable } from './foldable.ts';
import { prettySql } from './pretty-sql.ts';
import { repeatedKeys, structureKey } from './structure-key.ts';

/** What compiled expressions depend on besides their input. */
export interface EvaluationOptions {
  readonly settings: EvaluationSettings;
  /** Finds the program's own functions. They see NULLs themselves. */
  readonly userCall?: (call: UserCall, settings: EvaluationSettings) => Kernel;
}

/** A compiled node. `rows` may be fewer than the frame's: a branch of CASE is asked only for its own. */
export type Program = (frame: Frame, rows: Rows) => Column;

/** One evaluation: the columns by slot, and what was already computed of repeated expressions. */
export interface Frame {
  readonly columns: readonly Column[];
  readonly rows: Rows;
  readonly context: KernelContext;
  readonly memo: (Memo | undefined)[];
}
interface Memo { readonly rows: Rows; readonly column: Column }

/**
 * Where attributes are found while compiling. The body of a lambda has a scope of its own: its parameters first, then
 * the outer columns it mentions, which are gathered per element when it runs.
 */
export class Scope {
  readonly options: EvaluationOptions;
  readonly repeated: ReadonlyMap<string, number>;
  /** Slots of the scope around this one that are carried into this one, in slot order behind the parameters. */
  readonly captured: number[] = [];
  readonly #slots = new Map<number, number>();
  readonly #outer: Scope | undefined;
  #count: number;

  constructor(input: readonly { readonly id: number }[], options: EvaluationOptions, expressions: readonly BoundExpression[], outer?: Scope) {
    this.options = options;
    this.#outer = outer;
    this.#count = input.length;
    for (const [index, attribute] of input.entries()) this.#slots.set(attribute.id, index);
    this.repeated = repeatedKeys(expressions);
  }

  slotOf(id: number, name: string): number {
    const known = this.#slots.get(id);
    if (known !== undefined) return known;
    invariant(this.#outer !== undefined, `attribute ${name}#${id} is part of the input`);
    this.captured.push(this.#outer.slotOf(id, name));
    this.#slots.set(id, this.#count);
    return this.#count++;
  }
}

export function makeFrame(columns: readonly Column[], rows: Rows, context: KernelContext, scope: Scope): Frame {
  return { columns, rows, context, memo: new Array<Memo | undefined>(scope.repeated.size) };
}

export function compileNode(node: BoundExpression, scope: Scope): Program {
  const key = scope.repeated.size === 0 ? undefined : structureKey(node);
  const slot = key === undefined ? undefined : scope.repeated.get(key);
  const program = compileKind(node, scope);
  return slot === undefined ? program : remember(program, slot);
}

function compileKind(node: BoundExpression, scope: Scope): Program {
  switch (node.kind) {
    case 'Attribute': return readSlot(node, scope);
    case 'LambdaParameter': return readSlot(node, scope);
    case 'Literal': return compileLiteral(node);
    case 'Alias':
    case 'Sort': return compileNode(node.input, scope);
    case 'Call': return compileCall(node, scope);
    case 'Cast': return compileCast(node, scope);
    case 'UserCall': return compileUserCall(node, scope);
    default: invariant(false, `the planner has replaced every ${node.kind} before evaluation`);
  }
}

/** What was computed for all rows of the frame serves any of them. */
function remember(program: Program, slot: number): Program {
  return (frame, rows) => {
    const memo = frame.memo[slot];
    if (memo !== undefined && (memo.rows === rows || memo.rows === frame.rows)) return memo.column;
    const column = program(frame, rows);
    frame.memo[slot] = { rows, column };
    return column;
  };
}

function readSlot(node: Pick<Attribute, 'id' | 'name'>, scope: Scope): Program {
  const slot = scope.slotOf(node.id, node.name);
  return (frame) => frame.columns[slot]!;
}

function compileLiteral({ type, value }: Literal): Program {
  return (frame, rows) => {
    const builder = new ColumnBuilder(type, frame.context.arena, 1);
    builder.append(value);
    return { ...builder.finish(), length: rows.rowCount, mask: 0 };
  };
}

function compileCast(node: Cast, scope: Scope): Program {
  const { type, input } = node;
  const program = compileNode(input, scope);
  if (sameType(input.type, type)) return (frame, rows) => ({ ...program(frame, rows), type });
  const kernel = castKernel({ from: input.type, to: type, mode: node.mode, settings: node.settings ?? scope.options.settings, at: node.at, foldable: isFoldable(input), get sql() { return prettySql(input); } });
  return (frame, rows) => {
    if (isEmpty(rows)) return nullColumn(type, rows.rowCount, frame.context.arena);
    const column = program(frame, rows);
    if (isConstantNull(column)) return nullColumn(type, rows.rowCount, frame.context.arena);
    return runKernel(kernel, [column], rows, { context: frame.context, propagate: true, once: column.mask === 0 });
  };
}

function compileUserCall(node: UserCall, scope: Scope): Program {
  const { userCall, settings } = scope.options;
  invariant(userCall !== undefined, `function ${node.name} has a registry`);
  const kernel = userCall(node, settings);
  const programs = node.arguments.map((argument) => compileNode(argument, scope));
  return (frame, rows) => {
    if (isEmpty(rows)) return nullColumn(node.type, rows.rowCount, frame.context.arena);
    return withLength(kernel(programs.map((program) => program(frame, rows)), rows, frame.context), rows.rowCount);
  };
}

/** Nobody looks at the answer. */
export function isEmpty(rows: Rows): boolean {
  return rows.rowCount === 0 || rows.selection?.length === 0;
}
