import { fail, type Span } from '../../errors/stream-error.ts';
import type { Attribute, BoundExpression, BoundSubquery } from '../../plan/bound.ts';
import type { SubqueryExpression } from '../../plan/expression.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { qualifiedSql } from '../../plan/qualified-sql.ts';
import { isTrue } from '../../plan/settings.ts';
import { comparisonType, isOrderable, losesValues, widerType } from '../../types/coercion.ts';
import { booleanType, sameType, type DataType } from '../../types/data-type.ts';
import { catalogString, quoteIfNeeded, typeToSql } from '../../types/print.ts';
import { aliasOf, castTo } from '../build.ts';
import { castArguments, prettyIn } from './call.ts';
import { unifyCollations } from './collations.ts';
import { resolve } from './resolve.ts';
import type { PlannedSubquery, Scope } from './scope.ts';

/** `(SELECT …)`, `EXISTS (…)`, `x IN (SELECT …)`. */
export function resolveSubquery(node: SubqueryExpression, scope: Scope): BoundExpression {
  const values = node.values?.map((one) => resolve(one, scope)) ?? [];
  if (scope.clause === 'ORDER BY' && node.subquery !== 'scalar') fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_IN_EXISTS_SUBQUERY', { treeNode: 'ORDER BY' }, { at: node.at });
  const planned = scope.session.planSubquery(node.plan, scope.clause === 'ORDER BY' ? withoutFallback(scope) : scope);
  switch (node.subquery) {
    case 'exists': return { ...partsOf(planned), kind: 'Subquery', subquery: 'exists', values: [], type: booleanType, nullable: false, at: node.at };
    case 'in': return inSubquery(values, planned, node, scope);
    case 'scalar': return scalarSubquery(planned, node, scope);
    case 'table': return refuseTableArgument(node.at);
  }
}

/** A subquery of ORDER BY sees the select list, not what lies below it. */
function withoutFallback(scope: Scope): Scope {
  const { fallback: _, below: __, ...rest } = scope;
  return rest;
}

function scalarSubquery(planned: PlannedSubquery, node: SubqueryExpression, scope: Scope): BoundSubquery {
  const { output, outer } = planned;
  const [column] = output;
  if (column === undefined || output.length > 1) {
    return fail('INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN', { number: String(output.length) }, { at: node.at });
  }
  if (scope.clause === 'ORDER BY' && outer.length > 0) fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY', { treeNode: 'ORDER BY' }, { at: node.at });
  return { ...partsOf(planned), kind: 'Subquery', subquery: 'scalar', values: [], type: column.type, nullable: true, at: node.at };
}

function partsOf({ plan, outer, mentioned, aggregates }: PlannedSubquery): Pick<BoundSubquery, 'plan' | 'outer' | 'mentioned' | 'aggregates'> {
  return { plan, outer, mentioned, ...(aggregates === undefined ? {} : { aggregates }) };
}

/** Both sides get common types; the casts of the right side are a projection on top of its plan. */
function inSubquery(given: readonly BoundExpression[], planned: PlannedSubquery, node: SubqueryExpression, scope: Scope): BoundSubquery {
  const { plan, output } = planned;
  if (given.length !== output.length) failLengths(given, planned, node, scope);
  const pairs = given.map((value, index) => unifyCollations('in', [value, output[index]!], scope, { get sql() { return `(${prettyIn(scope, value)} IN (listquery()))`; }, at: node.at }));
  const values = pairs.map(([value]) => value!);
  const common = pairs.map(([value, other]) => commonOf(value!.type, other!.type, scope));
  const different = common.flatMap((type, index) => (type === undefined ? [index] : []));
  const types = common.filter((type) => type !== undefined);
  if (different.length > 0) failTypes(values, planned, { node, different }, scope);
  const unordered = types.find((type) => type.kind !== 'null' && !isOrderable(type));
  if (unordered !== undefined) failOrder(values, unordered, node, scope);
  const sides = isTrue(scope.session.settings, 'spark.sql.legacy.inSubqueryNullability') ? [values] : [values, output];
  const nullable = sides.some((side) => side.some((one, index) => one.nullable || losesValues(one.type, types[index]!)));
  return {
    ...partsOf(planned), kind: 'Subquery', subquery: 'in', plan: castOutput(plan, output, types, scope, node.at), values: castArguments(values, types, scope, node.at), type: booleanType, nullable, at: node.at,
  };
}

