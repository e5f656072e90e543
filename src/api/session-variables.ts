import { readValue } from '../columnar/read.ts';
import { selectedCount } from '../columnar/chunk.ts';
import type { Chunk } from '../columnar/chunk.ts';
import type { Value } from '../columnar/value.ts';
import { fail, type Span } from '../errors/stream-error.ts';
import type { CatalogVariable } from '../plan/catalog.ts';
import type { Expression } from '../plan/expression.ts';
import { prettySql } from '../plan/pretty-sql.ts';
import type { Relation } from '../plan/relation.ts';
import type { Statement } from '../plan/statement.ts';
import { visitExpression } from '../plan/walk.ts';
import type { DataType } from '../types/data-type.ts';
import { searchPathOf } from '../functions/search-path.ts';
import { refuseSqlFunctions } from './called-functions.ts';
import type { DataFrame } from './data-frame.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';
import { isDeterministic } from '../planner/references.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/**
 * DECLARE, SET and DROP of session variables. Expressions over literals and other variables are computed at once; a query runs before
 * whatever is asked next, and plans made in between read its value when they run.
 */
export const sessionVariables = {
  declare(session: Session, { names, namesAt, type, value, orReplace, at }: Of<'DeclareVariable'>): DataFrame {
    const { catalog, environment } = session.engine;
    const local = catalog.scopes.at(-1);
    const scope = local ?? catalog.sessionVariables;
    const label = local?.label ?? environment.random.uuid();
    const qualifier = local === undefined ? ['system', 'session'] : ['local', label];
    if (local !== undefined) refuseForBlock(names, orReplace);
    names.forEach((name, index) => { refuseElsewhere(name, namesAt?.[index]); });
    const known = orReplace ? undefined : names.find((name) => scope.get(name.at(-1)!) !== undefined);
    if (known !== undefined) fail('VARIABLE_ALREADY_EXISTS', { variableName: quoteName([...(local === undefined ? qualifier : [label]), known.at(-1)!]) });
    const twice = names.find((name, index) => names.findIndex((one) => one.at(-1)!.toLowerCase() === name.at(-1)!.toLowerCase()) < index);
    if (twice !== undefined) fail('DUPLICATE_VARIABLE_NAME_INSIDE_DECLARE', { variableName: quoteName([...qualifier, twice.at(-1)!]) });
    const drawn = value !== undefined && !holdsQuery(value) && !isConstant(session, value);
    if (value !== undefined && !holdsQuery(value)) refuseSqlFunctions(session, value, 'CreateVariable');
    if (drawn) refuseGroups(session, value, at);
    const declared = names.map((name): CatalogVariable => {
      const variable = name.at(-1)!;
      if (value !== undefined && holdsQuery(value)) fail('INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION', { statement: 'DECLARE VARIABLE', colName: quoteName([...qualifier, variable]), defaultValue: writtenText(value) });
      const computed = value === undefined ? { type: type!, value: null } : drawn ? { type: type ?? typeOf(session, value), value: null } : literalOf(session, value, type, { at });
      return { name: local === undefined ? [variable] : [...qualifier, variable], ...computed, ...(value === undefined ? {} : { initial: value }) };
    });
    for (const one of declared) scope.set(one);
    if (value !== undefined && drawn) assignFromQuery(session, names, { kind: 'Project', input: { kind: 'OneRow' }, expressions: names.map((_, index) => ({ kind: 'Alias', input: value, names: [`c${index}`] })) });
    return session.emptyDataFrame;
  },

  assign(session: Session, { assignments, query, at }: Of<'SetVariable'>): DataFrame {
    const names = assignments.map((one) => one.name);
    targetsOf(session, names, assignments.map((one) => one.nameAt));
    if (query !== undefined) return assignFromQuery(session, names, query, at);
    const part = assignments.find((one) => one.value !== undefined && holdsDefault(one.value));
    if (part !== undefined) fail('DEFAULT_PLACEMENT_INVALID', {}, { at: part.value!.at });
    const queries = assignments.filter((one) => one.value !== undefined && (holdsQuery(one.value) || !isConstant(session, one.value)));
    for (const { name, value } of assignments) {
      const [known] = targetsOf(session, [name]) as [CatalogVariable];
      if (value !== undefined && queries.some((one) => one.name === name)) {
        assignFromQuery(session, [name], rowOf(value), at);
        continue;
      }
      const standard = value ?? known.initial;
      const computed = standard === undefined ? { type: known.type, value: null } : assignedTo(session, known, standard, at);
      session.engine.catalog.variableScope(name)!.set({ name: known.name, ...computed, ...(known.initial === undefined ? {} : { initial: known.initial }) });
    }
    return session.emptyDataFrame;
  },

  drop(session: Session, { name, nameAt, ifExists }: Of<'DropVariable'>): DataFrame {
    refuseElsewhere(name, nameAt);
    if (!session.engine.catalog.variableScope(name)?.delete(name.at(-1)!) && !ifExists) fail('VARIABLE_NOT_FOUND', { variableName: quoteName(['system', 'session', name.at(-1)!]) });
    return session.emptyDataFrame;
  },
} as const;

