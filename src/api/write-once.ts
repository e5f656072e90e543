import { fail } from '../errors/stream-error.ts';
import type { Relation } from '../plan/relation.ts';
import { checkSinkOptions } from '../sinks/check-options.ts';
import { findSink } from '../sinks/index.ts';
import type { SaveMode } from '../sinks/sink.ts';
import { absolutePath } from '../sources/files-list.ts';
import { fileOutput } from './file-output.ts';
import type { Session } from './session.ts';

/** The write of a batch as data. */
export interface WriteTarget {
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly mode?: SaveMode;
  readonly partitionBy?: readonly string[];
  readonly path?: string;
  /** The write is one of the session's effects, and does not wait for those before it. */
  readonly queued?: boolean;
}

/** Sends a bounded result to a sink as one batch. */
export async function writeOnce(session: Session, relation: Relation, { format, options, path, mode = 'error', partitionBy = [], queued = false }: WriteTarget): Promise<void> {
  const { engine } = session;
  const definition = findSink(format);
  if (format === 'foreachBatch' || format === 'memory') fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: `a batch write to ${format}` });
  const given = Object.fromEntries(Object.entries(options).map(([name, value]) => [name.toLowerCase(), value]));
  checkSinkOptions(definition, given);
  const output = fileOutput(session, relation, definition, { options: given, partitionBy });
  const target = path ?? given['path'];
  if (output !== undefined && target !== undefined) refuseOwnFiles(session, relation, target, mode);
  if (output === undefined && (mode === 'overwrite' || mode === 'ignore') && definition.guarantee !== 'none') fail('TIDEMARK_INVALID_API_CALL', { call: 'mode', problem: `${format} takes append and error, not ${mode}` });
  const { schema, chunks, arena } = await engine.materialize(output?.relation ?? relation, !queued);
  const sink = await definition.open({
    options: given, path: target === undefined || output === undefined ? path : absolutePath(target), schema, mode: 'append', queryId: engine.environment.random.uuid(), queryName: undefined,
    setting: (key) => engine.settings.get(key), environment: engine.environment, signal: new AbortController().signal, save: mode,
    ...(output === undefined ? {} : { partitionBy: output.partitionBy, ...(output.header === undefined ? {} : { header: output.header }) }),
    session: { publishTable: () => undefined, print: session.print, showTable: (shape, shown, layout) => engine.showChunks(session, shape, shown, layout) },
  });
  try {
    await sink.write(0, chunks);
  } finally {
    await sink.close();
    arena.release();
  }
}

/** What a write would remove before it is read. */
function refuseOwnFiles(session: Session, relation: Relation, target: string, mode: SaveMode): void {
  if (mode === 'overwrite' && readsFolder(session, relation, target)) fail('UNSUPPORTED_OVERWRITE.PATH', { path: `file://${absolutePath(target)}` });
}

/** A query reads files of a folder, or the folder as a file. */
export function readsFolder(session: Session, relation: Relation, folder: string): boolean {
  const root = `file://${absolutePath(folder)}`;
  return session.engine.filesOf(relation).some((file) => file === root || file.startsWith(`${root}/`));
}
