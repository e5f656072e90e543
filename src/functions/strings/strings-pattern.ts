import { isValid } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import { makeColumn } from '../../columnar/column.ts';
import { forEachRow, textReader } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { booleanType } from '../../types/data-type.ts';
import { anyNullable, expectInteger } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { isOn } from '../setting.ts';
import { quoted } from '../mismatch.ts';
import { matchSignatures } from '../signature-match.ts';
import { type ByteMatcher, compileLike } from './like.ts';
import { compileRegex, type Regex, type RegexMatch } from './regex.ts';
import { booleanColumnOf, intColumn, intReader, mapText, textInput } from './text-kernels.ts';
import { textLists } from './text-lists.ts';

const group = 'string_funcs';
const since = '0.1';

/** LIKE and regular expressions. Patterns are compiled once per text of a pattern. */
export const patternFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'like', group: 'predicate_funcs', since, signatures: [], resolve: resolveLike,
    doc: 'Whether a string fits a pattern: % stands for any characters, _ for one. The third argument escapes them (default: backslash).',
    examples: [["SELECT 'Spark' LIKE 'S%k'", 'true'], ["SELECT '100%' LIKE '100/%' ESCAPE '/'", 'true']],
    display: ([text, pattern, escapeLetter]) => `${text} LIKE ${pattern}${escapeLetter === undefined || escapeLetter === '\\' ? '' : ` ESCAPE '${escapeLetter}'`}`,
    kernel: (call) => likeKernel(call, false),
  },
  {
    kind: 'scalar', name: 'ilike', group: 'predicate_funcs', since, signatures: [], resolve: resolveLike,
    doc: 'LIKE without regard to case.', examples: [["SELECT 'Spark' ILIKE '_PARK'", 'true']],
    display: ([text, pattern]) => `ilike(${text}, ${pattern})`,
    kernel: (call) => likeKernel(call, true),
  },
  ...(['likeall', 'likeany', 'notlikeall', 'notlikeany'] as const).map(multiLikeRow),
  {
    kind: 'scalar', name: 'rlike', aliases: ['regexp', 'regexp_like'], group: 'string_funcs', since, signatures: ['(string, string) -> boolean'], displayAsWritten: true,
    doc: 'Whether a Java regular expression is found in the string.', examples: [["SELECT 'Spark SQL' RLIKE 'S[A-Z]L$'", 'true']],
    display: (args) => `RLIKE(${args.join(', ')})`,
    kernel: (call) => (args, rows, { arena }) => {
      const regexOf = regexReader(args[1]!, call);
      const text = textReader(args[0]!);
      return booleanColumnOf(args, rows, arena, (row) => regexOf(row).test(text(row)));
    },
  },
  {
    kind: 'scalar', name: 'regexp_replace', group, since, signatures: [], resolve: resolveReplace,
    doc: 'Replaces every match of a Java regular expression from a position on; $1 in the replacement stands for a group.', examples: [["SELECT regexp_replace('100-200', '(\\\\d+)', 'num')", 'num-num']],
    display: (args) => `regexp_replace(${args[0]}, ${args[1]}, ${args[2]}, ${args[3] ?? '1'})`,
    kernel: mapText(([text, pattern, other, position], call) => replaceMatches(text as string, pattern as string, other as string, (position as number | undefined) ?? 1, call)),
  },
  {
    kind: 'scalar', name: 'regexp_extract', group, since, signatures: ['(string, string, [int]) -> string'],
    doc: 'Returns a group (default 1, 0 = all) of the first match; an empty string when nothing matches.', examples: [["SELECT regexp_extract('100-200', '(\\\\d+)-(\\\\d+)', 1)", '100']],
    display: (args) => `regexp_extract(${args[0]}, ${args[1]}, ${args[2] ?? '1'})`,
    kernel: mapText(([text, pattern, index], call) => first(compileRegex(pattern as string, call), text as string, (index as number | undefined) ?? 1, call) ?? ''),
  },
  {
    kind: 'scalar', name: 'regexp_extract_all', group, since, signatures: ['(string, string, [int]) -> array<string>'],
    doc: 'Returns a group (default 1) of every match.', examples: [["SELECT regexp_extract_all('100-200, 300-400', '(\\\\d+)-(\\\\d+)', 1)", '[100, 300]']],
    display: (args) => `regexp_extract_all(${args[0]}, ${args[1]}, ${args[2] ?? '1'})`,
    kernel: (call) => listKernel((row, [text, pattern], index) => {
      const regex = compileRegex(pattern!(row), call);
      const found: string[] = [];
      for (const match of regex.matches(text!(row))) found.push(groupOf(match, regex, index?.(row) ?? 1, call));
      return found;
    }),
  },
  {
    kind: 'scalar', name: 'regexp_substr', group, since, signatures: ['(string, string) -> string'], nullable: 'always',
    doc: 'Returns the first match of a Java regular expression, NULL when there is none or it is empty.', examples: [["SELECT regexp_substr('Steven Jones', 'Ste(v|ph)en')", 'Steven']],
    kernel: mapText(([text, pattern], call) => first(compileRegex(pattern as string, call), text as string, 0, call) || null),
  },
  {
    kind: 'scalar', name: 'regexp_count', group, since, signatures: ['(string, string) -> int'],
    doc: 'Returns the number of matches of a Java regular expression.', examples: [["SELECT regexp_count('Steven and Stephen', 'Ste(v|ph)en')", '2']],
    kernel: (call) => (args, rows, { arena }) => {
      const regexOf = regexReader(args[1]!, call);
      const text = textReader(args[0]!);
      return intColumn(args, rows, arena, (row) => regexOf(row).spans(text(row)).length / 2);
    },
  },
  {
    kind: 'scalar', name: 'regexp_instr', group, since, signatures: ['(string, string, [int]) -> int'],
    doc: 'Returns the position (from 1) of the first match, 0 = none. The third argument is read and has no effect, as in Spark.', examples: [["SELECT regexp_instr('user@spark.org', '@[^.]*')", '5']],
    display: (args) => `regexp_instr(${args[0]}, ${args[1]}, ${args[2] ?? '0'})`,
    kernel: (call) => (args, rows, { arena }) => {
      const regexOf = regexReader(args[1]!, call);
      const text = textReader(args[0]!);
      return intColumn(args, rows, arena, (row) => {
        for (const { start } of regexOf(row).matches(text(row))) return [...text(row).slice(0, start)].length + 1;
        return 0;
      });
    },
  },
  {
    kind: 'scalar', name: 'split', group, since, signatures: ['(string, string, [int]) -> array<string>'],
    doc: 'Splits around matches of a Java regular expression. A limit above 0 bounds the number of parts; the last part holds the rest.',
    examples: [["SELECT split('oneAtwoBthreeC', '[ABC]')", '[one, two, three, ]'], ["SELECT split('oneAtwoBthreeC', '[ABC]', 2)", '[one, twoBthreeC]']],
    display: (args) => `split(${args[0]}, ${args[1]}, ${args[2] ?? '-1'})`,
    kernel: (call) => listKernel((row, [text, pattern], limit) => splitText(text!(row), pattern!(row), limit?.(row) ?? -1, call)),
  },
];

