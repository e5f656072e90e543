import { fail, type Span } from '../../errors/stream-error.ts';
import type { CatalogTable, CatalogView, MemoryTable } from '../../plan/catalog.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import type { NamedTable, SqlRelation, SubqueryAlias } from '../../plan/relation.ts';
import { isUsualPath, placeOf, searchPath, searchPathOf } from '../../functions/search-path.ts';
import { quoteIdentifier } from '../../types/print.ts';
import { aliasOf } from '../build.ts';
import { attributesOf } from '../local-data.ts';
import { type CommonTableEntry, type Frame, isCaseSensitive, withoutWindows } from './context.ts';
import { faultOfLookup } from './earlier-faults.ts';
import { resolveUnder } from '../kept-settings.ts';
import { refreshIds } from '../refresh.ts';
import { asWhenMade } from './view-schema.ts';
import { kindOfFormat } from '../../sources/index.ts';
import { resolveRead } from './leaves.ts';
import { visibleOutput, withVisibleOrMetadata, withVisibleOutput } from './visible.ts';
import { integerSetting, isTrue } from '../../plan/settings.ts';

const NESTED_VIEWS = 'spark.sql.view.maxNestedViewDepth';

/** A common table expression, a view or a table, in this order. */
export function resolveNamedTable(relation: NamedTable, frame: Frame): LogicalPlan {
  const common = relation.name.length === 1 ? frame.ctes.get(cteKey(relation.name[0]!, frame)) : undefined;
  const refuseOlder = (name: readonly string[]): void => { if (relation.timeTravel === true) fail('UNSUPPORTED_FEATURE.TIME_TRAVEL', { relationId: name.map(quoteIdentifier).join('.') }, { at: relation.at }); };
  if (common !== undefined) {
    refuseOlder(relation.name);
    return resolveCommonTable(common, frame);
  }
  const table = tableOnPath(relation.name, frame);
  if (table === undefined) return resolveFiles(relation, frame) ?? failUnknownTable(relation, frame);
  refuseOlder(table.name);
  return table.kind === 'view' ? resolveView(table, frame, relation.at) : readTable(table, frame);
}

