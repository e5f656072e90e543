/**
 * A `.stream` transcript: paragraphs of a streaming query's life (test/stream/README.md shows every line).
 *
 *   source NAME (columns) [watermark COLUMN delay INTERVAL]        an in-memory stream and a view of that name
 *   table NAME (columns)  + rows                                   a static view
 *   set KEY VALUE · trigger processingTime 10s|availableNow|once
 *   query MODE [by COLUMN, …]  + SQL                               starts it; `by` names the key of update mode
 *   > NAME + rows, then ---- facts + expected rows                 a step
 *   restart · crash after LINE · advance 5s · error CONDITION
 *   law NAME off: reason · law NAME in the end: reason           not held; held for all that has come out after more input
 */
export interface Transcript {
  readonly file: string;
  readonly title: string;
  readonly sources: readonly TranscriptSource[];
  readonly tables: readonly { readonly name: string; readonly columns: string; readonly rows: readonly (readonly string[])[] }[];
  readonly settings: Readonly<Record<string, string>>;
  readonly trigger: string;
  readonly mode: string;
  readonly key: readonly string[];
  readonly sql: string;
  readonly steps: readonly TranscriptStep[];
  readonly lawsOff: ReadonlySet<string>;
  readonly lawsInTheEnd: ReadonlySet<string>;
}

export interface TranscriptSource { readonly name: string; readonly columns: string; readonly watermark?: { readonly column: string; readonly delay: string } }

export type CrashLine = 'offsets' | 'process' | 'write' | 'commit';

export type TranscriptStep =
  | { readonly kind: 'input'; readonly line: number; readonly add: readonly { readonly source: string; readonly rows: readonly (readonly string[])[] }[]; readonly facts: Readonly<Record<string, string>>; readonly rows: readonly string[] }
  | { readonly kind: 'restart'; readonly line: number }
  | { readonly kind: 'crash'; readonly line: number; readonly after: CrashLine }
  | { readonly kind: 'advance'; readonly line: number; readonly ms: number; readonly facts: Readonly<Record<string, string>>; readonly rows: readonly string[] }
  | { readonly kind: 'error'; readonly line: number; readonly condition: string };

export type InputStep = Extract<TranscriptStep, { kind: 'input' | 'advance' }>;

interface Paragraph { readonly line: number; readonly lines: readonly string[] }

export function parseTranscript(file: string, text: string): Transcript {
  const paragraphs = paragraphsOf(text);
  const sources: TranscriptSource[] = [];
  const tables: Transcript['tables'][number][] = [];
  const settings: Record<string, string> = {};
  const lawsOff = new Set<string>();
  const lawsInTheEnd = new Set<string>();
  const steps: TranscriptStep[] = [];
  let query: { mode: string; key: readonly string[]; sql: string } | undefined;
  let trigger = '';
  for (const { line, lines } of paragraphs) {
    const [head = '', ...rest] = lines;
    const [word = '', second = ''] = head.split(/\s+/);
    switch (word) {
      case 'source': for (const one of lines) sources.push(parseSource(one)); break;
      case 'table': tables.push({ name: second, columns: head.slice(head.indexOf('(') + 1, head.lastIndexOf(')')), rows: rest.map(cellsOf) }); break;
      case 'set': for (const one of lines) settings[one.split(/\s+/)[1]!] = one.split(/\s+/).slice(2).join(' '); break;
      case 'trigger': trigger = head.slice(8); break;
      case 'law': for (const one of lines) (one.includes(' in the end:') ? lawsInTheEnd : lawsOff).add(one.split(/\s+/)[1]!); break;
      case 'query': query = { mode: second, key: head.includes(' by ') ? head.split(' by ')[1]!.split(/\s*,\s*/) : [], sql: rest.join('\n') }; break;
      case 'restart': steps.push({ kind: 'restart', line }); break;
      case 'crash': steps.push({ kind: 'crash', line, after: head.split(/\s+/)[2] as CrashLine }); break;
      case 'error': steps.push({ kind: 'error', line, condition: second }); break;
      case 'advance': steps.push({ kind: 'advance', line, ms: durationMs(second), ...answerOf(rest) }); break;
      case '>': steps.push({ kind: 'input', line, add: inputsOf(lines), ...answerOf(lines) }); break;
      default: throw new Error(`${file}:${line}: cannot read ${JSON.stringify(head)}`);
    }
  }
  if (query === undefined) throw new Error(`${file}: there is no query`);
  return { file, title: text.split('\n')[0]!.replace(/^#\s*/, ''), sources, tables, settings, trigger, steps, lawsOff, lawsInTheEnd, ...query };
}

export function durationMs(text: string): number {
  const match = /^(\d+)\s*(ms|s|m|h)$/.exec(text);
  if (match === null) throw new Error(`the duration ${text} is not like 5s`);
  return Number(match[1]) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] as 'ms']!;
}

/** Cells are set apart by two blanks or more. */
export function cellsOf(line: string): string[] {
  return line.trim().split(/\s{2,}/);
}

function paragraphsOf(text: string): Paragraph[] {
  const paragraphs: { line: number; lines: string[] }[] = [];
  let open = false;
  text.split('\n').forEach((line, index) => {
    if (line.startsWith('#')) return;
    if (line.trim() === '') { open = false; return; }
    if (!open) paragraphs.push({ line: index + 1, lines: [] });
    open = true;
    paragraphs.at(-1)!.lines.push(line);
  });
  return paragraphs;
}

function parseSource(line: string): TranscriptSource {
  const match = /^source\s+(\w+)\s+\((.*)\)(?:\s+watermark\s+(\S+)\s+delay\s+(.+))?$/.exec(line);
  if (match === null) throw new Error(`cannot read ${JSON.stringify(line)}`);
  const [, name, columns, column, delay] = match;
  return { name: name!, columns: columns!, ...(column === undefined ? {} : { watermark: { column, delay: delay! } }) };
}

function inputsOf(lines: readonly string[]): { source: string; rows: string[][] }[] {
  const inputs: { source: string; rows: string[][] }[] = [];
  for (const line of lines) {
    if (line.startsWith('----')) break;
    if (line.startsWith('>')) inputs.push({ source: line.slice(1).trim(), rows: [] });
    else inputs.at(-1)!.rows.push(cellsOf(line));
  }
  return inputs;
}

function answerOf(lines: readonly string[]): { facts: Record<string, string>; rows: string[] } {
  const at = lines.findIndex((line) => line.startsWith('----'));
  if (at < 0) return { facts: {}, rows: [] };
  const facts = Object.fromEntries(lines[at]!.slice(4).trim().split(/\s+/).filter((fact) => fact.includes('=')).map((fact) => fact.split('=') as [string, string]));
  return { facts, rows: lines.slice(at + 1).map((line) => cellsOf(line).join('  ')).map((line) => line.replace(/^([+~-])\s+/, '$1 ')) };
}
