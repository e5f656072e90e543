import { fail } from '../errors/stream-error.ts';
import type { Relation } from '../plan/relation.ts';
import type { Statement } from '../plan/statement.ts';
import { settingRows } from '../plan/settings.ts';
import { booleanType, type Field, field, type Schema, stringType } from '../types/data-type.ts';
import { catalogString } from '../types/print.ts';
import { typeToSql } from '../types/print.ts';
import type { Value } from '../columnar/value.ts';
import { sessionVariables } from './session-variables.ts';
import { describeFunction, functionNames } from './describe-function.ts';
import { DataFrame } from './data-frame.ts';
import type { Session, SqlArguments } from './session.ts';
import { quoteName } from './session-catalog.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;
type Command<K extends Statement['kind']> = (session: Session, statement: Of<K>, args: SqlArguments | undefined) => DataFrame;

/** One row per statement that changes or shows the session. Effects that need no data are done at once, the others are queued. */
const commands: { readonly [K in Exclude<Statement['kind'], 'Query'>]: Command<K> } = {
  Explain: explain,
  CreateView: createView,
  AlterView: alterView,
  DropView: (session, { name, ifExists }) => drop(session, name, 'view', ifExists),
  CreateTable: createTable,
  DropTable: (session, { name, ifExists }) => drop(session, name, 'table', ifExists),
  Insert: insert,
  SetConfiguration: setConfiguration,
  ResetConfiguration: resetConfiguration,
  SetVariable: (session, statement) => sessionVariables.assign(session, statement),
  DeclareVariable: (session, statement) => sessionVariables.declare(session, statement),
  DropVariable: (session, statement) => sessionVariables.drop(session, statement),
  Describe: describe,
  Show: show,
  Cache: (session) => nothing(session),
  Use: (session) => nothing(session),
  Unsupported: (_, { feature, at }) => fail('TIDEMARK_NOT_SUPPORTED_YET', { feature }, { at }),
};

export function runCommand(session: Session, statement: Exclude<Statement, { kind: 'Query' }>, args: SqlArguments | undefined): DataFrame {
  const command = commands[statement.kind] as Command<typeof statement.kind>;
  return command(session, statement as never, args);
}

function nothing(session: Session): DataFrame { return session.createDataFrame([], { fields: [] }); }

function answer(session: Session, fields: readonly Field[], rows: readonly (readonly Value[])[]): DataFrame {
  return new DataFrame(session, { kind: 'LocalRelation', schema: { fields }, rows });
}

function explain(session: Session, { statement, mode }: Of<'Explain'>): DataFrame {
  const query = statement.kind === 'Query' ? statement.query : statement.kind === 'CreateView' ? statement.query : undefined;
  if (query === undefined) return fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: `EXPLAIN of ${statement.kind}` });
  return answer(session, [field('plan', stringType, false)], [[session.engine.explain(query, mode)]]);
}

function createView(session: Session, statement: Of<'CreateView'>): DataFrame {
  const { catalog } = session.engine;
  if (statement.ifNotExists && catalog.table(statement.name) !== undefined) return nothing(session);
  const query: Relation = statement.using === undefined ? statement.query
    : { kind: 'Read', format: statement.using.format, options: statement.using.options, paths: [], streaming: false, ...(statement.using.schema === undefined ? {} : { schema: statement.using.schema }) };
  const width = session.engine.schemaOf(query).fields.length;
  const columns = statement.columns?.map((column) => column.name);
  if (columns !== undefined && columns.length !== width) {
    fail(columns.length > width ? 'CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS' : 'CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS', {
      viewName: quoteName(statement.name), viewColumns: columns.join(', '), dataColumns: session.engine.schemaOf(query).fields.map((one) => one.name).join(', '),
    });
  }
  const name = statement.scope === 'global' ? ['global_temp', statement.name.at(-1)!] : statement.name;
  catalog.addView({ kind: 'view', name, temporary: statement.scope !== 'session', query, ...(columns === undefined ? {} : { columns }) }, { replace: statement.orReplace, scope: statement.scope });
  return nothing(session);
}

