import { Arena } from '../../columnar/arena.ts';
import { makeColumn } from '../../columnar/column.ts';
import { CHUNK_ROWS, makeChunk, type Chunk } from '../../columnar/chunk.ts';
import type { Value } from '../../columnar/value.ts';
import { conditionOf, fail, StreamError } from '../../errors/stream-error.ts';
import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import type { Expression } from '../../plan/expression.ts';
import { isFoldable } from '../../plan/foldable.ts';
import type { LogicalPlan, Scan } from '../../plan/logical.ts';
import type { LocalRelation, OneRow, RangeRelation, Read, Values } from '../../plan/relation.ts';
import { commonType } from '../../types/coercion.ts';
import { quoteIdentifier } from '../../types/print.ts';
import { type DataType, type Field, longType, type Schema } from '../../types/data-type.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { type ExpressionNode, someExpression } from '../../plan/walk.ts';
import { aliasOf, castTo, isCall } from '../build.ts';
import { settleEach } from '../expressions/late-faults.ts';
import { resolveExpression } from '../expressions/resolve.ts';
import { attributesOf, localData, oneRow } from '../local-data.ts';
import { isRandom, isGrouping } from '../references.ts';
import { type Frame, isCaseSensitive, scopeOf } from './context.ts';
import { findSource } from '../../sources/index.ts';

const sourceIds = new WeakMap<Read, number>();
let lastSourceId = 0;

/** `spark.read` and `spark.readStream`. All uses of one Read node are the same source. */
export function resolveRead(relation: Read, frame: Frame): Scan {
  const { context } = frame.analysis;
  const data = context.sourceSchema(relation);
  const metadata = metadataOf(relation.format, data, frame);
  const schema = metadata === undefined ? data : { fields: [...data.fields, metadata] };
  const output = attributesOf(schema, context.nextId);
  let sourceId = sourceIds.get(relation);
  if (sourceId === undefined) sourceIds.set(relation, (sourceId = ++lastSourceId));
  return {
    kind: 'Scan', format: relation.format, options: lowerCaseNames(relation.options), paths: relation.paths, schema, streaming: relation.streaming, sourceId,
    ...(metadata === undefined ? { output } : { output: output.map((one, index) => (index === data.fields.length ? { ...one, hidden: true } : one)), fileMetadata: true }),
  };
}

/** `_metadata` of files, unless a column of theirs has that name. */
function metadataOf(format: string, { fields }: Schema, frame: Frame): Field | undefined {
  const { metadata } = findSource(format);
  const same = (name: string): boolean => (isCaseSensitive(frame) ? name : name.toLowerCase()) === '_metadata';
  return metadata === undefined || fields.some((one) => same(one.name)) ? undefined : { name: '_metadata', type: metadata, nullable: false };
}

/** Options are told apart without case, as in Spark. */
function lowerCaseNames(options: Read['options']): Read['options'] {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name.toLowerCase(), value]));
}

export function resolveLocalRelation(relation: LocalRelation, frame: Frame): LogicalPlan {
  return localData(attributesOf(relation.schema, frame.analysis.context.nextId), relation.rows);
}

export function resolveOneRow(_relation: OneRow, _frame: Frame): LogicalPlan {
  return oneRow();
}

/** `spark.range`: chunks are made as they are read. */
export function resolveRange(relation: RangeRelation, frame: Frame): LogicalPlan {
  const output: readonly Attribute[] = [{ kind: 'Attribute', id: frame.analysis.context.nextId(), name: 'id', type: longType, nullable: false, qualifier: [] }];
  const { start, end, step } = relation;
  const span = step > 0n ? end - start : start - end;
  const rowCount = span <= 0n ? 0 : Number((span + (step > 0n ? step : -step) - 1n) / (step > 0n ? step : -step));
  return { kind: 'LocalData', name: 'Range', output, rowCount, version: 'fixed', chunks: () => rangeChunks(start, step, rowCount) };
}

function* rangeChunks(start: bigint, step: bigint, rowCount: number): Generator<Chunk> {
  const arena = new Arena();
  try {
    for (let done = 0; done < rowCount; done += CHUNK_ROWS) {
      arena.reset();
      const length = Math.min(CHUNK_ROWS, rowCount - done);
      const values = arena.int64(length);
      let value = start + BigInt(done) * step;
      for (let row = 0; row < length; row++, value += step) values[row] = value;
      yield makeChunk({ fields: [{ name: 'id', type: longType, nullable: false }] }, [makeColumn(longType, length, { values })], length);
    }
  } finally {
    arena.release();
  }
}

