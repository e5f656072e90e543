import { fail, StreamError } from '../errors/stream-error.ts';
import { type CommandNode, type CommandPlans, commandNode as node, explainCommand, logicalNode, mentioned, physicalNode, relationNode } from '../plan/explain-command.ts';
import { explainRelation } from '../plan/explain-relation.ts';
import type { Relation } from '../plan/relation.ts';
import type { Explain, Insert, Statement } from '../plan/statement.ts';
import { typeToSql } from '../types/print.ts';
import { changePlans } from './explain-changes.ts';
import { answered, bracketed, catalogNode, databaseNode, dotted, found, identifier, maps, type Of, type Rows, specs, unresolvedNamespace, unresolvedTable } from './explain-parts.ts';
import { showPlans } from './explain-shows.ts';
import { functionCommands } from './function-commands.ts';
import { rowsFor } from './insert.ts';
import { tableNamed, writable } from './named-tables.ts';
import type { Session } from './session.ts';
import { CATALOG, quoteName } from './session-catalog.ts';
import { holdsQuery, targetsOf } from './session-variables.ts';
import { tableCommands } from './table-commands.ts';

/** EXPLAIN: of a query its plans, of a statement what it would do. Nothing is done. What is wrong is told in place of the plan. */
export function explainStatement(session: Session, statement: Statement, mode: Explain['mode']): readonly string[] {
  try {
    return [cut(session, plansOf(session, statement, mode))];
  } catch (error) {
    if (!(error instanceof StreamError) || error.domain !== 'user' || error.condition === 'TIDEMARK_NOT_SUPPORTED_YET') throw error;
    return `Error occurred during query planning: \n${error.message}`.split('\n');
  }
}

function plansOf(session: Session, statement: Statement, mode: Explain['mode']): string {
  if (statement.kind === 'Query') return session.engine.explain(statement.query, mode);
  if (statement.kind === 'ExecuteImmediate') return session.engine.explain(functionCommands.ExecuteImmediate(session, statement).relation, mode);
  return explainCommand((plans[statement.kind] as (session: Session, statement: Statement) => CommandPlans)(session, statement), mode);
}

/** Of longer plans the beginning, and how much is left out. Thirty characters are for saying so. */
function cut(session: Session, text: string): string {
  const most = Math.max(0, Number.parseInt(session.engine.settings.get('spark.sql.maxPlanStringLength') ?? '2147483632', 10) - 30);
  if (text.length < most) return text;
  return most === 0 ? `Truncated plan of ${text.length} characters` : `${text.slice(0, most)}... ${text.length - most} more characters`;
}

