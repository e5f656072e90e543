import { fail, type Span, StreamError } from '../errors/stream-error.ts';
import type { CatalogTable, SqlFunction } from '../plan/catalog.ts';
import type { BoundExpression } from '../plan/bound.ts';
import { placeOf, storedPath } from '../functions/search-path.ts';
import { prettySql } from '../plan/pretty-sql.ts';
import { definitionOf } from '../planner/expressions/calls.ts';
import { argumentRow, routineName } from '../planner/expressions/sql-functions.ts';
import type { Expression } from '../plan/expression.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import type { Relation } from '../plan/relation.ts';
import type { CursorStatement, Statement } from '../plan/statement.ts';
import { outputOf } from '../plan/output.ts';
import { someExpression } from '../plan/walk.ts';
import type { DataType } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';
import { hasLength } from '../types/text-length.ts';
import { collatedFunction, withSchemaCollation } from './default-collation.ts';
import type { DataFrame } from './data-frame.ts';
import { functionNames } from './describe-function.ts';
import type { UsedParameters } from './engine.ts';
import type { Session } from './session.ts';
import { CATALOG, quoteName } from './session-catalog.ts';
import { calledIn } from './called-functions.ts';
import { splitName } from './column.ts';
import { assignFromQuery, holdsQuery, literalOf, targetsOf, writtenText } from './session-variables.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** Functions written in SQL, and statements that are text. */
export const functionCommands = { CreateFunction: createFunction, DropFunction: dropFunction, ExecuteImmediate: executeImmediate } as const;

function createFunction(session: Session, { routine: written, orReplace, ifNotExists, at }: Of<'CreateFunction'>): DataFrame {
  const { catalog, environment, settings } = session.engine;
  const collation = written.temporary ? undefined : withSchemaCollation<{ readonly name: readonly string[]; readonly collation?: string }>(session, { name: written.name }).collation;
  const spelled = collation === undefined ? written : collatedFunction(written, collation);
  const routine: SqlFunction = { ...spelled, settings: settings.captured(), name: written.temporary ? written.name.slice(-1) : written.name, createdMs: environment.clock.nowMs() };
  if (!routine.temporary && !catalog.hasDatabase(catalog.fullName(routine.name).slice(0, -1))) fail('SCHEMA_NOT_FOUND', { schemaName: quoteName(catalog.fullName(routine.name).slice(0, -1)) });
  refuseTwins(routine);
  refuseLengths(session, routine);
  const known = catalog.sqlFunction(routine.temporary ? routine.name : catalog.fullName(routine.name));
  if (routine.temporary) refuseBuiltin(session, routine.name[0]!, { orReplace, ifNotExists, at });
  const shadowed = routine.temporary ? catalog.userFunction(routine.name) : undefined;
  const isKnown = known?.temporary === routine.temporary || shadowed !== undefined;
  if (known?.temporary === routine.temporary) refuseCycle(session, routine, known, [routineName(known)]);
  const checked = checkFunction(session, routine, at);
  if (isKnown && ifNotExists) return session.emptyDataFrame;
  if (isKnown && !orReplace) fail('ROUTINE_ALREADY_EXISTS', { routineName: quoteName(routine.temporary ? routine.name : catalog.fullName(routine.name).slice(1)) }, { at });
  catalog.addSqlFunction(checked);
  return session.emptyDataFrame;
}

/** A function of the session may have the name of a built-in one, in whose place it never comes. */
function refuseBuiltin({ engine }: Session, name: string, { orReplace, ifNotExists, at }: Pick<Of<'CreateFunction'>, 'orReplace' | 'ifNotExists' | 'at'>): void {
  if (definitionOf({ kind: 'UnresolvedFunction', name: [name], arguments: [] }) === undefined) return;
  const comesFirst = placeOf(storedPath(engine.settings)[0]!) === 'session';
  if (orReplace && !(comesFirst && engine.catalog.sqlFunction([name])?.temporary === true)) fail('USER_DEFINED_FUNCTIONS.CANNOT_REPLACE_NON_SQL_UDF_WITH_SQL_UDF', { name }, { at });
  if (!orReplace && !ifNotExists && comesFirst) fail('ROUTINE_ALREADY_EXISTS', { routineName: quoteName([name]) }, { at });
}