function alterView(session: Session, { name, query, renameTo }: Of<'AlterView'>): DataFrame {
  const { catalog } = session.engine;
  const view = catalog.table(name);
  if (view === undefined) return notFound(name);
  if (renameTo !== undefined) catalog.rename(name, renameTo);
  if (query !== undefined) {
    session.engine.analyze(query);
    catalog.addView({ kind: 'view', name: view.name, temporary: view.kind === 'view' && view.temporary, query }, { replace: true, scope: view.kind === 'view' && view.temporary ? 'temporary' : 'session' });
  }
  return nothing(session);
}

function drop(session: Session, name: readonly string[], what: 'view' | 'table', ifExists: boolean): DataFrame {
  if (!session.engine.catalog.drop(name, what === 'table' ? 'any' : 'view') && !session.engine.catalog.drop(name, 'any') && !ifExists) notFound(name);
  return nothing(session);
}

function createTable(session: Session, statement: Of<'CreateTable'>): DataFrame {
  const { engine } = session;
  if (engine.catalog.table(statement.name) !== undefined && statement.ifNotExists) return nothing(session);
  const schema: Schema = statement.schema ?? (statement.query === undefined ? { fields: [] } : nullableSchema(engine.schemaOf(statement.query)));
  engine.addTable(statement.name, schema, [], statement.orReplace);
  if (statement.query !== undefined) fill(session, statement.name, schema, statement.query, true);
  return nothing(session);
}

function nullableSchema(schema: Schema): Schema {
  return { fields: schema.fields.map((one) => ({ ...one, nullable: true })) };
}

function insert(session: Session, statement: Of<'Insert'>): DataFrame {
  const table = session.engine.catalog.table(statement.table);
  if (table === undefined) return notFound(statement.table);
  if (table.kind !== 'table') return fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: 'INSERT INTO a view' }, { at: statement.at });
  const byName: Relation = { kind: 'ToSchema', input: statement.query, schema: table.schema };
  if (statement.byName) { queueInsert(session, statement.table, byName, statement.overwrite); return nothing(session); }
  fill(session, statement.table, table.schema, statement.query, statement.overwrite, statement.columns);
  return nothing(session);
}

/** Columns by position, cast to the table's types; columns that are not named get NULL. */
function fill(session: Session, name: readonly string[], schema: Schema, query: Relation, overwrite: boolean, columns?: readonly string[]): void {
  const targets = columns ?? schema.fields.map((one) => one.name);
  const given = session.engine.schemaOf(query).fields.length;
  if (given !== targets.length) {
    fail(given > targets.length ? 'INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS' : 'INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS', {
      tableName: quoteName(name), tableColumns: targets.join(', '), dataColumns: String(given),
    });
  }
  const named: Relation = { kind: 'ToDf', input: query, names: targets.map((_, index) => `c${index}`) };
  const position = new Map(targets.map((target, index) => [target.toLowerCase(), index]));
  queueInsert(session, name, {
    kind: 'Project', input: named,
    expressions: schema.fields.map((one) => {
      const index = position.get(one.name.toLowerCase());
      const input = index === undefined ? ({ kind: 'Literal', value: null, type: { kind: 'null' } } as const) : ({ kind: 'UnresolvedAttribute', name: [`c${index}`] } as const);
      return { kind: 'Alias', names: [one.name], input: { kind: 'Cast', input, to: one.type, mode: 'cast' } };
    }),
  }, overwrite);
}

/** Analysis errors come now, the rows before whatever is asked next. */
function queueInsert(session: Session, name: readonly string[], relation: Relation, overwrite: boolean): void {
  session.engine.analyze(relation);
  session.engine.enqueue(() => session.engine.insertInto(relation, name, overwrite, false));
}

function setConfiguration(session: Session, { key, value, verbose }: Of<'SetConfiguration'>): DataFrame {
  const fields = [field('key', stringType, false), field('value', stringType, false)];
  if (key === undefined) {
    const all = verbose === true ? settingRows.map((row) => [row.key, session.engine.settings.get(row.key) ?? '<undefined>', row.doc]) : session.engine.settings.entries().map(([name, text]) => [name, text]);
    return answer(session, verbose === true ? [...fields, field('meaning', stringType, false)] : fields, all);
  }
  if (value !== undefined) session.conf.set(key, value);
  return answer(session, fields, [[key, session.engine.settings.get(key) ?? '<undefined>']]);
}

