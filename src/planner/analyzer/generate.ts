import { fail } from '../../errors/stream-error.ts';
import type { BoundExpression, GeneratorCall } from '../../plan/bound.ts';
import type { SqlFunction } from '../../plan/catalog.ts';
import type { Expression } from '../../plan/expression.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Generate, JsonTableSyntax, Relation, TableFunctionCall, UnnestSyntax } from '../../plan/relation.ts';
import { booleanType, stringType } from '../../types/data-type.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { isFoldable } from '../../plan/foldable.ts';
import { someExpression } from '../../plan/walk.ts';
import { findFunction, findTableFunction } from '../../functions/index.ts';
import type { CallArgument, TableFunction } from '../../functions/function.ts';
import { resolveExpression, resolveSelectList } from '../expressions/resolve.ts';
import { refuseTableArgument } from '../expressions/subqueries.ts';
import { placeOf } from '../../functions/search-path.ts';
import { sparkClassOf } from '../../functions/spark-classes.ts';
import { argumentRow, argumentsOf, quoteName, refuseNestedName, routineName } from '../expressions/sql-functions.ts';
import type { Clause } from '../expressions/scope.ts';
import { aliasOf } from '../build.ts';
import { attributesOf } from '../local-data.ts';
import { type Frame, sameName, scopeOf } from './context.ts';
import { generatedAttributes } from './projection.ts';
import { tableRows } from './table-rows.ts';

/** LATERAL VIEW [OUTER] generator alias AS columns */
export function resolveGenerate(relation: Generate, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  refuseUnknown(relation.generator, frame);
  const generator = generatorOf(relation.generator, outputOf(input), frame, 'LATERAL VIEW');
  const outer = relation.outer || generator.definition.outer;
  const generated = generatedAttributes({ item: 'generator', generator, names: relation.columns, at: relation.at }, frame, relation.alias === undefined ? [] : [relation.alias], outer);
  return { kind: 'Generate', input, generator, outer, generated };
}

function refuseUnknown(generator: Expression, frame: Frame): void {
  if (generator.kind !== 'UnresolvedFunction') return;
  const known = findFunction(generator.name.at(-1)!);
  if (known !== undefined && !(known.kind === 'generator' && known.tableOnly === true)) return;
  if (frame.analysis.context.catalog.userFunction?.(generator.name) !== undefined) return;
  const schema = generator.name.length === 1 ? [frame.settings.get('tidemark.currentDatabase') ?? 'default'] : [];
  fail('ROUTINE_NOT_FOUND', { routineName: [...schema, ...generator.name].map(quoteIdentifier).join('.') }, { at: generator.at });
}

/** A function in FROM: a generator over one row, or rows from constant arguments. */
export function resolveTableFunction(relation: TableFunctionCall, frame: Frame): LogicalPlan {
  const name = relation.name.join('.');
  if (relation.syntax !== undefined) return relation.syntax.words === 'UNNEST' ? unnestedRows(relation, relation.syntax, frame) : jsonRows(relation, relation.syntax, frame);
  const withTable = tableArgument(relation, frame);
  if (withTable !== undefined) return withTable;
  const definition = findTableFunction(relation.name.at(-1)!);
  const user = definition === undefined ? frame.analysis.context.catalog.userFunction?.(relation.name) : undefined;
  if (user?.definition?.kind === 'generator') return generatorRows(relation, false, frame);
  const routine = definition === undefined ? frame.analysis.context.catalog.sqlFunction?.(relation.name) : undefined;
  if (routine !== undefined) return sqlTableFunction(routine, relation, frame);
  if (definition === undefined && (findFunction(relation.name.at(-1)!)?.group ?? INTERNAL) !== INTERNAL) {
    for (const one of relation.arguments) resolveExpression(one.kind === 'NamedArgument' ? one.value : one, scopeOf(frame, [], { clause: 'OTHER' }));
    return fail('NOT_A_TABLE_FUNCTION', { functionName: `\`${name}\`` }, { at: relation.at });
  }
  if (definition === undefined && placeOf(relation.name.slice(0, -1)) === 'schema') refuseNestedName(relation.name, relation.at);
  if (definition === undefined) return failUnresolvable(relation);
  if (definition.kind === 'unavailable') return fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: `the table function ${name}` }, { at: relation.at });
  if (definition.kind === 'table') return tableFunctionRows(relation, definition, frame);
  return generatorRows(relation, definition.kind === 'generator' && definition.tableOnly === true, frame);
}