/** Variables that a statement makes or drops are of the session. */
function refuseElsewhere(name: readonly string[], at: Span | undefined): void {
  const isSession = name.length === 1 || /^(?:system\.)?session$/i.test(name.slice(0, -1).join('.'));
  if (!isSession) fail('UNRESOLVED_VARIABLE', { variableName: quoteName(name), searchPath: '[`system`.`session`]' }, { at });
}

/** The words of an expression. */
export function writtenText({ at }: Expression): string { return at === undefined ? '' : at.sql.slice(at.start, at.end); }

function refuseForBlock(names: readonly (readonly string[])[], orReplace: boolean): void {
  const qualified = names.find((name) => name.length > 1);
  if (qualified !== undefined) fail('INVALID_VARIABLE_DECLARATION.QUALIFIED_LOCAL_VARIABLE', { varName: quoteName(qualified) });
  if (orReplace) fail('INVALID_VARIABLE_DECLARATION.REPLACE_LOCAL_VARIABLE', { varName: names.map(quoteName).join(', ') });
}

/** The one row of a query into as many variables; NULLs when there is no row. What is assigned must fit, whatever the mode of the session. */
export function assignFromQuery(session: Session, names: readonly (readonly string[])[], query: Relation, at?: Span): DataFrame {
  const { engine } = session;
  const targets = targetsOf(session, names);
  const given = engine.schemaOf(query).fields;
  if (given.length !== targets.length) fail('ASSIGNMENT_ARITY_MISMATCH', { numTarget: String(targets.length), numExpr: String(given.length) });
  const columns = targets.map((one) => one.name.at(-1)!);
  const named: Relation = { kind: 'ToDf', input: query, names: columns };
  const rows: Relation = {
    kind: 'Project', input: { kind: 'Limit', input: named, limit: { kind: 'Literal', value: 2, type: { kind: 'int' } } },
    expressions: targets.map(({ type }, index): Expression => {
      const input: Expression = { kind: 'UnresolvedAttribute', name: [columns[index]!] };
      return { kind: 'Alias', names: [`c${index}`], input: { kind: 'Cast', input, to: type, mode: 'assigned', at } };
    }),
  };
  engine.analyze(rows);
  let values: readonly Value[] = targets.map((one) => one.value);
  const scopes = names.map((name) => engine.catalog.variableScope(name)!);
  const pending = targets.map((one, index): CatalogVariable => ({ ...one, value: null, later: () => values[index]! }));
  pending.forEach((one, index) => { scopes[index]!.set(one); });
  engine.enqueue(async () => {
    try {
      values = onlyRow((await engine.materialize(rows, false)).chunks, targets.length);
    } finally {
      pending.forEach(({ later: _, ...one }, index) => { if (scopes[index]!.get(one.name.at(-1)!) === pending[index]) scopes[index]!.set({ ...one, value: values[index]! }); });
    }
  });
  return session.emptyDataFrame;
}

/** A value as a variable takes it. What does not fit is told by the name of the variable. */
function assignedTo(session: Session, { name, type }: CatalogVariable, value: Expression, at: Span | undefined): { readonly type: DataType; readonly value: Value } {
  const variable = name.slice(-1);
  const named: Relation = { kind: 'Project', input: { kind: 'OneRow' }, expressions: [{ kind: 'Alias', input: value, names: variable }] };
  const input: Expression = { kind: 'Cast', input: { kind: 'UnresolvedAttribute', name: variable }, to: type, mode: 'assigned', at };
  return session.engine.constantOf({ kind: 'Project', input: named, expressions: [{ kind: 'Alias', input, names: ['value'] }] });
}

