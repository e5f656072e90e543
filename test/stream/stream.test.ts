import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseTranscript, type Transcript } from '../support/transcript.ts';
import { laws, rowsOf, type RunOutcome, runTranscript } from '../support/transcript-laws.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const update = process.env['UPDATE'] === '1';

for (const file of readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.stream')).sort()) {
  const text = readFileSync(join(folder, file), 'utf8');
  const transcript = parseTranscript(file, text);
  describe(`${file}: ${transcript.title}`, () => {
    let base: Promise<RunOutcome> | undefined;
    const outcome = (): Promise<RunOutcome> => (base ??= runTranscript(transcript));

    it('happens as written', async () => {
      const ran = await outcome();
      if (update) writeFileSync(join(folder, file), rewritten(text, transcript, ran));
      else expect(rewritten(text, transcript, ran)).toBe(text);
    });
    for (const [name, law] of Object.entries(laws)) {
      it.skipIf(transcript.lawsOff.has(name))(`law ${name}`, { timeout: 120_000 }, async () => {
        expect(await law(transcript, await outcome())).toBeUndefined();
      });
    }
  });
}

/** The transcript with what really happened below each `----` line; facts that were not written are not added. */
function rewritten(text: string, transcript: Transcript, { steps, started }: RunOutcome): string {
  const lines = text.split('\n');
  const sign = { append: '+', update: '~', complete: '=' }[transcript.mode] ?? '+';
  const inputs = transcript.steps.filter((step) => step.kind === 'input' || step.kind === 'advance');
  const errors = transcript.steps.filter((step) => step.kind === 'error');
  const failed = started?.condition ?? steps.find((step) => step.condition !== undefined)?.condition;
  for (let index = inputs.length - 1; index >= 0; index--) {
    const { line } = inputs[index]!;
    const outcome = steps[index]!;
    const rule = lines.findIndex((one, at) => at >= line - 1 && one.startsWith('----'));
    let end = rule + 1;
    while (end < lines.length && lines[end]!.trim() !== '') end++;
    const wanted = [...lines[rule]!.matchAll(/(\w+)=/g)].map((match) => match[1]!);
    const names = wanted.length === 0 && update ? Object.keys(outcome.facts).filter((name) => name !== 'batch') : wanted;
    const facts = names.map((name) => `${name}=${outcome.facts[name] ?? (name === 'late' ? '0' : 'none')}`);
    const rows = rowsOf(outcome, transcript.mode);
    const printed = (/order by/i.test(transcript.sql) ? rows : [...rows].sort()).map((row) => `${sign} ${row}`);
    const problem = outcome.condition === undefined || errors.length > 0 ? [] : [`! ${outcome.condition}`];
    lines.splice(rule, end - rule, ['----', ...facts].join(' '), ...printed, ...problem);
  }
  for (const error of errors) if (failed !== error.condition) lines[error.line - 1] = `error ${failed ?? 'none'}`;
  if (errors.length === 0 && started?.condition !== undefined) lines.push(`! ${started.condition}`);
  return lines.join('\n');
}
