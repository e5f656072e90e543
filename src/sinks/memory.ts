import { Arena } from '../columnar/arena.ts';
import type { Chunk } from '../columnar/chunk.ts';
import { copyChunk } from '../columnar/gather.ts';
import type { Sink, SinkDefinition, SinkRequest } from './sink.ts';

/**
 * Keeps every batch in memory as the table `queryName`. A batch that comes again is not added again; complete mode replaces all.
 * The rows live as long as the session: a query that starts again begins with an empty table.
 */
export const memorySink: SinkDefinition = {
  name: 'memory',
  doc: 'A table of the session named like the query, for tests and notebooks.',
  options: [],
  modes: ['append', 'update', 'complete'],
  guarantee: 'exactly-once',
  temporaryCheckpoint: true,
  open: (request) => Promise.resolve(openMemory(request)),
};

function openMemory({ mode, queryName, schema, session }: SinkRequest): Sink {
  let last: number | undefined;
  let arena = new Arena();
  let spare = new Arena();
  let rows: Chunk[] = [];
  if (queryName !== undefined) session.publishTable(queryName, schema, () => rows);
  return {
    description: 'MemorySink',
    lastCommitted: () => Promise.resolve(last),
    write: (batchId, chunks) => {
      if (last !== undefined && batchId <= last) return Promise.resolve();
      if (mode === 'complete') {
        // A reader may still be at the old rows: their memory is taken again only by the batch after this one.
        [arena, spare] = [spare, arena];
        arena.reset();
        rows = chunks.map((chunk) => copyChunk(chunk, arena));
      } else rows = [...rows, ...chunks.map((chunk) => copyChunk(chunk, arena))];
      last = batchId;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