/** The value of an expression over constants and variables, as `type` when given. */
export function literalOf(session: Session, expression: Expression, type: DataType | undefined, { at }: { readonly at?: Span | undefined } = {}): { readonly type: DataType; readonly value: Value } {
  const input: Expression = type === undefined ? expression : { kind: 'Cast', input: expression, to: type, mode: 'given', at };
  return session.engine.constantOf(rowOf(input));
}

export function targetsOf(session: Session, names: readonly (readonly string[])[], places: readonly (Span | undefined)[] = []): readonly CatalogVariable[] {
  const keys = names.map((name) => name.at(-1)!.toLowerCase());
  const twice = names.filter((_, index) => keys.indexOf(keys[index]!) !== index);
  if (twice.length > 0) fail('DUPLICATE_ASSIGNMENTS', { nameList: twice.map((one) => quoteName(one.slice(-1))).join(', ') });
  const { catalog, settings } = session.engine;
  return names.map((name, index) => catalog.variable(name) ?? fail('UNRESOLVED_VARIABLE', { variableName: quoteName(name), ...searchPathOf(settings) }, { at: places[index] }));
}

function onlyRow(chunks: readonly Chunk[], width: number): readonly Value[] {
  const counts = chunks.map(selectedCount);
  if (counts.reduce((sum, count) => sum + count, 0) > 1) fail('ROW_SUBQUERY_TOO_MANY_ROWS', {});
  const chunk = chunks[counts.indexOf(1)];
  if (chunk === undefined) return new Array<Value>(width).fill(null);
  return chunk.columns.map((column) => readValue(column, chunk.selection?.[0] ?? 0));
}

/** `SELECT expression AS value` */
function rowOf(input: Expression): Relation { return { kind: 'Project', input: { kind: 'OneRow' }, expressions: [{ kind: 'Alias', input, names: ['value'] }] }; }

function typeOf(session: Session, value: Expression): DataType {
  return session.engine.schemaOf(rowOf(value)).fields[0]!.type;
}

/** The default of a variable is of no rows, so there is nothing to aggregate. */
function refuseGroups(session: Session, value: Expression, at: Span | undefined): void {
  const plan = session.engine.analyze(rowOf(value));
  if (plan.kind === 'Generate' || (plan.kind === 'Project' && plan.input.kind === 'Generate')) fail('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { plan: 'CreateVariable' });
  if (plan.kind !== 'Aggregate') return;
  const aggregates: string[] = [];
  for (const one of plan.output) visitExpression(one, (node) => { if (node.kind === 'AggregateCall') aggregates.push(`"${prettySql(node)}"`); });
  fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator: 'CreateVariable', invalidExprSqls: aggregates.join(', ') }, { at });
}

/** Its value shows without rows: no aggregate, generator or random number in it. Mistakes are told by whoever computes it. */
function isConstant(session: Session, value: Expression): boolean {
  try {
    const plan = session.engine.analyze(rowOf(value));
    return plan.kind === 'Project' && plan.input.kind !== 'Generate' && plan.expressions.every(isDeterministic);
  } catch {
    return true;
  }
}

export function holdsQuery(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  return (node as { kind?: unknown }).kind === 'Subquery' || Object.entries(node).some(([key, value]) => key !== 'at' && holdsQuery(value));
}

/** The word DEFAULT stands somewhere in it as a value. */
export function holdsDefault(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const part = node as { readonly kind?: unknown; readonly name?: unknown };
  if (part.kind === 'UnresolvedAttribute') return isDefault(node as Expression);
  return part.kind !== 'Subquery' && Object.entries(node).some(([key, value]) => key !== 'at' && holdsDefault(value));
}

export function isDefault(expression: Expression): boolean {
  return expression.kind === 'UnresolvedAttribute' && expression.name.length === 1 && expression.name[0]!.toUpperCase() === 'DEFAULT';
}
