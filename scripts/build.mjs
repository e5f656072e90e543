// Builds dist/: declarations by the compiler, JavaScript as a few bundled files (hundreds of modules take longer to load than a query to run), and the
// wasm kernels beside them. What is imported on demand stays a file of its own; dependencies are not bundled.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

mkdirSync(join(root, '.cache'), { recursive: true });
if (!process.argv.includes('--no-types')) declare();
await bundle();
for (const file of readdirSync(join(root, 'src', 'columnar')).filter((name) => name.endsWith('.wasm'))) copyFileSync(join(root, 'src', 'columnar', file), join(dist, file));
chmodSync(join(dist, 'cli.js'), 0o755);

function declare() {
  const fresh = !existsSync(join(dist, 'index.d.ts'));
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), ...(fresh ? ['--incremental', 'false', '--tsBuildInfoFile', 'null'] : [])], { cwd: root, stdio: 'inherit' });
}

async function bundle() {
  const build = await rolldown({
    input: { index: join(root, 'src', 'index.ts'), cli: join(root, 'src', 'api', 'cli.ts') },
    platform: 'node',
    external: [/^node:/, ...Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`))],
    logLevel: 'warn',
  });
  for (const file of existsSync(dist) ? readdirSync(dist).filter((name) => /\.(js|wasm)$/.test(name)) : []) rmSync(join(dist, file));
  // Every file is in dist itself: import.meta.url of the kernels' loader then names the folder of the kernels.
  const { output } = await build.write({ dir: dist, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'part-[name]-[hash].js', comments: { legal: true, annotation: false, jsdoc: false } });
  await build.close();
  // Characters beyond ASCII stand in literals only; escaped, the file is read as one byte per character and loads faster.
  for (const { fileName, code } of output) writeFileSync(join(dist, fileName), code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
