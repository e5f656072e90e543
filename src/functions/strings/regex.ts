import { fail } from '../../errors/stream-error.ts';
import type { BoundCall } from '../function.ts';
import { linearRegex } from './regex-linear.ts';

/**
 * Java's regular expressions on JavaScript's engine, translated: what Java writes differently is rewritten, what JavaScript cannot express is
 * refused by name, never silently misread. Patterns with nested repetition, which a backtracking engine may take for ever on, run on a
 * linear-time engine (RE2) instead; those RE2 cannot run either (look-around, back references inside nested repetition) are refused.
 *
 * What is matched once and for all, `X*+` or `(?>X)`, becomes `(?=(?<a1>X*))\\k<a1>`: nothing goes back into a look-ahead. That makes groups of its own, so in such
 * patterns Java's groups get names that say their number, g1, g2 ….
 */
export interface Regex {
  /** Number of groups. */
  readonly groupCount: number;
  readonly test: (text: string) => boolean;
  /** Matches from `from` (UTF-16) on, left to right; an empty match moves on by one character. */
  readonly matches: (text: string, from?: number) => Iterable<RegexMatch>;
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
  const regex = makeRegex(pattern, call);
  if (compiled.size >= 512) compiled.delete(compiled.keys().next().value!);
  compiled.set(pattern, regex);
  return regex;
}

function makeRegex(pattern: string, call: BoundCall): Regex {
  const refuse = (): never => fail('INVALID_PARAMETER_VALUE.PATTERN', { parameter: '`regexp`', functionName: `\`${call.name}\``, value: `'${pattern}'` }, { at: call.at });
  const translated = translateRegex(pattern);
  if (translated === undefined) return refuse();
  if (translated.nested) return linearRegex(pattern) ?? refuse();
  try {
    return backtrackingRegex(new RegExp(translated.source, `v${translated.flags}`), new RegExp(translated.source, `vg${translated.flags}`), translated.groupNames);
  } catch {
    return refuse();
  }
}

function backtrackingRegex(once: RegExp, all: RegExp, groupNames: readonly string[] | undefined): Regex {
  const groupCount = groupNames?.length ?? new RegExp(`${once.source}|`, once.flags).exec('')!.length - 1;
  return { groupCount, test: (text) => once.test(text), matches: (text, from = 0) => iterate(all, text, from, groupNames), spans: (text) => spansOf(all, text) };
}

function spansOf(all: RegExp, text: string): number[] {
  const spans: number[] = [];
  all.lastIndex = 0;
  for (let match = all.exec(text); match !== null; match = all.exec(text)) {
    const end = all.lastIndex;
    spans.push(match.index, end);
    if (end === match.index) all.lastIndex = end + (text.codePointAt(end)! > 0xffff ? 2 : 1);
  }
  return spans;
}

function* iterate(all: RegExp, text: string, from: number, groupNames: readonly string[] | undefined): Generator<RegexMatch> {
  let at = from;
  while (at <= text.length) {
    all.lastIndex = at;
    const match = all.exec(text);
    if (match === null) return;
    const end = match.index + match[0].length;
    yield { start: match.index, end, groups: groupNames === undefined ? match : [match[0], ...groupNames.map((name) => match.groups![name])] };
    at = end > match.index ? end : end + (text.codePointAt(end)! > 0xffff ? 2 : 1);
  }
}

interface Translated { readonly source: string; readonly flags: string; readonly nested: boolean; /** The names of Java's groups, where they have some. */ readonly groupNames: readonly string[] | undefined }

interface Depth { repeats: boolean; readonly start: number; /** `(?>`: what the depths around it knew of repetition, to which its own adds nothing. */ readonly atomic?: readonly boolean[] }

/** State of one translation: position, what was written, where in it the last atom begins, and what has been seen of repetition and groups. */
interface Walk {
  readonly pattern: string; readonly named: boolean;
  at: number; out: string; flags: Set<string>; failed: boolean; nested: boolean; extended: boolean; depths: Depth[]; last: 'none' | 'atom' | 'repeating group'; atomStart: number;
  readonly groups: string[]; atomics: number;
}

/** The pattern in JavaScript's syntax (flag v), or undefined when it has something JavaScript has not. */
export function translateRegex(pattern: string, named = false): Translated | undefined {
  const walk: Walk = {
    pattern, named, at: 0, out: '', flags: new Set(), failed: false, nested: false, extended: false, depths: [{ repeats: false, start: 0 }], last: 'none', atomStart: 0, groups: [], atomics: 0,
  };
  while (walk.at < pattern.length && !walk.failed) step(walk);
  if (walk.failed || walk.depths.length !== 1) return undefined;
  if (walk.atomics > 0 && !named) return translateRegex(pattern, true);
  return { source: walk.out, flags: [...walk.flags].join(''), nested: walk.nested, groupNames: named ? walk.groups.map((_, index) => `g${index + 1}`) : undefined };
}

