import { fail } from '../errors/stream-error.ts';
import type { SqlFunction } from '../plan/catalog.ts';
import type { BoundExpression } from '../plan/bound.ts';
import { prettySql } from '../plan/pretty-sql.ts';
import { argumentRow } from '../planner/expressions/sql-functions.ts';
import type { Expression } from '../plan/expression.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import type { Relation } from '../plan/relation.ts';
import type { Statement } from '../plan/statement.ts';
import { outputOf } from '../plan/output.ts';
import { someExpression } from '../plan/walk.ts';
import type { DataType } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';
import type { DataFrame } from './data-frame.ts';
import { functionNames } from './describe-function.ts';
import type { UsedParameters } from './engine.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';
import { assignFromQuery, holdsQuery, literalOf } from './session-variables.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** Functions written in SQL, and statements that are text. */
export const functionCommands = { CreateFunction: createFunction, DropFunction: dropFunction, ExecuteImmediate: executeImmediate } as const;

function createFunction(session: Session, { routine, orReplace, ifNotExists, at }: Of<'CreateFunction'>): DataFrame {
  const { catalog } = session.engine;
  const known = catalog.sqlFunction(routine.name);
  const shadowed = routine.temporary ? catalog.userFunction(routine.name) : undefined;
  if (known?.temporary === routine.temporary || shadowed !== undefined) {
    if (ifNotExists) return session.emptyDataFrame;
    if (!orReplace) fail('ROUTINE_ALREADY_EXISTS', { routineName: quoteName(routine.temporary ? routine.name : catalog.fullName(routine.name).slice(1)) }, { at });
    catalog.dropFunction(routine.name, routine.temporary); // so that it cannot call itself
  }
  let checked: SqlFunction;
  try {
    checked = checkFunction(session, routine);
  } catch (error) {
    if (known !== undefined) catalog.addSqlFunction(known);
    throw error;
  }
  catalog.addSqlFunction(checked);
  return session.emptyDataFrame;
}

/** The mistakes that show without a call: names, types, and what a text may hold. Gives the function with the type it returns. */
function checkFunction(session: Session, routine: SqlFunction): SqlFunction {
  const { parameters } = routine;
  const names = parameters.map((one) => one.name.toLowerCase());
  const twice = parameters.filter((one, index) => names.indexOf(one.name.toLowerCase()) !== index);
  if (twice.length > 0) fail('DUPLICATE_ROUTINE_PARAMETER_NAMES', { routineName: routine.name.at(-1)!, names: twice.map((one) => quoteName([one.name])).join(', ') });
  const gap = parameters.findIndex((one, index) => one.default !== undefined && parameters[index + 1] !== undefined && parameters[index + 1]!.default === undefined);
  if (gap >= 0) {
    fail('USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_PARAMETER_POSITION', {
      functionName: quoteName(routine.name), parameterName: quoteName([parameters[gap]!.name]), nextParameterName: quoteName([parameters[gap + 1]!.name]),
    });
  }
  const input = argumentRow(routine, parameters.map((one): Expression => ({ kind: 'Literal', value: null, type: one.type })));
  if (routine.kind === 'scalar') return { ...routine, returnType: checkScalar(session, routine, input) };
  checkTable(session, routine, input);
  return routine;
}

function checkScalar(session: Session, routine: Extract<SqlFunction, { kind: 'scalar' }>, input: Relation): DataType {
  const value: Expression = routine.returnType === undefined ? routine.body : { kind: 'Cast', input: routine.body, to: routine.returnType, mode: 'cast' };
  const plan = session.engine.analyze({ kind: 'Project', input, expressions: [{ kind: 'Alias', input: value, names: ['value'] }] });
  const found = complexPart(plan);
  if (found !== undefined) fail('USER_DEFINED_FUNCTIONS.CANNOT_CONTAIN_COMPLEX_FUNCTIONS', { queryText: found });
  return outputOf(plan)[0]!.type;
}

/** Anything but a projection of the arguments comes from an aggregate, a window call or a generator. */
function complexPart(plan: LogicalPlan): string | undefined {
  if (plan.kind === 'Aggregate') return plan.output.map(shownInput).join(', ');
  if (plan.kind === 'Window') return plan.calls.map(shownInput).join(', ');
  if (plan.kind === 'Generate') return prettySql(plan.generator);
  if (plan.kind !== 'Project') return undefined;
  const bad = plan.expressions.find((one) => someExpression(one, (node) => node.kind === 'AggregateCall' || node.kind === 'WindowCall' || node.kind === 'GeneratorCall'));
  return bad === undefined ? complexPart(plan.input) : shownInput(bad);
}

function shownInput(expression: BoundExpression): string { return prettySql(expression.kind === 'Alias' ? expression.input : expression); }

