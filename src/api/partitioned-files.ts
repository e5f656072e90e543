import type { FileSystem } from '../environment/environment.ts';
import { escapeName, unescapeName } from '../formats/files/partition-path.ts';
import type { Relation } from '../plan/relation.ts';
import type { Session } from './session.ts';
import { keepPartitions, type StoredTable } from './stored-table.ts';
import { writeOnce } from './write-once.ts';

/**
 * Partitioned tables with a place of their own: the rows of a partition are the files of its folder, `p=1/q=a` below that of the table. Which folders belong to the
 * table is kept with it, by their names; others may lie there, and are found by MSCK REPAIR TABLE.
 */
export function isPartitionedFiles({ words }: StoredTable): boolean {
  return words.source !== undefined && (words.partitionBy ?? []).length > 0;
}

/** What an INSERT replaces: nothing, the partitions that a constant says something of, or those that get rows. */
export type Replaced = { readonly kind: 'nothing' | 'all' | 'touched' } | { readonly kind: 'prefix'; readonly parts: readonly string[] };

export async function writePartitions(session: Session, table: StoredTable, rows: Relation, replaced: Replaced): Promise<void> {
  const { source, partitionBy } = table.words;
  const { format, options, paths } = source!;
  const overwrites = replaced.kind === 'all' || replaced.kind === 'touched';
  const before = foldersOf(session, table);
  if (replaced.kind === 'prefix') removeUnder(session, table, replaced.parts, before);
  await writeOnce(session, rows, {
    format, mode: overwrites ? 'overwrite' : 'append', partitionBy: partitionBy ?? [], path: paths[0]!, queued: true,
    options: { ...options, partitionOverwriteMode: replaced.kind === 'touched' ? 'dynamic' : 'static' },
  });
  const written = [...foldersOf(session, table)].filter(([key, files]) => files.some((file) => before.get(key)?.includes(file) !== true)).map(([key]) => key);
  keepPartitions(table, [...(replaced.kind === 'all' ? [] : table.rows.partitions ?? []), ...written]);
}

/** MSCK REPAIR TABLE: folders that look like partitions become some. */
export function recoverPartitions(session: Session, table: StoredTable): void {
  keepPartitions(table, [...(table.rows.partitions ?? []), ...foldersOf(session, table).keys()]);
}

/** MSCK REPAIR TABLE … DROP PARTITIONS: what has no folder any more is none. */
export function forgetPartitions(session: Session, table: StoredTable): void {
  const folders = foldersOf(session, table);
  keepPartitions(table, [...(table.rows.partitions ?? [])].filter((key) => folders.has(key)));
}

export function makePartition(session: Session, table: StoredTable, key: string): void {
  session.engine.environment.files.makeDirectory(`${table.words.source!.paths[0]!}/${key}`);
}

export function movePartition(session: Session, table: StoredTable, from: string, to: string): void {
  const { files } = session.engine.environment;
  const [source, target] = [from, to].map((key) => `${table.words.source!.paths[0]!}/${key}`) as [string, string];
  files.makeDirectory(target);
  for (const name of files.list(source)) files.rename(`${source}/${name}`, `${target}/${name}`);
  files.remove(source);
}

function removeUnder(session: Session, table: StoredTable, parts: readonly string[], folders: ReadonlyMap<string, readonly string[]>): void {
  const matching = [...folders.keys()].filter((key) => parts.every((part) => key.split('/').includes(part)));
  for (const key of matching) session.engine.environment.files.remove(`${table.words.source!.paths[0]!}/${key}`);
  keepPartitions(table, [...(table.rows.partitions ?? [])].filter((key) => !matching.includes(key)));
}

/** The folders of partitions, and the files in them, by key. */
function foldersOf(session: Session, { words }: StoredTable): ReadonlyMap<string, readonly string[]> {
  const { files } = session.engine.environment;
  const root = words.source!.paths[0]!;
  let keys: readonly string[] = [''];
  for (const column of words.partitionBy ?? []) {
    const isPart = (name: string): boolean => name.includes('=') && unescapeName(name.slice(0, name.indexOf('='))).toLowerCase() === column.toLowerCase();
    keys = keys.flatMap((key) => {
      const folder = `${root}/${key}`;
      return !files.exists(folder) ? [] : files.list(folder).filter((name) => isPart(name) && files.stat(`${folder}/${name}`).directory).map((name) => (key === '' ? name : `${key}/${name}`));
    });
  }
  return new Map(keys.map((key) => [key, files.list(`${root}/${key}`)]));
}

/** The columns that folders below one are partitions by. */
export function partitionNames(files: FileSystem, folder: string): readonly string[] {
  const [part] = files.list(folder).filter((name) => /^[^=._]+=./.test(name) && files.stat(`${folder}/${name}`).directory);
  return part === undefined ? [] : [unescapeName(part.slice(0, part.indexOf('='))), ...partitionNames(files, `${folder}/${part}`)];
}

/** `p=a%2Fb`: a value as its folder has it. */
export function partOf(name: string, value: string): string { return `${escapeName(name)}=${escapeName(value)}`; }
