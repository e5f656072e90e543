import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runPlanFile } from '../support/plan-runner.ts';

const folder = dirname(fileURLToPath(import.meta.url));

for (const file of readdirSync(folder).filter((name) => name.endsWith('.plan'))) {
  describe(file, () => {
    for (const record of runPlanFile(join(folder, file))) {
      it(`line ${record.line}: ${record.sql.replaceAll('\n', ' ').slice(0, 100)}`, () => {
        expect(process.env['UPDATE'] === '1' ? record.actual : record.expected).toBe(record.actual);
      });
    }
  });
}
