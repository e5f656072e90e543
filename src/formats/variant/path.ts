import { countOf, fieldOf, itemOf, kindOf, type VariantAt } from './read.ts';

export type VariantStep = { readonly key: string } | { readonly index: number };

/** `$` and any number of `.name`, `['name']`, `["name"]`, `[123]`; undefined for anything else. */
export function parseVariantPath(text: string): readonly VariantStep[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const pattern = /\.\s*([^.[\s][^.[]*)|\s*\['([^']*)'\]|\s*\["([^"]*)"\]|\[\s*(\d+)\]/y;
  pattern.lastIndex = 1;
  const steps: VariantStep[] = [];
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const key = match[1] ?? match[2] ?? match[3];
    if (key === undefined && Number(match[4]) > 0x7fff_ffff) return undefined;
    steps.push(key === undefined ? { index: Number(match[4]) } : { key });
  }
  return steps;
}

/** What the path leads to, undefined when there is nothing. */
export function followPath(variant: VariantAt, path: readonly VariantStep[]): VariantAt | undefined {
  let at: VariantAt | undefined = variant;
  for (const step of path) {
    const kind: string = kindOf(at);
    if ('key' in step) at = kind === 'object' ? fieldOf(at, step.key) : undefined;
    else at = kind === 'array' && step.index < countOf(at) ? itemOf(at, step.index) : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

/** `v:a.b[0]` is called `b`. */
export function nameOfPath(path: string): string | undefined {
  const last = parseVariantPath(path)?.findLast((step) => 'key' in step);
  return last !== undefined && 'key' in last ? last.key : undefined;
}