function failUnresolvable({ name, at }: TableFunctionCall): never {
  return fail('UNRESOLVABLE_TABLE_VALUED_FUNCTION', { name: name.map(quoteIdentifier).join('.') }, { at });
}

/** A table as argument: the function of the program is called with each of its rows as a struct, in the order that is asked for. */
function tableArgument(relation: TableFunctionCall, frame: Frame): LogicalPlan | undefined {
  const isTable = (one: Expression): boolean => (one.kind === 'NamedArgument' ? one.value : one).kind === 'Subquery' && ((one.kind === 'NamedArgument' ? one.value : one) as { subquery?: string }).subquery === 'table';
  const place = relation.arguments.findIndex(isTable);
  if (place < 0) return undefined;
  const written = relation.arguments[place]!;
  const { plan } = (written.kind === 'NamedArgument' ? written.value : written) as Extract<Expression, { kind: 'Subquery' }>;
  if (relation.arguments.filter(isTable).length > 1) fail('TABLE_VALUED_FUNCTION_TOO_MANY_TABLE_ARGUMENTS', { num: String(relation.arguments.filter(isTable).length) }, { at: relation.at });
  frame.analysis.resolve(plan, frame);
  const definition = findTableFunction(relation.name.at(-1)!);
  const paramName = 'functiontablesubqueryargumentexpression()';
  if (definition?.kind === 'table') fail('NON_FOLDABLE_ARGUMENT', { funcName: `\`${relation.name.join('.')}\``, paramName, paramType: '"BIGINT"' }, { at: relation.at });
  if (definition !== undefined) refuseTableArgument(written.at);
  if (frame.analysis.context.catalog.userFunction?.(relation.name)?.definition?.kind !== 'generator') return failUnresolvable(relation);
  const row: Expression = { kind: 'UnresolvedFunction', name: ['struct'], arguments: [{ kind: 'UnresolvedStar', target: [ROWS] }] };
  const call: Relation = { ...relation, arguments: relation.arguments.map((one, index) => (index === place ? row : one)) };
  const joined: Relation = { kind: 'LateralJoin', left: { kind: 'SubqueryAlias', input: plan, alias: [ROWS] }, right: { kind: 'SubqueryAlias', input: call, alias: [MADE] }, type: 'inner' };
  return frame.analysis.resolve({ kind: 'Project', input: joined, expressions: [{ kind: 'UnresolvedStar', target: [MADE] }] }, frame);
}

const MADE = '__made';
/** Functions behind a syntax of their own: nobody can call them. */
const INTERNAL = 'internal';

function generatorRows(relation: TableFunctionCall, tableOnly: boolean, frame: Frame): LogicalPlan {
  const call: Expression = { kind: 'UnresolvedFunction', name: relation.name, arguments: relation.arguments, at: relation.at, ...(tableOnly ? { operator: true as const } : {}) };
  const generator = generatorOf(call, [], frame, 'LATERAL VIEW');
  const generated = generatedAttributes({ item: 'generator', generator, names: [], at: relation.at }, frame);
  return { kind: 'TableGenerator', generator, outer: generator.definition.outer, generated };
}

/** UNNEST: the generator numbers its rows, whether they are asked for or not. */
function unnestedRows(relation: TableFunctionCall, { ordinality }: UnnestSyntax, frame: Frame): LogicalPlan {
  const input = generatorRows({ ...relation, name: ['unnest'] }, true, frame);
  return ordinality ? input : { kind: 'Project', input, expressions: outputOf(input).slice(0, -1) };
}

/** JSON_TABLE: the generator finds text, which is cast to what each column is declared as. */
function jsonRows(relation: TableFunctionCall, { path, columns, errorOnError }: JsonTableSyntax, frame: Frame): LogicalPlan {
  const text = (value: string): Expression => ({ kind: 'Literal', value, type: stringType });
  const described = columns.flatMap((one) => [text(one.name), text(one.column), text(one.column === 'ordinality' ? '$' : one.path ?? `$['${one.name}']`)]);
  columns.forEach(({ name }, index) => {
    if (columns.slice(0, index).some((one) => sameName(frame, one.name, name))) fail('INVALID_SQL_SYNTAX.DUPLICATE_JSON_TABLE_COLUMN', { columnName: quoteIdentifier(name) }, { at: relation.at });
  });
  const input = generatorRows({ ...relation, name: ['json_table'], arguments: [...relation.arguments, text(path), { kind: 'Literal', value: errorOnError, type: booleanType }, ...described] }, true, frame);
  const found = outputOf(input);
  const scope = scopeOf(frame, found, { clause: 'OTHER' });
  const expressions = columns.map((one, index) => {
    const value = found[index]!;
    const cell = one.column === 'ordinality' ? value : resolveExpression({ kind: 'Cast', input: { kind: 'UnresolvedAttribute', name: [value.name] }, to: one.type, mode: 'cast', at: one.at }, scope);
    return aliasOf(cell, one.name, frame.analysis.context.nextId());
  });
  return { kind: 'Project', input, expressions };
}