function step(walk: Walk): void {
  const char = walk.pattern[walk.at]!;
  if (!'*+?{)'.includes(char)) walk.atomStart = walk.out.length;
  switch (char) {
    case '\\': readEscape(walk); walk.last = 'atom'; return;
    case '[': walk.out += characterClass(walk); walk.last = 'atom'; return;
    case '(': openGroup(walk); return;
    case ')': closeGroup(walk); return;
    case '*': case '+': case '?': case '{': quantifier(walk); return;
    case '.': walk.out += walk.flags.has('s') ? '.' : '[^\\n\\r\\u0085\\u2028\\u2029]'; break;
    case '$': walk.out += walk.flags.has('m') ? '(?=\\r?\\n|[\\u0085\\u2028\\u2029]|(?![^]))' : '(?=(?:\\r\\n|[\\n\\r\\u0085\\u2028\\u2029])?(?![^]))'; break;
    case ']': case '}': walk.out += `\\${char}`; break;
    case '/': walk.out += '\\/'; break;
    default:
      if (walk.extended && /\s/.test(char)) { walk.at++; return; }
      if (walk.extended && char === '#') { while (walk.at < walk.pattern.length && walk.pattern[walk.at] !== '\n') walk.at++; return; }
      walk.out += char;
  }
  walk.at++;
  walk.last = char === '|' || char === '^' ? 'none' : 'atom';
}