/** The escape letter is written as a literal of one character. */
function resolveLike(call: CallShape): ResolvedCall {
  const escapeLetter = call.arguments[2];
  if (escapeLetter !== undefined && call.arguments.length === 3) {
    const { literal } = escapeLetter;
    const fits = escapeLetter.isLiteral === true && escapeLetter.type.kind === 'string' && typeof literal === 'string' && [...literal].length === 1;
    if (!fits) fail('INVALID_ESCAPE_CHAR', { sqlExpr: quoted(escapeLetter.sql) }, { at: call.at });
  }
  const match = matchSignatures(['(string, string, [string]) -> boolean'], call);
  return { ...match, nullable: anyNullable(call, match.argumentTypes) };
}

function resolveReplace(call: CallShape): ResolvedCall {
  const match = matchSignatures(['(string, string, string, [int]) -> string'], call);
  const position = call.arguments.length === 4 ? expectInteger(call, 3, 'position') : null;
  if (position !== null && position <= 0) {
    fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', { sqlExpr: quoted(call.sql), exprName: 'position', valueRange: '(0, 2147483647]', currentValue: String(position) }, { at: call.at });
  }
  return { ...match, nullable: anyNullable(call, match.argumentTypes) };
}

type MultiLike = 'likeall' | 'likeany' | 'notlikeall' | 'notlikeany';

