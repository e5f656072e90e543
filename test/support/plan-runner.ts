import { readFileSync, writeFileSync } from 'node:fs';
import { StreamError } from '../../src/errors/stream-error.ts';
import { explainLogical, explainPhysical } from '../../src/plan/explain.ts';
import { ShortIds } from '../../src/plan/explain-tree.ts';
import { unboundedStates } from '../../src/plan/explain-physical.ts';
import type { OutputMode } from '../../src/plan/physical.ts';
import { checkBatch, checkStreaming } from '../../src/planner/check-streaming.ts';
import { PlanningSession } from './planning.ts';

/**
 * `.plan` transcripts. Lines that start with `#` are comments; records are separated by blank lines:
 *
 *     stream clicks (ts TIMESTAMP, page STRING)      a streaming source; `table` = a static one
 *
 *     append optimized,physical                      what to show: batch | append | update | complete, then the phases
 *     SELECT page FROM clicks
 *     ----
 *     Project [page#1]
 *     …
 *
 * Below `----` stands what planning says, or `error CONDITION`. `UPDATE=1` rewrites it.
 */
export interface PlanRecord { readonly line: number; readonly mode: 'batch' | OutputMode; readonly phases: readonly string[]; readonly sql: string; readonly expected: string; readonly actual: string }

export function runPlanFile(path: string): readonly PlanRecord[] {
  const session = new PlanningSession();
  const records: PlanRecord[] = [];
  const out: string[] = [];
  let line = 1;
  for (const paragraph of readFileSync(path, 'utf8').split(/\n\n+/)) {
    const record = runParagraph(paragraph.trimEnd(), session, line);
    line += paragraph.split('\n').length + 1;
    if (record !== undefined) records.push(record);
    out.push(record === undefined ? paragraph.trimEnd() : `${paragraph.split('\n----')[0]!.trimEnd()}\n----\n${record.actual}`);
  }
  if (process.env['UPDATE'] === '1') writeFileSync(path, out.join('\n\n') + '\n');
  return records;
}

function runParagraph(paragraph: string, session: PlanningSession, line: number): PlanRecord | undefined {
  const lines = paragraph.split('\n').filter((one) => !one.startsWith('#'));
  const [head = ''] = lines;
  const source = /^(stream|table) (\w+) \((.*)\)$/.exec(head);
  if (source !== null) {
    for (const one of lines) {
      const [, kind, name, schema] = /^(stream|table) (\w+) \((.*)\)$/.exec(one)!;
      session.source(name!, schema!, kind === 'stream');
    }
    return undefined;
  }
  const request = /^(batch|append|update|complete)(?: ([\w,]+))?$/.exec(head);
  if (request === null) return undefined;
  const split = lines.indexOf('----');
  const sql = lines.slice(1, split < 0 ? undefined : split).join('\n');
  const expected = split < 0 ? '' : lines.slice(split + 1).join('\n');
  const mode = request[1] as PlanRecord['mode'];
  const phases = (request[2] ?? 'physical').split(',');
  return { line, mode, phases, sql, expected, actual: show(session, sql, mode, phases) };
}

function show(session: PlanningSession, sql: string, mode: PlanRecord['mode'], phases: readonly string[]): string {
  try {
    const ids = new ShortIds();
    const analyzed = session.analyze(sql);
    if (mode === 'batch') checkBatch(analyzed);
    else checkStreaming(analyzed, mode, session.settings);
    const optimized = session.optimize(analyzed);
    const physical = session.physical(optimized, mode === 'batch' ? undefined : mode);
    const texts: Readonly<Record<string, () => string>> = {
      analyzed: () => explainLogical(analyzed), optimized: () => explainLogical(optimized),
      physical: () => [explainPhysical(physical), ...unboundedStates(physical).map((one) => `! state ${one.stateId}: ${one.reason}`)].join('\n'),
    };
    return phases.map((phase) => (phases.length === 1 ? '' : `${phase}:\n`) + ids.shorten(texts[phase]!())).join('\n');
  } catch (error) {
    if (error instanceof StreamError && error.domain !== 'internal') return `error ${error.condition}`;
    throw error;
  }
}