/** `(?i)` and friends count for the whole pattern when they start it; elsewhere, and for groups, only RE2 knows them. */
function openGroup(walk: Walk): void {
  const rest = walk.pattern.slice(walk.at);
  const flags = /^\(\?([imsxuU]+)\)/.exec(rest);
  if (flags !== null && walk.out === '') {
    for (const flag of flags[1]!) applyFlag(walk, flag);
    walk.at += flags[0].length;
    return;
  }
  const inside = /^\(\?[imsu]*(?:-[ims]+)?(?<open>[:)])/.exec(rest);
  if (inside !== null && inside[0] !== '(?:') {
    walk.nested = true;
    walk.out += '(?:';
    walk.at += inside[0].length;
    if (inside.groups!['open'] === ')') walk.out += ')';
    else walk.depths.push({ repeats: false, start: walk.atomStart });
    walk.last = 'none';
    return;
  }
  const start = walk.atomStart;
  if (rest.startsWith('(?>')) {
    walk.out += `(?=(?<a${++walk.atomics}>`;
    walk.at += 3;
    walk.depths.push({ repeats: false, start, atomic: walk.depths.map(({ repeats }) => repeats) });
  } else {
    const head = /^\((?:\?(?:[:=!]|<[=!]|<[a-zA-Z][a-zA-Z0-9]*>))?/.exec(rest)![0];
    if (head === '(' && rest.startsWith('(?')) { walk.failed = true; return; }
    walk.out += groupHead(walk, head);
    walk.at += head.length;
    walk.depths.push({ repeats: false, start });
  }
  walk.last = 'none';
}

function groupHead(walk: Walk, head: string): string {
  if (/^\(\?(?:[:=!]|<[=!])/.test(head)) return head;
  walk.groups.push(head.slice(3, -1));
  return walk.named ? `(?<g${walk.groups.length}>` : head;
}

function applyFlag(walk: Walk, flag: string): void {
  if (flag === 'x') walk.extended = true;
  else if (flag === 'i' || flag === 'm' || flag === 's') walk.flags.add(flag);
}

function closeGroup(walk: Walk): void {
  const depth = walk.depths.pop();
  if (walk.depths.length === 0) { walk.failed = true; return; }
  walk.at++;
  walk.atomStart = depth!.start;
  if (depth!.atomic === undefined) {
    walk.out += ')';
    walk.last = depth!.repeats ? 'repeating group' : 'atom';
    return;
  }
  // As one atom, which may be repeated in its turn.
  const name = /\(\?=\(\?<(a\d+)>/.exec(walk.out.slice(depth!.start))![1]!;
  walk.out = `${walk.out.slice(0, depth!.start)}(?:${walk.out.slice(depth!.start)}))\\k<${name}>)`;
  depth!.atomic.forEach((repeats, index) => { walk.depths[index]!.repeats = repeats; });
  walk.last = 'atom';
}

/** A repeated group that repeats inside may take exponential time. */
function quantifier(walk: Walk): void {
  const match = /^(?:[*+?]|\{\d+(?:,\d*)?\})([?+]?)/.exec(walk.pattern.slice(walk.at));
  if (match === null || walk.last === 'none') { walk.failed = true; return; }
  if (match[1] === '+') {
    const name = `a${++walk.atomics}`;
    if (walk.last === 'repeating group') walk.nested = true;
    walk.out = `${walk.out.slice(0, walk.atomStart)}(?:(?=(?<${name}>${walk.out.slice(walk.atomStart)}${match[0].slice(0, -1)}))\\k<${name}>)`;
    walk.at += match[0].length;
    walk.last = 'none';
    return;
  }
  const unbounded = /^[*+]|,\}/.test(match[0]);
  if (unbounded && walk.last === 'repeating group') walk.nested = true;
  if (unbounded || walk.last === 'repeating group') for (const depth of walk.depths) depth.repeats = true;
  walk.out += match[0];
  walk.at += match[0].length;
  walk.last = 'none';
}

/** Escapes that mean the same are kept. */
function readEscape(walk: Walk): void {
  const rest = walk.pattern.slice(walk.at);
  const quoted = /^\\Q([\s\S]*?)(?:\\E|$)/.exec(rest);
  if (quoted !== null) {
    walk.out += quoted[1]!.replace(/[\\^$.*+?()[\]{}|/\-&!#%,:;<=>@`~]/g, quoteSymbol);
    walk.at += quoted[0].length;
    return;
  }
  const translated = escapeOf(rest, false);
  if (translated === undefined) { walk.failed = true; return; }
  walk.out += walk.named ? namedReference(walk, translated.text) : translated.text;
  walk.at += translated.length;
}

/** `\\1` and `\\k<name>` where groups have names of their own. */
function namedReference(walk: Walk, text: string): string {
  if (/^\\[1-9]$/.test(text)) return `\\k<g${text.slice(1)}>`;
  const name = /^\\k<(.*)>$/.exec(text)?.[1];
  return name === undefined ? text : `\\k<g${walk.groups.indexOf(name) + 1}>`;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\\u0007', e: '\\u001b', h: '[\\t \\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000]', H: '[^\\t \\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000]',
  s: '[\\t\\n\\u000b\\f\\r ]', S: '[^\\t\\n\\u000b\\f\\r ]', v: '[\\n\\u000b\\f\\r\\u0085\\u2028\\u2029]', V: '[^\\n\\u000b\\f\\r\\u0085\\u2028\\u2029]',
  R: '(?:\\r\\n|[\\n\\u000b\\f\\r\\u0085\\u2028\\u2029])', z: '(?![^])', Z: '(?=(?:\\r\\n|[\\n\\r\\u0085\\u2028\\u2029])?(?![^]))', A: '(?<![^])',
};

function escapeOf(rest: string, inClass: boolean): { readonly text: string; readonly length: number } | undefined {
  const next = rest[1];
  if (next === undefined) return undefined;
  const code = /^\\(?:0([0-3]?[0-7]{1,2})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|x\{([0-9a-fA-F]+)\})/.exec(rest);
  if (code !== null) return { text: `\\u{${Number.parseInt(code[1] ?? code[2] ?? code[3] ?? code[4]!, code[1] === undefined ? 16 : 8).toString(16)}}`, length: code[0].length };
  const control = /^\\c([@-_a-z])/.exec(rest);
  if (control !== null) return { text: `\\u{${(control[1]!.charCodeAt(0) ^ 64).toString(16)}}`, length: 3 };
  const property = /^\\([pP])(?:\{(\^?)(\w+)(?:=(\w+))?\}|([A-Z]))/.exec(rest);
  if (property !== null) return propertyOf(property);
  if (next in simpleEscapes && !(inClass && 'RzZA'.includes(next))) return { text: simpleEscapes[next]!, length: 2 };
  if (/[dDwWtnrf]/.test(next) || (!inClass && /[bB1-9]/.test(next))) return { text: rest.slice(0, 2), length: 2 };
  const named = /^\\k<[a-zA-Z][a-zA-Z0-9]*>/.exec(rest);
  if (named !== null && !inClass) return { text: named[0], length: named[0].length };
  if (/[A-Za-z0-9]/.test(next)) return undefined;
  return { text: quoteSymbol(next), length: 2 };
}

const posix: Readonly<Record<string, string>> = {
  Lower: 'a-z', Upper: 'A-Z', ASCII: '\\u0000-\\u007f', Alpha: 'A-Za-z', Digit: '0-9', Alnum: 'A-Za-z0-9', Punct: '!-\\/:-@\\[-`\\{-~', Graph: '!-~', Print: ' -~', Blank: ' \\t',
  Cntrl: '\\u0000-\\u001f\\u007f', XDigit: '0-9A-Fa-f', Space: '\\t\\n\\u000b\\f\\r ',
};
const javaProperties: Readonly<Record<string, string>> = {
  javaLowerCase: 'Lowercase', javaUpperCase: 'Uppercase', javaWhitespace: 'White_Space', IsAlphabetic: 'Alphabetic', IsDigit: 'Nd', IsLetter: 'L', IsLowercase: 'Lowercase', IsUppercase: 'Uppercase',
  IsPunctuation: 'P', IsWhite_Space: 'White_Space', IsIdeographic: 'Ideographic', IsControl: 'Cc',
};

function propertyOf([whole, kind, caret, word, value, single]: RegExpExecArray): { readonly text: string; readonly length: number } {
  const name = word ?? single!;
  const negative = (kind === 'P') !== (caret === '^');
  const set = posix[name];
  if (set !== undefined) return { text: negative ? `[^${set}]` : `[${set}]`, length: whole.length };
  const plain = javaProperties[name] ?? (/^Is[A-Z]/.test(name) && value === undefined ? name.slice(2) : name);
  const full = value !== undefined ? `${propertyKinds[name.toLowerCase()] ?? name}=${value}` : /^[A-Z][a-z]{3,}$/.test(plain) && !binaryProperties.has(plain) ? `Script=${plain}` : plain;
  return { text: `\\${negative ? 'P' : 'p'}{${full}}`, length: whole.length };
}

const propertyKinds: Readonly<Record<string, string>> = { script: 'Script', sc: 'Script', general_category: 'General_Category', gc: 'General_Category' };
const binaryProperties = new Set(['Alphabetic', 'Lowercase', 'Uppercase', 'White_Space', 'Ideographic', 'Emoji', 'Letter', 'Number', 'Punctuation', 'Symbol', 'Mark', 'Separator', 'Other']);

function quoteSymbol(symbol: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(symbol) ? `\\${symbol}` : symbol === '-' || symbol === '&' ? `\\u{${symbol.charCodeAt(0).toString(16)}}` : symbol;
}

/** A class in v syntax: nested classes and && are the same there, single symbols must be escaped. */
function characterClass(walk: Walk): string {
  let out = '[';
  walk.at++;
  if (walk.pattern[walk.at] === '^') { out += '^'; walk.at++; }
  for (let first = true; ; first = false) {
    const char = walk.pattern[walk.at];
    if (char === undefined) { walk.failed = true; return ''; }
    if (char === ']' && !first) { walk.at++; return `${out}]`; }
    if (char === '[') { out += characterClass(walk); if (walk.failed) return ''; continue; }
    if (char === '&' && walk.pattern[walk.at + 1] === '&') { out = `${wrapOperand(out)}&&`; walk.at += 2; out += intersectionOperand(walk); return walk.failed ? '' : out; }
    if (char === '\\') {
      const translated = escapeOf(walk.pattern.slice(walk.at), true);
      if (translated === undefined) { walk.failed = true; return ''; }
      out += translated.text;
      walk.at += translated.length;
      continue;
    }
    const range = char === '-' && !first && walk.pattern[walk.at + 1] !== ']' && walk.pattern[walk.at + 1] !== '[';
    out += range ? '-' : /[()[\]{}/\-|\\&!#%,:;<=>@`~^$.*+?]/.test(char) ? `\\u{${char.charCodeAt(0).toString(16)}}` : char;
    walk.at++;
  }
}

/** `[a-z` before `&&` becomes `[[a-z]`: v syntax wants operands that are classes. */
function wrapOperand(out: string): string {
  const negative = out.startsWith('[^');
  const body = out.slice(negative ? 2 : 1);
  return `${negative ? '[^' : '['}[${body}]`;
}

function intersectionOperand(walk: Walk): string {
  let out = '[';
  for (;;) {
    const char = walk.pattern[walk.at];
    if (char === undefined) { walk.failed = true; return ''; }
    if (char === ']') { walk.at++; return `${out}]]`; }
    if (char === '[') { out += characterClass(walk); if (walk.failed) return ''; continue; }
    if (char === '&' && walk.pattern[walk.at + 1] === '&') { walk.at += 2; return `${out}]&&${intersectionOperand(walk)}`; }
    out += char;
    walk.at++;
  }
}