function commonOf(left: DataType, right: DataType, scope: Scope): DataType | undefined {
  const { settings } = scope.session;
  if (sameType(left, right)) return left;
  return (settings.ansi ? comparisonType(left, right, settings) : undefined) ?? widerType(left, right, settings); // without ANSI texts stay texts, unlike in `=`
}

function castOutput(plan: LogicalPlan, output: readonly Attribute[], types: readonly DataType[], scope: Scope, at: Span | undefined): LogicalPlan {
  if (output.every((one, index) => sameType(one.type, types[index]!))) return plan;
  const { settings, nextId } = scope.session;
  const expressions = output.map((one, index) => (sameType(one.type, types[index]!) ? one : aliasOf(castTo(one, types[index]!, settings, at), one.name, nextId())));
  return { kind: 'Project', input: plan, expressions };
}

function failLengths(values: readonly BoundExpression[], planned: PlannedSubquery, node: SubqueryExpression, scope: Scope): never {
  const { output } = planned;
  return fail('DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH', {
    sqlExpr: inText(values, planned, scope), leftLength: String(values.length), rightLength: String(output.length),
    leftColumns: values.map((one) => `"${prettyIn(scope, one)}"`).join(', '), rightColumns: output.map((one) => `"${one.name}"`).join(', '),
  }, { at: node.at });
}

function inText(values: readonly BoundExpression[], planned: PlannedSubquery, scope: Scope): string {
  return `"${prettyIn(scope, { ...partsOf(planned), kind: 'Subquery', subquery: 'in', values, type: booleanType, nullable: true })}"`;
}

/** `t.a:int`: a side of a comparison and its type. */
function typedName(side: BoundExpression, scope: Scope): string {
  const name = side.kind === 'Attribute' ? [...side.qualifier.slice(-1), side.name].map(quoteIfNeeded).join('.') : qualifiedSql(side, scope.session.settings.timeZone);
  return `${name}:${catalogString(side.type)}`;
}

function failOrder(values: readonly BoundExpression[], type: DataType, node: SubqueryExpression, scope: Scope): never {
  const sqlExpr = `"(${values.map((one) => prettyIn(scope, one)).join(', ')} IN (listquery()))"`;
  return fail('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', { sqlExpr, functionName: '`insubquery`', dataType: `"${typeToSql(type)}"` }, { at: node.at });
}

function failTypes(values: readonly BoundExpression[], planned: PlannedSubquery, { node, different }: { readonly node: SubqueryExpression; readonly different: readonly number[] }, scope: Scope): never {
  const { output } = planned;
  return fail('DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH', {
    sqlExpr: inText(values, planned, scope), mismatchedColumns: different.map((index) => `(${typedName(values[index]!, scope)}, ${typedName(output[index]!, scope)})`).join(', '),
    leftType: values.map((one) => `"${typeToSql(one.type)}"`).join(', '), rightType: output.map((one) => `"${typeToSql(one.type)}"`).join(', '),
  }, { at: node.at });
}

/** TABLE(…) is no value: only functions of the program that make rows take it. */
export function refuseTableArgument(at: Span | undefined): never {
  const inputSql = '"functiontablesubqueryargumentexpression()"';
  return fail('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', { sqlExpr: inputSql, paramIndex: 'first', inputSql, inputType: '"STRUCT"', requiredType: 'a value' }, { at });
}