function refuseTwins(routine: SqlFunction): void {
  const { name, parameters } = routine;
  const routineName = name.at(-1)!;
  const names = twiceIn(parameters.map((one) => one.name));
  if (names !== '') fail('DUPLICATE_ROUTINE_PARAMETER_NAMES', { routineName, names });
  const columns = routine.kind === 'table' ? twiceIn((routine.columns ?? []).map((one) => one.name)) : '';
  if (columns !== '') fail('DUPLICATE_ROUTINE_RETURNS_COLUMNS', { routineName, columns });
}

function twiceIn(written: readonly string[]): string {
  const names = written.map((one) => one.toLowerCase());
  return [...new Set(names.filter((one, index) => names.indexOf(one) !== index))].map((one) => quoteName([one])).join(', ');
}

/** Lengths of texts are kept where rows are. */
function refuseLengths({ engine }: Session, routine: SqlFunction): void {
  const returned = routine.kind === 'table' ? (routine.columns ?? []).map((one) => one.type) : [routine.returnType];
  const types = [...routine.parameters.map((one) => one.type), ...returned];
  if (!engine.settings.flag('spark.sql.legacy.charVarcharAsString') && types.some((one) => one !== undefined && hasLength(one))) fail('UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING', {});
}

/** A function may not call the one that it replaces, nor what calls that. */
function refuseCycle(session: Session, routine: SqlFunction, replaced: SqlFunction, path: readonly string[]): void {
  for (const name of calledIn(routine.kind === 'scalar' ? routine.body : routine.query)) {
    const called = session.engine.catalog.sqlFunction(name);
    if (called === undefined) continue;
    const next = [...path, routineName(called)];
    if (called === replaced) fail('CYCLIC_FUNCTION_REFERENCE', { path: next.join(' -> ') });
    if (!path.includes(routineName(called))) refuseCycle(session, called, replaced, next);
  }
}

/** The mistakes that show without a call: names, types, and what a text may hold. Gives the function with the type it returns, and what it reads. */
function checkFunction(session: Session, routine: SqlFunction, at: Span | undefined): SqlFunction {
  const { parameters } = routine;
  const gap = parameters.findIndex((one, index) => one.default !== undefined && parameters[index + 1] !== undefined && parameters[index + 1]!.default === undefined);
  if (gap >= 0) {
    fail('USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_PARAMETER_POSITION', {
      functionName: routine.name.at(-1)!, parameterName: parameters[gap]!.name, nextParameterName: parameters[gap + 1]!.name,
    });
  }
  const check = new RoutineCheck(session, routine, at);
  for (const one of parameters) if (one.default !== undefined) check.standard(one.name, one.type, one.default);
  const input = argumentRow(routine, parameters.map((one): Expression => ({ kind: 'Literal', value: null, type: one.type })));
  const checked: SqlFunction = routine.kind === 'scalar' ? { ...routine, returnType: check.scalar(routine, input) } : routine;
  if (routine.kind === 'table') check.table(routine, input);
  if (check.readsData && routine.readsData === false) fail('INVALID_SQL_FUNCTION_DATA_ACCESS', {});
  return { ...checked, readsData: routine.readsData ?? check.readsData, deterministic: routine.deterministic ?? true };
}

/** Understands the parts of a function. One that stays names nothing that goes; what it calls is there. */
class RoutineCheck {
  readsData = false;
  readonly #session: Session;
  readonly #routine: SqlFunction;

  readonly #at: Span | undefined;

  /** @param at the whole statement */
  constructor(session: Session, routine: SqlFunction, at: Span | undefined) {
    this.#session = session;
    this.#routine = routine;
    this.#at = at;
  }

