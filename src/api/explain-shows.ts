import { type CommandPlans, commandNode as node, logicalNode, mentioned, relationNode } from '../plan/explain-command.ts';
import type { Describe, Show } from '../plan/statement.ts';
import { answered, bracketed, catalogNode, columnsNamed, databaseNode, dotted, found, resolved, type Rows, specs, unresolvedNamespace, unresolvedTable, unresolvedTableOrView } from './explain-parts.ts';
import { repairWords } from './table-commands.ts';
import { createStatement } from './create-statement.ts';
import { describe } from './describe-commands.ts';
import { tableNamed, writable } from './named-tables.ts';
import type { Session } from './session.ts';
import { isStored } from './stored-table.ts';

/** EXPLAIN of what shows the session, and of caches and statistics. */
export const showPlans: Rows<'Show' | 'Describe' | 'Cache'> = {
  Show: (session, statement) => shows[statement.what](session, statement),
  Describe: (session, statement) => describes[statement.what](session, statement),
  Cache: (session, { what, name, query, ifExists, columns, lazy = false, noScan = false, change, at }) => {
    if (query !== undefined) {
      return direct(node("'CacheTableAsSelect", [dotted(name!), lazy], [relationNode(query)]), node('CacheTableAsSelect', [dotted(name!), lazy], [mentioned(logicalNode(session.engine.analyze(query)))]));
    }
    if (what === 'clear') return plain('ClearCacheCommand$');
    if (what === 'refresh path') return plain('RefreshResource');
    if (what === 'analyze all') {
      const database = [name?.at(-1) ?? session.engine.catalog.currentDatabase, noScan];
      return { written: node("'AnalyzeTables", [noScan], [unresolvedNamespace(name)]), understood: node('AnalyzeTablesCommand', database) };
    }
    const table = tableNamed(session, name!, at);
    const relation = node('SubqueryAlias', [dotted(table.name)]);
    const repairs = [change !== 'DROP', change === 'DROP' || change === 'SYNC'];
    switch (what) {
      case 'cache': return direct(node("'CacheTable", [bracketed(name!), lazy], [node("'UnresolvedRelation", [bracketed(name!)])]), node('CacheTable', [bracketed(name!), lazy], [mentioned(relation)]));
      case 'uncache': return direct(node("'UncacheTable", [ifExists], [node("'UnresolvedRelation", [bracketed(name!)])]), node('UncacheTable', [ifExists], [mentioned(relation)]));
      case 'refresh': return { written: node("'RefreshTable", [], [unresolvedTableOrView(name!, 'REFRESH TABLE')]), understood: node('RefreshTableCommand', [found(table)]) };
      case 'repair': return {
        written: node("'RepairTable", repairs, [unresolvedTable(name!, repairWords(change))]),
        understood: node('RepairTableCommand', [found(table), ...repairs, 'MSCK REPAIR TABLE']),
      };
      default: {
        const target = unresolvedTableOrView(name!, 'ANALYZE TABLE', false);
        if (columns === undefined) return { written: node("'AnalyzeTable", [noScan], [target]), understood: node('AnalyzeTableCommand', [found(table), noScan]) };
        const which = columns === 'all' ? [true] : [bracketed(columns), false];
        return { written: node("'AnalyzeColumn", which, [target]), understood: node('AnalyzeColumnCommand', [found(table), ...which]) };
      }
    }
  },
};

type ShowRow = (session: Session, statement: Show) => CommandPlans;

