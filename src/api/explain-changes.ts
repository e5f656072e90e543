import { type CommandNode, commandNode as node, logicalNode, mentioned, relationNode } from '../plan/explain-command.ts';
import type { TableChange, ViewChange } from '../plan/statement.ts';
import { typeToSql } from '../types/print.ts';
import { bracketed, catalogNode, databaseNode, dotted, found, maps, resolved, type Rows, specs, unresolvedNamespace, unresolvedTable, unresolvedTableOrView, unresolvedView } from './explain-parts.ts';
import { columnNamed } from './insert.ts';
import { tableNamed, writable } from './named-tables.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';
import type { StoredTable } from './stored-table.ts';
import { tableCommands } from './table-commands.ts';

/** EXPLAIN of ALTER TABLE, ALTER VIEW, ALTER DATABASE. */
export const changePlans: Rows<'AlterTable' | 'AlterView' | 'AlterDatabase'> = {
  AlterTable: (session, statement) => {
    const { name, change, nameAt } = statement;
    if (change.change === 'refused') return tableCommands.AlterTable(session, statement) as never;
    const table = change.change === 'rename' ? tableNamed(session, name, nameAt) : writable(session, name, `ALTER TABLE ... ${change.change.toUpperCase()}`, nameAt);
    const { said, command, run } = (tableChanges[change.change] as ChangeRow)(session, table as StoredTable, change);
    const target = change.change === 'rename' ? unresolvedTableOrView(name, 'ALTER TABLE ... RENAME TO') : unresolvedTable(name, `ALTER TABLE ... ${change.change.toUpperCase()}`);
    return { written: { ...said, name: `'${said.name}`, children: [target] }, understood: command, ...(run === undefined ? {} : { run }) };
  },
  AlterView: (session, { name, change, at }) => {
    const view = tableNamed(session, name, at);
    const { said, command } = viewChange(session, found(view), change);
    return { written: { ...said, name: `'${said.name}`, children: [unresolvedView(name, 'ALTER VIEW'), ...said.children] }, understood: command };
  },
  AlterDatabase: (_, { name, words, unset }) => {
    const properties = maps({ ...words.properties, ...(words.comment === undefined ? {} : { comment: words.comment ?? '' }), ...(words.location === undefined ? {} : { location: words.location }) });
    const command = unset === undefined ? 'SetNamespaceProperties' : 'UnsetNamespaceProperties';
    const args = [unset === undefined ? properties : bracketed(unset)];
    return {
      written: node(`'${command}`, args, [unresolvedNamespace(name)]), understood: node(command, args, [databaseNode(name)]),
      run: node(unset === undefined ? 'AlterNamespaceSetProperties' : 'AlterNamespaceUnsetProperties', [catalogNode, bracketed(name), ...args]),
    };
  },
};

interface Change { readonly said: CommandNode; readonly command: CommandNode; readonly run?: CommandNode }
type ChangeRow = (session: Session, table: StoredTable, change: TableChange) => Change;

