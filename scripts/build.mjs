// Builds dist/: TypeScript to JavaScript and declarations, and the wasm kernels beside their loaders.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
mkdirSync(join(root, '.cache'), { recursive: true });
const fresh = !existsSync(join(root, 'dist', 'index.js'));
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), ...(fresh ? ['--incremental', 'false', '--tsBuildInfoFile', 'null'] : [])], { cwd: root, stdio: 'inherit' });
for (const file of readdirSync(join(root, 'src', 'columnar')).filter((name) => name.endsWith('.wasm'))) {
  copyFileSync(join(root, 'src', 'columnar', file), join(root, 'dist', 'columnar', file));
}
