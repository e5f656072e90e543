import { fail } from '../../errors/stream-error.ts';
import type { BoundCall } from '../function.ts';
import { repeatCount } from './regex/ambiguity.ts';
import { javaScriptSources, type JavaScriptSources } from './regex/javascript.ts';
import { RegexMatcher } from './regex/matcher.ts';
import { parseRegex } from './regex/parse.ts';
import { compileProgram } from './regex/program.ts';
import type { RegexTree } from './regex/syntax.ts';

/**
 * Java's regular expressions. A pattern is parsed (regex/parse.ts); where JavaScript means the same and cannot take for ever, its engine runs (regex/javascript.ts),
 * for everything else a matcher of our own, whose time is linear in the length of the text (regex/matcher.ts).
 */
export interface Regex {
  /** Number of groups. */
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;
  readonly test: (text: string) => boolean;
  /** Matches, left to right; an empty match moves on by one character. */
  readonly matches: (text: string) => Iterable<RegexMatch>;
  /** Start and end of every match, one behind the other: `matches` without what only some callers need. */
  readonly spans: (text: string) => readonly number[];
}

export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  /** Group 0 is the whole match; a group that took no part is undefined. */
  readonly groups: readonly (string | undefined)[];
}

const compiled = new Map<string, Regex>();

/** Compiles a Java pattern; a bad one fails with INVALID_PARAMETER_VALUE.PATTERN. Lately used patterns are kept. */
export function compileRegex(pattern: string, call: BoundCall): Regex {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const regex = makeRegex(pattern) ?? fail('INVALID_PARAMETER_VALUE.PATTERN', { parameter: '`regexp`', functionName: `\`${runsAs[call.name] ?? call.name}\``, value: `'${pattern}'` }, { at: call.at });
  if (compiled.size >= 512) compiled.delete(compiled.keys().next().value!);
  compiled.set(pattern, regex);
  return regex;
}

/** Functions that are made of others, which find the mistake. */
const runsAs: Readonly<Record<string, string>> = { regexp_count: 'regexp_extract_all', regexp_substr: 'regexp_extract' };

/** Undefined for what is no pattern. */
export function makeRegex(pattern: string): Regex | undefined {
  const tree = parseRegex(pattern);
  if (tree === undefined) return undefined;
  const sources = javaScriptSources(tree);
  const ours = (): Regex | undefined => matcherRegex(tree, pattern);
  return sources === undefined ? ours() : scriptRegex(tree, sources, ours);
}

/** On the matcher of our own, whatever the pattern: what tests compare. */
export function makeLinearRegex(pattern: string): Regex | undefined {
  const tree = parseRegex(pattern);
  return tree === undefined ? undefined : matcherRegex(tree, pattern);
}

/** Steps that a search may take before another one takes over; a second or two. */
const MOST_STEPS = 2e9;

function scriptRegex(tree: RegexTree, sources: JavaScriptSources, ours: () => Regex | undefined): Regex {
  const repeats = repeatCount(tree.root);
  const longest = repeats === 0 ? Number.POSITIVE_INFINITY : MOST_STEPS ** (1 / (repeats + 1));
  const ascii = scriptEngine(sources.ascii, tree);
  const unicode = sources.ascii === sources.unicode ? ascii : scriptEngine(sources.unicode, tree);
  let linear: Regex | undefined;
  const engineFor = (text: string): Pick<Regex, 'test' | 'matches' | 'spans'> => {
    if (text.length > longest) linear ??= ours();
    if (text.length > longest && linear !== undefined) return linear;
    return ascii === unicode || isAscii.test(text) ? ascii : unicode;
  };
  return {
    groupCount: tree.groupCount, names: tree.names,
    test: (text) => engineFor(text).test(text), matches: (text) => engineFor(text).matches(text), spans: (text) => engineFor(text).spans(text),
  };
}

const isAscii = /^[\0-\x7f]*$/;

function scriptEngine(source: string, { groupCount, names }: RegexTree): Regex {
  const once = new RegExp(source, 'v');
  const all = new RegExp(source, 'vg');
  return { groupCount, names, test: (text) => once.test(text), matches: (text) => scriptMatches(all, text), spans: (text) => scriptSpans(all, text) };
}

function scriptSpans(all: RegExp, text: string): number[] {
  const spans: number[] = [];
  all.lastIndex = 0;
  for (let match = all.exec(text); match !== null; match = all.exec(text)) {
    const end = all.lastIndex;
    spans.push(match.index, end);
    if (end === match.index) all.lastIndex = after(text, end);
  }
  return spans;
}

function* scriptMatches(all: RegExp, text: string): Generator<RegexMatch> {
  for (let at = 0; at <= text.length;) {
    all.lastIndex = at;
    const match = all.exec(text);
    if (match === null) return;
    const end = match.index + match[0].length;
    yield { start: match.index, end, groups: match };
    at = end > match.index ? end : after(text, end);
  }
}

function matcherRegex(tree: RegexTree, pattern: string): Regex | undefined {
  const program = compileProgram(tree);
  if (program === undefined) return undefined;
  const matcher = new RegexMatcher(program, pattern, tree);
  const places = function* (text: string): Generator<readonly [number, number]> {
    let last = 0;
    for (let at = 0; at <= text.length;) {
      matcher.begin(text);
      if (!matcher.find(at, last)) return;
      const [start, end] = [matcher.slots[0]!, matcher.slots[1]!];
      yield [start, end];
      last = end;
      at = end > start ? end : after(text, end);
    }
  };
  const groupAt = (text: string, group: number): string | undefined => (matcher.slots[2 * group + 1]! < 0 ? undefined : text.slice(matcher.slots[2 * group]!, matcher.slots[2 * group + 1]!));
  return {
    groupCount: tree.groupCount, names: tree.names,
    test: (text) => { matcher.begin(text); return matcher.find(0, 0); },
    spans: (text) => [...places(text)].flat(),
    *matches(text) {
      for (const [start, end] of places(text)) yield { start, end, groups: Array.from({ length: tree.groupCount + 1 }, (_, group) => groupAt(text, group)) };
    },
  };
}

/** The next character behind an empty match. */
function after(text: string, at: number): number { return at + (text.codePointAt(at)! > 0xffff ? 2 : 1); }
