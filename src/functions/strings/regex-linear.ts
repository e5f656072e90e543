import { createRequire } from 'node:module';
import type { Regex, RegexMatch } from './regex.ts';

interface Re2Matcher { find(from?: number): boolean; start(): number; end(): number; group(index: number): string | null }
interface Re2Pattern { matcher(text: string): Re2Matcher; groupCount(): number }
interface Re2 { readonly RE2JS: { compile(pattern: string): Re2Pattern } }

let engine: Re2 | undefined;

/** A pattern on RE2's linear-time engine, or undefined when RE2 cannot express it. Loaded on first use: most queries never need it. */
export function linearRegex(pattern: string): Regex | undefined {
  engine ??= createRequire(import.meta.url)('re2js') as Re2;
  let compiled: Re2Pattern;
  try {
    compiled = engine.RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
  const groupCount = compiled.groupCount();
  return {
    groupCount,
    test: (text) => compiled.matcher(text).find(),
    matches: (text, from = 0) => iterate(compiled, groupCount, text, from),
    spans: (text) => [...iterate(compiled, 0, text, 0)].flatMap(({ start, end }) => [start, end]),
  };
}

function* iterate(compiled: Re2Pattern, groupCount: number, text: string, from: number): Generator<RegexMatch> {
  const matcher = compiled.matcher(text);
  let at = from;
  while (at <= text.length && matcher.find(at)) {
    const start = matcher.start();
    const end = matcher.end();
    yield { start, end, groups: Array.from({ length: groupCount + 1 }, (_, index) => matcher.group(index) ?? undefined) };
    at = end > start ? end : end + 1;
  }
}