const plans: Rows<Exclude<Statement['kind'], 'Query' | 'ExecuteImmediate'>> = {
  ...showPlans,
  ...changePlans,
  CreateView: createView,
  CreateTable: createTable,
  Insert: (session, statement) => insert(session, [statement]),
  InsertAll: (session, { inserts }) => insert(session, inserts),
  ChangeRows: (session, statement) => tableCommands.ChangeRows(session, statement) as never,
  DropTable: (session, { name, ifExists }) => {
    const full = session.engine.catalog.table(name)?.name ?? session.engine.catalog.fullName(name);
    const target = full.length === 1 ? node('ResolvedTempView', [dotted(full)]) : node('ResolvedIdentifier', [catalogNode, dotted(full.slice(1))]);
    return {
      written: node("'DropTable", [ifExists, false], [identifier(name, true)]),
      understood: node('DropTable', [ifExists, false], [target]),
      run: node('DropTable', [catalogNode, dotted(full.slice(-2)), ifExists, false]),
    };
  },
  DropView: (session, { name, ifExists }) => {
    const full = session.engine.catalog.table(name)?.name ?? session.engine.catalog.fullName(name);
    return { written: node("'DropView", [ifExists], [identifier(name, true)]), understood: node('DropTableCommand', [quoteName(full), ifExists, true, false]) };
  },
  TruncateTable: (session, { name, partition, nameAt }) => {
    const table = writable(session, name, 'TRUNCATE TABLE', nameAt);
    const wanted = partition === undefined ? undefined : bracketed(specs(session, table, partition));
    return {
      written: node(partition === undefined ? "'TruncateTable" : "'TruncatePartition", [wanted], [unresolvedTable(name, 'TRUNCATE TABLE')]),
      understood: node('TruncateTableCommand', [found(table), wanted]),
    };
  },
  CreateDatabase: (_, { name, ifNotExists, words }) => {
    const args = [ifNotExists, maps({ ...words.properties, ...(typeof words.comment === 'string' ? { comment: words.comment } : {}), ...(words.location === undefined ? {} : { location: words.location }) })];
    return {
      written: node("'CreateNamespace", args, [unresolvedNamespace(name)]),
      understood: node('CreateNamespace', args, [databaseNode(name)]),
      run: node('CreateNamespace', [catalogNode, bracketed(name), ...args]),
    };
  },
  DropDatabase: (_, { name, ifExists, cascade }) => ({
    written: node("'DropNamespace", [ifExists, cascade], [unresolvedNamespace(name)]), understood: node('DropNamespace', [ifExists, cascade], [databaseNode(name)]),
    run: node('DropNamespace', [catalogNode, bracketed(name), ifExists, cascade]),
  }),
  Use: (_, { name }) => ({
    written: node("'SetCatalogAndNamespace", [], [unresolvedNamespace(name)]), understood: node('SetCatalogAndNamespace', [], [databaseNode(name)]), run: node('SetCatalogAndNamespace', [CATALOG, bracketed(name)]),
  }),
  CreateFunction: (session, { routine, orReplace, ifNotExists }) => {
    const name = dotted(routine.temporary ? routine.name.slice(-1) : session.engine.catalog.fullName(routine.name));
    const returns = routine.kind === 'table' ? routine.columns?.map((one) => `${one.name} ${typeToSql(one.type)}`).join(', ') : routine.returnType === undefined ? undefined : typeToSql(routine.returnType);
    const parameters = routine.parameters.length === 0 ? undefined : routine.parameters.map((one) => `${one.name} ${typeToSql(one.type)}`).join(', ');
    const args = [parameters, returns, routine.text, routine.comment, routine.kind === 'table', routine.temporary, ifNotExists, orReplace];
    return { written: node("'CreateUserDefinedFunction", args, [identifier(routine.name, routine.temporary)]), understood: node('CreateSQLFunctionCommand', [name, ...args]) };
  },
  DropFunction: (session, { name, temporary, ifExists }) => {
    const full = dotted(temporary ? name : session.engine.catalog.fullName(name));
    return { written: node("'DropFunction", [ifExists], [identifier(name, temporary)]), understood: node('DropFunctionCommand', [full, ifExists, temporary]) };
  },
  SetConfiguration: (_, { key, value, verbose }) => {
    const said = key === undefined ? verbose === true ? '(-v,None)' : undefined : `(${key},${value === undefined ? 'None' : `Some(${value})`})`;
    return { ...once('SetCommand', [said]), ...answered(verbose === true ? ['key', 'value', 'meaning'] : ['key', 'value']) };
  },
  ResetConfiguration: (_, { key }) => once('ResetCommand', [key]),
  DeclareVariable: (session, { names, value, orReplace }) => {
    const full = bracketed(names.map((one) => dotted(['system', 'session', one.at(-1)!])));
    const standard = value?.at === undefined ? 'null' : value.at.sql.slice(value.at.start, value.at.end);
    const args = [`default(${standard})`, `replace=${orReplace}`];
    if (value !== undefined && !holdsQuery(value)) session.engine.analyze(rowOf([{ name: 'value', value }]));
    const command = node('CreateVariable', [full, ...args]);
    return { written: node("'CreateVariable", args, names.map((one) => identifier(one, true))), understood: command, run: command };
  },
  SetVariable: (session, { assignments, query }) => {
    const targets = targetsOf(session, assignments.map((one) => one.name));
    const named = bracketed(targets.map((one) => dotted(['system', 'session', one.name.at(-1)!])));
    const source = query ?? rowOf(assignments.map((one, index) => ({ name: one.name.at(-1)!, value: one.value ?? targets[index]!.initial ?? { kind: 'Literal', value: null, type: { kind: 'null' } } })));
    const phases = session.engine.phasesOf(source);
    return {
      written: node("'SetVariable", [bracketed(assignments.map((one) => `'${dotted(one.name)}`))], [relationNode(source)]), understood: node('SetVariable', [named], [logicalNode(phases.analyzed)]),
      optimized: node('SetVariable', [named], [logicalNode(phases.optimized)]), run: node('SetVariable', [named], [physicalNode(phases.physical)]),
    };
  },
  Cursor: () => fail('CURSOR_OUTSIDE_SCRIPT', {}),
  DropVariable: (_, { name, ifExists }) => {
    const command = node('DropVariable', [dotted(name), ifExists]);
    return { written: node("'DropVariable", [ifExists], [identifier(name, true)]), understood: command, run: command };
  },
  Explain: (_, { statement, mode }) => once('ExplainCommand', [statement.kind === 'Query' ? explainRelation(statement.query).split('\n')[0] : statement.kind, `${mode.charAt(0).toUpperCase()}${mode.slice(1)}Mode`]),
  Script: () => once('CompoundBody', []),
  Unsupported: (_, { feature, at }) => fail('TIDEMARK_NOT_SUPPORTED_YET', { feature }, { at }),
};

/** Understood as it is written. */
function once(name: string, args: readonly (string | undefined)[]): CommandPlans { return { written: node(name, args), understood: node(name, args) }; }

function rowOf(columns: readonly { readonly name: string; readonly value: Parameters<typeof holdsQuery>[0] }[]): Relation {
  return { kind: 'Project', input: { kind: 'OneRow' }, expressions: columns.map(({ name, value }) => ({ kind: 'Alias', input: value as never, names: [name] })) };
}

