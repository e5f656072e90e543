import { Arena } from '../../src/columnar/arena.ts';
import { columnOf, constantColumn } from '../../src/columnar/builder.ts';
import { readValue } from '../../src/columnar/read.ts';
import type { Value } from '../../src/columnar/value.ts';
import { resolveCall } from '../../src/functions/define.ts';
import type { CallShape, EvaluationSettings, KernelContext, ScalarFunction } from '../../src/functions/function.ts';
import { findFunction } from '../../src/functions/index.ts';
import type { Attribute, BoundExpression, Cast, Literal } from '../../src/plan/bound.ts';
import { compileExpression, compilePredicate } from '../../src/plan/evaluate.ts';
import { type DataType, sameType } from '../../src/types/data-type.ts';

/** Functions called without SQL: a small analyzer for one call over columns or literals. */

export const ansi: EvaluationSettings = { timeZone: 'UTC', ansi: true, get: () => undefined };
export const legacy: EvaluationSettings = { timeZone: 'UTC', ansi: false, get: () => undefined };

export const column = (id: number, type: DataType): Attribute => ({ kind: 'Attribute', id, name: `c${id}`, qualifier: [], type, nullable: true });
export const literal = (type: DataType, value: Value): Literal => ({ kind: 'Literal', type, value, nullable: value === null });
export const cast = (input: BoundExpression, type: DataType, mode: Cast['mode'] = 'ansi'): Cast => ({ kind: 'Cast', input, type, mode, implicit: false, nullable: true });

export function call(name: string, args: readonly BoundExpression[], settings = ansi): BoundExpression {
  const definition = findFunction(name) as ScalarFunction;
  const shape: CallShape = {
    name, settings, sql: name,
    arguments: args.map((one) => ({
      type: one.type, nullable: one.nullable, foldable: one.kind === 'Literal', literal: one.kind === 'Literal' ? one.value : undefined, isLiteral: one.kind === 'Literal', sql: '…',
    })),
  };
  const { argumentTypes, returnType, nullable } = resolveCall(definition, shape);
  const mode = settings.ansi ? 'ansi' : 'legacy';
  const casted = args.map((one, index): BoundExpression => (sameType(one.type, argumentTypes[index]!) ? one : { ...cast(one, argumentTypes[index]!, mode), implicit: true }));
  return { kind: 'Call', definition, written: name, arguments: casted, type: returnType, nullable };
}

const context = (arena: Arena): KernelContext => ({ arena, batchTimeMicros: 0n, nowMicros: () => 0n, random: () => 0.5, uuid: () => '00000000-0000-4000-8000-000000000000' });

export interface Input { readonly type: DataType; readonly values: readonly Value[] }

/** Values of an expression over columns `column(0, …)`, `column(1, …)`; rows not selected are left out. */
export function evaluate(expression: BoundExpression, inputs: readonly Input[], settings = ansi, selection?: readonly number[]): Value[] {
  const arena = new Arena();
  const rowCount = inputs[0]?.values.length ?? 1;
  const columns = inputs.map(({ type, values }) => (values.length === 1 && rowCount > 1 ? constantColumn(type, values[0]!, rowCount, arena) : columnOf(type, values, arena)));
  const rows = { rowCount, selection: selection === undefined ? undefined : Uint32Array.from(selection) };
  const result = compileExpression(expression, inputs.map(({ type }, id) => column(id, type)), { settings })(columns, rows, context(arena));
  const values = (selection ?? Array.from({ length: rowCount }, (_, row) => row)).map((row) => readValue(result, row));
  arena.release();
  return values;
}

/** Rows a condition lets through. */
export function filter(condition: BoundExpression, inputs: readonly Input[], selection?: readonly number[]): number[] {
  const arena = new Arena();
  const rowCount = inputs[0]!.values.length;
  const columns = inputs.map(({ type, values }) => columnOf(type, values, arena));
  const rows = { rowCount, selection: selection === undefined ? undefined : Uint32Array.from(selection) };
  const found = compilePredicate(condition, inputs.map(({ type }, id) => column(id, type)), { settings: ansi })(columns, rows, context(arena));
  const list = found === undefined ? Array.from({ length: rowCount }, (_, row) => row) : [...found];
  arena.release();
  return list;
}