function checkTable(session: Session, routine: Extract<SqlFunction, { kind: 'table' }>, input: Relation): void {
  const right: Relation = { kind: 'SubqueryAlias', input: routine.query, alias: ['query'] };
  const rows: Relation = { kind: 'Project', input: { kind: 'LateralJoin', left: input, right, type: 'inner' }, expressions: [{ kind: 'UnresolvedStar', target: ['query'] }] };
  const made = session.engine.schemaOf(rows).fields.length;
  if (routine.columns !== undefined && routine.columns.length !== made) {
    fail('USER_DEFINED_FUNCTIONS.RETURN_COLUMN_COUNT_MISMATCH', { name: routine.name.join('.'), outputSize: String(made), returnParamSize: String(routine.columns.length) });
  }
}

function dropFunction(session: Session, { name, temporary, ifExists, at }: Of<'DropFunction'>): DataFrame {
  const { catalog } = session.engine;
  const isBuiltIn = name.length === 1 && !temporary && functionNames().includes(name[0]!.toLowerCase()) && catalog.sqlFunction(name) === undefined;
  if (isBuiltIn) fail('FORBIDDEN_OPERATION', { statement: 'DROP FUNCTION', objectType: 'the built-in function', objectName: quoteName(name) }, { at });
  if (!catalog.dropFunction(name, temporary) && !ifExists) fail('ROUTINE_NOT_FOUND', { routineName: quoteName(temporary ? name : catalog.fullName(name).slice(1)) }, { at });
  return session.emptyDataFrame;
}

/** The statement that a text says, with its parameters; of a query the one row can go into variables. The text does not see variables of a script around it. */
function executeImmediate(session: Session, { text, into, using, at }: Of<'ExecuteImmediate'>): DataFrame {
  for (const one of [text, ...using.map(({ value }) => value)]) if (holdsQuery(one)) fail('UNSUPPORTED_EXPR_FOR_PARAMETER', { invalidExprSql: 'a subquery' }, { at });
  const { type, value } = literalOf(session, text, undefined);
  if (type.kind !== 'string') fail('INVALID_EXPR_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE', { exprType: `"${typeToSql(type)}"` }, { at });
  if (value === null) return fail('NULL_QUERY_STRING_EXECUTE_IMMEDIATE', { varName: text.kind === 'UnresolvedAttribute' ? quoteName(text.name) : 'NULL' }, { at });
  const query = String(value);
  const values = using.map((one) => ({ name: one.name ?? (one.value.kind === 'UnresolvedAttribute' ? one.value.name.at(-1) : undefined), value: constant(session, one.value) }));
  const { statement, used } = session.engine.parseForValues(query, parametersOf);
  if (statement.kind === 'Script') fail('SQL_SCRIPT_IN_EXECUTE_IMMEDIATE', { sqlString: query }, { at });
  if (used.positions && used.names) fail('INVALID_QUERY_MIXED_QUERY_PARAMETERS', {});
  if (used.names && values.some((one) => one.name === undefined)) fail('ALL_PARAMETERS_MUST_BE_NAMED', { exprs: values.filter((one) => one.name === undefined).map(() => '?').join(', ') }, { at });
  if (into.length > 0 && new Set(into.map((one) => one.at(-1)!.toLowerCase())).size < into.length) fail('DUPLICATE_ASSIGNMENTS', { nameList: into.map(quoteName).join(', ') }, { at });
  const aliases = values.flatMap((one) => (one.name === undefined ? [] : [one.name.toLowerCase()]));
  if (new Set(aliases).size < aliases.length) fail('EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES', { aliases: aliases.join(', ') }, { at });
  const args = used.names ? { named: Object.fromEntries(values.map((one) => [one.name!, one.value])) } : { positional: values.map((one) => one.value) };
  if (into.length === 0) return session.engine.apartFrom(() => session.run(query, values.length === 0 ? {} : args));
  if (statement.kind !== 'Query') fail('INVALID_STATEMENT_FOR_EXECUTE_INTO', { sqlString: query }, { at });
  const relation: Relation = { kind: 'Sql', query, ...(values.length === 0 ? {} : args) };
  session.engine.apartFrom(() => session.engine.analyze(relation));
  return assignFromQuery(session, into, relation);
}

function constant(session: Session, expression: Expression): Expression {
  const { type, value } = literalOf(session, expression, undefined);
  return { kind: 'Literal', type, value };
}

/** Which kinds of parameters a statement has. */
function parametersOf(node: unknown): UsedParameters {
  if (typeof node !== 'object' || node === null) return { names: false, positions: false };
  const { kind, name } = node as { readonly kind?: unknown; readonly name?: unknown };
  if (kind === 'Parameter') return { names: name !== undefined, positions: name === undefined };
  const found = Object.entries(node).filter(([key]) => key !== 'at').map(([, value]) => parametersOf(value));
  return { names: found.some((one) => one.names), positions: found.some((one) => one.positions) };
}