function resetConfiguration(session: Session, { key }: Of<'ResetConfiguration'>): DataFrame {
  for (const [name] of key === undefined ? session.engine.settings.entries() : [[key]]) session.conf.unset(name!);
  return nothing(session);
}

function describe(session: Session, { what, name, column, query }: Of<'Describe'>): DataFrame {
  if (what === 'function') return answer(session, [field('function_desc', stringType, false)], describeFunction(name!.at(-1)!).map((line) => [line]));
  if (what === 'database') return answer(session, [field('info_name', stringType, false), field('info_value', stringType)], [['Catalog Name', 'spark_catalog'], ['Namespace Name', 'default']]);
  const relation: Relation = query ?? { kind: 'NamedTable', name: name!, options: {}, streaming: false };
  const fields = session.engine.schemaOf(relation).fields;
  if (column !== undefined) {
    const found = fields.find((one) => one.name.toLowerCase() === column.at(-1)!.toLowerCase());
    if (found === undefined) return fail('COLUMN_NOT_FOUND', { colName: quoteName(column) });
    return answer(session, [field('info_name', stringType, false), field('info_value', stringType)], [['col_name', found.name], ['data_type', catalogString(found.type)], ['comment', found.comment ?? 'NULL']]);
  }
  return answer(session, [field('col_name', stringType, false), field('data_type', stringType, false), field('comment', stringType)], fields.map((one) => [one.name, catalogString(one.type), one.comment ?? null]));
}

function show(session: Session, statement: Of<'Show'>): DataFrame {
  const { what, name, pattern } = statement;
  const matches = (text: string): boolean => pattern === undefined || new RegExp(`^(${pattern.replace(/[.+^${}()[\]\\]/g, '\\$&').replaceAll('*', '.*')})$`, 'i').test(text);
  const tables = session.engine.catalog.list().filter((one) => matches(one.name));
  switch (what) {
    case 'tables': return relationNames(session, 'tableName', tables);
    case 'views': return relationNames(session, 'viewName', tables.filter((one) => one.table.kind === 'view'));
    case 'columns': return answer(session, [field('col_name', stringType, false)], session.engine.schemaOf({ kind: 'NamedTable', name: name!, options: {}, streaming: false }).fields.map((one) => [one.name]));
    case 'functions': return answer(session, [field('function', stringType, false)], [...functionNames(), ...session.engine.catalog.userFunctionNames()].filter(matches).sort().map((one) => [one]));
    case 'databases': return answer(session, [field('namespace', stringType, false)], [['default']].filter(([one]) => matches(one!)));
    case 'catalogs': return answer(session, [field('catalog', stringType, false)], [['spark_catalog']]);
    case 'tblproperties': return answer(session, [field('key', stringType, false), field('value', stringType, false)], []);
    case 'create table': return answer(session, [field('createtab_stmt', stringType, false)], [[createStatement(session, name!)]]);
    case 'partitions': return answer(session, [field('partition', stringType, false)], []);
  }
}

function relationNames(session: Session, column: 'tableName' | 'viewName', tables: ReturnType<Session['engine']['catalog']['list']>): DataFrame {
  const fields = [field('namespace', stringType, false), field(column, stringType, false), field('isTemporary', booleanType, false)];
  return answer(session, fields, tables.map((one) => [one.temporary ? '' : 'default', one.name, one.temporary]));
}

function createStatement(session: Session, name: readonly string[]): string {
  const table = session.engine.catalog.table(name);
  if (table === undefined) return notFound(name);
  const fields = session.engine.schemaOf({ kind: 'NamedTable', name, options: {}, streaming: false }).fields;
  return `CREATE TABLE spark_catalog.default.${table.name.at(-1)} (\n${fields.map((one) => `  ${one.name} ${typeToSql(one.type)}`).join(',\n')})\n`;
}

function notFound(name: readonly string[]): never {
  return fail('TABLE_OR_VIEW_NOT_FOUND', { relationName: quoteName(name) });
}