function createView(session: Session, statement: Of<'CreateView'>): CommandPlans {
  const { name, scope, columns, comment, properties, sql, orReplace, ifNotExists, query, using, schemaMode } = statement;
  const local = quoteName(name.slice(-1));
  if (using !== undefined) {
    const declared = using.schema?.fields.map((one) => `${one.name} ${typeToSql(one.type)}`).join(', ');
    return once('CreateTempViewUsing', [`tableIdent:${local}`, declared, `replace:${orReplace}`, `provider:${using.format}`, maps(using.options)]);
  }
  const shown = [
    columns === undefined ? undefined : bracketed(columns.map((one) => `(${one.name},${one.comment === undefined ? 'None' : `Some(${one.comment})`})`)), comment, maps(properties), sql, ifNotExists, orReplace,
  ];
  const kind = { session: 'PersistedView', temporary: 'LocalTempView', global: 'GlobalTempView' }[scope];
  const plan = mentioned(logicalNode(session.engine.analyze(query)));
  if (scope !== 'session') {
    const args = [local, ...shown, kind, 'UNSUPPORTED'];
    return { written: node('CreateViewCommand', [...args, false], [relationNode(query)]), understood: node('CreateViewCommand', [...args, true], [plan]) };
  }
  const mode = schemaMode ?? (session.engine.settings.flag('spark.sql.legacy.viewSchemaCompensation') ? 'COMPENSATION' : 'BINDING');
  return {
    written: node("'CreateView", [...shown, mode, false], [identifier(name, false), relationNode(query)]),
    understood: node('CreateViewCommand', [quoteName(session.engine.catalog.fullName(name)), ...shown, kind, mode, true], [plan]),
  };
}

function createTable(session: Session, statement: Of<'CreateTable'>): CommandPlans {
  const { name, query, like, format, ifNotExists, schema, comment, orReplace, refused } = statement;
  if (orReplace || refused !== undefined) return tableCommands.CreateTable(session, statement) as never;
  const full = quoteName(session.engine.catalog.fullName(name));
  const said = [format === undefined ? undefined : `USING ${format}`, comment];
  if (like !== undefined) return { ...once('CreateTableLikeCommand', [full, found(tableNamed(session, like)), String(ifNotExists)]) };
  if (query === undefined) {
    const columns = schema?.fields.map((one) => `${one.name} ${typeToSql(one.type)}`) ?? [];
    return { written: node("'CreateTable", [bracketed(columns), ...said, ifNotExists], [identifier(name, false)]), understood: node('CreateDataSourceTableCommand', [full, ifNotExists]) };
  }
  const plan = session.engine.analyze(query);
  const columns = bracketed(session.engine.schemaOf(query).fields.map((one) => one.name));
  return {
    written: node("'CreateTableAsSelect", [...said, ifNotExists], [identifier(name, false), relationNode(query)]),
    understood: node('CreateDataSourceTableAsSelectCommand', [full, ifNotExists ? 'Ignore' : 'ErrorIfExists', columns], [mentioned(logicalNode(plan))]),
  };
}

/** Each INSERT above the rows as the table takes them; several stand below a union. */
function insert(session: Session, inserts: readonly Insert[]): CommandPlans {
  const all = inserts.map((one) => one.directory === undefined ? insertInto(session, one) : insertFiles(session, one));
  if (all.length === 1) return all[0]!;
  const union = (phase: (one: CommandPlans) => CommandNode): CommandNode => node('Union', [], all.map(phase));
  return {
    written: union((one) => one.written),
    understood: union((one) => one.understood), optimized: union((one) => one.optimized ?? one.understood),
    run: union((one) => one.run ?? one.understood),
  };
}

function insertInto(session: Session, statement: Insert): CommandPlans {
  const { query, overwrite, partition, columns, at } = statement;
  const table = writable(session, statement.table, 'INSERT', at);
  const phases = session.engine.phasesOf(rowsFor(session, table, query, statement));
  const spec = partition === undefined ? undefined : bracketed(partition.map((one) => (one.value?.at === undefined ? one.name : `${one.name}=${one.value.at.sql.slice(one.value.at.start, one.value.at.end)}`)));
  const args = [spec, table.words.provider ?? 'parquet', overwrite ? 'Overwrite' : 'Append', found(table), bracketed(table.schema.fields.map((one) => one.name))];
  const command = (child: CommandNode, name = 'InsertIntoHadoopFsRelationCommand'): CommandNode => node(name, args, [child]);
  return {
    written: node("'InsertIntoStatement", [spec, columns === undefined ? undefined : bracketed(columns), overwrite], [node("'UnresolvedRelation", [bracketed(statement.table)]), relationNode(query)]),
    understood: command(logicalNode(phases.analyzed)), optimized: command(node('WriteFiles', [], [logicalNode(phases.optimized)])),
    run: command(node('WriteFiles', [], [physicalNode(phases.physical)]), 'Execute InsertIntoHadoopFsRelationCommand'),
  };
}

function insertFiles(session: Session, { query, directory }: Insert): CommandPlans {
  const { path, format, options } = directory!;
  const args = [`Storage(Location: ${path ?? options['path'] ?? ''})`, format, true];
  return { written: node("'InsertIntoDir", args, [relationNode(query)]), understood: node('InsertIntoDataSourceDirCommand', args, [mentioned(logicalNode(session.engine.analyze(query)))]) };
}