/** Names without a schema are looked for along the path, temporary views in its `system.session`. */
function tableOnPath(name: readonly string[], frame: Frame): CatalogTable | undefined {
  const { catalog } = frame.analysis.context;
  if (name.length > 1 || isUsualPath(frame.settings)) return catalog.table(name);
  for (const entry of searchPath(frame.settings)) {
    const found = placeOf(entry) === 'builtin' ? undefined : catalog.table([...entry, ...name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `json.`/a/path``: files under the name of their format. */
function resolveFiles({ name, options, at }: NamedTable, frame: Frame): LogicalPlan | undefined {
  const [format, path, ...more] = name;
  if (path === undefined || more.length > 0 || frame.settings.get('spark.sql.runSQLOnFiles')?.toLowerCase() === 'false') return undefined;
  const kind = kindOfFormat(format!);
  if (kind === undefined) return undefined;
  if (kind === 'other') return fail('UNSUPPORTED_DATASOURCE_FOR_DIRECT_QUERY', { dataSourceType: format! }, { at });
  if (path === '') return fail('INVALID_EMPTY_LOCATION', { location: path }, { at });
  return resolveRead({ kind: 'Read', format: format!, options, paths: [path], streaming: false }, frame);
}

/** `spark.sql(text)`: parsed here, so that its names are looked up when the DataFrame is analyzed. */
export function resolveSql(relation: SqlRelation, frame: Frame): LogicalPlan {
  const { query, positional, named } = relation;
  const parameters = positional === undefined && named === undefined ? undefined
    : { ...(positional === undefined ? {} : { positional }), ...(named === undefined ? {} : { named }) };
  const { parameters: _, windows: __, outer: ___, ...rest } = frame;
  const inside: Frame = { ...rest, ctes: new Map(), ...(parameters === undefined ? {} : { parameters }) };
  const parsed = frame.analysis.context.parseQuery(query);
  try {
    return frame.analysis.resolve(parsed, inside);
  } catch (error) {
    throw faultOfLookup(parsed, error, inside);
  }
}

/** `relation AS t(a, b)` */
export function resolveSubqueryAlias(relation: SubqueryAlias, frame: Frame): LogicalPlan {
  const input = withVisibleOrMetadata(frame.analysis.resolve(relation.input, withoutWindows(frame)));
  const named = relation.columns === undefined ? input : renameColumns(input, relation.columns, frame, (given, found) => {
    if (relation.input.kind === 'Values') {
      fail('INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH', { expectedNumCols: given, actualNumCols: found, rowIndex: '0' }, { at: relation.input.at ?? relation.at });
    }
    if (relation.input.kind === 'TableFunction' && relation.input.syntax === undefined) {
      fail('NUM_TABLE_VALUE_ALIASES_MISMATCH', { funcName: quoteIdentifier(relation.input.name.join('.')), aliasesNum: given, outColsNum: found }, { at: relation.at });
    }
    fail('ASSIGNMENT_ARITY_MISMATCH', { numExpr: given, numTarget: found }, { at: relation.at });
  });
  return { kind: 'SubqueryAlias', input: named, alias: relation.alias };
}

/** The same columns under other names. */
export function renameColumns(input: LogicalPlan, names: readonly string[], frame: Frame, refuse: (given: string, found: string) => never): LogicalPlan {
  const output = visibleOutput(input);
  if (output.length !== names.length) refuse(String(names.length), String(output.length));
  return { kind: 'Project', input, expressions: output.map((one, index) => aliasOf(one, names[index]!, frame.analysis.context.nextId())) };
}

export function cteKey(name: string, frame: Pick<Frame, 'settings'>): string {
  return isCaseSensitive(frame) ? name : name.toLowerCase();
}

function resolveCommonTable(entry: CommonTableEntry, frame: Frame): LogicalPlan {
  if (entry.kind === 'plan') return { kind: 'SubqueryAlias', input: refreshIds(entry.plan, frame), alias: [entry.name] };
  const { nextId } = frame.analysis.context;
  const output = entry.output.map((one) => ({ ...one, id: nextId() }));
  return { kind: 'SubqueryAlias', input: { kind: 'RecursiveRef', loopId: entry.loopId, output }, alias: [entry.name] };
}

/** The query of a view sees the session, nothing of the query around it. Each use has columns of its own. */
function resolveView(view: CatalogView, frame: Frame, at: Span | undefined): LogicalPlan {
  const { context } = frame.analysis;
  const deepest = integerSetting(context.settings, NESTED_VIEWS);
  if ((frame.viewDepth ?? 0) >= deepest) fail('VIEW_EXCEED_MAX_NESTED_DEPTH', { viewName: view.name.map(quoteIdentifier).join('.'), maxNestedDepth: String(deepest) }, { at });
  const analysis = { ...frame.analysis, context: { ...context, catalog: context.catalog.seenFrom?.(view) ?? context.catalog } };
  const hasModes = isTrue(frame.settings, 'spark.sql.legacy.viewSchemaBindingMode');
  const viewDepth = (frame.viewDepth ?? 0) + 1;
  const kept = view.temporary || !isTrue(frame.settings, 'spark.sql.legacy.useCurrentConfigsForView') ? view.settings : undefined;
  const input = resolveUnder(kept, { analysis, settings: frame.settings, ctes: new Map(), viewDepth }, (inside) => {
    const plan = refreshIds(withVisibleOutput(analysis.resolve(view.query, inside)), frame);
    return view.words === undefined ? plan : asWhenMade(plan, view, hasModes || view.words.mode !== 'BINDING' ? view.words : { ...view.words, mode: 'COMPENSATION' }, inside);
  });
  const named = view.words !== undefined || view.columns === undefined ? input
    : renameColumns(input, view.columns, frame, (given, found) => fail('ASSIGNMENT_ARITY_MISMATCH', { numExpr: found, numTarget: given }));
  return { kind: 'SubqueryAlias', input: named, alias: view.name };
}

function readTable(table: MemoryTable, frame: Frame): LogicalPlan {
  if (table.source !== undefined) return { kind: 'SubqueryAlias', alias: table.name, input: frame.analysis.resolve({ ...table.source }, frame) };
  const output = attributesOf(table.schema, frame.analysis.context.nextId);
  const { chunks, rowCount, version } = table;
  return { kind: 'SubqueryAlias', alias: table.name, input: { kind: 'LocalData', name: table.name.join('.'), output, chunks, rowCount, ...(version === undefined ? {} : { version }) } };
}

function failUnknownTable(relation: NamedTable, frame: Frame): never {
  const { name, at } = relation;
  const path = placeOf(name.slice(0, -1)) === 'session' ? { searchPath: '[`system`.`session`]' } : searchPathOf(frame.settings);
  return fail('TABLE_OR_VIEW_NOT_FOUND', { relationName: name.map(quoteIdentifier).join('.'), ...path }, { at });
}

