import { fail } from '../errors/stream-error.ts';
import type { Expression } from '../plan/expression.ts';
import type { Relation } from '../plan/relation.ts';
import type { PartitionSpec, TableChange } from '../plan/statement.ts';
import type { DataFrame } from './data-frame.ts';
import { replaceRows } from './insert.ts';
import { completeKey, keyOf, partitionColumns, partitionKeys, partsOf, shownKeys } from './partition-keys.ts';
import { forgetPartitions, isPartitionedFiles, makePartition, movePartition, recoverPartitions } from './partitioned-files.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';
import { keepPartitions, type StoredTable } from './stored-table.ts';

type Change<K extends TableChange['change']> = Extract<TableChange, { change: K }>;

/** ALTER TABLE … PARTITION and TRUNCATE TABLE … PARTITION: a partition is there when rows are, or when it was added. */
export const partitions = {
  add(session: Session, table: StoredTable, change: Change<'add partitions'>): DataFrame {
    const wanted = change.partitions.map((one) => completeKey(session, table, one));
    if (change.located === true) fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: 'a partition with a LOCATION of its own' });
    return later(session, async () => {
      const keys = await partitionKeys(session, table);
      const known = wanted.filter((key) => keys.has(key));
      if (known.length > 0 && !change.ifNotExists) fail('PARTITIONS_ALREADY_EXIST', { partitionList: shownKeys(known), tableName: quoteName(table.name.slice(1)) });
      if (isPartitionedFiles(table)) for (const key of wanted) makePartition(session, table, key);
      keepPartitions(table, [...(table.rows.partitions ?? []), ...wanted]);
    });
  },

  /** Only whole keys name a partition that can be dropped. */
  drop(session: Session, table: StoredTable, change: Change<'drop partitions'>): DataFrame {
    const wanted = change.partitions.map((one) => ({ key: keyOf(session, table, one), rows: without(session, table, one) }));
    return later(session, async () => {
      const keys = await partitionKeys(session, table);
      const unknown = wanted.filter(({ key }) => !keys.has(key));
      if (unknown.length > 0 && !change.ifExists) notFound(table, unknown.map(({ key }) => key));
      for (const { key, rows } of wanted) {
        if (!keys.has(key)) continue;
        if (!isPartitionedFiles(table)) await replaceRows(session, table, rows, true);
        keepPartitions(table, [...(table.rows.partitions ?? [])].filter((one) => one !== key));
      }
    });
  },

  /** Fails before whatever is asked next when there is no such partition. */
  require(session: Session, table: StoredTable, key: string): void {
    session.engine.enqueue(async () => { if (!(await partitionKeys(session, table)).has(key)) notFound(table, [key]); });
  },

  /** SET LOCATION of a partition: where it lies has no meaning, but it has to be there. */
  locate(session: Session, table: StoredTable, partition: PartitionSpec): void {
    partitions.require(session, table, completeKey(session, table, partition));
  },

  /** MSCK REPAIR TABLE, ALTER TABLE … RECOVER PARTITIONS: only files can have come, or gone, by themselves. */
  recover(session: Session, table: StoredTable, change: 'ADD' | 'DROP' | 'SYNC' = 'ADD'): DataFrame {
    return later(session, () => {
      if (isPartitionedFiles(table) && change !== 'ADD') forgetPartitions(session, table);
      if (isPartitionedFiles(table) && change !== 'DROP') recoverPartitions(session, table);
      return Promise.resolve();
    });
  },

  /** The same for a clause that may name several, or all. */
  requireSome(session: Session, table: StoredTable, partition: PartitionSpec): void {
    const parts = partsOf(session, table, partition);
    if (parts.length === 0) return;
    session.engine.enqueue(async () => { if (![...await partitionKeys(session, table)].some((key) => holdsParts(key, parts))) notFound(table, [parts.join('/')]); });
  },

  rename(session: Session, table: StoredTable, { partition, to }: Change<'rename partition'>): DataFrame {
    const [from, target] = [completeKey(session, table, partition), completeKey(session, table, to)];
    const moved: Relation = {
      kind: 'Project', input: named(table), expressions: table.schema.fields.map(({ name, type }): Expression => {
        const value = to.find((one) => one.name.toLowerCase() === name.toLowerCase())?.value;
        const column: Expression = { kind: 'UnresolvedAttribute', name: [name] };
        return { kind: 'Alias', names: [name], input: value === undefined ? column : call('if', [matches(partition), { kind: 'Cast', input: value, to: type, mode: 'cast' }, column]) };
      }),
    };
    session.engine.analyze(moved);
    return later(session, async () => {
      const keys = await partitionKeys(session, table);
      if (!keys.has(from)) notFound(table, [from]);
      if (keys.has(target)) fail('PARTITIONS_ALREADY_EXIST', { partitionList: shownKeys([target]), tableName: quoteName(table.name.slice(1)) });
      if (isPartitionedFiles(table)) movePartition(session, table, from, target);
      else await replaceRows(session, table, moved, true);
      keepPartitions(table, [...(table.rows.partitions ?? [])].map((one) => (one === from ? target : one)));
    });
  },

  /** Its rows go, the partitions stay. */
  truncate(session: Session, table: StoredTable, partition: PartitionSpec): DataFrame {
    const parts = partsOf(session, table, partition);
    const rows = without(session, table, partition);
    return later(session, async () => {
      const keys = await partitionKeys(session, table);
      if (parts.length === partitionColumns(table).length && !keys.has(parts.join('/'))) notFound(table, [parts.join('/')]);
      await replaceRows(session, table, rows, true);
      keepPartitions(table, [...(table.rows.partitions ?? []), ...[...keys].filter((key) => holdsParts(key, parts))]);
    });
  },
} as const;

const holdsParts = (key: string, parts: readonly string[]): boolean => parts.every((part) => key.split('/').includes(part));

function without(session: Session, table: StoredTable, partition: PartitionSpec): Relation {
  const rows: Relation = { kind: 'Filter', input: named(table), condition: call('not', [matches(partition)]) };
  session.engine.analyze(rows);
  return rows;
}

function matches(partition: PartitionSpec): Expression {
  const nothing: Expression = { kind: 'Literal', value: null, type: { kind: 'null' } };
  const parts = partition.map(({ name, value }) => call('<=>', [{ kind: 'UnresolvedAttribute', name: [name] }, value ?? nothing]));
  return parts.reduce((left, right) => call('and', [left, right]));
}

function notFound(table: StoredTable, keys: readonly string[]): never {
  return fail('PARTITIONS_NOT_FOUND', { partitionList: shownKeys(keys), tableName: quoteName(table.name.slice(1)) });
}

function later(session: Session, work: () => Promise<void>): DataFrame {
  session.engine.enqueue(work);
  return session.emptyDataFrame;
}

function named(table: StoredTable): Relation { return { kind: 'NamedTable', name: table.name, options: {}, streaming: false }; }
function call(name: string, args: readonly Expression[]): Expression { return { kind: 'UnresolvedFunction', name: [name], arguments: args, operator: name !== 'if' }; }
