// npm run bench [-- NAME [ARG ...]]: runs one benchmark of this folder; without a name lists them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const [name, ...args] = process.argv.slice(2);

if (name === undefined) {
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.ts') && one !== 'run.ts').sort()) {
    const [first] = readFileSync(join(folder, file), 'utf8').split('\n');
    process.stdout.write(`${file.slice(0, -3).padEnd(18)} ${first!.replace(/^\/\/ /, '')}\n`);
  }
} else {
  const file = join(folder, `${name}.ts`);
  if (!existsSync(file)) {
    process.stderr.write(`no benchmark named ${name}: npm run bench lists them\n`);
    process.exitCode = 1;
  } else {
    process.exitCode = spawnSync(process.execPath, ['--expose-gc', join(folder, '..', 'scripts', 'run.mjs'), file, ...args], { stdio: 'inherit' }).status ?? 1;
  }
}
