import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundExpression, Literal } from '../../plan/bound.ts';
import type { Expression } from '../../plan/expression.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import type { DropNa, FillNa, Replace } from '../../plan/relation.ts';
import { isBinaryFraction, isNumeric } from '../../types/coercion.ts';
import { booleanType, type DataType, intType } from '../../types/data-type.ts';
import { quoteIdentifier } from '../../types/print.ts';
import { aliasOf, allOf, andOf, callOf, castTo, equalTo, isNotNull, isNull, literalOf, notOf, nullOf } from '../build.ts';
import { resolveExpression } from '../expressions/resolve.ts';
import { suggestedColumns } from '../expressions/suggest.ts';
import { type Frame, sameName, scopeOf } from './context.ts';
import { visibleOutput } from './visible.ts';

/** `na.fill`: NULL (and NaN in floating columns) becomes the value, in the columns whose kind of type fits it. */
export function resolveFillNa(relation: FillNa, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const values = relation.values.map((one) => constantOf(one, frame));
  const wanted = chosen(visibleOutput(input), relation.columns, frame);
  const expressions = visibleOutput(input).map((column) => {
    const position = relation.perColumn === true ? relation.columns!.findLastIndex((name) => sameName(frame, name, column.name)) : 0;
    const value = values[position];
    if (value === undefined || !wanted.includes(column) || (relation.perColumn !== true && !alike(value.type, column.type))) return column;
    const known = isBinaryFraction(column.type) ? callOf('nanvl', [column, nullOf(column.type)], column.type, true) : column;
    const instead = castTo(value, column.type, frame.settings);
    return aliasOf(callOf('coalesce', [known, instead], column.type, instead.nullable), column.name, frame.analysis.context.nextId());
  });
  return { kind: 'Project', input, expressions };
}

/** `na.drop`: keeps rows with at least `minNonNulls` of the columns known (all, when absent). NaN counts as unknown. */
export function resolveDropNa(relation: DropNa, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const known = chosen(visibleOutput(input), relation.columns, frame).map(isKnown);
  const minimum = relation.minNonNulls ?? known.length;
  if (minimum <= 0) return input;
  if (minimum >= known.length) {
    const condition = minimum > known.length ? literalOf(booleanType, false) : allOf(known);
    return condition === undefined ? input : { kind: 'Filter', input, condition };
  }
  const count = known.map((one): BoundExpression => callOf('if', [one, literalOf(intType, 1), literalOf(intType, 0)], intType, false)).reduce((left, right) => callOf('+', [left, right], intType, false));
  return { kind: 'Filter', input, condition: callOf('>=', [count, literalOf(intType, minimum)], booleanType, false) };
}

/** `na.replace`: values of fitting columns that equal one of the left sides become the right side. */
export function resolveReplace(relation: Replace, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const pairs = relation.replacements.map(([from, to]) => [constantOf(from, frame), constantOf(to, frame)] as const);
  const wanted = chosen(visibleOutput(input), relation.columns, frame);
  const expressions = visibleOutput(input).map((column) => {
    const fitting = pairs.filter(([from, to]) => alike(from.value === null ? to.type : from.type, column.type));
    if (fitting.length === 0 || !wanted.includes(column)) return column;
    const cases = fitting.flatMap(([from, to]) => [
      from.value === null ? isNull(column) : equalTo(column, castTo(from, column.type, frame.settings)), castTo(to, column.type, frame.settings),
    ]);
    return aliasOf(callOf('when', [...cases, column], column.type, true), column.name, frame.analysis.context.nextId());
  });
  return { kind: 'Project', input, expressions };
}

function isKnown(column: Attribute): BoundExpression {
  const present = isNotNull(column);
  return isBinaryFraction(column.type) ? andOf(present, notOf(callOf('isnan', [column], booleanType, false))) : present;
}

function alike(value: DataType, column: DataType): boolean {
  return (isNumeric(value) && isNumeric(column)) || (value.kind === column.kind && (value.kind === 'string' || value.kind === 'boolean'));
}

function chosen(columns: readonly Attribute[], names: readonly string[] | undefined, frame: Frame): readonly Attribute[] {
  if (names === undefined) return columns;
  return names.flatMap((name) => {
    const found = columns.filter((one) => sameName(frame, one.name, name));
    if (found.length === 0) fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName: quoteIdentifier(name), proposal: suggestedColumns([name], columns).join(', ') });
    return found;
  });
}

function constantOf(expression: Expression, frame: Frame): Literal {
  const bound = resolveExpression(expression, scopeOf(frame, [], { clause: 'OTHER' }));
  return literalOf(bound.type, frame.analysis.context.evaluate(bound, frame.settings));
}