/** VALUES: one type per column over all rows; constants become rows, current_timestamp() and the like a union of projections. */
export function resolveValues(relation: Values, frame: Frame): LogicalPlan {
  const width = relation.rows[0]?.length ?? 0;
  const rows = settleEach(relation.rows, (row) => settleEach(row, (cell) => resolveCell(cell, frame)));
  relation.rows.forEach((row, index) => {
    if (row.length === width) return;
    fail('INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH', { expectedNumCols: String(width), actualNumCols: String(row.length), rowIndex: String(index) }, { at: relation.at });
  });
  const types = Array.from({ length: width }, (_, column) => columnType(rows, column, relation, frame));
  const cells = rows.map((row) => row.map((cell, column) => castTo(cell, types[column]!, frame.settings)));
  const nextId = frame.analysis.context.nextId;
  const output = types.map((type, column): Attribute => ({
    kind: 'Attribute', id: nextId(), name: `col${column + 1}`, type, nullable: cells.some((row) => row[column]!.nullable), qualifier: [],
  }));
  const constants = cells.every((row) => row.every((cell) => isFoldable(cell))) ? evaluateCells(cells, relation, frame) : undefined;
  if (constants !== undefined) return localData(output, constants);
  const inputs = cells.map((row): LogicalPlan => ({ kind: 'Project', input: oneRow(), expressions: row.map((cell, column) => aliasOf(cell, `col${column + 1}`, nextId())) }));
  if (inputs.length === 1) return { ...(inputs[0] as Extract<LogicalPlan, { kind: 'Project' }>) };
  return { kind: 'Union', inputs, output };
}

function resolveCell(expression: Expression, frame: Frame): BoundExpression {
  const inner = expression.kind === 'Alias' ? expression.input : expression;
  const cell = resolveExpression(inner, scopeOf(frame, [], { clause: 'VALUES' }));
  if (cell.kind === 'GeneratorCall' && cell.fault !== undefined) fail('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { plan: 'VALUES' }, { at: expression.at });
  if (someExpression(cell, (node) => node.kind === 'Subquery' && node.subquery === 'scalar')) fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES', {}, { at: expression.at });
  return someExpression(cell, needsRows) || isRandom(cell) ? refuseCell(prettySql(cell), expression) : cell;
}

/** Computed from many rows, or making them; or a call that Spark does not take for constant whatever its arguments are. */
function needsRows(node: ExpressionNode): boolean {
  if (node.kind === 'Call' && (neverConstant.has(node.definition.name) || (isCall(node, 'decode') && node.arguments.length === 2))) return true;
  return node.kind === 'Subquery' || node.kind === 'OuterReference' || node.kind === 'AggregateCall' || node.kind === 'WindowCall' || node.kind === 'GeneratorCall' || isGrouping(node) || isTimeWindow(node);
}

const neverConstant: ReadonlySet<string> = new Set([
  'transform', 'filter', 'exists', 'forall', 'aggregate', 'reduce', 'zip_with', 'map_filter', 'map_zip_with', 'transform_keys', 'transform_values', 'array_sort', 'array_compact', 'arrays_zip', 'elt', 'map_concat',
  'assert_true', 'nullif', 'between', 'zeroifnull', 'regexp_substr', 'try_url_decode', 'try_parse_url',
]);

function isTimeWindow(node: ExpressionNode): boolean {
  return node.kind === 'Call' && isCall(node, 'window', 'session_window', 'window_time');
}

function refuseCell(sql: string, expression: Expression): never {
  return fail('INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE', { expr: `"${sql}"` }, { at: expression.at });
}

/** The types of VALUES meet as without ANSI, whatever the mode is: a whole number beside FLOAT is one. */
function columnType(rows: readonly (readonly BoundExpression[])[], column: number, relation: Values, frame: Frame): DataType {
  const type = commonType(rows.map((row) => row[column]!.type), { ...frame.settings, ansi: false }, false);
  if (type !== undefined) return type;
  return fail('INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE', { colName: quoteIdentifier(relation.columns?.[column] ?? `col${column + 1}`) }, { at: relation.at });
}

/** Undefined when a value is known only when the query runs: `CAST('12:34' AS TIMESTAMP)` is of that day. */
function evaluateCells(cells: readonly (readonly BoundExpression[])[], relation: Values, frame: Frame): readonly (readonly Value[])[] | undefined {
  try {
    return cells.map((row, at) => row.map((cell, column) => evaluateCell(cell, relation.rows[at]![column]!, frame)));
  } catch (error) {
    if (conditionOf(error) === 'TIDEMARK_KNOWN_WHEN_RUN') return undefined;
    throw error;
  }
}

function evaluateCell(cell: BoundExpression, { at }: Expression, frame: Frame): Value {
  try {
    return frame.analysis.context.evaluate(cell, frame.settings);
  } catch (error) {
    if (!(error instanceof StreamError) || error.domain !== 'user' || error.condition === 'TIDEMARK_KNOWN_WHEN_RUN') throw error;
    return fail('INVALID_INLINE_TABLE.FAILED_SQL_EXPRESSION_EVALUATION', { sqlExpr: `"${prettySql(cell)}"` }, { at, cause: error });
  }
}

