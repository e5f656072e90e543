// Runs a TypeScript file of this repository without building it: `node scripts/run.mjs FILE [ARG ...]`.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import 'ts-blank-space/register';

const file = resolve(process.argv[2]);
process.argv.splice(1, 2, file);
await import(pathToFileURL(file).href);