  standard(parameter: string, type: DataType, value: Expression): void {
    const { name } = this.#routine;
    if (holdsQuery(value)) fail('USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_EXPRESSION', { functionName: name.at(-1)!, parameterName: parameter });
    this.#value({ kind: 'OneRow' }, value, type);
  }

  scalar({ body, returnType }: Extract<SqlFunction, { kind: 'scalar' }>, input: Relation): DataType {
    return outputOf(this.#value(input, body, returnType))[0]!.type;
  }

  table(routine: Extract<SqlFunction, { kind: 'table' }>, input: Relation): void {
    const right: Relation = { kind: 'SubqueryAlias', input: routine.query, alias: ['query'] };
    const rows: Relation = { kind: 'Project', input: { kind: 'LateralJoin', left: input, right, type: 'inner' }, expressions: [{ kind: 'UnresolvedStar', target: ['query'] }] };
    const output = outputOf(this.#plan(rows));
    const made = output.length;
    const { name } = routine;
    if (routine.columns === undefined && hasNameless(routine.query)) fail('USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_MISSING_COLUMN_NAMES', { functionName: quoteName([name.at(-1)!]) });
    if (routine.columns === undefined) refuseTwins({ ...routine, columns: output });
    if (routine.columns !== undefined && routine.columns.length !== made) {
      fail('USER_DEFINED_FUNCTIONS.RETURN_COLUMN_COUNT_MISMATCH', { name: routineName(routine), outputSize: String(made), returnParamSize: String(routine.columns.length) });
    }
  }

  #value(input: Relation, value: Expression, type: DataType | undefined): LogicalPlan {
    const plain = this.#plan({ kind: 'Project', input, expressions: [{ kind: 'Alias', input: value, names: ['value'] }] });
    const generator = generatorIn(plain);
    if (generator !== undefined && type !== undefined) fail('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: `"${prettySql(generator)}"` });
    if (isComplex(plain)) fail('USER_DEFINED_FUNCTIONS.CANNOT_CONTAIN_COMPLEX_FUNCTIONS', { queryText: this.#routine.text });
    return type === undefined ? plain : this.#plan({ kind: 'Project', input, expressions: [{ kind: 'Alias', input: { kind: 'Cast', input: value, to: type, mode: 'given', at: this.#at }, names: ['value'] }] });
  }

  #plan(relation: Relation): LogicalPlan {
    const { engine } = this.#session;
    const routine = this.#routine;
    const watched = engine.catalog.watched((what, tempObj) => {
      if (!routine.temporary) fail('INVALID_TEMP_OBJ_REFERENCE', { objName: quoteName(engine.catalog.fullName(routine.name).slice(1)), obj: 'FUNCTION', tempObj: what, tempObjName: quoteName(tempObj) });
    });
    const table = (name: readonly string[]): CatalogTable | undefined => {
      const found = watched.table(name);
      this.readsData ||= found !== undefined;
      return found;
    };
    try {
      return engine.analyzeIn(relation, { ...watched, table });
    } catch (error) {
      if (error instanceof StreamError && error.condition === 'UNRESOLVED_ROUTINE') this.#refuseUnknown(error);
      throw error;
    }
  }

  /** What is not built in must be a function that stays, of a database that is there. */
  #refuseUnknown({ parameters, at }: StreamError): never {
    const { catalog } = this.#session.engine;
    const name = splitName(parameters['routineName']!);
    if (name.length > 1 && !catalog.hasDatabase(name.slice(0, -1))) fail('SCHEMA_NOT_FOUND', { schemaName: quoteName([CATALOG, ...name.slice(0, -1)]) }, { at });
    return fail('ROUTINE_NOT_FOUND', { routineName: quoteName(catalog.fullName(name).slice(1)) }, { at });
  }
}

/** The cast to the type of the function would stand around it. */
function generatorIn(plan: LogicalPlan): BoundExpression | undefined {
  return plan.kind === 'Generate' ? plan.generator : plan.kind === 'Project' ? generatorIn(plan.input) : undefined;
}

/** Anything but a projection of the arguments comes from an aggregate, a window call or a generator. */
function isComplex(plan: LogicalPlan): boolean {
  if (plan.kind !== 'Project') return plan.kind === 'Aggregate' || plan.kind === 'Window' || plan.kind === 'Generate';
  const complex = (node: { readonly kind: string }): boolean => node.kind === 'AggregateCall' || node.kind === 'WindowCall' || node.kind === 'GeneratorCall';
  return plan.expressions.some((one) => someExpression(one, complex)) || isComplex(plan.input);
}

/** A column that is neither named nor a column by itself. */
function hasNameless(query: Relation): boolean {
  const named: readonly Expression['kind'][] = ['Alias', 'UnresolvedAttribute', 'UnresolvedStar', 'ExtractValue'];
  return query.kind === 'Project' && query.expressions.some((one) => !named.includes(one.kind));
}

function dropFunction(session: Session, { name: written, temporary, ifExists, at }: Of<'DropFunction'>): DataFrame {
  const { catalog } = session.engine;
  const name = placeOf(written.slice(0, -1)) === 'builtin' ? written.slice(-1) : written;
  if (!temporary && !catalog.hasDatabase(catalog.fullName(name).slice(0, -1)) && !ifExists) fail('SCHEMA_NOT_FOUND', { schemaName: quoteName(catalog.fullName(name).slice(0, -1)) });
  const isBuiltIn = name.length === 1 && functionNames().includes(name[0]!.toLowerCase());
  const forbid = (): never => fail('FORBIDDEN_OPERATION', { statement: 'DROP', objectType: 'FUNCTION', objectName: quoteName(name) }, { at });
  if (isBuiltIn && !temporary) forbid(); // one made under such a name goes by its whole name only
  if (catalog.dropFunction(name, temporary) || ifExists) return session.emptyDataFrame;
  return isBuiltIn ? forbid() : fail('ROUTINE_NOT_FOUND', { routineName: quoteName(temporary ? name : catalog.fullName(name).slice(1)) }, { at });
}

/** The statement that a text says, with its parameters; of a query the one row can go into variables. The text does not see variables of a script around it. */
function executeImmediate(session: Session, { text, into, intoAt, using, usingAt, at }: Of<'ExecuteImmediate'>): DataFrame {
  const unknown = into.find((one) => session.engine.catalog.variable(one) === undefined);
  if (unknown !== undefined) fail('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION', { objectName: quoteName(unknown) }, { at: intoAt });
  refuseQueries([text, ...using.map((one) => one.value)]);
  const { type, value } = literalOf(session, text, undefined);
  if (type.kind !== 'string') fail('INVALID_EXPR_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE', { exprType: `"${typeToSql(type)}"` }, { at });
  if (value === null) return fail('NULL_QUERY_STRING_EXECUTE_IMMEDIATE', { varName: text.kind === 'UnresolvedAttribute' ? quoteName(text.name) : 'NULL' }, { at });
  const query = String(value);
  const named = using.map((one) => (one.name === undefined && one.value.kind === 'UnresolvedAttribute' ? { ...one, name: one.value.name.at(-1)! } : one));
  const { statement, args } = withValues(session, query, named, at);
  if (statement.kind === 'Script') fail('SQL_SCRIPT_IN_EXECUTE_IMMEDIATE', { sqlString: query }, { at });
  targetsOf(session, into);
  const aliases = named.flatMap((one) => (one.name === undefined ? [] : [one.name.toLowerCase()]));
  const twice = [...new Set(aliases.filter((one, index) => aliases.indexOf(one) < index))];
  if (twice.length > 0) fail('EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES', { aliases: quoteName(twice) }, { at: usingAt });
  if (into.length === 0) return session.engine.apartFrom(() => session.run(query, args));
  if (statement.kind !== 'Query') fail('INVALID_STATEMENT_FOR_EXECUTE_INTO', { sqlString: query.toUpperCase() }, { at });
  const relation: Relation = { kind: 'Sql', query, ...args };
  session.engine.apartFrom(() => session.engine.analyze(relation));
  return assignFromQuery(session, into, relation, at);
}

/** REFRESH FUNCTION loads the class of a function again, which none here has. */
export function refreshFunction({ engine }: Session, name: readonly string[], at: Span | undefined): never {
  const { catalog } = engine;
  const functionName = name.at(-1)!;
  if (name.length === 1 && definitionOf({ kind: 'UnresolvedFunction', name, arguments: [] }) !== undefined) fail('_LEGACY_ERROR_TEMP_1256', { functionName }, { at });
  const routine = catalog.sqlFunction(name);
  if (routine?.temporary === true || catalog.userFunction(name) !== undefined) fail('_LEGACY_ERROR_TEMP_1257', { functionName }, { at });
  const full = catalog.fullName(name);
  return routine === undefined ? fail('ROUTINE_NOT_FOUND', { routineName: quoteName(full.slice(1)) }, { at }) : fail('CANNOT_LOAD_FUNCTION_CLASS', { functionName: quoteName(full), className: 'sqlFunction.' }, { at });
}

function refuseQueries(expressions: readonly Expression[]): void {
  const bad = expressions.find(holdsQuery);
  if (bad !== undefined) fail('UNSUPPORTED_EXPR_FOR_PARAMETER', { invalidExprSql: '"scalarsubquery()"' }, { at: bad.at });
}

/** What EXECUTE IMMEDIATE does to a cursor of the script around it. */
export function immediateCursor(session: Session, { text }: Of<'ExecuteImmediate'>): CursorStatement | undefined {
  const sql = holdsQuery(text) ? undefined : literalOf(session, text, undefined).value;
  const statement = typeof sql === 'string' && /^\s*(?:OPEN|FETCH|CLOSE)\s/i.test(sql) ? session.engine.parse(sql) : undefined;
  return statement?.kind === 'Cursor' ? statement : undefined;
}

interface Arguments { readonly named?: Readonly<Record<string, Expression>>; readonly positional?: readonly Expression[] }

/** A text and the values that USING gives its parameters. */
export function withValues(session: Session, query: string, using: Of<'ExecuteImmediate'>['using'], at: Span | undefined): { readonly statement: Statement; readonly args: Arguments } {
  refuseQueries(using.map((one) => one.value));
  const values = using.map(({ name, value }) => ({ name, value: constant(session, value) }));
  const { statement, used } = session.engine.parseForValues(query, parametersOf);
  if (used.positions && used.names) fail('INVALID_QUERY_MIXED_QUERY_PARAMETERS', {});
  const unnamed = used.names ? using.filter((one) => one.name === undefined) : [];
  if (unnamed.length > 0) fail('ALL_PARAMETERS_MUST_BE_NAMED', { exprs: unnamed.map(({ value }) => `"${writtenText(value)}"`).join(', ') }, { at });
  if (values.length === 0) return { statement, args: {} };
  return { statement, args: used.names ? { named: Object.fromEntries(values.map((one) => [one.name!, one.value])) } : { positional: values.map((one) => one.value) } };
}

function constant(session: Session, expression: Expression): Expression {
  const { type, value } = literalOf(session, expression, undefined);
  if (value !== null || type.kind === 'null') return { kind: 'Literal', type, value };
  return { kind: 'Cast', input: { kind: 'Literal', type: { kind: 'null' }, value }, to: type, mode: 'cast' };
}

/** Which kinds of parameters a statement has. */
function parametersOf(node: unknown): UsedParameters {
  if (typeof node !== 'object' || node === null) return { names: false, positions: false };
  const { kind, name } = node as { readonly kind?: unknown; readonly name?: unknown };
  if (kind === 'Parameter') return { names: name !== undefined, positions: name === undefined };
  const found = Object.entries(node).filter(([key]) => key !== 'at').map(([, value]) => parametersOf(value));
  return { names: found.some((one) => one.names), positions: found.some((one) => one.positions) };
}
