import { fail, type Span } from '../errors/stream-error.ts';
import { hasSchemaModes, VIEW_MODES } from './table-details.ts';
import type { CatalogTable, CatalogView, ViewSchemaMode, ViewWords } from '../plan/catalog.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import { outputOf } from '../plan/output.ts';
import type { Relation } from '../plan/relation.ts';
import type { AlterView, CreateView, DropView } from '../plan/statement.ts';
import type { Field } from '../types/data-type.ts';
import { collatedQuery, withSchemaCollation } from './default-collation.ts';
import type { DataFrame } from './data-frame.ts';
import { refuseTwice, tableNamed } from './named-tables.ts';
import type { Session } from './session.ts';
import { CATALOG, quoteName } from './session-catalog.ts';
import { isStored } from './stored-table.ts';

/** Views: made, changed, dropped. */
export const viewCommands = { CreateView: createView, AlterView: alterView, DropView: dropView } as const;

type Scope = CreateView['scope'];

/** The names in a temporary view mean what they did when it was made. */
const KEEPS_PLAN = 'spark.sql.legacy.storeAnalyzedPlanForView';

function createView(session: Session, written: CreateView): DataFrame {
  const statement = written.scope === 'session' ? withSchemaCollation(session, written) : written;
  const { engine } = session;
  const { catalog } = engine;
  const { scope, at } = statement;
  const given = statement.name;
  const local = given.at(-1)!;
  const isSession = given.length === 1 || ['session', 'system.session', 'global_temp'].includes(given.slice(0, -1).join('.').toLowerCase());
  if (scope !== 'session' && !isSession) fail('INVALID_TEMP_OBJ_QUALIFIER', { objectType: 'VIEW', objectName: quoteName([local]), qualifier: quoteName(given.slice(0, -1)) }, { at });
  const name = scope === 'session' ? catalog.fullName(given) : scope === 'global' ? ['global_temp', local] : [local];
  const known = catalog.table(name);
  const query = queryOf(statement);
  const { columns } = statement;
  const keepsPlan = scope !== 'session' && engine.settings.flag(KEEPS_PLAN);
  const made = madeFrom(session, query, { name, scope, replaces: statement.orReplace && !keepsPlan, columns });
  if (statement.ifNotExists && known !== undefined) return session.emptyDataFrame;
  if (scope === 'session' && statement.orReplace && known?.kind === 'table') fail('EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE', { operation: 'CREATE OR REPLACE VIEW', tableName: quoteName(name) });
  const fields = made.fields.map((one, index): Field => ({ ...one, name: columns?.[index]?.name ?? one.name, ...(columns?.[index]?.comment === undefined ? {} : { comment: columns[index].comment }) }));
  refuseTwice(fields.map((one) => one.name));
  const words: ViewWords = {
    sql: statement.sql, mode: modeOf(session, statement), fields, output: made.output,
    database: catalog.currentDatabase, createdMs: engine.environment.clock.nowMs(), temporaries: made.temporaries,
    ...(statement.comment === undefined || scope !== 'session' ? {} : { comment: statement.comment }), ...(statement.properties === undefined ? {} : { properties: statement.properties }),
    ...(statement.collation === undefined ? {} : { collation: statement.collation }),
  };
  const kept = { ...query };
  if (keepsPlan) engine.analyze(kept);
  catalog.addView({ kind: 'view', name, temporary: scope !== 'session', query: kept, settings: engine.settings.captured(), words }, { replace: statement.orReplace, scope });
  return session.emptyDataFrame;
}

/** Columns with names of their own keep them. */
function modeOf(session: Session, { scope, schemaMode, columns, at }: CreateView): ViewSchemaMode {
  if (schemaMode !== undefined) requireSchemaModes(session, at);
  if (scope !== 'session' || !hasSchemaModes(session)) return 'BINDING';
  const wanted = schemaMode ?? (session.engine.settings.flag('spark.sql.legacy.viewSchemaCompensation') ? 'COMPENSATION' : 'BINDING');
  return wanted === 'EVOLUTION' && columns !== undefined ? 'TYPE EVOLUTION' : wanted;
}