const shows: { readonly [K in Show['what']]: ShowRow } = {
  tables: (session, { name, pattern }) => ofDatabase(session, name, 'ShowTables', ['namespace', 'tableName', 'isTemporary'], pattern),
  views: (session, { name, pattern }) => command(session, name, 'ShowViews', ['namespace', 'viewName', 'isTemporary'], (database, columns) => [database, pattern, columns]),
  'table extended': (session, { name, pattern }) => command(session, name, 'ShowTables', ['namespace', 'tableName', 'isTemporary', 'information'], (database, columns) => [database, pattern, columns, true]),
  functions: (session, { name, pattern, only }) => command(session, name, 'ShowFunctions', ['function'], (database, columns) => [database, pattern, only !== 'system', only !== 'user', columns]),
  databases: (_, { name, pattern }) => ({
    written: node("'ShowNamespaces", [pattern, columnsNamed('namespace')], [unresolvedNamespace(name ?? [])]),
    understood: node('ShowNamespacesCommand', [pattern, columnsNamed('namespace')], [node('ResolvedNamespace', [catalogNode, ...(name === undefined ? [] : [bracketed(name)])])]), ...answered(['namespace']),
  }),
  catalogs: (_, { pattern }) => ({ ...plain('ShowCatalogsCommand', [pattern]), ...answered(['catalog']) }),
  collations: (_, { pattern }) => ({
    ...plain('ShowCollationsCommand', [pattern]),
    ...answered(['COLLATION_CATALOG', 'COLLATION_SCHEMA', 'COLLATION_NAME', 'LANGUAGE', 'COUNTRY', 'ACCENT_SENSITIVITY', 'CASE_SENSITIVITY', 'PAD_ATTRIBUTE', 'ICU_VERSION']),
  }),
  'current namespace': () => ({ ...plain('ShowCurrentNamespaceCommand'), ...answered(['catalog', 'namespace']) }),
  columns: (session, { name, database, nameAt }) => {
    const table = tableNamed(session, database === undefined || name!.length > 1 ? name! : [...database, ...name!], nameAt);
    const columns = columnsNamed('col_name');
    return {
      written: node("'ShowColumns", [columns], [unresolvedTableOrView(name!, 'SHOW COLUMNS')]),
      understood: node('ShowColumnsCommand', [found(table), columns], [resolved(session, table)]),
      ...answered(['col_name']),
    };
  },
  tblproperties: (session, { name, pattern, nameAt }) => {
    const table = tableNamed(session, name!, nameAt);
    const columns = columnsNamed('key', 'value');
    const written = node("'ShowTableProperties", [pattern, columns], [unresolvedTableOrView(name!, 'SHOW TBLPROPERTIES')]);
    if (!isStored(table)) return { written, understood: node('ShowTablePropertiesCommand', [found(table), pattern, columns]), ...answered(['key', 'value']) };
    return {
      ...direct(written, node('ShowTableProperties', [pattern, columns], [resolved(session, table)]), node('ShowTableProperties', [columns, `V1Table(${dotted(table.name.slice(1))})`, dotted(table.name), pattern])),
      ...answered(['key', 'value']),
    };
  },
  'create table': (session, statement) => {
    createStatement(session, statement);
    const table = tableNamed(session, statement.name!, statement.nameAt);
    const columns = columnsNamed('createtab_stmt');
    const written = node("'ShowCreateTable", [statement.serde === true, columns], [unresolvedTableOrView(statement.name!, 'SHOW CREATE TABLE', false)]);
    if (!isStored(table)) return { written, understood: node('ShowCreateTableCommand', [found(table), columns]), ...answered(['createtab_stmt']) };
    const { name, args } = resolved(session, table);
    return {
      ...direct(written, node('ShowCreateTable', [statement.serde === true, columns], [resolved(session, table)]), node('ShowCreateTable', [columns, `${name} ${args.join(', ')}`])),
      ...answered(['createtab_stmt']),
    };
  },
  partitions: (session, { name, partition, nameAt }) => {
    const table = writable(session, name!, 'SHOW PARTITIONS', nameAt);
    const columns = columnsNamed('partition');
    const wanted = partition === undefined ? undefined : bracketed(specs(session, table, partition));
    return {
      written: node("'ShowPartitions", [columns, wanted], [unresolvedTableOrView(name!, 'SHOW PARTITIONS')]),
      understood: node('ShowPartitionsCommand', [found(table), columns, wanted]),
      ...answered(['partition']),
    };
  },
};

