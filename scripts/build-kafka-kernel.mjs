// Compiles kernels/record-batch.ts and writes it, as text, to src/formats/kafka/kernel-bytes.ts. With --check: fails when that file is not what the source gives.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'src', 'formats', 'kafka', 'kernel-bytes.ts');
const folder = mkdtempSync(join(tmpdir(), 'kernel-'));
try {
  const wasm = join(folder, 'kernel.wasm');
  execFileSync(process.execPath, [join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js'), join(root, 'kernels', 'record-batch.ts'), '-o', wasm, '-O3', '--noAssert',
    '--runtime', 'stub', '--use', 'abort=', '--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536', '--enable', 'simd,threads,bulk-memory'], { stdio: 'inherit' });
  const bytes = readFileSync(wasm);
  const lines = bytes.toString('base64').match(/.{1,160}/g).map((line) => `  '${line}',`).join('\n');
  const text = `// Made by scripts/build-kafka-kernel.mjs from kernels/record-batch.ts; do not edit.\n\n/** The module, ${bytes.length} bytes in base64. */\nexport const kernelBytes = [\n${lines}\n].join('');\n`;
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) throw new Error('src/formats/kafka/kernel-bytes.ts is stale: run node scripts/build-kafka-kernel.mjs');
} finally {
  rmSync(folder, { recursive: true });
}