function requireSchemaModes(session: Session, at: Span | undefined): void {
  if (!hasSchemaModes(session)) fail('FEATURE_NOT_ENABLED', { featureName: 'VIEW ... WITH SCHEMA ...', configKey: VIEW_MODES, configValue: 'true', reason: `"${VIEW_MODES}" is false` }, { at });
}

function queryOf({ using, query, collation }: CreateView): Relation {
  if (using === undefined) return collation === undefined ? query : collatedQuery(query, collation);
  return { kind: 'Read', format: using.format, options: using.options, paths: [], streaming: false, ...(using.schema === undefined ? {} : { schema: using.schema }) };
}

interface Making { readonly name: readonly string[]; readonly scope: Scope; readonly replaces: boolean; readonly columns?: CreateView['columns'] }

interface Made { readonly fields: readonly Field[]; readonly output: readonly string[]; readonly temporaries: readonly string[] }

/** What a query gives as a view of this name. A view that stays may not read what goes, and none reads itself. */
function madeFrom(session: Session, query: Relation, { name, scope, replaces, columns }: Making): Made {
  const { engine } = session;
  const { fields } = engine.declaredSchemaOf(query);
  if (columns !== undefined && columns.length !== fields.length) {
    fail(`CREATE_VIEW_COLUMN_ARITY_MISMATCH.${columns.length > fields.length ? 'NOT_ENOUGH' : 'TOO_MANY'}_DATA_COLUMNS`, {
      viewName: quoteName(name), viewColumns: columns.map((one) => quoteName([one.name])).join(', '), dataColumns: fields.map((one) => quoteName([one.name])).join(', '),
    });
  }
  const temporaries = new Set<string>();
  const plan = engine.analyzeIn({ ...query }, engine.catalog.watched((what, tempObj) => {
    if (scope === 'session') fail('INVALID_TEMP_OBJ_REFERENCE', { objName: quoteName(name), obj: 'VIEW', tempObj: what, tempObjName: quoteName(tempObj) });
    if (what === 'VIEW') temporaries.add(tempObj.at(-1)!.toLowerCase());
  }));
  if (scope === 'session') refuseGeneratedNames(session, plan, name);
  if (replaces) refuseRecursion(session, query, name, [name]);
  return { fields, output: fields.map((one) => one.name), temporaries: [...temporaries] };
}

function refuseGeneratedNames({ engine }: Session, plan: LogicalPlan, name: readonly string[]): void {
  if (engine.settings.flag('spark.sql.legacy.allowAutoGeneratedAliasForView')) return;
  const generated = outputOf(plan).find((one) => one.generatedName === true && one.hidden !== true);
  if (generated !== undefined) fail('CREATE_PERMANENT_VIEW_WITHOUT_ALIAS', { name: quoteName(name), attr: `"${generated.name}"` });
}

/** Follows the views that a query reads, in the text that each was made of. */
function refuseRecursion(session: Session, query: Relation, name: readonly string[], path: readonly (readonly string[])[]): void {
  const { catalog } = session.engine;
  const target = catalog.table(name);
  for (const read of namesIn(query, new Set())) {
    const found = catalog.table(read);
    if (found?.kind !== 'view') continue;
    const next = [...path, found.name];
    if (found === target) fail('RECURSIVE_VIEW', { viewIdent: quoteName(found.name), newPath: next.map(quoteName).join(' -> ') });
    if (found.words !== undefined && !path.includes(found.name)) refuseRecursion(session, found.query, name, next);
  }
}

function* namesIn(node: unknown, ctes: ReadonlySet<string>): Generator<readonly string[]> {
  if (typeof node !== 'object' || node === null) return;
  const part = node as { readonly kind?: unknown; readonly name?: readonly string[]; readonly ctes?: readonly { readonly name: string }[] };
  const inside = part.kind === 'WithCtes' ? new Set([...ctes, ...(part.ctes ?? []).map((one) => one.name.toLowerCase())]) : ctes;
  if (part.kind === 'NamedTable' && !(part.name!.length === 1 && ctes.has(part.name![0]!.toLowerCase()))) yield part.name!;
  for (const [key, value] of Object.entries(node)) if (key !== 'at') yield* namesIn(value, inside);
}