const describes: { readonly [K in Describe['what']]: (session: Session, statement: Describe) => CommandPlans } = {
  function: (session, statement) => {
    describe(session, statement);
    return {
      written: node("'DescribeFunction", [statement.extended], [node("'UnresolvedFunctionName", [bracketed(statement.name!), 'DESCRIBE FUNCTION'])]),
      understood: node('DescribeFunctionCommand', [dotted(statement.name!), statement.extended]), ...answered(['function_desc']),
    };
  },
  database: (_, { name, extended }) => {
    const columns = columnsNamed('info_name', 'info_value');
    return {
      ...direct(
        node("'DescribeNamespace", [extended, columns], [unresolvedNamespace(name)]),
        node('DescribeNamespace', [extended, columns], [databaseNode(name!)]),
        node('DescribeNamespace', [columns, catalogNode, bracketed(name!), extended]),
      ),
      ...answered(['info_name', 'info_value']),
    };
  },
  query: (session, { query, at }) => {
    session.engine.analyze(query!);
    const text = at === undefined ? '' : at.sql.slice(at.start, at.end).replace(/^\S+\s+(?:QUERY\s+)?/i, '');
    return { ...plain('DescribeQueryCommand', [text]), ...answered(['col_name', 'data_type', 'comment']) };
  },
  table: (session, statement) => {
    const { name, column, extended, json, partition, nameAt } = statement;
    const table = tableNamed(session, name!, nameAt);
    const target = unresolvedTableOrView(name!, 'DESCRIBE TABLE');
    if (column !== undefined) {
      const columns = columnsNamed('info_name', 'info_value');
      describe(session, statement);
      return {
        written: node("'DescribeColumn", [dotted(column), extended, columns], [target]),
        understood: node('DescribeColumnCommand', [found(table), bracketed(column), extended, columns]),
        ...answered(['info_name', 'info_value']),
      };
    }
    if (json === true) {
      const columns = columnsNamed('json_metadata');
      return {
        written: node("'DescribeRelationJson", [extended, columns], [target]),
        understood: node('DescribeRelationJsonCommand', [extended, columns], [resolved(session, table)]),
        ...answered(['json_metadata']),
      };
    }
    const columns = columnsNamed('col_name', 'data_type', 'comment');
    const wanted = partition === undefined || !isStored(table) ? undefined : bracketed(specs(session, table, partition));
    return {
      written: node("'DescribeRelation", [wanted, extended, columns], [target]), understood: node('DescribeTableCommand', [found(table), wanted, extended, columns], [resolved(session, table)]),
      ...answered(['col_name', 'data_type', 'comment']),
    };
  },
};

/** Without anything below it, and understood as it is written. */
function plain(name: string, args: readonly (string | undefined)[] = []): CommandPlans { return { written: node(name, args), understood: node(name, args) }; }

function direct(written: CommandPlans['written'], understood: CommandPlans['understood'], run = understood): CommandPlans { return { written, understood, run }; }

function ofDatabase(session: Session, name: readonly string[] | undefined, command: string, columns: readonly string[], pattern: string | undefined): CommandPlans {
  const shown = columnsNamed(...columns);
  const database = [name?.at(-1) ?? session.engine.catalog.currentDatabase];
  return {
    ...direct(node(`'${command}`, [pattern, shown], [unresolvedNamespace(name)]), node(command, [pattern, shown], [databaseNode(database)]), node(command, [shown, catalogNode, bracketed(database), pattern])),
    ...answered(columns, { isTemporary: 'boolean' }),
  };
}

function command(
  session: Session, name: readonly string[] | undefined, written: string, columns: readonly string[], argsOf: (database: string, columns: string) => readonly (string | boolean | undefined)[],
): CommandPlans {
  const shown = columnsNamed(...columns);
  const [, ...said] = argsOf('', shown);
  return {
    written: node(`'${written}`, said, [unresolvedNamespace(name)]),
    understood: node(`${written}Command`, argsOf(name?.at(-1) ?? session.engine.catalog.currentDatabase, shown)),
    ...answered(columns, { isTemporary: 'boolean' }),
  };
}

