import type { SinkDefinition } from './sink.ts';

/** Takes everything and keeps nothing: to measure a query without its sink. */
export const noopSink: SinkDefinition = {
  name: 'noop',
  doc: 'Forgets every row.',
  options: [],
  modes: ['append', 'update', 'complete'],
  guarantee: 'none',
  temporaryCheckpoint: true,
  open: () => Promise.resolve({
    description: 'NoopTable',
    lastCommitted: () => Promise.resolve(undefined),
    write: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }),
};