function alterView(session: Session, { name, nameAt, change, at }: AlterView): DataFrame {
  const { catalog } = session.engine;
  const view = tableNamed(session, name, nameAt ?? at, 'command');
  if (view.kind !== 'view') {
    const tableName = quoteName(view.name);
    const propertyChange = change.change === 'set properties' || change.change === 'unset properties';
    if (propertyChange) return fail('EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE', { operation: `ALTER VIEW ... ${change.change === 'set properties' ? 'SET' : 'UNSET'} TBLPROPERTIES`, tableName }, { at: nameAt });
    if (change.change === 'rename') return fail('EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE', { operation: 'ALTER VIEW', tableName: quoteName(name) });
    return fail('EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE', { operation: `ALTER VIEW ... ${change.change === 'query' ? 'AS' : 'WITH SCHEMA ...'}`, tableName }, { at: nameAt });
  }
  const { words } = view;
  const replace = (next: CatalogView): void => { catalog.addView(next, { replace: true, scope: !view.temporary ? 'session' : view.name[0]!.toLowerCase() === 'global_temp' ? 'global' : 'temporary' }); };
  switch (change.change) {
    case 'rename': catalog.rename(name, change.to); break;
    case 'query': replace(changedQuery(session, view, change.query, change.sql)); break;
    case 'schema mode':
      if (view.temporary) fail('UNSUPPORTED_FEATURE.TEMPORARY_VIEW_WITH_SCHEMA_BINDING_MODE', {}, { at });
      requireSchemaModes(session, at);
      if (words !== undefined) replace({ ...view, words: { ...words, mode: change.mode } });
      break;
    case 'set properties': refuseTemporary(view, 'SET', name); if (words !== undefined) replace({ ...view, words: { ...words, properties: { ...words.properties, ...change.properties } } }); break;
    case 'unset properties':
      refuseTemporary(view, 'UNSET', name);
      if (words !== undefined) replace({ ...view, words: { ...words, properties: Object.fromEntries(Object.entries(words.properties ?? {}).filter(([key]) => !change.keys.includes(key))) } });
      break;
  }
  return session.emptyDataFrame;
}

function refuseTemporary(view: CatalogView, word: string, name: readonly string[]): void {
  if (view.temporary) fail('EXPECT_PERMANENT_VIEW_NOT_TEMP', { operation: `ALTER VIEW ... ${word} TBLPROPERTIES`, viewName: quoteName(name) });
}

/** The columns are those of the new query; what else was said of the view stays. */
function changedQuery(session: Session, view: CatalogView, written: Relation, sql: string): CatalogView {
  const { words } = view;
  const query = words?.collation === undefined ? written : collatedQuery(written, words.collation);
  const keepsPlan = view.temporary && session.engine.settings.flag(KEEPS_PLAN);
  const made = madeFrom(session, query, { name: view.name, scope: view.temporary ? 'temporary' : 'session', replaces: !keepsPlan });
  const stored = { ...query };
  if (keepsPlan) session.engine.analyze(stored);
  const { clock } = session.engine.environment;
  const kept = words ?? { mode: 'BINDING' as const, createdMs: clock.nowMs() };
  const settings = session.engine.settings.captured();
  return { kind: 'view', name: view.name, temporary: view.temporary, query: stored, settings, words: { ...kept, ...made, sql, database: session.engine.catalog.currentDatabase } };
}

function isExternal(table: CatalogTable): boolean { return isStored(table) && table.words.location !== undefined; }

function dropView(session: Session, { name, ifExists, at }: DropView): DataFrame {
  const { catalog } = session.engine;
  const found = catalog.table(name);
  if (found?.kind === 'table' && found.name[0] === CATALOG) {
    const foundType = isExternal(found) ? 'EXTERNAL' : 'MANAGED';
    fail('WRONG_COMMAND_FOR_OBJECT_TYPE', { operation: 'DROP VIEW', requiredType: 'VIEW or METRIC_VIEW', objectName: found.name.join('.'), foundType, alternative: 'DROP TABLE' });
  }
  if (!catalog.drop(name, 'any') && !ifExists) tableNamed(session, name, at, 'drop');
  return session.emptyDataFrame;
}