/** `x LIKE ALL ('a%', …)`: as AND or OR of its parts, NULLs included. */
function multiLikeRow(name: MultiLike): ScalarFunction {
  return {
    kind: 'scalar', name, group: 'internal', since, signatures: ['(string, string...) -> boolean'], nulls: 'custom', nullable: 'any argument',
    doc: 'LIKE ALL and LIKE ANY.', examples: [], display: (args) => `${name}(${args[0]})`,
    kernel: (call) => (args, rows, { arena }) => {
      const [text, ...patterns] = args;
      const input = textInput(text!);
      const matchers = patterns.map((pattern) => matcherReader(pattern, '\\', false, call));
      const validity = arena.bitmap(rows.rowCount, 1);
      const values = arena.uint8(rows.rowCount);
      const stopAt = name.endsWith('any');
      forEachRow([], rows, arena, (row) => {
        const at = row & input.mask;
        const known = isValid(text!.validity, at);
        let missing = !known;
        let result = !stopAt;
        for (let index = 0; known && index < patterns.length && result !== stopAt; index++) {
          const pattern = patterns[index]!;
          if (!isValid(pattern.validity, row & pattern.mask)) { missing = true; continue; }
          const found = matchers[index]!(row)(input.bytes, input.offsets[at]!, input.offsets[at + 1]!);
          if ((found !== name.startsWith('not')) === stopAt) result = stopAt;
        }
        values[row] = result ? 1 : 0;
        if (missing && result !== stopAt) validity[row >> 3]! &= ~(1 << (row & 7));
      });
      return makeColumn(booleanType, rows.rowCount, { values, validity });
    },
  };
}

function likeKernel(call: BoundCall, ignoreCase: boolean): Kernel {
  return (args, rows, { arena }) => {
    const escapeLetter = args[2] === undefined ? () => '\\' : textReader(args[2]);
    const input = textInput(args[0]!);
    const matcherOf = matcherReader(args[1]!, escapeLetter, ignoreCase, call);
    const text = ignoreCase ? textReader(args[0]!) : undefined;
    return booleanColumnOf(args, rows, arena, (row) => {
      if (text !== undefined) {
        const lower = Buffer.from(text(row).toLowerCase(), 'utf8');
        return matcherOf(row)(lower, 0, lower.length);
      }
      return matcherOf(row)(input.bytes, input.offsets[row & input.mask]!, input.offsets[(row & input.mask) + 1]!);
    });
  };
}

/** The matcher of a row's pattern; a pattern that repeats is compiled once. */
function matcherReader(pattern: Column, escapeLetter: string | ((row: number) => string), ignoreCase: boolean, call: BoundCall): (row: number) => ByteMatcher {
  const text = textReader(pattern);
  let last: string | undefined;
  let matcher: ByteMatcher | undefined;
  return (row) => {
    if (matcher !== undefined && pattern.mask === 0) return matcher;
    const now = text(row);
    if (now !== last || matcher === undefined) matcher = compileLike(ignoreCase ? now.toLowerCase() : now, typeof escapeLetter === 'string' ? escapeLetter : escapeLetter(row), call);
    last = now;
    return matcher;
  };
}

function regexReader(pattern: Column, call: BoundCall): (row: number) => Regex {
  const text = textReader(pattern);
  return (row) => compileRegex(text(row), call);
}

