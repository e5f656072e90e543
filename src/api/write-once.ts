import { fail } from '../errors/stream-error.ts';
import type { Relation } from '../plan/relation.ts';
import { findSink } from '../sinks/index.ts';
import type { Session } from './session.ts';

export interface WriteTarget { readonly format: string; readonly options: Readonly<Record<string, string>>; readonly path?: string }

/** Sends a bounded result to a sink as one batch. */
export async function writeOnce(session: Session, relation: Relation, { format, options, path }: WriteTarget): Promise<void> {
  const { engine } = session;
  const definition = findSink(format);
  if (format === 'foreachBatch' || format === 'memory') fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: `a batch write to ${format}` });
  const given = Object.fromEntries(Object.entries(options).map(([name, value]) => [name.toLowerCase(), value]));
  const { schema, chunks, arena } = await engine.materialize(relation);
  definition.checkSchema?.(schema, given);
  const sink = await definition.open({
    options: given, path, schema, mode: 'append', queryId: engine.environment.random.uuid(), queryName: undefined, environment: engine.environment, signal: new AbortController().signal,
    session: { publishTable: () => undefined, print: session.print, showTable: (shape, shown, layout) => engine.showChunks(session, shape, shown, layout) },
  });
  try {
    await sink.write(0, chunks);
  } finally {
    await sink.close();
    arena.release();
  }
}
