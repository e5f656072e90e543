// Compiles kernels/*.ts (AssemblyScript) to src/columnar/*.wasm, which are checked in so that nobody else needs the compiler.
// With --check: fails when a module is not what its source gives.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
// Compiled by its own script to a module that does not live beside the columns.
const elsewhere = new Set(['record-batch.ts']);

const check = process.argv.includes('--check');
const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
const stale = [];
try {
  for (const file of readdirSync(join(root, 'kernels')).filter((name) => name.endsWith('.ts') && !elsewhere.has(name))) {
    const name = basename(file, '.ts');
    if (names.length > 0 && !names.includes(name)) continue;
    const made = compile(name);
    const target = join(root, 'src', 'columnar', `${name}.wasm`);
    if (!check) {
      writeFileSync(target, made);
      process.stdout.write(`${name}.wasm ${made.length} bytes\n`);
    } else if (!existsSync(target) || !readFileSync(target).equals(made)) stale.push(name);
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (stale.length > 0) {
  process.stderr.write(`stale: ${stale.join(', ')}; run node scripts/build-kernels.mjs\n`);
  process.exitCode = 1;
}

function compile(name) {
  const out = join(folder, `${name}.wasm`);
  execFileSync(process.execPath, [compiler, join(root, 'kernels', `${name}.ts`), '-o', out, '-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=',
    '--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536', '--noExportMemory', '--enable', 'simd,threads,bulk-memory'], { stdio: 'inherit' });
  return readFileSync(out);
}
