import { fail, StreamError } from '../errors/stream-error.ts';
import type { Sink, SinkDefinition, SinkRequest } from './sink.ts';

/** Hands every batch to a function of the program. After a crash the same batch id may come again, with the same rows. */
export const foreachBatchSink: SinkDefinition = {
  name: 'foreachBatch',
  doc: 'Calls a function with every batch and its id.',
  options: [],
  modes: ['append', 'update', 'complete'],
  guarantee: 'at-least-once',
  temporaryCheckpoint: true,
  open: (request) => Promise.resolve(openForeachBatch(request)),
};

/** `foreach` runs on the same rails: the session turns the writer into a function of batches. */
export const foreachSink: SinkDefinition = { ...foreachBatchSink, name: 'foreach', doc: 'Calls a writer with every row.' };

function openForeachBatch({ schema, session }: SinkRequest): Sink {
  return {
    description: 'ForeachBatchSink',
    lastCommitted: () => Promise.resolve(undefined),
    write: async (batchId, chunks) => {
      try {
        await session.foreachBatch?.(chunks, schema, batchId);
      } catch (error) {
        // What the user's queries in it raise keeps its name; only errors of their own code need one.
        if (error instanceof StreamError) throw error;
        fail('FOREACH_BATCH_USER_FUNCTION_ERROR', { reason: error instanceof Error ? error.message : String(error) }, { cause: error });
      }
    },
    close: () => Promise.resolve(),
  };
}
