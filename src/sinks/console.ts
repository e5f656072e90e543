import type { Sink, SinkDefinition, SinkRequest } from './sink.ts';

const wholeNumber = (value: string): string | undefined => (/^\d+$/.test(value) ? undefined : 'a whole number');

/** Prints each batch as `show()` would. A batch that comes again after a crash is printed again. */
export const consoleSink: SinkDefinition = {
  name: 'console',
  doc: 'Prints every batch.',
  options: [
    { name: 'numRows', doc: 'Rows printed per batch.', default: '20', check: wholeNumber },
    { name: 'truncate', doc: 'Cells are cut to 20 characters; false = whole, a number = so many.', default: 'true' },
  ],
  modes: ['append', 'update', 'complete'],
  guarantee: 'at-least-once',
  temporaryCheckpoint: true,
  open: (request) => Promise.resolve(openConsole(request)),
};

const RULE = '-'.repeat(43);

function openConsole({ options, schema, session }: SinkRequest): Sink {
  const count = Number(options['numrows'] ?? '20');
  const cut = (options['truncate'] ?? 'true').toLowerCase();
  const truncate = cut === 'true' ? 20 : cut === 'false' ? 0 : Number(cut);
  return {
    description: `ConsoleTable[numRows=${count}, truncate=${truncate !== 0}]`,
    lastCommitted: () => Promise.resolve(undefined),
    write: async (batchId, chunks) => {
      const table = await session.showTable(schema, chunks, { count, truncate });
      session.print(`${RULE}\nBatch: ${batchId}\n${RULE}\n${table}\n`);
    },
    close: () => Promise.resolve(),
  };
}
