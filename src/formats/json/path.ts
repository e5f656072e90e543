import { defaultLeniency, type JsonNode, notJson, readJson } from './tokens.ts';
import { writeNode } from './convert.ts';

/** `wildcard` is `[*]` of a list; `never` is what no value has (`.*`). */
export type PathStep = { readonly step: 'name'; readonly name: string } | { readonly step: 'index'; readonly index: number } | { readonly step: 'wildcard' } | { readonly step: 'never' };

/** A path such as `$.a['b c'][0][*]`; undefined when it is none. */
export function parsePath(text: string): readonly PathStep[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: PathStep[] = [];
  const pattern = /\s*\.\*|\s*\['\*'\]|\.\s*([^.[\s][^.[]*)|\s*\['\s*([^'?\s][^'?]*)'\]|\[\s*(\d+)\]|(\[\*\])/y;
  pattern.lastIndex = 1;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const name = match[1] ?? match[2];
    if (name !== undefined) steps.push({ step: 'name', name });
    else if (match[3] !== undefined) steps.push({ step: 'index', index: Number(match[3]) });
    else steps.push({ step: match[4] === undefined ? 'never' : 'wildcard' });
  }
  return steps;
}

const leniency = { ...defaultLeniency, nonNumericNumbers: false };

/** The value of a text, undefined when it is no JSON or empty. */
export function readNode(text: string): JsonNode | undefined {
  const node = readJson(text, leniency);
  return node === notJson ? undefined : node;
}

/**
 * What a path finds, as text: one value as it is, several as a list. The styles are Hive's: `raw` is a value by itself (text without quotes),
 * `quoted` one inside of a list, `flat` puts the elements of lists in place of the lists.
 */
export function findPath(node: JsonNode, path: readonly PathStep[]): string | undefined {
  const found: string[] = [];
  return walk(node, path, 0, 'raw', found) ? found.join(',') : undefined;
}

type Style = 'raw' | 'quoted' | 'flat';

/** Appends what is found; whether anything was. */
function walk(node: JsonNode, path: readonly PathStep[], at: number, style: Style, out: string[]): boolean {
  const step = path[at];
  if (step === undefined) return writeFound(node, style, out);
  if (node.json === 'object') return step.step === 'name' && node.entries.some(([name, child]) => name === step.name && child.json !== 'null' && walk(child, path, at + 1, style, out));
  if (node.json !== 'list') return false;
  if (step.step === 'index') {
    const item = node.items[step.index];
    return item !== undefined && walk(item, path, at + 1, path[at + 1]?.step === 'wildcard' ? 'quoted' : style, out);
  }
  if (step.step !== 'wildcard') return false;
  if (path[at + 1]?.step === 'wildcard') return writeList(node.items, path, at + 2, 'flat', out) > 0;
  if (style === 'quoted') return writeList(node.items, path, at + 1, 'quoted', out) > 0;
  const inner: string[] = [];
  const count = node.items.filter((item) => walk(item, path, at + 1, style === 'raw' ? 'quoted' : 'flat', inner)).length;
  if (count > 1) out.push(`[${inner.join(',')}]`);
  else if (count === 1) out.push(inner.join(','));
  return count > 0;
}

function writeFound(node: JsonNode, style: Style, out: string[]): boolean {
  if (style === 'raw' && node.json === 'text') {
    out.push(node.text);
    return true;
  }
  if (style === 'flat' && node.json === 'list') return node.items.filter((item) => writeFound(item, style, out)).length > 0;
  out.push(writeNode(node));
  return true;
}

function writeList(items: readonly JsonNode[], path: readonly PathStep[], at: number, style: Style, out: string[]): number {
  const inner: string[] = [];
  const count = items.filter((item) => walk(item, path, at, style, inner)).length;
  out.push(`[${inner.join(',')}]`);
  return count;
}