/** The number of a group is looked at when something matches. */
function groupOf(match: RegexMatch, regex: Regex, group: number, call: BoundCall): string {
  if (group < 0 || group > regex.groupCount) {
    fail('INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX', { parameter: '`idx`', functionName: `\`${call.name}\``, groupCount: String(regex.groupCount), groupIndex: String(group) }, { at: call.at });
  }
  return match.groups[group] ?? '';
}

function first(regex: Regex, text: string, group: number, call: BoundCall): string | undefined {
  for (const match of regex.matches(text)) return groupOf(match, regex, group, call);
  return undefined;
}

function replaceMatches(text: string, pattern: string, replacement: string, position: number, call: BoundCall): string {
  const regex = compileRegex(pattern, call);
  const skipped = Math.max(0, position - 1);
  if (skipped > 0 && skipped >= text.length) return text;
  if (skipped > 0) return text.slice(0, skipped) + replaceMatches(text.slice(skipped), pattern, replacement, 1, call);
  let out = '';
  let at = 0;
  let parts: (string | number)[] | undefined;
  const refuse = (): never => fail('INVALID_REGEXP_REPLACE', { source: text, pattern, replacement, position: String(position) }, { at: call.at });
  for (const match of regex.matches(text)) {
    parts ??= replacementParts(replacement, regex, refuse);
    out += text.slice(at, match.start) + parts.map((part) => (typeof part === 'string' ? part : match.groups[part] ?? '')).join('');
    at = match.end;
  }
  return out + text.slice(at);
}

/** Java's replacement text: `$1` is a group (as many digits as make one), `${name}` too, a backslash quotes. */
function replacementParts(replacement: string, regex: Regex, refuse: () => never): (string | number)[] {
  const parts: (string | number)[] = [];
  for (let at = 0; at < replacement.length; at++) {
    const char = replacement[at]!;
    if (char === '\\') { parts.push(replacement[++at] ?? refuse()); continue; }
    if (char !== '$') { parts.push(char); continue; }
    const name = /^\$\{([a-zA-Z][a-zA-Z0-9]*)\}/.exec(replacement.slice(at, at + 300));
    if (name !== null) { parts.push(regex.names.get(name[1]!) ?? refuse()); at += name[0].length - 1; continue; }
    if (!/\d/.test(replacement[at + 1] ?? '')) refuse();
    let index = Number(replacement[++at]);
    while (/\d/.test(replacement[at + 1] ?? '') && index * 10 + Number(replacement[at + 1]) <= regex.groupCount) index = index * 10 + Number(replacement[++at]);
    if (index > regex.groupCount) refuse();
    parts.push(index);
  }
  return parts;
}

/** A leading empty match of zero width never makes a part; an empty pattern splits into characters. */
export function splitText(text: string, pattern: string, limit: number, call: BoundCall): string[] {
  if (text === '') return [''];
  if (pattern === '' && limit > 0 && isOn(call, 'spark.sql.legacy.truncateForEmptyRegexSplit')) return [...text].slice(0, limit);
  const parts: string[] = [];
  let at = 0;
  const spans = compileRegex(pattern, call).spans(text);
  for (let index = 0; index < spans.length; index += 2) {
    const [start, end] = [spans[index]!, spans[index + 1]!];
    if (limit > 0 && parts.length === limit - 1) break;
    if (end === 0 || (pattern === '' && start >= text.length)) continue;
    parts.push(text.slice(at, start));
    at = end;
  }
  if (at < text.length || pattern !== '') parts.push(text.slice(at));
  return parts;
}

type ListRow = (row: number, texts: readonly ((row: number) => string)[], third: ((row: number) => number) | undefined) => readonly string[];

function listKernel(list: ListRow): Kernel {
  return (args, rows, { arena }) => {
    const texts = args.slice(0, 2).map(textReader);
    const third = args[2] === undefined ? undefined : intReader(args[2]);
    return textLists(args, rows, arena, (row) => list(row, texts, third));
  };
}