const tableChanges: { readonly [K in Exclude<TableChange['change'], 'refused'>]: (session: Session, table: StoredTable, change: Extract<TableChange, { change: K }>) => Change } = {
  rename: (_, table, { to }) => ({ said: node('RenameTable', [bracketed(to), false]), command: node('AlterTableRenameCommand', [found(table), quoteName(to), table.name.length === 1]) }),
  'add columns': (_, table, { columns }) => {
    const shown = columns.map((one) => `${dotted(one.name)} ${typeToSql(one.type)}`);
    return { said: node('AddColumns', [bracketed(shown)]), command: node('AlterTableAddColumnsCommand', [found(table), bracketed(shown)]) };
  },
  column: (_, table, { column, comment, standard, to, type }) => {
    const { name, type: kept } = columnNamed(table, column.join('.'));
    const shown = [to === undefined ? undefined : `to ${to}`, type === undefined ? undefined : typeToSql(type), comment === undefined ? undefined : `COMMENT ${comment}`, standard === undefined ? undefined : 'DEFAULT'];
    return { said: node('AlterColumns', [dotted(column), ...shown]), command: node('AlterTableChangeColumnCommand', [found(table), name, `${name} ${typeToSql(kept)}`, false]) };
  },
  'set properties': (_, table, { properties }) => ({ said: node('SetTableProperties', [maps(properties)]), command: node('AlterTableSetPropertiesCommand', [found(table), maps(properties), false]) }),
  'unset properties': (_, table, { keys }) => ({
    said: node('UnsetTableProperties', [bracketed(keys)]), command: node('AlterTableUnsetPropertiesCommand', [found(table), bracketed(keys), false, false]),
  }),
  comment: (session, table, { comment }) => direct(session, table, 'CommentOnTable', comment ?? '', `SET PROPERTY comment = ${comment ?? ''}`),
  collation: (session, table, { collation }) => direct(session, table, 'AlterTableCollation', collation, `SET PROPERTY collation = ${collation}`),
  clusters: (session, table, { columns }) => direct(session, table, 'AlterTableClusterBy', bracketed(columns.map(dotted)), `CLUSTER BY ${columns.map(dotted).join(', ')}`),
  nothing: (session, table) => direct(session, table, 'AlterTable', '', ''),
  'recover partitions': (_, table, { operation }) => ({ said: node('RecoverPartitions'), command: node('RepairTableCommand', [found(table), true, false, operation]) }),
  'add partitions': (session, table, { partitions, ifNotExists }) => {
    const shown = bracketed(partitions.map((one) => bracketed(specs(session, table, one))));
    return { said: node('AddPartitions', [shown, ifNotExists]), command: node('AlterTableAddPartitionCommand', [found(table), shown, ifNotExists]) };
  },
  'drop partitions': (session, table, { partitions, ifExists }) => {
    const shown = bracketed(partitions.map((one) => bracketed(specs(session, table, one))));
    return { said: node('DropPartitions', [shown, ifExists, false]), command: node('AlterTableDropPartitionCommand', [found(table), shown, ifExists, false, false]) };
  },
  'rename partition': (session, table, { partition, to }) => {
    const shown = [partition, to].map((one) => bracketed(specs(session, table, one)));
    return { said: node('RenamePartitions', shown), command: node('AlterTableRenamePartitionCommand', [found(table), ...shown]) };
  },
};

/** What the catalog does itself, without a command. */
function direct(session: Session, table: StoredTable, name: string, written: string, change: string): Change {
  return { said: node(name, [written]), command: node(name, [written], [resolved(session, table)]), run: node('AlterTable', [catalogNode, dotted(table.name.slice(1)), `[${change}]`]) };
}

function viewChange(session: Session, view: string, change: ViewChange): Pick<Change, 'said' | 'command'> {
  switch (change.change) {
    case 'rename': return { said: node('RenameTable', [bracketed(change.to), true]), command: node('AlterTableRenameCommand', [view, quoteName(change.to), true]) };
    case 'query': return {
      said: node('AlterViewAs', [change.sql], [relationNode(change.query)]), command: node('AlterViewAsCommand', [view, change.sql, true], [mentioned(logicalNode(session.engine.analyze(change.query)))]),
    };
    case 'schema mode': return { said: node('AlterViewSchemaBinding', [change.mode]), command: node('AlterViewSchemaBindingCommand', [view, change.mode]) };
    case 'set properties': return { said: node('SetViewProperties', [maps(change.properties)]), command: node('AlterTableSetPropertiesCommand', [view, maps(change.properties), true]) };
    case 'unset properties': return {
      said: node('UnsetViewProperties', [bracketed(change.keys), false]), command: node('AlterTableUnsetPropertiesCommand', [view, bracketed(change.keys), false, true]),
    };
  }
}

