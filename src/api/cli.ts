#!/usr/bin/env node
import { Command } from 'commander';
import { realEnvironment } from '../environment/real.ts';
import { StreamError } from '../errors/stream-error.ts';
import { inspectCheckpoint, printInspection } from '../state/inspect.ts';
import { isCheckpoint } from '../state/log-index.ts';

/** `npx tidemark …`. */
const program = new Command('tidemark').description('Structured Streaming inside one Node.js process');

program.command('inspect')
  .description('print a checkpoint: query, lock, next batch, watermark, state, every record of its log; nothing is changed or locked')
  .argument('<folder>', 'the checkpointLocation of a query')
  .option('--json', 'as JSON')
  .action((folder: string, { json }: { readonly json?: boolean }) => {
    if (!isCheckpoint(realEnvironment, folder)) program.error(`${folder} is no checkpoint: there is no log in it`);
    const found = inspectCheckpoint(realEnvironment, folder);
    process.stdout.write(json === true ? `${JSON.stringify(found, null, 2)}\n` : printInspection(found));
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof StreamError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