/** The query of the function, joined to the one row of its arguments. */
function sqlTableFunction(routine: SqlFunction, relation: TableFunctionCall, frame: Frame): LogicalPlan {
  const { at } = relation;
  if (routine.kind === 'scalar') return fail('NOT_A_TABLE_FUNCTION', { functionName: quoteName(routineName(routine)) }, { at });
  const args = argumentsOf(routine, relation.arguments, scopeOf(frame, [], { clause: 'OTHER' }), { at });
  const query: Relation = { kind: 'SubqueryAlias', input: routine.query, alias: [ROWS] };
  const { columns } = routine;
  const fields: readonly Expression[] = columns === undefined ? [{ kind: 'UnresolvedStar', target: [ROWS] }]
    : columns.map((column, index): Expression => ({ kind: 'Alias', names: [column.name], input: { kind: 'Cast', input: { kind: 'UnresolvedAttribute', name: [ROWS, `c${index}`] }, to: column.type, mode: 'cast', at } }));
  const named: Relation = columns === undefined ? query : { kind: 'SubqueryAlias', input: routine.query, alias: [ROWS], columns: columns.map((_, index) => `c${index}`) };
  const rows: Relation = { kind: 'LateralJoin', left: argumentRow(routine, args, frame.settings, at), right: named, type: 'inner' };
  const whole: Relation = { kind: 'Project', input: rows, expressions: fields, ...(routine.settings === undefined ? {} : { settings: routine.settings }) };
  return { kind: 'SubqueryAlias', input: frame.analysis.resolve(whole, frame), alias: [relation.name.at(-1)!] };
}

const ROWS = '__rows';

function generatorOf(expression: Expression, columns: ReturnType<typeof outputOf>, frame: Frame, clause: Clause): GeneratorCall {
  const [item] = resolveSelectList([expression], scopeOf(frame, columns, { clause }));
  if (item?.item === 'generator') return item.generator;
  const found = item?.item === 'column' ? item.expression : undefined;
  const call = found?.kind === 'Alias' ? found.input : found;
  const name = call?.kind === 'Call' ? call.definition.name : call === undefined ? 'nothing' : prettySql(call);
  return fail('UNSUPPORTED_GENERATOR.NOT_GENERATOR', { functionName: quoteIdentifier(name), classCanonicalName: sparkClassOf(name) ?? name }, { at: expression.at });
}

function tableFunctionRows(relation: TableFunctionCall, definition: TableFunction, frame: Frame): LogicalPlan {
  const scope = scopeOf(frame, [], { clause: 'OTHER' });
  const args = relation.arguments.map((argument, index): CallArgument => {
    const bound: BoundExpression = resolveExpression(argument.kind === 'NamedArgument' ? argument.value : argument, scope);
    const foldable = isFoldable(bound) && !someExpression(bound, (node) => node.kind === 'Call' && node.definition.name === 'shown_as'); // variables and SQL functions
    const isNamed = argument.kind === 'NamedArgument'; // Spark takes none by name here either
    if (!foldable || isNamed) {
      const expected = definition.parameter?.(index, relation.arguments.length);
      const paramName = quoteIdentifier(expected?.name ?? (isNamed ? argument.name : prettySql(bound)));
      fail('NON_FOLDABLE_ARGUMENT', { funcName: `\`${relation.name.join('.')}\``, paramName, paramType: `"${typeToSql(expected?.type ?? bound.type)}"` }, { at: relation.at });
    }
    return {
      type: bound.type, nullable: bound.nullable, foldable, sql: prettySql(bound),
      literal: foldable ? frame.analysis.context.evaluate(bound, frame.settings) : undefined,
    };
  });
  const fields = definition.schema(args, relation.at);
  const output = attributesOf({ fields }, frame.analysis.context.nextId);
  return tableRows(output, definition, args, frame.settings);
}
